package dev.softservice.runner.remote;

import dev.softservice.runner.climb.RunListener;
import dev.softservice.runner.engine.Road;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.wire.Messages;
import dev.softservice.runner.wire.RunEvent;
import dev.softservice.runner.wire.WireJson;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells the hub what a run's listener hears: in order, in numbered batches, each until it is acknowledged. At most {@value #MOST_HELD} bytes wait for a hub that does not
 * answer; of what is printed beyond that, only the number of lines is told.
 */
final class Outbox implements RunListener {
    static final long MOST_HELD = 64L << 20;
    private static final int LARGEST_BATCH = 512 << 10;
    private static final long OVERHEAD = 120;
    private static final String NUMBER = "Softservice-Attachment";

    private record Waiting(RunEvent event, long bytes) {}

    private final LeaseLink link;
    private final Clock clock;
    private final long most;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Thread sender;
    private long held;
    private long dropped;
    private long next;
    private boolean closing;
    private int attached;

    Outbox(LeaseLink link, Clock clock) {
        this(link, clock, MOST_HELD);
    }

    /** {@code most}: bytes that wait at most. */
    Outbox(LeaseLink link, Clock clock, long most) {
        this.most = most;
        this.link = link;
        this.clock = clock;
        this.sender = Thread.ofVirtual().name("outbox").start(this::send);
    }

    @Override
    public void step(StepName step, StepState state, Instant at) {
        add(new RunEvent.Step(step, state, at.toString()), OVERHEAD);
    }

    @Override
    public void progress(StepName step, Progress what) {
        add(new RunEvent.Doing(step, what.text()), OVERHEAD + what.text().length());
    }

    @Override
    public void log(LogLine line) {
        long bytes = OVERHEAD + line.text().length();
        synchronized (this) {
            if (held + bytes > most) {
                dropped++;
                return;
            }
            if (dropped > 0) tellDropped();
        }
        add(new RunEvent.Line(line.time().toString(), line.source(), line.stream(), line.text()), bytes);
    }

    /** Called with the lock held. */
    private void tellDropped() {
        var text = dropped + " lines were dropped: the hub did not answer, and there was no more room for them";
        dropped = 0;
        add(new RunEvent.Line(clock.instant().toString(), "runner", LogLine.Stream.ERR, text), OVERHEAD);
    }

    @Override
    public void came(Road road) {
        add(new RunEvent.Came(road), OVERHEAD);
    }

    @Override
    public void test(TestResult result) {
        add(
                new RunEvent.Tested(result),
                OVERHEAD + result.output().length() + result.message().length());
    }

    @Override
    public void accepted(Verdict verdict, Instant at) {
        switch (verdict) {
            case Verdict.Passed(var report) -> add(new RunEvent.Accepted(report, at.toString()), OVERHEAD);
            // The end of the attempt follows at once, and says the same.
            case Verdict.Failed _, Verdict.Errored _, Verdict.Cancelled _ -> {}
        }
    }

    @Override
    public Optional<String> attachment(String name, byte[] content) {
        try {
            var path = "/attachments/" + ++attached + "?name=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
            var kept = link.put(path, content, NUMBER, Integer.toString(attached));
            if (kept.isEmpty()) return Optional.empty();
            return Optional.of(WireJson.read(kept.get(), Messages.Kept.class).file())
                    .filter(file -> !file.isEmpty());
        } catch (IOException unreadable) {
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private synchronized void add(RunEvent event, long bytes) {
        if (link.isOver()) return;
        waiting.add(new Waiting(event, bytes));
        held += bytes;
        notifyAll();
    }

    private void send() {
        try {
            for (var batch = batch(); !batch.events().isEmpty(); batch = batch()) {
                var heard = link.post("/events", batch, Messages.Heard.class);
                if (heard.isEmpty()) return;
                acknowledged(heard.get().next());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next ones, once there are any; empty: there will be none any more. */
    private synchronized Messages.Batch batch() throws InterruptedException {
        while (waiting.isEmpty() && !closing) wait();
        if (waiting.isEmpty() && dropped > 0) tellDropped();
        var events = new ArrayList<RunEvent>();
        long bytes = 0;
        for (var one : waiting) {
            if (!events.isEmpty() && bytes + one.bytes() > LARGEST_BATCH) break;
            bytes += one.bytes();
            events.add(one.event());
        }
        return new Messages.Batch(next, List.copyOf(events));
    }

    /** The hub has all before {@code upTo}; one that was started again may have more of them than it said. */
    private synchronized void acknowledged(long upTo) {
        while (next < upTo && !waiting.isEmpty()) {
            held -= waiting.remove().bytes();
            next++;
        }
    }

    /** Returns when all that was heard is acknowledged, or the lease is over. */
    void flush() throws InterruptedException {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        sender.join();
    }
}
