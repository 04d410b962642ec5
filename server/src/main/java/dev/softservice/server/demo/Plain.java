package dev.softservice.server.demo;

/** Text that comes from containers and other programs, made fit for one line of a terminal. */
final class Plain {
    private Plain() {}

    /** Runs of blanks and control characters become one space; what is longer than {@code limit} characters ends in an ellipsis. */
    static String line(String text, int limit) {
        var line = text.strip().replaceAll("[\\s\\p{Cntrl}\\p{Cf}]+", " ");
        return line.length() <= limit ? line : line.substring(0, limit - 1) + "…";
    }

    /** The first line that says something. */
    static String firstLine(String text) {
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .findFirst()
                .orElse("");
    }
}
