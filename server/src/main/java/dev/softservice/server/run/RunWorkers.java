package dev.softservice.server.run;

import dev.softservice.runner.model.Limits;
import dev.softservice.server.db.Database;
import dev.softservice.server.run.RunQueue.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works off the queue: so many runs at once, and besides them a quick lane for runs that a proof answers, which then never wait behind
 * long ones. Keeps leases alive, ends what overstays its limit, sweeps the engine.
 */
public final class RunWorkers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunWorkers.class);
    private static final int QUICK_LANES = 2;
    private static final long IDLE_MILLIS = 1_000;
    private static final Duration SWEEPS = Duration.ofSeconds(30);
    private static final Duration SOONEST_SWEEP = Duration.ofSeconds(1);
    private static final String STOPPING = "the hub is stopping; what is queued runs once it is started again";
    private static final long PATIENCE_MILLIS = 25_000;
    /** The runner ends a run at its limit by itself; this much later the hub does. */
    private static final long GRACE_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final Database database;
    private final RunBook book;
    private final RunControl control;
    private final RunWorker worker;
    private final int atOnce;
    private final Leases leases;
    private final String instance =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    private final AtomicLong leased = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private final ScheduledExecutorService keeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("run-keeper").factory());
    /** Apart from the keeper: an engine that hangs must not cost us our leases. */
    private final ScheduledExecutorService sweeper = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("run-sweeper").factory());

    private volatile Optional<String> trouble = Optional.empty();

    private RunWorkers(Database database, RunBook book, RunWorker worker, int atOnce) {
        this.database = database;
        this.book = book;
        this.control = book.control();
        this.worker = worker;
        this.atOnce = atOnce;
        this.leases = new Leases(database, control, System::nanoTime);
    }

    /** Takes over what a dead hub left, but starts no thread yet. {@code atOnce}: how many runs go on at once. */
    public static RunWorkers recover(Database database, RunBook book, RunWorker worker, int atOnce) {
        var workers = new RunWorkers(database, book, worker, atOnce);
        workers.leases.takeOverAll();
        return workers;
    }

    public void start() {
        for (int i = 0; i < atOnce; i++)
            threads.add(Thread.ofVirtual().name("run-worker-" + i).start(() -> loop(this::runNext)));
        for (int i = 0; i < QUICK_LANES; i++)
            threads.add(Thread.ofVirtual().name("run-quick-" + i).start(() -> loop(this::answerNext)));
        keeper.scheduleWithFixedDelay(() -> quietly("leases", this::keep), 5, 5, TimeUnit.SECONDS);
        sweeper.execute(() -> sweep(SOONEST_SWEEP));
        sweeper.scheduleWithFixedDelay(() -> quietly("images", this::collectImages), 0, 1, TimeUnit.HOURS);
    }

    int atOnce() {
        return atOnce;
    }

    RunControl control() {
        return control;
    }

    /** What hands runs to machines that are not this one. */
    public RunsElsewhere elsewhere() {
        return worker.elsewhere(database);
    }

    /** Why no run can start at present; empty while the engine answers. */
    Optional<String> trouble() {
        return book.isStopping() ? Optional.of(STOPPING) : trouble;
    }

    /** Runs the next one on the calling thread; false where none is due or nothing can run. */
    public boolean runNext() {
        if (!database.read(control.queue()::isDue) || !engineAnswers()) return false;
        var lease = database.write(handle -> control.queue().lease(handle, owner()));
        lease.ifPresent(taken -> worker.execute(taken, false));
        afterwards(lease);
        return lease.isPresent();
    }

    /** Answers the next run that has been proven before; false where there is none. */
    public boolean answerNext() {
        if (!database.read(control.queue()::isProvenDue)) return false;
        var lease = database.write(handle -> control.queue().leaseProven(handle, owner()));
        lease.ifPresent(taken -> worker.execute(taken, true));
        afterwards(lease);
        return lease.isPresent();
    }

    private void afterwards(Optional<Lease> lease) {
        // What was given back may be due for somebody else.
        if (lease.isPresent()) control.bell().ring();
    }

    private String owner() {
        return instance + "/" + leased.incrementAndGet();
    }

    private boolean engineAnswers() {
        trouble = worker.verifier().trouble();
        return trouble.isEmpty();
    }

    private interface Lane {
        boolean next();
    }

    private void loop(Lane lane) {
        while (!book.isStopping()) {
            long heard = control.bell().heard();
            try {
                if (!lane.next()) control.bell().await(heard, IDLE_MILLIS);
            } catch (InterruptedException stopped) {
                LOG.debug("woken to stop");
            } catch (RuntimeException | Error failed) {
                LOG.error("a worker's turn failed", failed);
                idle();
            }
        }
    }

    private void idle() {
        try {
            control.bell().await(control.bell().heard(), IDLE_MILLIS);
        } catch (InterruptedException stopped) {
            LOG.debug("woken to stop");
        }
    }

    private void keep() {
        leases.beat();
        leases.takeOverLost();
        control.live().stopOverdue(System.nanoTime() - Limits.DEFAULT.total().toNanos() - GRACE_NANOS);
    }

    /** Where something was left or could not be removed, the engine may not have let go of it yet: the next look is {@code soon}, and each later one of these twice as far off. */
    private void sweep(Duration soon) {
        boolean again = sweepLeaves();
        if (book.isStopping()) return;
        var next = again && soon.compareTo(SWEEPS) < 0 ? soon : SWEEPS;
        var after = again ? next.multipliedBy(2) : SOONEST_SWEEP;
        sweeper.schedule(() -> sweep(after), next.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether a look soon may find more: it found something, or it failed on the way. */
    private boolean sweepLeaves() {
        try {
            if (!engineAnswers()) return false;
            int removed = worker.verifier().sweep(control.live()::requestIds);
            if (removed > 0) LOG.info("swept {} things that dead runs had left on the engine", removed);
            return removed > 0;
        } catch (RuntimeException | Error failed) {
            LOG.warn("sweep: {}", failed.getMessage());
            return true;
        }
    }

    private void collectImages() {
        if (!engineAnswers()) return;
        int removed = worker.images().collect(worker.verifier());
        if (removed > 0)
            LOG.info(
                    "removed {} images that no run has used for {} days",
                    removed,
                    worker.images().keep().toDays());
    }

    private static void quietly(String what, Runnable chore) {
        try {
            chore.run();
        } catch (RuntimeException | Error failed) {
            LOG.warn("{}: {}", what, failed.getMessage());
        }
    }

    /** Stops within 30 s: runs under way are asked to stop and go back into the queue. */
    @Override
    public void close() {
        book.stop();
        sweeper.shutdownNow();
        control.bell().ring();
        control.live().stopAll();
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        try {
            for (var thread : threads) thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        keeper.shutdownNow();
    }
}
