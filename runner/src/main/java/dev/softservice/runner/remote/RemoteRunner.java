package dev.softservice.runner.remote;

import dev.softservice.runner.engine.Engine;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.model.Reason;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.wire.Messages;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Takes runs from a hub, as many at once as it has workers, until it is told to stop. */
public final class RemoteRunner implements AutoCloseable {
    private static final Duration HELD = Duration.ofSeconds(Messages.LONGEST_WAIT);
    private static final long AGAIN_MILLIS = 5_000;
    private static final Duration ODD_CLOCK = Duration.ofSeconds(2);
    private static final Duration SWEEPS = Duration.ofSeconds(30);
    private static final Duration TO_STOP = Duration.ofSeconds(25);

    /** {@code once}: ends when one run is over; {@code clock}: this machine's. */
    public record Settings(Messages.Machine machine, boolean once, Clock clock) {}

    private final HubLink hub;
    private final RunnerFolder folder;
    private final Engine engine;
    private final Clock clock;
    private final Settings settings;
    private final Consumer<String> log;
    private final String boot =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final Map<Long, RemoteRun> runs = new HashMap<>();
    private String said = "";
    private boolean stopping;
    private long giveUpAt;
    private int begun;
    private Thread loop = Thread.currentThread();

    /** {@code folder}: registered at that hub; {@code log}: lines for whoever runs it. */
    public RemoteRunner(URI hub, RunnerFolder folder, Engine engine, Settings settings, Consumer<String> log) {
        this.hub = new HubLink(hub, Optional.of(folder.secret()));
        this.folder = folder;
        this.engine = engine;
        this.clock = settings.clock();
        this.settings = settings;
        this.log = log;
    }

    /** Makes the folder known at the hub by a token that is good once; nothing where it is known already. */
    public static void register(URI hub, RunnerFolder folder, String token, String name, Messages.Machine machine)
            throws IOException, RefusedException {
        if (folder.isKnownAt(hub)) return;
        try (var link = new HubLink(hub, Optional.empty())) {
            var registered = link.post(
                    "/register",
                    new Messages.Register(
                            token, name, folder.key().verifyingKey().line(), machine),
                    Messages.Registered.class,
                    Duration.ZERO);
            folder.remember(hub, name, registered);
        }
    }

    public static boolean isRegistered(URI hub, RunnerFolder folder) {
        return folder.isKnownAt(hub);
    }

    /** Returns when it was told to stop, or with {@code once} when its run is over. @throws RefusedException where the hub will have nothing of it */
    public void run() throws RefusedException, InterruptedException {
        synchronized (this) {
            loop = Thread.currentThread();
        }
        var sweeper = Thread.ofVirtual().name("runner-sweeper").start(this::sweep);
        try {
            while (goesOn()) {
                var trouble = trouble();
                note(trouble.orElse(""));
                if (ask(trouble) || !goesOn()) continue;
                if (trouble.isPresent() || isFull()) rest();
            }
        } catch (InterruptedException stopped) {
            if (!isStopping()) throw stopped;
        } finally {
            awaitRuns();
            sweeper.interrupt();
        }
    }

    /** Removes what an earlier start of this runner, or a removal that failed, has left on the engine. */
    private void sweep() {
        try {
            while (true) {
                try {
                    engine.sweep(folder.label(), this::attempts);
                } catch (EngineException broken) {
                    // Said by the look at the engine before each run.
                }
                Thread.sleep(SWEEPS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean goesOn() {
        return !stopping && !(settings.once() && begun > 0);
    }

    private synchronized boolean isStopping() {
        return stopping;
    }

    private synchronized boolean isFull() {
        return runs.size() >= settings.machine().workers();
    }

    private synchronized int free() {
        return settings.machine().workers() - runs.size();
    }

    private Optional<String> trouble() {
        try {
            engine.describe();
        } catch (EngineException broken) {
            return Optional.of(broken.getMessage());
        }
        return folder.trouble();
    }

    private synchronized Set<String> attempts() {
        return runs.values().stream().map(RemoteRun::id).collect(Collectors.toSet());
    }

    /** Says a trouble once, and once that it is over. */
    private void note(String line) {
        if (line.equals(said)) return;
        log.accept(line.isEmpty() ? "all is well again" : line);
        said = line;
    }

    /** Returns whether there was a run. */
    private boolean ask(Optional<String> trouble) throws RefusedException, InterruptedException {
        int free = trouble.isPresent() ? 0 : free();
        var ask = new Messages.Ask(
                boot, settings.machine(), free, free > 0 ? Messages.LONGEST_WAIT : 0, shortened(trouble.orElse("")));
        try {
            var answer = hub.post("/lease", ask, Messages.Answer.class, HELD);
            var shifted = shifted(Instant.ofEpochMilli(answer.now()));
            for (var lease : answer.leases()) begin(lease, shifted);
            return !answer.leases().isEmpty();
        } catch (InterruptedIOException stopped) {
            throw new InterruptedException();
        } catch (IOException gone) {
            note(Reason.of(gone));
            Thread.sleep(AGAIN_MILLIS);
            return false;
        }
    }

    private static String shortened(String line) {
        return line.length() <= 500 ? line : line.substring(0, 500);
    }

    /** What a machine says of the time counts nowhere: all times are the hub's. */
    private Clock shifted(Instant hubs) {
        var off = Duration.between(clock.instant(), hubs);
        if (off.abs().compareTo(ODD_CLOCK) < 0) return clock;
        log.accept(
                "this machine's clock is " + off.abs().toSeconds() + " s " + (off.isNegative() ? "ahead of" : "behind")
                        + " the hub's; what is told to the hub has the hub's time");
        return Clock.offset(clock, off);
    }

    private void begin(Messages.Lease lease, Clock shifted) {
        var run = new RemoteRun(lease, folder, engine, shifted, log);
        synchronized (this) {
            runs.put(lease.fence(), run);
            begun++;
        }
        log.accept("run " + lease.run() + ": taken, as " + lease.id());
        Thread.ofVirtual().name("run-" + lease.id()).start(() -> {
            try {
                var verdict = run.run(hub);
                // Most likely the next one would fare no better: others may have it meanwhile.
                if (verdict.filter(Verdict.Errored.class::isInstance).isPresent()) Thread.sleep(AGAIN_MILLIS);
            } catch (InterruptedException | RuntimeException broken) {
                log.accept("run " + lease.run() + ": the runner broke: " + broken);
            } finally {
                left(lease.fence());
            }
        });
    }

    private synchronized void left(long fence) {
        runs.remove(fence);
        if (runs.isEmpty()) folder.trees().tidy();
        notifyAll();
    }

    private synchronized void rest() throws InterruptedException {
        wait(AGAIN_MILLIS);
    }

    /** Once it was told to stop, what does not end is left to the hub, which hears no more of it. */
    private synchronized void awaitRuns() throws InterruptedException {
        while (!runs.isEmpty() && (!stopping || System.nanoTime() - giveUpAt < 0)) {
            try {
                wait(100);
            } catch (InterruptedException told) {
                // That is how it was told; now there is only this to wait for.
                if (!stopping) throw told;
            }
        }
    }

    /** Tells it to stop: runs under way are given back to the hub, which takes some seconds. */
    public void stop() {
        synchronized (this) {
            stopping = true;
            giveUpAt = System.nanoTime() + TO_STOP.toNanos();
            runs.values().forEach(RemoteRun::stop);
            notifyAll();
            loop.interrupt();
        }
    }

    @Override
    public void close() {
        hub.close();
    }
}
