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
    private final Runnable round;
    private final Semaphore bell = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closing;

    /** {@code name}: of the thread, and in the log. */
    public Rounds(String name, Duration every, Runnable round) {
        this.name = name;
        this.every = every;
        this.round = round;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::loop);
    }

    public void start() {
        thread.start();
    }

    /** There is something to do: no need to wait for the next round. */
    public void wake() {
        bell.release();
    }

    private void loop() {
        while (!closing) {
            try {
                round.run();
            } catch (Refusal unavailable) {
                LOG.debug("{} wait: {}", name, unavailable.getMessage());
            } catch (RuntimeException | Error failed) {
                // Being interrupted, too, comes as whatever the call below makes of it.
                if (!closing) LOG.error("a round of {} failed", name, failed);
            }
            try {
                if (bell.tryAcquire(every.toMillis(), TimeUnit.MILLISECONDS)) bell.drainPermits();
            } catch (InterruptedException woken) {
                LOG.debug("{}: woken to stop", name);
            }
        }
    }

    /** Interrupts a round that is under way, and returns when it has ended. */
    @Override
    public void close() {
        closing = true;
        // A round may take the interrupt for itself, and then nothing would end the rest.
        bell.release();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }
}
