package dev.softservice.webhooks;

/** Makes text from elsewhere fit for a page, a log or an API. */
final class OneLine {
    private OneLine() {}

    /** The same for text of several lines: line ends and tabs stay. */
    static String lines(String text) {
        return text.replaceAll("\\R", "\n")
                .replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}&&[^\n\t]]+", " ")
                .strip();
    }

    /** Control characters, line ends, direction overrides and halves of surrogate pairs become spaces; cut, with an ellipsis, at {@code max} characters. */
    static String of(String text, int max) {
        String clean = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Cs}\\u2028\\u2029]+", " ")
                .strip();
        if (clean.codePointCount(0, clean.length()) <= max) {
            return clean;
        }
        return clean.substring(0, clean.offsetByCodePoints(0, max - 1)) + "…";
    }
}
