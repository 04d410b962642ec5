package dev.softservice.server.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.softservice.runner.evidence.RungsJson;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.Rungs;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.RunId;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of each run: stored as they come and told to listeners. An event's id is the byte offset behind
 * its line, so that resuming is a seek; ids of one run only grow.
 */
public final class RunEvents implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    static final String LOG_LINE = "log";
    private static final String END = "end";
    static final byte[] LAST_LINE = line(END, data()).getBytes(StandardCharsets.UTF_8);
    private static final Logger LOG = LoggerFactory.getLogger(RunEvents.class);
    /** After how long one of a run's followers looks at the row again; appends wake all of them at once. */
    private static final long LOOK_AGAIN_MILLIS = 10_000;

    private final RunFiles files;
    private final Predicate<RunId> finished;
    private final long lookAgainMillis;
    private final ConcurrentHashMap<RunId, EventLog> logs = new ConcurrentHashMap<>();

    /** {@code finished} tells whether a run's row says that it has ended. */
    public RunEvents(RunFiles files, Predicate<RunId> finished) {
        this(files, finished, LOOK_AGAIN_MILLIS);
    }

    RunEvents(RunFiles files, Predicate<RunId> finished, long lookAgainMillis) {
        this.files = files;
        this.finished = finished;
        this.lookAgainMillis = lookAgainMillis;
    }

    /**
     * One event.
     *
     * @param type {@code step} {name,state,at} · {@code progress} {step,what} · {@code log} {time,source,stream,text} ·
     *             {@code test} {suite,name,state,seconds,message} · {@code accepted} {level,rungs,at} · {@code verdict} {verdict,level,rungs,reason,at} · {@code end} {}, the last one
     * @param json the event's data as one line of JSON
     */
    public record Event(long id, String type, String json) {
        public boolean isLogLine() {
            return type.equals(LOG_LINE);
        }

        /** Returns true for the last event of a run. */
        public boolean isEnd() {
            return type.equals(END);
        }

        /** Whether who verifies the run has told it. */
        boolean isVerifiers() {
            return switch (type) {
                case "verdict", END -> false;
                case LOG_LINE ->
                    logLine().filter(line -> line.source().equals("hub")).isEmpty();
                default -> true;
            };
        }

        /** Returns the line of the log that this tells; empty if it tells something else, or if a crash has damaged it. */
        public Optional<LogLine> logLine() {
            if (!isLogLine()) return Optional.empty();
            try {
                var data = JSON.readTree(json);
                return Optional.of(new LogLine(
                        Instant.parse(data.path("time").asText()),
                        data.path("source").asText(),
                        Constants.named(
                                        LogLine.Stream.class,
                                        data.path("stream").asText())
                                .orElse(LogLine.Stream.OUT),
                        data.path("text").asText()));
            } catch (JsonProcessingException | DateTimeException damaged) {
                return Optional.empty();
            }
        }
    }

    /** A listener's hold on a run; closing it twice is harmless. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    static ObjectNode data() {
        return JSON.createObjectNode();
    }

    /** With {@code level} and {@code rungs}. */
    static ObjectNode data(Rungs rungs) {
        var data = data().put("level", rungs.level());
        data.set("rungs", RungsJson.write(rungs));
        return data;
    }

    void append(RunId run, String type, ObjectNode data) {
        log(run).append(files.events(run), line(type, data), type.equals(END));
    }

    private EventLog log(RunId run) {
        return logs.computeIfAbsent(run, _ -> new EventLog());
    }

    private static String line(String type, ObjectNode data) {
        try {
            return "{\"type\":\"" + type + "\",\"data\":" + JSON.writeValueAsString(data) + "}\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** All events so far are on disk when this returns: called before a verdict is recorded. */
    void sync(RunId run) {
        log(run).sync();
    }

    /** The last event, behind all others on disk; nothing is appended after it. */
    void end(RunId run) {
        sync(run);
        endUnbegun(run);
    }

    /** The last event of a run that no worker has begun: all that is known of it is in its row. */
    void endUnbegun(RunId run) {
        append(run, END, data());
        dropIdle(run);
    }

    /** The run stops without an end: it will be taken up again. */
    void suspend(RunId run) {
        log(run).detach();
        dropIdle(run);
    }

    private void dropIdle(RunId run) {
        logs.computeIfPresent(run, (_, log) -> log.holds == 0 && !log.isBeingWritten() ? null : log);
    }

    private EventLog hold(RunId run) {
        return logs.compute(run, (_, known) -> {
            var log = known == null ? new EventLog() : known;
            log.holds++;
            return log;
        });
    }

    private void release(RunId run) {
        logs.computeIfPresent(run, (_, log) -> {
            log.holds--;
            return log;
        });
        dropIdle(run);
    }

    /**
     * Gives {@code to} every event behind {@code after} (0: from the start), in order, first the stored and then the new ones until the run has ended; on a virtual
     * thread of its own that blocks while {@code to} blocks, so a slow reader holds back only itself.
     */
    public Subscription follow(RunId run, long after, Consumer<Event> to) {
        var open = new AtomicBoolean(true);
        var thread = Thread.ofVirtual().name("follow-run-" + run).start(() -> {
            var log = hold(run);
            try {
                followTo(run, Math.max(0, after), log, new Follower(to, open));
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException gone) {
                if (open.get()) LOG.debug("follower of run {} is gone", run, gone);
            } finally {
                release(run);
            }
        });
        return () -> {
            open.set(false);
            // Its own callback may close it, and must be able to finish what it is doing.
            if (Thread.currentThread() != thread) thread.interrupt();
        };
    }

    private record Follower(Consumer<Event> to, AtomicBoolean open) implements Predicate<Event> {
        @Override
        public boolean test(Event event) {
            if (open.get()) to.accept(event);
            return open.get();
        }
    }

    private void followTo(RunId run, long after, EventLog log, Follower follower) throws InterruptedException {
        long at = after;
        while (follower.open().get()) {
            // Asked before reading: what the end has left behind is then read for certain.
            boolean over = !log.isBeingWritten() && finished.test(run);
            var reached = read(run, at, follower);
            at = reached.offset();
            if (reached.ended()) return;
            if (over) {
                // A crash came between the row and the file: the row is what counts.
                log.tellAll();
                follower.test(new Event(at, END, "{}"));
                return;
            }
            log.await(at, lookAgainMillis);
        }
    }

    private record Reached(long offset, boolean ended) {}

    /** Reads whole lines from {@code from} on; {@code to} says whether to go on. */
    private Reached read(RunId run, long from, Predicate<Event> to) {
        var store = files.events(run);
        long at = Math.min(from, store.length());
        try (var stored = store.read(Math.max(0, at - 1))) {
            var in = new BufferedInputStream(stored, 1 << 16);
            // An offset inside a line is not one of ours: start with the next line.
            boolean inside = at > 0 && in.read() != '\n';
            var line = new ByteArrayOutputStream();
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b != '\n') {
                    line.write(b);
                    continue;
                }
                at += line.size() + 1;
                var event = parse(at, line.toString(StandardCharsets.UTF_8), inside);
                inside = false;
                line.reset();
                if (event == null) continue;
                boolean goOn = to.test(event);
                if (event.isEnd()) return new Reached(at, true);
                if (!goOn) return new Reached(at, false);
            }
            return new Reached(at, false);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static @org.jspecify.annotations.Nullable Event parse(long id, String line, boolean torn) {
        int data = line.indexOf("\",\"data\":");
        if (torn || data < 9 || !line.startsWith("{\"type\":\"")) return null;
        return new Event(id, line.substring(9, data), line.substring(data + 9, line.length() - 1));
    }

    /** The log as plain text lines {@code time source | text}, streamed from the file; at most what the run's cap kept. */
    public void log(RunId run, Consumer<String> lines) {
        read(run, 0, event -> {
            if (event.isLogLine()) lines.accept(text(event.json()));
            return true;
        });
    }

    /** A line of the log with its event's id, which never changes. */
    public record Numbered(long id, LogLine line) {}

    /** {@code next}: where to look on; 0: everything was looked at. */
    public record Picked(List<Numbered> lines, long next) {}

    /** The next lines behind {@code after} (0: from the start) that are wanted, at most {@code most}; not more than {@code bytes} of the log are looked through at once. */
    public Picked pick(RunId run, long after, Predicate<LogLine> wanted, int most, long bytes) {
        var lines = new ArrayList<Numbered>();
        var next = new long[1];
        read(run, after, event -> {
            event.logLine().filter(wanted).ifPresent(line -> lines.add(new Numbered(event.id(), line)));
            boolean enough = lines.size() >= most || event.id() - after > bytes;
            if (enough) next[0] = event.id();
            return !enough;
        });
        return new Picked(List.copyOf(lines), next[0] < position(run) ? next[0] : 0);
    }

    /** The wanted lines as plain text, as {@link #log(RunId, Consumer)} gives all of them. */
    public void log(RunId run, Predicate<LogLine> wanted, Consumer<String> lines) {
        read(run, 0, event -> {
            event.logLine()
                    .filter(wanted)
                    .ifPresent(line -> lines.accept(line.time() + " " + line.source() + " | " + line.text()));
            return true;
        });
    }

    /** How many events behind {@code after} a run's verifier has told, as opposed to the hub itself. */
    long countBehind(RunId run, long after) {
        var count = new long[1];
        read(run, after, event -> {
            if (event.isVerifiers()) count[0]++;
            return true;
        });
        return count[0];
    }

    /** Behind the last event so far: where following on begins. */
    public long position(RunId run) {
        return files.events(run).length();
    }

    /** {@code cut}: there are earlier events than these. */
    public record Tail(List<Event> events, boolean cut) {}

    /** The events in the last {@code bytes} of what is stored: what a page shows before it follows on behind them. */
    public Tail tail(RunId run, int bytes) {
        var events = new ArrayList<Event>();
        long from = Math.max(0, files.events(run).length() - bytes);
        read(run, from, event -> events.add(event) && !event.isEnd());
        return new Tail(List.copyOf(events), from > 0);
    }

    private static String text(String json) {
        try {
            var data = JSON.readTree(json);
            return data.path("time").asText() + " " + data.path("source").asText() + " | "
                    + data.path("text").asText();
        } catch (JsonProcessingException damaged) {
            return "(an unreadable line)";
        }
    }

    @Override
    public void close() {
        logs.values().forEach(EventLog::detach);
    }
}
