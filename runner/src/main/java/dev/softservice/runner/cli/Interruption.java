package dev.softservice.runner.cli;

import dev.softservice.runner.stop.Stop;
import dev.softservice.runner.stop.StopReason;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** While open, Ctrl-C (and SIGTERM) asks a {@link Stop}, and the process ends only once the command has cleaned up and closed this. */
final class Interruption implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 30;

    private record CtrlC() implements StopReason.Asked {}

    private final Stop stop = new Stop();
    private final CountDownLatch cleaned = new CountDownLatch(1);
    private final Thread hook;

    private Interruption() {
        hook = Thread.ofPlatform().name("interrupt").unstarted(() -> {
            stop.ask(new CtrlC());
            try {
                cleaned.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException again) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException alreadyEnding) {
            // The process is ending, and the code that ends it has this command tidy up first: it is not to be stopped.
        }
    }

    /** For a command that hands {@link #stop} to whatever takes long. */
    static Interruption asking() {
        return new Interruption();
    }

    /** For a command that does its work on the calling thread, and waits there: it is interrupted. */
    static Interruption ofThisThread() {
        var interruption = new Interruption();
        var worker = Thread.currentThread();
        interruption.stop.onAsked(_ -> worker.interrupt());
        return interruption;
    }

    Stop stop() {
        return stop;
    }

    boolean happened() {
        return stop.reason().isPresent();
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
