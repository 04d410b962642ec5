package dev.softservice.manifest.fields;

import java.util.Collection;
import java.util.stream.Collectors;

/** Author's text within messages: short, on one line, without what could confuse a terminal or a reader. */
public final class Quote {
    private static final int LONGEST = 60;
    private static final int MOST_LISTED = 20;

    private Quote() {}

    public static String quote(String text) {
        return "`" + cut(text) + "`";
    }

    /** {@code a, b, c}, the first twenty. */
    public static String listed(Collection<String> words) {
        if (words.isEmpty()) return "none";
        return words.stream().limit(MOST_LISTED).map(Quote::cut).collect(Collectors.joining(", "))
                + (words.size() > MOST_LISTED ? " …" : "");
    }

    /** The same without the quotes. */
    public static String cut(String text) {
        return clean(text, LONGEST);
    }

    /** At most {@code longest} code points on one line, what can't be seen replaced. */
    public static String clean(String text, int longest) {
        var shown = text.codePoints()
                .limit(longest)
                .map(point -> printable(point) ? point : '\uFFFD')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        return shown + (text.codePointCount(0, text.length()) > longest ? "…" : "");
    }

    /** {@code `a`, `b` or `c`}. */
    public static String oneOf(Collection<String> words) {
        var quoted = words.stream().map(Quote::quote).toList();
        if (quoted.size() < 2) return String.join("", quoted);
        return quoted.subList(0, quoted.size() - 1).stream().collect(Collectors.joining(", ")) + " or "
                + quoted.getLast();
    }

    private static boolean printable(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
