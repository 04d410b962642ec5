package dev.softservice.manifest;

import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks {@code ${…}} where it stands and gives the text in the one grammar of {@link Template}. In a Compose file
 * {@code $VAR}, {@code ${VAR}} and {@code ${VAR:-default}} are understood too: they are the parameter of that name in lower case
 * with dashes where the manifest declares one, else the default.
 */
final class Interpolation {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern USE = Pattern.compile("uses\\.([^.]+)\\.([a-z][a-z0-9_-]*)");
    /** A variable that has no default. */
    private static final Pattern ASKING = Pattern.compile(
            "(?<!\\$)(?:\\$\\$)*\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)(?::?\\?[^}]*)?}|([A-Za-z_][A-Za-z0-9_]*))");
    /** {@code ${FOLDER:-/srv/data}/db}: whoever starts it says where on the machine. */
    private static final Pattern PLACE =
            Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*):?-([/~][^}$]*|)}((?:/[^$]*)?)");

    private static final int DEEPEST_DEFAULT = 8;

    private final Notes notes;
    private final Scope scope;

    Interpolation(Notes notes, Scope scope) {
        this.notes = notes;
        this.scope = scope;
    }

    /** One text on its way: where it stands, and what it may refer to besides the usual. */
    private record Source(String text, Mark mark, Set<String> extraNames, boolean compose, int depth) {
        Source within(String part) {
            return new Source(part, mark, extraNames, compose, depth + 1);
        }
    }

    Template template(ScalarNode node) {
        return template(node, Set.of());
    }

    Template template(ScalarNode node, Set<String> extraNames) {
        return templateOf(node.text(), node.mark(), extraNames);
    }

    Template templateOf(String text, Mark mark, Set<String> extraNames) {
        if (text.indexOf('$') < 0) return new Template(text);
        return new Template(canonical(new Source(text, mark, extraNames, isCompose(mark), 0)));
    }

    /** The text of a value that is fixed at release: Compose defaults taken, {@code $$} undone; empty where a reference was complained of. */
    Optional<String> plain(ScalarNode node) {
        if (node.text().indexOf('$') < 0) return Optional.of(node.text());
        int before = notes.count();
        var template = template(node);
        var references = template.references();
        if (!references.isEmpty()) {
            var held = isCompose(node.mark())
                    ? "a variable: " + Quote.quote(node.text())
                    : "${" + Quote.cut(references.getFirst()) + "}";
            notes.add(
                    node.mark(),
                    Rule.REFERENCE_NOT_ALLOWED,
                    "this value is fixed when the distro is released and can't hold " + held
                            + "; write the value itself");
        }
        return notes.count() == before ? Optional.of(template.resolve(name -> "")) : Optional.empty();
    }

    /** Everything but the manifest itself is in the dialect of Compose. */
    static boolean isCompose(Mark mark) {
        return !mark.path().equals(ManifestReader.FILE_NAME);
    }

    /** Holds a Compose variable without a default: its value is known on the machine alone. */
    static boolean asksTheMachine(ScalarNode node) {
        return isCompose(node.mark()) && ASKING.matcher(node.text()).find();
    }

    /** A path below a folder that a variable names: one without a default, or with one that is a place for data on the machine. */
    record MachinePath(String variable, String below) {}

    static Optional<MachinePath> machinePath(ScalarNode node) {
        if (!isCompose(node.mark())) return Optional.empty();
        var defaulted = PLACE.matcher(node.text());
        if (defaulted.matches()) {
            return SystemPlace.is(defaulted.group(2) + defaulted.group(3))
                    ? Optional.empty()
                    : Optional.of(new MachinePath(defaulted.group(1), trimmed(defaulted.group(3))));
        }
        var variable = ASKING.matcher(node.text());
        if (!variable.lookingAt() || node.text().startsWith("$$")) return Optional.empty();
        var below = node.text().substring(variable.end());
        if (!below.isEmpty() && !below.startsWith("/")) return Optional.empty();
        return Optional.of(new MachinePath(
                Optional.ofNullable(variable.group(1)).orElseGet(() -> variable.group(2)), trimmed(below)));
    }

    private static String trimmed(String path) {
        return path.replaceAll("^/+|/+$", "");
    }

    private String canonical(Source source) {
        var out = new StringBuilder();
        var text = source.text;
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
            if (c != '$') {
                out.append(c);
                at++;
            } else if (next == '$') {
                out.append("$$");
                at += 2;
            } else if (next == '{') {
                int end = closing(text, at + 2);
                if (end < 0) {
                    notes.add(
                            source.mark,
                            Rule.BAD_REFERENCE,
                            "a `${` is not closed; add the `}`, or write `$${` for a dollar and a brace");
                    return out.toString();
                }
                out.append(reference(text.substring(at + 2, end), source));
                at = end + 1;
            } else {
                var matcher = VARIABLE.matcher(text).region(at + 1, text.length());
                if (source.compose && matcher.lookingAt()) {
                    out.append(reference(matcher.group(), source));
                    at = matcher.end();
                } else {
                    out.append("$$");
                    at++;
                }
            }
        }
        return out.toString();
    }

    /** The index of the brace that closes the one before {@code from}; -1 where there is none. */
    private static int closing(String text, int from) {
        int depth = 1;
        for (int i = from; i < text.length(); i++) {
            if (text.startsWith("${", i)) depth++;
            if (text.charAt(i) == '}' && --depth == 0) return i;
        }
        return -1;
    }

    private String reference(String body, Source source) {
        var variable = VARIABLE.matcher(body);
        if (source.extraNames.contains(body)) return dotted(body, source);
        if (variable.lookingAt()
                && (variable.end() == body.length() || ":-?+".indexOf(body.charAt(variable.end())) >= 0)) {
            return variable(variable.group(), body.substring(variable.end()), source);
        }
        return dotted(body, source);
    }

    private String dotted(String name, Source source) {
        var whole = "${" + name + "}";
        if (source.extraNames.contains(name) || Scope.RELEASE.contains(name)) return whole;
        if (name.startsWith("parameters.") && scope.parameters().containsKey(name.substring("parameters.".length())))
            return whole;
        var use = USE.matcher(name);
        if (use.matches() && scope.uses().contains(use.group(1))) return whole;
        if (notes.full()) return "";
        var names = new java.util.TreeSet<>(scope.dottedNames());
        names.addAll(source.extraNames);
        boolean wellFormed = name.matches("[A-Za-z0-9_.-]+");
        var remedy = Suggestion.didYouMean(name, names);
        notes.add(
                source.mark,
                wellFormed ? Rule.UNKNOWN_REFERENCE : Rule.BAD_REFERENCE,
                Quote.quote(whole)
                        + (wellFormed ? " names nothing that exists" : " is not a name")
                        + (remedy.isEmpty() ? hint(name) : remedy));
        return "";
    }

    private String hint(String name) {
        if (name.startsWith("parameters.")) return "; declare it under parameters";
        if (name.startsWith("uses.")) return "; write ${uses.NAME.OUTPUT} with a NAME declared under uses";
        return "; write ${parameters.…}, ${uses.….…} or ${release.version}, or `$$` for a dollar";
    }

    private String variable(String name, String operator, Source source) {
        var parameter = Scope.parameterFor(name);
        boolean declared = scope.parameters().containsKey(parameter);
        if (!source.compose) {
            var near = Suggestion.didYouMean(name, source.extraNames);
            if (!near.isEmpty()) return dotted(name, source);
            notes.add(
                    source.mark,
                    Rule.UNKNOWN_REFERENCE,
                    Quote.quote("${" + name + operator + "}") + " is not known here; "
                            + (declared ? "write" : "declare the parameter " + Quote.quote(parameter) + " and write")
                            + " ${parameters." + Quote.cut(parameter) + "}, or `$$` for a dollar");
            return "";
        }
        var rest = operator.startsWith(":") ? operator.substring(1) : operator;
        if (!operator.isEmpty() && (rest.isEmpty() || "-?+".indexOf(rest.charAt(0)) < 0)) {
            notes.add(
                    source.mark,
                    Rule.BAD_REFERENCE,
                    Quote.quote("${" + name + operator + "}") + " is not a Compose variable; write ${" + Quote.cut(name)
                            + ":-default}");
            return "";
        }
        if (source.depth > DEEPEST_DEFAULT) {
            notes.add(source.mark, Rule.BAD_REFERENCE, "defaults nest too deep; write one default");
            return "";
        }
        if (rest.startsWith("+")) return declared ? canonical(source.within(rest.substring(1))) : "";
        if (declared) return "${parameters." + parameter + "}";
        if (rest.startsWith("-")) return canonical(source.within(rest.substring(1)));
        notes.missing(name);
        notes.add(
                source.mark,
                Rule.COMPOSE_VARIABLE,
                Quote.quote("${" + name + "}")
                        + " has no value, since nothing of the host's environment is visible; declare the parameter "
                        + Quote.quote(parameter) + " in " + ManifestReader.FILE_NAME + ", or give a default: ${"
                        + Quote.cut(name) + ":-…}");
        return "";
    }
}
