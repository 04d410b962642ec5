package dev.softservice.runner.export;

import dev.softservice.manifest.model.Parameter;
import dev.softservice.runner.secret.Secrets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What the environment file holds. While a distro is planned, a mark that occurs nowhere else stands for each value; where it turns up in the plan, the
 * exported file refers to the variable.
 */
final class Variables {
    /** Letters and digits alone, so that it survives wherever a value may stand. */
    private static final String MARK = "SoftserviceVariable";

    /** @param secret made up here, and to be kept */
    record Variable(String name, String value, boolean secret) {}

    private final Map<String, Variable> byMark = new LinkedHashMap<>();
    private final Map<String, String> marks = new TreeMap<>();
    private final UnaryOperator<String> secrets;

    /** @param secrets from {@code DB_PASS} to its value */
    Variables(UnaryOperator<String> secrets) {
        this.secrets = secrets;
    }

    static Variables withMadeUpSecrets() {
        return new Variables(_ -> Secrets.generate());
    }

    /** The mark of a secret of the part at {@code path}, empty for the distro itself; the same for equal arguments. */
    String secret(String path, String parameter) {
        var name = name((path.isEmpty() ? "" : path + "-") + parameter);
        return marks.computeIfAbsent(path + "\n" + parameter, _ -> mark(new Variable(name, secrets.apply(name), true)));
    }

    /** The mark of a secret of the distro's own that somebody gave. */
    String given(String parameter, String value) {
        return marks.computeIfAbsent("\n" + parameter, _ -> mark(new Variable(name(parameter), value, true)));
    }

    /** The mark of a text of the distro's own. */
    String text(String parameter, String value) {
        return marks.computeIfAbsent("\n" + parameter, _ -> mark(new Variable(name(parameter), value, false)));
    }

    /** How a Compose file refers to a variable for something of the distro's own that is no text, a port. */
    String named(String parameter, String value) {
        return referring(text(parameter, value));
    }

    /** Under a name that no other has: the port {@code db-pass} and the secret {@code pass} of the part {@code db} would both be {@code DB_PASS}. */
    private String mark(Variable variable) {
        var mark = MARK + byMark.size() + "End";
        var taken = byMark.values().stream().map(Variable::name).toList();
        var name = variable.name();
        for (int i = 2; taken.contains(name); i++) name = variable.name() + "_" + i;
        byMark.put(mark, new Variable(name, variable.value(), variable.secret()));
        return mark;
    }

    private static String name(String parameter) {
        var name = parameter.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_");
        // Compose has meanings of its own for these.
        return name.matches("[0-9].*|COMPOSE_.*|DOCKER_.*|PATH|PWD|HOME") ? "P_" + name : name;
    }

    /** For a Compose file: dollars doubled, marks turned into references. */
    String referring(String text) {
        var out = text.replace("$", "$$");
        for (var each : byMark.entrySet())
            out = out.replace(each.getKey(), "${" + each.getValue().name() + "}");
        return out;
    }

    /** For a file that nobody interpolates: marks turned into values. */
    String plain(String text) {
        var out = text;
        for (var each : byMark.entrySet())
            out = out.replace(each.getKey(), each.getValue().value());
        return out;
    }

    boolean holdsSecret(String text) {
        return byMark.entrySet().stream().anyMatch(each -> each.getValue().secret() && text.contains(each.getKey()));
    }

    /** The environment file; {@code used}: the Compose file, so that what nothing refers to is left out. */
    String environmentFile(String project, String used, Map<String, Parameter> declared) {
        var out = new StringBuilder("COMPOSE_PROJECT_NAME=" + project + "\n");
        byMark.values().stream()
                .distinct()
                .filter(variable -> used.contains("${" + variable.name() + "}"))
                .forEach(variable -> {
                    declared.entrySet().stream()
                            .filter(each -> name(each.getKey()).equals(variable.name()))
                            .findFirst()
                            .map(each -> each.getValue().description())
                            .filter(text -> !text.isBlank())
                            .ifPresent(text -> out.append("# ")
                                    .append(text.replaceAll("\\R", " "))
                                    .append('\n'));
                    if (variable.secret()) out.append("# A secret.\n");
                    out.append(variable.name())
                            .append('=')
                            .append(quoted(variable.value()))
                            .append('\n');
                });
        return out.toString();
    }

    /** As both the old and the new Compose read it: bare, in single quotes literally, in double quotes with escapes. */
    private static String quoted(String value) {
        if (value.matches("[A-Za-z0-9_./:@%+,=-]*")) return value;
        if (value.indexOf('\'') < 0 && value.indexOf('\n') < 0) return "'" + value + "'";
        return "\""
                + value.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("$", "\\$")
                        .replace("\n", "\\n") + "\"";
    }
}
