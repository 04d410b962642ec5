package dev.softservice.runner.testing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The same with several things at once, for tests that spend their time waiting. */
public final class AtOnce {
    /** What is done with each of them. */
    @FunctionalInterface
    public interface Step<T> {
        void run(T thing) throws Exception;
    }

    private AtOnce() {}

    /** Returns when all have ended well; otherwise throws one error that tells all failures, each with the thing that it was with. */
    public static <T> void each(Collection<T> things, Step<T> step) throws InterruptedException {
        var failures = new ArrayList<Throwable>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var started = new ArrayList<Future<?>>();
            for (var thing : things)
                started.add(threads.submit(() -> {
                    step.run(thing);
                    return thing;
                }));
            var names = List.copyOf(things);
            for (int at = 0; at < started.size(); at++) {
                try {
                    started.get(at).get();
                } catch (ExecutionException failed) {
                    failures.add(new AssertionError("with " + names.get(at), failed.getCause()));
                }
            }
        }
        if (failures.isEmpty()) return;
        var all = new AssertionError(failures.size() + " of " + things.size() + " failed");
        failures.forEach(all::addSuppressed);
        throw all;
    }
}
