package dev.softservice.manifest.yaml;

import dev.softservice.manifest.yaml.SourceFile.Dialect;
import java.util.Comparator;

/**
 * A place in a file.
 *
 * @param line   from 1; 0 where the whole file is meant
 * @param column from 1; 0 where the whole file is meant
 */
public record Mark(SourceFile source, int line, int column) implements Comparable<Mark> {
    private static final Comparator<Mark> ORDER =
            Comparator.comparing(Mark::path).thenComparingInt(Mark::line).thenComparingInt(Mark::column);

    public static Mark wholeFile(SourceFile source) {
        return new Mark(source, 0, 0);
    }

    public String path() {
        return source.path();
    }

    /** What stands there is in the dialect of Compose. */
    public boolean isCompose() {
        return source.dialect() == Dialect.COMPOSE;
    }

    @Override
    public int compareTo(Mark other) {
        return ORDER.compare(this, other);
    }
}
