package dev.softservice.manifest.fields;

import dev.softservice.manifest.model.InterpolatedText;
import dev.softservice.manifest.model.InterpolatedText.Literal;
import dev.softservice.manifest.model.InterpolatedText.Reference;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import java.util.Optional;
import java.util.stream.Collectors;

/** A path below a folder that a variable names: one without a default, or with one that is a place for data on the machine. */
public record MachinePath(String variable, String below) {
    public static Optional<MachinePath> of(ScalarNode node) {
        return node.mark().isCompose() ? of(node.text()) : Optional.empty();
    }

    /** {@code ${FOLDER:-/srv/data}/db}: the person who starts it says where on the machine. */
    private static Optional<MachinePath> of(String text) {
        var parts = InterpolatedText.compose(text).parts();
        if (parts.isEmpty() || !(parts.getFirst() instanceof Reference variable) || !variable.isVariable())
            return Optional.empty();
        var below = parts.stream().skip(1).map(InterpolatedText.Part::source).collect(Collectors.joining());
        if (!below.isEmpty() && !below.startsWith("/")) return Optional.empty();
        return names(variable, below)
                ? Optional.of(new MachinePath(variable.name(), below.replaceAll("^/+|/+$", "")))
                : Optional.empty();
    }

    private static boolean names(Reference variable, String below) {
        if (variable.operator() == InterpolatedText.Operator.NONE
                || variable.operator().isRequired()) return true;
        if (!variable.operator().isDefault()) return false;
        if (variable.operand().asks()) return of(variable.written()).isPresent();
        var place = variable.operand().plain();
        return place.isPresent()
                && (place.get().isEmpty() || place.get().matches("[/~].*"))
                && !SystemPlace.is(place.get() + below);
    }

    /** The text with an underscore for every reference. */
    public static String masked(String text) {
        return InterpolatedText.compose(text).parts().stream()
                .map(part -> part instanceof Literal ? part.source() : "_")
                .collect(Collectors.joining());
    }
}
