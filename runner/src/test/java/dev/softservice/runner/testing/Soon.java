package dev.softservice.runner.testing;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for what comes by itself. It asks again every few milliseconds: a loop that spins takes a core from what it waits for. */
public final class Soon {
    /** Far above what anything takes on a slow and busy machine. */
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

    private Soon() {}

    /** What is waited for. */
    @FunctionalInterface
    public interface Condition<E extends Exception> {
        boolean holds() throws E;
    }

    /** Returns as soon as the condition holds, and after a minute in any case; the caller asserts what has come. */
    public static <E extends Exception> void await(Condition<E> condition) throws E {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!condition.holds()
                && System.nanoTime() < end
                && !Thread.currentThread().isInterrupted()) LockSupport.parkNanos(PAUSE);
    }
}
