package dev.softservice.server.demo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** While open, Ctrl-C (and SIGTERM) interrupts the thread that opened it, and the process ends only once that thread has tidied up. */
final class CtrlC implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;

    private final CountDownLatch tidied = new CountDownLatch(1);
    private final Thread hook;

    CtrlC() {
        var worker = Thread.currentThread();
        hook = Thread.ofPlatform().name("ctrl-c").unstarted(() -> {
            worker.interrupt();
            try {
                tidied.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException again) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(hook);
    }

    @Override
    public void close() {
        tidied.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // The hook is running; it has just been let go.
        }
    }
}
