package dev.softservice.manifest.fields;

import dev.softservice.manifest.model.InterpolatedText;
import dev.softservice.manifest.model.InterpolatedText.Reference;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Parameter;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks {@code ${…}} where it stands and gives the text in the one grammar of {@link Template}. In a Compose file variables are understood too:
 * one is the parameter of that name in lower case with dashes where the manifest declares one, else what a file of settings beside the Compose file says,
 * else it is unset.
 */
public final class Interpolation {
    private static final Pattern USE = Pattern.compile("uses\\.([^.]+)\\.([a-z][a-z0-9_-]*)");

    private final Notes notes;
    private final KnownNames scope;
    private final Map<String, Template> known;

    public Interpolation(Notes notes, KnownNames scope) {
        this(notes, scope, Map.of());
    }

    private Interpolation(Notes notes, KnownNames scope, Map<String, Template> known) {
        this.notes = notes;
        this.scope = scope;
        this.known = known;
    }

    /** The same where variables that are no parameters have values already, those of lines above for instance. */
    public Interpolation over(Map<String, Template> values) {
        return new Interpolation(notes, scope, values);
    }

    /** Where a text stands, and what it may refer to besides the usual. */
    private record Place(Mark mark, Set<String> extraNames, boolean compose) {}

    public Template template(ScalarNode node) {
        return template(node, Set.of());
    }

    public Template template(ScalarNode node, Set<String> extraNames) {
        return templateOf(node.text(), node.mark(), extraNames);
    }

    public Template templateOf(String text, Mark mark, Set<String> extraNames) {
        if (text.indexOf('$') < 0) return new Template(text);
        boolean compose = mark.isCompose();
        return new Template(canonical(InterpolatedText.of(text, compose), new Place(mark, extraNames, compose)));
    }

    /** The text of a value that is fixed at release: Compose defaults taken, {@code $$} undone; empty where a reference was complained of. */
    public Optional<String> plain(ScalarNode node) {
        if (node.text().indexOf('$') < 0) return Optional.of(node.text());
        int before = notes.count();
        var template = template(node);
        var references = template.references();
        if (!references.isEmpty()) {
            var held = node.mark().isCompose()
                    ? "a variable: " + Quote.quote(node.text())
                    : "${" + Quote.cut(references.getFirst()) + "}";
            notes.add(
                    node.mark(),
                    Rule.REFERENCE_NOT_ALLOWED,
                    "this value is fixed when the distro is released and can't hold " + held,
                    "write the value itself");
        }
        return notes.count() == before ? Optional.of(template.resolve(name -> "")) : Optional.empty();
    }

    /** Holds a Compose variable without a default: its value is known on the machine alone. */
    public static boolean asksTheMachine(ScalarNode node) {
        return node.mark().isCompose() && InterpolatedText.compose(node.text()).asks();
    }

    private String canonical(InterpolatedText text, Place place) {
        var out = new StringBuilder();
        for (var part : text.parts()) {
            switch (part) {
                case InterpolatedText.Literal literal ->
                    out.append(literal.source().replace("$", "$$"));
                case InterpolatedText.Dollar _ -> out.append("$$");
                case Reference reference -> out.append(reference(reference, place));
                case InterpolatedText.Malformed malformed -> malformed(malformed, place);
                case InterpolatedText.TooDeep _ ->
                    notes.add(place.mark, Rule.BAD_REFERENCE, "defaults nest too deep", "write one default");
                case InterpolatedText.Unclosed _ ->
                    notes.add(
                            place.mark,
                            Rule.BAD_REFERENCE,
                            "a `${` is not closed",
                            "add the `}`, or write `$${` for a dollar and a brace");
            }
        }
        return out.toString();
    }

    private String reference(Reference reference, Place place) {
        if (!reference.isVariable() || place.extraNames.contains(reference.name())) return dotted(reference, place);
        if (place.compose) return variable(reference, place);
        if (!Suggestion.didYouMean(reference.name(), place.extraNames).isEmpty()) return dotted(reference, place);
        var parameter = KnownNames.parameterFor(reference.name());
        notes.add(
                place.mark,
                Rule.UNKNOWN_REFERENCE,
                Quote.quote(reference.source()) + " is not known here",
                (scope.parameters().containsKey(parameter)
                                ? "write"
                                : "declare the parameter " + Quote.quote(parameter) + " and write")
                        + " ${parameters." + Quote.cut(parameter) + "}, or `$$` for a dollar");
        return "";
    }

    private void malformed(InterpolatedText.Malformed malformed, Place place) {
        if (place.compose && malformed.body().matches("(?s)[A-Za-z_][A-Za-z0-9_]*:.*"))
            notes.add(
                    place.mark,
                    Rule.BAD_REFERENCE,
                    Quote.quote(malformed.source()) + " is not a Compose variable",
                    "write ${" + Quote.cut(malformed.body().replaceFirst("(?s):.*", "")) + ":-default}");
        else if (place.compose) noVariable(malformed.source(), place);
        else unknown(malformed.body(), Rule.BAD_REFERENCE, " is not a name", place);
    }

    private void noVariable(String source, Place place) {
        notes.add(
                place.mark,
                Rule.BAD_REFERENCE,
                Quote.quote(source) + " is not a Compose variable",
                "write ${NAME}, of letters, digits and `_` with no digit first, or `$$` for a dollar");
    }

    private String dotted(Reference reference, Place place) {
        var name = reference.name();
        var use = USE.matcher(name);
        boolean known = place.extraNames.contains(name)
                || KnownNames.RELEASE.contains(name)
                || name.startsWith("parameters.")
                        && scope.parameters().containsKey(name.substring("parameters.".length()))
                || use.matches() && scope.uses().contains(use.group(1));
        if (known) return written(name, reference, place);
        if (place.compose && name.indexOf('.') < 0) {
            noVariable(reference.source(), place);
            return "";
        }
        boolean wellFormed = name.matches("[A-Za-z0-9_.-]+");
        unknown(
                name,
                wellFormed ? Rule.UNKNOWN_REFERENCE : Rule.BAD_REFERENCE,
                wellFormed ? " names nothing that exists" : " is not a name",
                place);
        return "";
    }

    private void unknown(String name, Rule rule, String why, Place place) {
        if (notes.full()) return;
        var names = new java.util.TreeSet<>(scope.dottedNames());
        names.addAll(place.extraNames);
        var remedy = Suggestion.didYouMean(name, names);
        notes.add(place.mark, rule, Quote.quote("${" + name + "}") + why, remedy.isEmpty() ? hint(name) : remedy);
    }

    private static String hint(String name) {
        if (name.startsWith("parameters.")) return "declare it under parameters";
        if (name.startsWith("uses.")) return "write ${uses.NAME.OUTPUT} with a NAME declared under uses";
        return "write ${parameters.…}, ${uses.….…} or ${release.version}, or `$$` for a dollar";
    }

    /** As it stands in a {@link Template}. */
    private String written(String name, Reference reference, Place place) {
        var sign = reference.operator().sign();
        if (reference.operator().isRequired()) {
            var sentence = reference.operand().plain().filter(text -> text.indexOf('{') < 0 && text.indexOf('$') < 0);
            return "${" + name + sign + sentence.orElse("") + "}";
        }
        return "${" + name + sign + canonical(reference.operand(), place) + "}";
    }

    private String variable(Reference reference, Place place) {
        var fixed = scope.fixed(reference.name());
        if (fixed.isPresent()) return fixed(reference, fixed.get(), place);
        var parameter = scope.parameterOf(reference.name());
        if (parameter.isPresent()) return declared(reference, parameter.get(), place);
        var above = Optional.ofNullable(known.get(reference.name()))
                .or(() -> scope.beside(place.mark.path(), reference.name()));
        if (above.isPresent()) return above(reference, above.get().source(), place);
        return switch (reference.operator()) {
            case DEFAULT_WHERE_EMPTY, DEFAULT_WHERE_UNSET -> canonical(reference.operand(), place);
            case ALTERNATIVE_WHERE_FILLED, ALTERNATIVE_WHERE_SET -> "";
            case NONE, REQUIRED_NOT_EMPTY, REQUIRED_SET -> {
                missing(reference.name(), place);
                yield "";
            }
        };
    }

    /** A variable that is set, to a text that may itself hold references. */
    private String above(Reference reference, String source, Place place) {
        return switch (reference.operator()) {
            case NONE, REQUIRED_SET, REQUIRED_NOT_EMPTY, DEFAULT_WHERE_UNSET -> source;
            case DEFAULT_WHERE_EMPTY -> source.isEmpty() ? canonical(reference.operand(), place) : source;
            case ALTERNATIVE_WHERE_FILLED -> source.isEmpty() ? "" : canonical(reference.operand(), place);
            case ALTERNATIVE_WHERE_SET -> canonical(reference.operand(), place);
        };
    }

    private void missing(String name, Place place) {
        var parameter = KnownNames.parameterFor(name);
        notes.missing(name);
        notes.add(
                place.mark,
                Rule.COMPOSE_VARIABLE,
                Quote.quote("${" + name + "}") + " has no value, since nothing of the host's environment is visible",
                (parameter.matches("[a-z].*")
                                ? "declare the parameter " + Quote.quote(parameter) + " in " + Manifest.FILE_NAME
                                        + ", or "
                                : "")
                        + "give a default: ${" + Quote.cut(name) + ":-…}");
    }

    /**
     * A variable that is a parameter. One whose default is empty counts as unset while it is empty; any other is always set. Only texts can be empty.
     */
    private String declared(Reference reference, String name, Place place) {
        var parameter = Objects.requireNonNull(scope.parameters().get(name));
        var value = "${parameters." + name + "}";
        boolean text = parameter.type() == Parameter.Type.STRING || parameter.type() == Parameter.Type.SECRET;
        boolean unsetWhileEmpty =
                text && parameter.defaultValue().filter(String::isEmpty).isPresent();
        return switch (reference.operator()) {
            case NONE, REQUIRED_SET -> value;
            case DEFAULT_WHERE_EMPTY -> text ? where(name, ":-", canonical(reference.operand(), place)) : value;
            case DEFAULT_WHERE_UNSET ->
                unsetWhileEmpty ? where(name, ":-", canonical(reference.operand(), place)) : value;
            case ALTERNATIVE_WHERE_FILLED -> {
                var operand = canonical(reference.operand(), place);
                yield text ? where(name, ":+", operand) : operand;
            }
            case ALTERNATIVE_WHERE_SET -> {
                var operand = canonical(reference.operand(), place);
                yield unsetWhileEmpty ? where(name, ":+", operand) : operand;
            }
            case REQUIRED_NOT_EMPTY -> text ? written("parameters." + name, reference, place) : value;
        };
    }

    private static String where(String parameter, String sign, String operand) {
        if (operand.isEmpty()) return sign.equals(":+") ? "" : "${parameters." + parameter + "}";
        return "${parameters." + parameter + sign + operand + "}";
    }

    /** A variable that is fixed at release with everything that names it. */
    private String fixed(Reference reference, KnownNames.Fixed fixed, Place place) {
        var value = fixed.value().replace("$", "$$");
        return switch (reference.operator()) {
            case NONE, REQUIRED_NOT_EMPTY, REQUIRED_SET -> value;
            case DEFAULT_WHERE_EMPTY ->
                fixed.given() && !value.isEmpty() ? value : canonical(reference.operand(), place);
            case DEFAULT_WHERE_UNSET -> fixed.given() ? value : canonical(reference.operand(), place);
            case ALTERNATIVE_WHERE_FILLED ->
                fixed.given() && !value.isEmpty() ? canonical(reference.operand(), place) : "";
            case ALTERNATIVE_WHERE_SET -> fixed.given() ? canonical(reference.operand(), place) : "";
        };
    }
}
