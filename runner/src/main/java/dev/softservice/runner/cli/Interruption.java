package dev.softservice.runner.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** While open, Ctrl-C (and SIGTERM) interrupts the thread that opened it and waits until it has cleaned up. */
final class Interruption implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private final CountDownLatch cleaned = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean happened;

    Interruption() {
        var worker = Thread.currentThread();
        hook = Thread.ofPlatform().name("interrupt").unstarted(() -> {
            happened = true;
            worker.interrupt();
            try {
                cleaned.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException again) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // The process is ending and whoever ends it has this command tidy up first: it is not to be interrupted.
        }
    }

    boolean happened() {
        return happened;
    }

    @Override
    public void close() {
        cleaned.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // The hook is running; it has just been let go.
        }
    }
}
