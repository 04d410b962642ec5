package dev.softservice.runner.model;

import java.util.regex.Pattern;

/** Text of strangers as pages may show it: nothing in it steers what reads it. */
public final class ShowableText {
    /** Control characters but tab and line feed, and halves of characters. */
    public static final Pattern BROKEN = Pattern.compile(
            "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]|[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]");

    private static final Pattern UNSHOWABLE = Pattern.compile(BROKEN.pattern() + "|[\\u202a-\\u202e\\u2066-\\u2069]");

    private ShowableText() {}

    /** Control characters and those that reorder text, each replaced by a visible mark. */
    public static String of(String text) {
        return UNSHOWABLE.matcher(text).replaceAll("\ufffd");
    }
}
