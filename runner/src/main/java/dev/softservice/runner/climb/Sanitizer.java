package dev.softservice.runner.climb;

import java.util.regex.Pattern;

/** Makes text that strangers wrote harmless for terminals and pages: no escape sequences, no control characters but tab, no reordering of text. */
final class Sanitizer {
    /** ECMA-48 control sequences, strings (OSC, DCS, SOS, PM, APC) up to their end, and other escapes; in 7 and in 8 bits. */
    private static final Pattern ESCAPES = Pattern.compile("(?:\\x1b\\[|\\x9b)[0-?]*["
        + " -/]*[@-~]?|(?:\\x1b[\\]PX^_]|[\\x90\\x98\\x9d\\x9e\\x9f])[^\\x07\\x1b\\x9c]*(?:\\x07|\\x1b\\\\|\\x9c)?|\\x1b["
        + " -/]*[0-~]?");

    private static final Pattern CONTROLS =
            Pattern.compile("[\\x00-\\x08\\x0a-\\x1f\\x7f-\\x9f\\u200e\\u200f\\u061c\\u202a-\\u202e\\u2066-\\u2069]");

    private Sanitizer() {}

    /** One line; line ends in it are removed too. */
    static String clean(String line) {
        if (harmless(line)) return line;
        return CONTROLS.matcher(ESCAPES.matcher(line).replaceAll("")).replaceAll("");
    }

    /** The same for text of several lines. */
    static String cleanLines(String text) {
        return text.lines()
                .map(Sanitizer::clean)
                .reduce((one, two) -> one + "\n" + two)
                .orElse("");
    }

    private static boolean harmless(String line) {
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c < 0x20 && c != '\t' || c >= 0x7f) return false;
        }
        return true;
    }
}
