package dev.softservice.server.run;

import dev.softservice.runner.model.LogLine;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which lines of a log are wanted.
 *
 * @param text   that they hold, whatever its case; empty: any
 * @param source where they come from; empty: anywhere
 * @param stream empty: both
 * @param from   not before; empty: from the start
 * @param to     not after; empty: to the end
 */
public record LogFilter(
        String text, String source, Optional<LogLine.Stream> stream, Optional<Instant> from, Optional<Instant> to)
        implements Predicate<LogLine> {
    public static final LogFilter ALL = new LogFilter("", "", Optional.empty(), Optional.empty(), Optional.empty());

    @Override
    public boolean test(LogLine line) {
        return (source.isEmpty() || source.equals(line.source()))
                && stream.filter(wanted -> wanted != line.stream()).isEmpty()
                && from.filter(line.time()::isBefore).isEmpty()
                && to.filter(line.time()::isAfter).isEmpty()
                && (text.isEmpty() || holds(line.text()));
    }

    private boolean holds(String line) {
        return line.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
    }
}
