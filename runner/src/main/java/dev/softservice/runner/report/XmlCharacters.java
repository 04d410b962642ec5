package dev.softservice.runner.report;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes out of a document what XML 1.0 has no place for (its production 2, Char), so that it can be parsed at all: raw characters everywhere, and references to them
 * where a reference is one, which in CDATA, comments and instructions it is not. A colour that a terminal would show goes as a whole. A reference to each half of a
 * surrogate pair is the character that both mean.
 *
 * @param left how many were left out
 */
record XmlCharacters(String text, int left) {
    private static final char ESCAPE = 0x1b;
    private static final Pattern REFERENCE = Pattern.compile("&#(?:x([0-9A-Fa-f]+)|([0-9]+));");
    /** What follows the escape; ends in a letter, so that it never takes anything of the document's own. */
    private static final Pattern COLOUR = Pattern.compile("\\[[0-9;:?]{0,40}[A-Za-z]");

    /** An address or a title for a terminal: all of it, up to what ends it. */
    private static final Pattern COMMAND = Pattern.compile("][^\\x07\\x1b<&]{0,2000}(?:\\x07|\\x1b\\\\)");

    private static final int NONE = -1;

    static XmlCharacters allowed(String text) {
        return new Scan(text).run();
    }

    private static boolean isAllowed(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || c >= 0x20 && c <= 0xd7ff
                || c >= 0xe000 && c <= 0xfffd
                || c >= 0x10000 && c <= 0x10ffff;
    }

    private static final class Scan {
        private final String text;
        private final StringBuilder kept;
        private final Matcher reference;
        private final Matcher colour;
        private final Matcher command;
        private int at;
        private int left;

        Scan(String text) {
            this.text = text;
            kept = new StringBuilder(text.length());
            reference = REFERENCE.matcher(text);
            colour = COLOUR.matcher(text);
            command = COMMAND.matcher(text);
        }

        XmlCharacters run() {
            while (at < text.length()) {
                if (text.startsWith("<![CDATA[", at)) literal("]]>");
                else if (text.startsWith("<!--", at)) literal("-->");
                else if (text.startsWith("<?", at)) literal("?>");
                else if (text.startsWith("&#", at)) reference();
                else character();
            }
            return new XmlCharacters(left == 0 ? text : kept.toString(), left);
        }

        private void literal(String end) {
            int found = text.indexOf(end, at);
            int stop = found < 0 ? text.length() : found + end.length();
            while (at < stop) character();
        }

        private void character() {
            int c = text.codePointAt(at);
            at += Character.charCount(c);
            if (isAllowed(c)) kept.appendCodePoint(c);
            else leave(c);
        }

        private void reference() {
            int high = referred();
            if (high == NONE) {
                character();
                return;
            }
            int end = reference.end();
            if (isAllowed(high)) {
                kept.append(text, at, end);
                at = end;
                return;
            }
            at = end;
            int low = Character.isSurrogate((char) high) && high <= 0xdbff ? referred() : NONE;
            if (low >= 0xdc00 && low <= 0xdfff) {
                kept.appendCodePoint(Character.toCodePoint((char) high, (char) low));
                at = reference.end();
                left++;
            } else leave(high);
        }

        /** The character that a reference which begins here means; what is no character is 0. */
        private int referred() {
            if (!reference.region(at, text.length()).lookingAt()) return NONE;
            boolean hex = reference.group(1) != null;
            var digits = (hex ? reference.group(1) : reference.group(2)).replaceFirst("^0+(?=.)", "");
            return digits.length() > 7 ? 0 : Math.min(Integer.parseInt(digits, hex ? 16 : 10), 0x110000);
        }

        private void leave(int c) {
            left++;
            if (c != ESCAPE) return;
            if (colour.region(at, text.length()).lookingAt()) at = colour.end();
            else if (command.region(at, text.length()).lookingAt()) at = command.end();
        }
    }
}
