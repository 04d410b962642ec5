package dev.softservice.manifest.model;

import dev.softservice.manifest.model.Problem.Severity;
import java.util.Locale;

/** The rules that a manifest can break. Their ids are stable: editors, scripts and docs/manifest.md use them. */
public enum Rule {
    // The file as such.
    NO_MANIFEST("the folder has no softservice.yaml"),
    MANIFEST_EMPTY("the manifest, or a file that it names, is empty"),
    FILE_TOO_LARGE("a manifest, Compose or environment file is larger than 1 MB"),
    FILE_UNREADABLE("a file that the manifest needs could not be read"),
    ENCODING("a file is not UTF-8, or holds characters that YAML forbids"),
    YAML_SYNTAX("a file is not valid YAML"),
    YAML_DOCUMENTS("a file holds more than one YAML document"),
    YAML_TAG("a value has a tag other than YAML's own"),
    YAML_ALIAS("an alias is unknown, contains itself, or makes the document too big"),
    YAML_NESTING("values nest deeper than 64 levels"),
    YAML_MERGE("`<<` is given something other than mappings"),
    DUPLICATE_KEY("a key stands twice in one mapping"),
    KEY_TYPE("a key is not text"),
    TOO_MANY_PROBLEMS("more than 500 problems; the rest is not listed"),

    // Keys and values.
    UNKNOWN_KEY("a key that the format does not have"),
    MISSING_KEY("a key that must be there is not"),
    WRONG_TYPE("a value of another kind than the key takes"),
    NOT_ALLOWED("a value that is none of the few that the key takes"),
    OUT_OF_RANGE("a number, size, duration, list or text beyond its limits"),
    ONE_OF("keys that exclude each other, or none of them"),
    BAD_NAME("a name that does not follow its pattern"),
    BAD_VALUE("a value that can't be understood: a version, size, duration, port, address, expression …"),
    NAME_TAKEN("a name used for two things, or reserved"),
    FORMAT_VERSION("`softservice` names a format other than v1"),

    // What values point at.
    UNKNOWN_REFERENCE("`${…}` names nothing that exists"),
    BAD_REFERENCE("`${…}` is not closed or not a name"),
    REFERENCE_NOT_ALLOWED("`${…}` stands where the value is fixed at release"),
    COMPOSE_VARIABLE("a Compose variable without a default and without a parameter of its name"),
    UNKNOWN_SERVICE("a service, use or host name that does not exist"),
    UNKNOWN_PARAMETER("a parameter that does not exist"),
    UNKNOWN_VOLUME("a volume that is not declared"),
    UNKNOWN_NETWORK("a network that is not declared"),
    UNKNOWN_CONFIG("a config or secret that is not declared"),
    CYCLE("services, uses or files that need each other in a circle"),
    PATH_OUTSIDE("a path that leaves the repository"),
    MISSING_FILE("a file or folder that is not in the repository"),
    NOTHING_TO_RUN("neither services nor uses"),
    IDLE_TEST("a test that can't fail"),

    // Said, but not held against the manifest.
    IDLE_HEALTHCHECK(Severity.WARNING, "a healthcheck that can't fail"),
    NO_TESTS(Severity.WARNING, "no acceptance test: a run ends red with \"no tests ran\""),
    IGNORED_KEY(Severity.WARNING, "a key or an entry that is accepted and has no effect here"),
    PORT_PUBLISHED(Severity.WARNING, "a published host port, read as an exposed one"),
    UDP_PORT(Severity.WARNING, "a UDP port, which is reachable but not waited for"),
    IGNORED_VALUE(Severity.WARNING, "a part of a value that is accepted and has no effect here"),
    UNQUOTED_VALUE(
            Severity.WARNING,
            "a value without quotes that is a number or a truth value, which containers get in another form"),
    SHELL_WORDS(
            Severity.WARNING,
            "a command that only a shell would understand where none reads it, or more words than the one line that"
                    + " CMD-SHELL runs"),
    SERVICE_PROFILE(Severity.WARNING, "a service with profiles, left out"),
    NO_REPLICAS(Severity.WARNING, "a service of which the file starts none, left out"),
    OPTIONAL_DEPENDENCY(
            Severity.WARNING, "a dependency that is not required, on a service that is not there or left out"),
    OTHER_HOST_NAME(Severity.WARNING, "the name of a container or an alias, where the name of a service is a host's"),
    BIND_BECOMES_VOLUME(
            Severity.WARNING,
            "a bind of what only the machine knows, or of what looks like configuration and is not in the repository");

    private final Severity severity;
    private final String meaning;

    Rule(String meaning) {
        this(Severity.ERROR, meaning);
    }

    Rule(Severity severity, String meaning) {
        this.severity = severity;
        this.meaning = meaning;
    }

    /** {@code unknown-key}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Severity severity() {
        return severity;
    }

    /** Half a sentence for the table of rules. */
    public String meaning() {
        return meaning;
    }
}
