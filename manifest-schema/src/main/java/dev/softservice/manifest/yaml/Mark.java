package dev.softservice.manifest.yaml;

import java.util.Comparator;

/**
 * A place in a file.
 *
 * @param line   from 1; 0 where the whole file is meant
 * @param column from 1; 0 where the whole file is meant
 */
public record Mark(String path, int line, int column) implements Comparable<Mark> {
    private static final Comparator<Mark> ORDER =
            Comparator.comparing(Mark::path).thenComparingInt(Mark::line).thenComparingInt(Mark::column);

    public static Mark wholeFile(String path) {
        return new Mark(path, 0, 0);
    }

    @Override
    public int compareTo(Mark other) {
        return ORDER.compare(this, other);
    }
}
