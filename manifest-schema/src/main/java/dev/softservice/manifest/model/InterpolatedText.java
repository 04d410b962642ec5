package dev.softservice.manifest.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;

/** A text with {@code ${…}}, split into its parts. Only this class knows how references are written. */
public record InterpolatedText(List<Part> parts) {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int DEEPEST = 8;

    public InterpolatedText {
        parts = List.copyOf(parts);
    }

    /** {@code source}: as it was written. */
    public sealed interface Part {
        String source();
    }

    public record Literal(String source) implements Part {}

    /** {@code $$}: one dollar. */
    public record Dollar() implements Part {
        @Override
        public String source() {
            return "$$";
        }
    }

    /** {@code written}: what stands behind the operator; {@code operand}: the same taken apart. */
    public record Reference(String source, String name, Operator operator, String written, InterpolatedText operand)
            implements Part {
        /** The name could be a variable's. */
        public boolean isVariable() {
            return VARIABLE.matcher(name).matches();
        }
    }

    /** In braces, and neither a variable nor a name. */
    public record Malformed(String source, String body) implements Part {}

    public record TooDeep(String source) implements Part {}

    /** An opening brace that nothing closes, up to the end of the text. */
    public record Unclosed(String source) implements Part {}

    public enum Operator {
        NONE(""),
        DEFAULT_WHERE_EMPTY(":-"),
        DEFAULT_WHERE_UNSET("-"),
        REQUIRED_NOT_EMPTY(":?"),
        REQUIRED_SET("?"),
        ALTERNATIVE_WHERE_FILLED(":+"),
        ALTERNATIVE_WHERE_SET("+");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }

        public boolean isDefault() {
            return this == DEFAULT_WHERE_EMPTY || this == DEFAULT_WHERE_UNSET;
        }

        public boolean isRequired() {
            return this == REQUIRED_NOT_EMPTY || this == REQUIRED_SET;
        }

        boolean isAlternative() {
            return this == ALTERNATIVE_WHERE_FILLED || this == ALTERNATIVE_WHERE_SET;
        }

        private static Optional<Operator> at(String text, int from) {
            for (var operator : values()) {
                if (operator != NONE && text.startsWith(operator.sign, from)) return Optional.of(operator);
            }
            return Optional.empty();
        }
    }

    /** {@code compose}: in the dialect of Compose, where {@code $V} is a variable as well. */
    public static InterpolatedText of(String text, boolean compose) {
        return parsed(text, compose, 0);
    }

    public static InterpolatedText compose(String text) {
        return of(text, true);
    }

    private static InterpolatedText parsed(String text, boolean compose, int depth) {
        var parts = new ArrayList<Part>();
        var literal = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            var part = text.charAt(at) == '$' ? special(text, at, compose, depth) : Optional.<Part>empty();
            if (part.isEmpty()) {
                literal.append(text.charAt(at++));
                continue;
            }
            if (!literal.isEmpty()) parts.add(new Literal(literal.toString()));
            literal.setLength(0);
            parts.add(part.get());
            at += part.get().source().length();
        }
        if (!literal.isEmpty()) parts.add(new Literal(literal.toString()));
        return new InterpolatedText(parts);
    }

    /** What begins with the dollar at {@code at}; empty where that is a dollar like any letter. */
    private static Optional<Part> special(String text, int at, boolean compose, int depth) {
        if (text.startsWith("$$", at)) return Optional.of(new Dollar());
        if (text.startsWith("${", at)) {
            int end = closing(text, at + 2);
            if (end < 0) return Optional.of(new Unclosed(text.substring(at)));
            return Optional.of(braced(text.substring(at, end + 1), text.substring(at + 2, end), compose, depth));
        }
        var matcher = VARIABLE.matcher(text).region(at + 1, text.length());
        return compose && matcher.lookingAt()
                ? Optional.of(reference("$" + matcher.group(), matcher.group()))
                : Optional.empty();
    }

    private static Reference reference(String source, String name) {
        return new Reference(source, name, Operator.NONE, "", new InterpolatedText(List.of()));
    }

    private static Part braced(String source, String body, boolean compose, int depth) {
        var variable = VARIABLE.matcher(body);
        int end = variable.lookingAt() ? variable.end() : 0;
        boolean named =
                end > 0 && (end == body.length() || Operator.at(body, end).isPresent());
        if (end > 0 && !named && body.charAt(end) == ':') return new Malformed(source, body);
        if (!named) end = body.indexOf(':') < 0 ? body.length() : body.indexOf(':');
        var name = body.substring(0, end);
        if (end == body.length()) return reference(source, name);
        var operator = Operator.at(body, end);
        if (operator.isEmpty()) return new Malformed(source, body);
        if (depth >= DEEPEST) return new TooDeep(source);
        var written = body.substring(end + operator.get().sign.length());
        return new Reference(source, name, operator.get(), written, parsed(written, compose, depth + 1));
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

    /** The text split at every {@code separator} that stands outside of references; as it was written. */
    public List<String> split(char separator) {
        var split = new ArrayList<String>();
        var piece = new StringBuilder();
        for (var part : parts) {
            if (!(part instanceof Literal literal)) {
                piece.append(part.source());
                continue;
            }
            for (char c : literal.source.toCharArray()) {
                if (c != separator) {
                    piece.append(c);
                } else {
                    split.add(piece.toString());
                    piece.setLength(0);
                }
            }
        }
        split.add(piece.toString());
        return List.copyOf(split);
    }

    /** What {@code look} finds in the text with all but its literals blanked out: an index, or -1. */
    public int literally(ToIntFunction<String> look) {
        var text = new StringBuilder();
        for (var part : parts)
            text.append(
                    part instanceof Literal
                            ? part.source()
                            : "_".repeat(part.source().length()));
        return look.applyAsInt(text.toString());
    }

    /** No reference in it. */
    boolean isPlain() {
        return parts.stream().allMatch(part -> part instanceof Literal || part instanceof Dollar);
    }

    /** The text, dollars undone, where there is no reference in it. */
    public Optional<String> plain() {
        if (!isPlain()) return Optional.empty();
        var text = new StringBuilder();
        parts.forEach(part -> text.append(part instanceof Dollar ? "$" : part.source()));
        return Optional.of(text.toString());
    }

    /** Every variable in it, those in operands included. */
    public List<Reference> variables() {
        var found = new ArrayList<Reference>();
        for (var part : parts) {
            if (!(part instanceof Reference reference)) continue;
            if (reference.isVariable()) found.add(reference);
            if (!reference.operator.isRequired()) found.addAll(reference.operand.variables());
        }
        return List.copyOf(found);
    }

    /** Holds a variable that has no default: its value is known on the machine alone. */
    public boolean asks() {
        return parts.stream()
                .anyMatch(part -> part instanceof Reference reference
                        && reference.isVariable()
                        && (reference.operator == Operator.NONE
                                || reference.operator.isRequired()
                                || reference.operator.isDefault() && reference.operand.asks()));
    }
}
