package dev.softservice.manifest.model;

import dev.softservice.manifest.model.InterpolatedText.Dollar;
import dev.softservice.manifest.model.InterpolatedText.Operator;
import dev.softservice.manifest.model.InterpolatedText.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Text that may hold {@code ${dotted.name}}; {@code $$} is a dollar. {@code ${name:-text}} is the text where the value is empty,
 * {@code ${name:+text}} where it is not, and {@code ${name:?sentence}} may not be empty. The reader has already refused unknown names and malformed
 * references at the place where they stand, so resolving only fails where a value is not known yet.
 */
public record Template(String source) {
    /** The dotted names in order of appearance, repeats included: {@code parameters.site-name}, {@code uses.database.host}. */
    public List<String> references() {
        var names = new ArrayList<String>();
        collect(text(), names);
        return List.copyOf(names);
    }

    private static void collect(InterpolatedText text, List<String> names) {
        for (var part : text.parts()) {
            if (!(part instanceof Reference reference)) continue;
            names.add(reference.name());
            if (!reference.operator().isRequired()) collect(reference.operand(), names);
        }
    }

    /** The text with every reference replaced by what {@code scope} gives for its dotted name, values never re-read. */
    public String resolve(Function<String, String> scope) {
        return source.indexOf('$') < 0 ? source : resolved(text(), scope);
    }

    /** The first name whose value has to be there and is empty, with the author's sentence about it where there is one. */
    public Optional<Lacking> lacking(Function<String, String> scope) {
        return source.indexOf('$') < 0 ? Optional.empty() : lacking(text(), scope);
    }

    /** {@code sentence}: empty where the author wrote none. */
    public record Lacking(String name, String sentence) {}

    private InterpolatedText text() {
        return InterpolatedText.of(source, false);
    }

    private static String resolved(InterpolatedText text, Function<String, String> scope) {
        var out = new StringBuilder();
        for (var part : text.parts()) {
            switch (part) {
                case Dollar _ -> out.append('$');
                case Reference reference -> out.append(value(reference, scope));
                case InterpolatedText.Literal _,
                        InterpolatedText.Malformed _,
                        InterpolatedText.TooDeep _,
                        InterpolatedText.Unclosed _ -> out.append(part.source());
            }
        }
        return out.toString();
    }

    private static String value(Reference reference, Function<String, String> scope) {
        var value = scope.apply(reference.name());
        return switch (reference.operator()) {
            case NONE, REQUIRED_NOT_EMPTY, REQUIRED_SET, DEFAULT_WHERE_UNSET -> value;
            case DEFAULT_WHERE_EMPTY -> value.isEmpty() ? resolved(reference.operand(), scope) : value;
            case ALTERNATIVE_WHERE_FILLED, ALTERNATIVE_WHERE_SET ->
                value.isEmpty() ? "" : resolved(reference.operand(), scope);
        };
    }

    private static Optional<Lacking> lacking(InterpolatedText text, Function<String, String> scope) {
        for (var part : text.parts()) {
            if (!(part instanceof Reference reference)) continue;
            var value = scope.apply(reference.name());
            if (reference.operator() == Operator.REQUIRED_NOT_EMPTY && value.isEmpty())
                return Optional.of(new Lacking(
                        reference.name(), reference.operand().plain().orElse("").strip()));
            boolean used = reference.operator().isDefault() && value.isEmpty()
                    || reference.operator().isAlternative() && !value.isEmpty();
            var inside = used ? lacking(reference.operand(), scope) : Optional.<Lacking>empty();
            if (inside.isPresent()) return inside;
        }
        return Optional.empty();
    }
}
