package dev.softservice.runner.cli;

/** How many columns of a terminal text takes: most letters one, those of East Asia and pictures two, marks upon letters none (Unicode, annex 11). */
final class Cells {
    private Cells() {}

    static int of(String text) {
        return text.codePoints().map(Cells::of).sum();
    }

    /** As much of {@code text} from its beginning as {@code columns} hold. */
    static String cut(String text, int columns) {
        int taken = 0;
        for (int at = 0; at < text.length(); ) {
            int letter = text.codePointAt(at);
            taken += of(letter);
            if (taken > columns) return text.substring(0, at);
            at += Character.charCount(letter);
        }
        return text;
    }

    /** {@code text} in exactly {@code columns}. */
    static String fitted(String text, int columns) {
        var shown = of(text) > columns ? cut(text, columns - 1) + "…" : text;
        return shown + " ".repeat(columns - of(shown));
    }

    private static int of(int letter) {
        return switch (Character.getType(letter)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isWide(letter) ? 2 : 1;
        };
    }

    private static boolean isWide(int c) {
        return c >= 0x1100
                && (c <= 0x115f
                        || c >= 0x2e80 && c <= 0xa4cf && c != 0x303f
                        || c >= 0xa960 && c <= 0xa97c
                        || c >= 0xac00 && c <= 0xd7a3
                        || c >= 0xf900 && c <= 0xfaff
                        || c >= 0xfe30 && c <= 0xfe6f
                        || c >= 0xff00 && c <= 0xff60
                        || c >= 0xffe0 && c <= 0xffe6
                        || c >= 0x20000 && c <= 0x3fffd
                        || Character.isEmojiPresentation(c));
    }
}
