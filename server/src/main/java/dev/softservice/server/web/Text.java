package dev.softservice.server.web;

import dev.softservice.server.core.Refusal;
import java.util.regex.Pattern;

/** Text that people bring: bounded, well-formed, without control characters. */
public final class Text {
    private static final Pattern BROKEN = Pattern.compile(
            "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]|[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]");
    private static final Pattern UNSHOWABLE = Pattern.compile(BROKEN.pattern() + "|[\\u202a-\\u202e\\u2066-\\u2069]");

    private Text() {}

    /** One line of at most {@code max} characters, or a refusal that names {@code what}. */
    public static String line(String what, String text, int max) {
        if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) throw Refusal.invalid(what + " must be one line");
        return lines(what, text, max);
    }

    /** Several lines, CRLF as LF. */
    public static String lines(String what, String text, int max) {
        var clean = text.replace("\r\n", "\n");
        if (clean.length() > max) throw Refusal.invalid(what + " is longer than " + max + " characters");
        if (BROKEN.matcher(clean).find()) throw Refusal.invalid(what + " holds control characters or broken Unicode");
        return clean;
    }

    /** For showing: control characters and those that reorder text, each replaced by a visible mark. */
    public static String showable(String text) {
        return UNSHOWABLE.matcher(text).replaceAll("\ufffd");
    }

    /** As {@link #showable}, on one line: names of files may hold line breaks. */
    public static String showableName(String text) {
        return showable(text).replace('\n', '\ufffd').replace('\t', '\ufffd');
    }

    static String quoted(String text) {
        return '"' + shortened(showable(text), 60) + '"';
    }

    public static String shortened(String text, int max) {
        return text.length() <= max ? text : text.substring(0, max - 1) + "…";
    }
}
