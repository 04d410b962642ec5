package dev.softservice.server.core;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats one task on a thread of its own: at intervals, and at once when it is woken. A failed round is logged, and
 * the next one follows.
 */
public final class Rounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final String name;
    private final Duration every;
    private final Duration patience;
    private final Runnable round;
    private final Semaphore bell = new Semaphore(0);
    private final Thread thread;
    private volatile Runnable first;
    private volatile boolean stopped;
    private volatile boolean interrupted;
    /** What kept the last round from its work; empty: nothing did. */
    private String hindered = "";

    /** {@code name}: of the thread, and in the log. Closing interrupts a round that is under way. */
    public Rounds(String name, Duration every, Runnable round) {
        this(name, every, Duration.ZERO, round);
    }

    /** {@code patience}: how long closing waits for a round that is under way before it interrupts it. */
    public Rounds(String name, Duration every, Duration patience, Runnable round) {
        this.name = name;
        this.every = every;
        this.patience = patience;
        this.round = round;
        this.first = round;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::loop);
    }

    /** The first round begins at once. */
    public void start() {
        thread.start();
    }

    /** As {@link #start()}, with another task as the first round. */
    public void start(Runnable other) {
        first = other;
        thread.start();
    }

    /** There is something to do: no need to wait for the next round. */
    public void wake() {
        bell.release();
    }

    private void loop() {
        var next = first;
        while (!stopped) {
            attempt(next);
            next = round;
            try {
                if (!stopped && bell.tryAcquire(every.toMillis(), TimeUnit.MILLISECONDS)) bell.drainPermits();
            } catch (InterruptedException woken) {
                LOG.debug("{}: woken to stop", name);
            }
        }
    }

    private void attempt(Runnable task) {
        try {
            task.run();
            hindered = "";
        } catch (Refusal unavailable) {
            // Once: what is not there for a while, such as the database, is asked for with each round.
            if (!hindered.equals(unavailable.getMessage())) LOG.warn("{} wait: {}", name, unavailable.getMessage());
            hindered = String.valueOf(unavailable.getMessage());
        } catch (RuntimeException | Error failed) {
            // Being interrupted, too, comes as whatever the call below makes of it.
            if (!interrupted) LOG.error("a round of {} failed", name, failed);
        }
    }

    /** No further round begins; what is under way goes on. */
    public void stop() {
        stopped = true;
        bell.release();
    }

    /** Stops, and returns when a round that is under way has ended. */
    @Override
    public void close() {
        stop();
        try {
            boolean waiting = thread.isAlive() && !patience.isZero();
            if (waiting && !thread.join(patience)) LOG.info("{}: the rest is done after the next start", name);
            interrupted = true;
            thread.interrupt();
            thread.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
