package dev.softservice.runner.model;

import java.util.List;

/**
 * What one container printed while a test ran. Each container has a bound of its own, so that one that prints much hides no other.
 *
 * @param container by its name in the environment
 * @param lines     how many it printed
 * @param first     the first of them
 * @param last      the last of them, behind {@code first}; what is between is only in the log
 */
public record Said(String container, int lines, List<Line> first, List<Line> last) {
    public Said {
        first = List.copyOf(first);
        last = List.copyOf(last);
    }

    /**
     * One line.
     *
     * @param atMillis since the epoch
     * @param text     as in a {@link LogLine}, and shorter
     */
    public record Line(long atMillis, LogLine.Stream stream, String text) {}

    /** How many lines are between the first and the last. */
    public int between() {
        return lines - first.size() - last.size();
    }
}
