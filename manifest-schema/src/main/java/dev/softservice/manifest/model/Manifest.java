package dev.softservice.manifest.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One distro's {@code softservice.yaml}, read and checked. Every map keeps the order of the file. Whatever may hold
 * {@code ${…}} is a {@link Template}; everything else is plain, already parsed and range-checked.
 *
 * @param about        what the catalog shows
 * @param version      what the author wrote under {@code version}
 * @param parameters   by name
 * @param examples     values other than the defaults that a run tries, by parameter; empty: the author does not say
 * @param uses         by name: the distros that this one is made of
 * @param services     by name, the Compose file's included, profiles applied
 * @param volumes      named volumes, those made from relative binds of user data included
 * @param live         the names of the tests that an installation is held to as well; they only look
 * @param releaseLevel the lowest level that may be published, 1 to 8; empty: all rungs that the manifest enables and a run shows by itself
 */
public record Manifest(
        About about,
        VersionLine version,
        Map<String, Parameter> parameters,
        Optional<Map<String, String>> examples,
        Map<String, Use> uses,
        Map<String, Service> services,
        List<String> volumes,
        Provides provides,
        Permissions permissions,
        List<AcceptanceTest> tests,
        Set<String> live,
        DataHooks data,
        OptionalInt releaseLevel) {
    /** The file that holds it, at the root of the repository. */
    public static final String FILE_NAME = "softservice.yaml";

    public String name() {
        return about.name();
    }

    /** What no run shows, since it is had at an installation only, or nobody answers to it; half a sentence each. */
    public List<String> notShown() {
        return Stream.concat(
                        permissions.all().stream()
                                .flatMap(permission -> permission.inRuns().stream()
                                        .map(instead -> permission.thing() + " (in a run " + instead + ")")),
                        provides.endpoints().entrySet().stream()
                                .filter(endpoint -> endpoint.getValue().protocol() == Protocol.UDP)
                                .map(endpoint ->
                                        "provides." + endpoint.getKey() + " (whether a UDP port answers is not asked)"))
                .toList();
    }

    /** The values that a run tries beside the defaults, by parameter: the author's examples, or else what the types give. */
    public Map<String, String> others() {
        if (examples.isPresent()) return examples.get();
        var others = new LinkedHashMap<String, String>();
        parameters.forEach((name, parameter) -> parameter.other().ifPresent(value -> others.put(name, value)));
        return others;
    }

    /** What the catalog shows; {@code icon} is a path inside the repository. */
    public record About(
            String name,
            String title,
            String summary,
            Optional<String> license,
            Optional<String> homepage,
            Optional<String> icon,
            List<String> maintainers,
            List<String> categories) {}

    /** Another distro as a part of this one; {@code distro} is owner/name on the same hub, or a Git URL. */
    public record Use(String distro, String versionRange, Map<String, Template> with) {}

    /** What a distro that uses this one may refer to. */
    public record Provides(Map<String, Endpoint> endpoints, Map<String, Template> outputs) {}

    /**
     * One provided endpoint of a service or, by its name, of a use.
     *
     * @param publish the host port once installed (a port number after interpolation)
     * @param when    it is there only where this is {@code true} after interpolation; empty: always
     */
    public record Endpoint(
            String service, int port, Protocol protocol, Optional<Template> publish, Optional<Template> when) {}

    public enum Protocol {
        TCP,
        /** Nobody can tell from outside whether anything listens there. */
        UDP
    }

    /**
     * How user data is made, checked, saved and brought back.
     *
     * @param scratch names of volumes that need not be kept
     * @param dropped volumes of earlier versions that this one gives up
     */
    public record DataHooks(
            Optional<Hook> seed,
            Optional<Hook> check,
            Optional<Hook> backup,
            Optional<Hook> restore,
            List<String> scratch,
            List<Dropped> dropped) {
        public static final DataHooks NONE = new DataHooks(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(), List.of());
    }

    /** A volume that users have from an earlier version and lose sight of; {@code reason} is told to them. */
    public record Dropped(String name, String reason) {}

    /** A command in a running service; exit code 0 is success. The service is this distro's, a use (its first endpoint's), or {@code <use>-<service>}. */
    public record Hook(String service, List<Template> command) {}
}
