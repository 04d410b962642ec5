package dev.softservice.manifest;

import java.util.Collection;
import java.util.stream.Collectors;

/** Author's text within messages: short, on one line, without what could confuse a terminal or a reader. */
final class Quote {
    private static final int LONGEST = 60;

    private Quote() {}

    static String quote(String text) {
        var shown = text.codePoints().limit(LONGEST).map(point -> printable(point) ? point : '\uFFFD')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        return "`" + shown + (text.codePointCount(0, text.length()) > LONGEST ? "…" : "") + "`";
    }

    /** {@code `a`, `b` or `c`}. */
    static String oneOf(Collection<String> words) {
        var quoted = words.stream().map(Quote::quote).toList();
        if (quoted.size() < 2) return String.join("", quoted);
        return quoted.subList(0, quoted.size() - 1).stream().collect(Collectors.joining(", ")) + " or " + quoted.getLast();
    }

    private static boolean printable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.UNASSIGNED, Character.LINE_SEPARATOR,
                 Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
