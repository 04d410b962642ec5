package dev.softservice.runner.model;

import java.util.function.UnaryOperator;

/**
 * What a test expected of something, and what came.
 *
 * @param what     of which, in a few words: {@code status}, {@code the body}
 * @param expected at most {@link #LONGEST} characters, as {@code actual}
 */
public record Difference(String what, String expected, String actual) {
    /** Characters kept of a value. */
    public static final int LONGEST = 4_000;

    public Difference {
        expected = cut(expected);
        actual = cut(actual);
    }

    private static String cut(String text) {
        if (text.length() <= LONGEST + 1) return text;
        int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
        return text.substring(0, end) + "…";
    }

    /** The same with texts as {@code shown} makes them fit to be seen. */
    public Difference shown(UnaryOperator<String> shown) {
        return new Difference(shown.apply(what), shown.apply(expected), shown.apply(actual));
    }
}
