package dev.softservice.runner.climb;

import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.engine.Road;
import dev.softservice.runner.model.LogLine.Stream;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.secret.Mask;
import dev.softservice.runner.stop.Stop;
import dev.softservice.runner.stop.StopReason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/**
 * Turns bytes from containers into the log's lines: split, cleaned, secrets masked, bounded. What exceeds a run's limit is counted and
 * dropped, and said once. A container that prints without end keeps the whole engine busy, which no limit of a container bounds: that ends the run.
 */
final class RunLog implements Narrator {
    private static final int LONGEST_LINE = 16 << 10;
    /** So many times what is kept is no long log any more. */
    private static final int FLOOD = 16;
    /** A short line costs an engine nearly what a long one does: so many are too much, however few bytes they are. An engine hands over line by line. */
    private static final int FLOOD_LINES = 4_000_000;

    private final Telling telling;
    private final long limit;
    private final Stop stop;
    private final Beside beside;
    private final Timeline timeline;
    private final Map<String, Open> open = new HashMap<>();
    private Mask mask = new Mask(Set.of());
    private long kept;
    private long dropped;
    private long lines;
    private boolean flood;

    /** A line that has begun. */
    private static final class Open {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        private long cut;
        private long printed;
        private long lines;
        private boolean afterReturn;
    }

    /** {@code stop} is asked when what comes is too much. */
    RunLog(Telling telling, long limit, Stop stop) {
        this.telling = telling;
        this.limit = limit;
        this.stop = stop;
        this.beside = new Beside(telling.clock());
        this.timeline = new Timeline(telling.clock());
    }

    /** Hears of all progress. */
    Timeline timeline() {
        return timeline;
    }

    /** Hears every line that this log takes. */
    Beside beside() {
        return beside;
    }

    synchronized void mask(Set<String> secrets) {
        mask = new Mask(secrets);
    }

    synchronized String masked(String text) {
        return mask.apply(text);
    }

    /** What a test attached, as it may be shown: see {@link Mask#apply(byte[])}. */
    byte[] masked(byte[] content) {
        Mask now;
        synchronized (this) {
            now = mask;
        }
        return now.apply(content);
    }

    /** One line as it may be shown. Masked once more when it is clean: what was taken out may have stood in the middle of a secret. */
    synchronized String shown(String text) {
        return mask.apply(Sanitizer.clean(mask.apply(text)));
    }

    /** A line of the runner's own. */
    void say(String text) {
        line("runner", Stream.OUT, shown(text));
    }

    @Override
    public synchronized void output(String source, Stream stream, byte[] chunk) {
        var line = open.computeIfAbsent(stream + " " + source, _ -> new Open());
        if (chunk.length == 0) {
            if (line.bytes.size() > 0) end(source, stream, line);
            return;
        }
        line.printed += chunk.length;
        line.lines++;
        lines++;
        if (!flood) watch();
        if (kept >= limit) {
            dropped += chunk.length;
            return;
        }
        int from = 0;
        while (from < chunk.length) {
            int to = from;
            while (to < chunk.length && chunk[to] != '\n' && chunk[to] != '\r') to++;
            if (to > from) append(line, chunk, from, to);
            if (to == chunk.length) return;
            // A carriage return ends a line too: what a terminal would overwrite stays readable.
            boolean ended = chunk[to] == '\n' && line.afterReturn;
            line.afterReturn = chunk[to] == '\r';
            if (!ended) end(source, stream, line);
            from = to + 1;
        }
    }

    private void append(Open line, byte[] chunk, int from, int to) {
        line.afterReturn = false;
        int taken = Math.clamp(LONGEST_LINE + mask.longest() - line.bytes.size(), 0, to - from);
        line.bytes.write(chunk, from, taken);
        line.cut += to - from - taken;
    }

    private void watch() {
        if (kept + dropped > limit * FLOOD)
            flooded((limit * FLOOD >> 20) + " MiB", one -> one.printed, most -> (most >> 20) + " MiB of it");
        else if (lines > FLOOD_LINES)
            flooded(FLOOD_LINES / 1_000_000 + " million lines", one -> one.lines, most -> most + " of them");
    }

    private void flooded(String limit, ToLongFunction<Open> share, LongFunction<String> words) {
        var most = open.entrySet().stream()
                .max(Comparator.comparingLong(one -> share.applyAsLong(one.getValue())))
                .orElseThrow();
        flood = true;
        stop.ask(new StopReason.Flooded(
                "the run met its log limit of " + limit + " (" + words.apply(share.applyAsLong(most.getValue()))
                        + " from " + most.getKey().substring(most.getKey().indexOf(' ') + 1) + ")"));
    }

    private void end(String source, Stream stream, Open line) {
        var text = shown(line.bytes.toString(StandardCharsets.UTF_8));
        if (text.length() > LONGEST_LINE) text = text.substring(0, LONGEST_LINE);
        if (line.cut > 0)
            text = text.substring(0, Math.min(text.length(), LONGEST_LINE - 64)) + "… [" + line.cut + " more bytes]";
        line.bytes.reset();
        line.cut = 0;
        line(source, stream, text);
    }

    private synchronized void line(String source, Stream stream, String text) {
        if (kept >= limit) {
            dropped += text.length();
            return;
        }
        kept += text.length() + 1L;
        beside.hear(telling.log(source, stream, text));
        if (kept >= limit)
            telling.log(
                    "runner",
                    Stream.ERR,
                    "the log limit of " + (limit >> 20) + " MiB is reached: what follows is counted and dropped");
    }

    @Override
    public void progress(Progress what) {
        var shown = what.shown(this::shown);
        timeline.hear(telling.step(), shown);
        telling.progress(shown);
    }

    @Override
    public void came(Road road) {
        road.sentences().forEach(this::say);
        telling.came(road);
    }

    /** Bytes that did not make it into the log. */
    synchronized long dropped() {
        return dropped;
    }
}
