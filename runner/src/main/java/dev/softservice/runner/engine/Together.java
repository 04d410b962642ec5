package dev.softservice.runner.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs several tasks at the same time, each on a virtual thread. */
public final class Together {
    private Together() {}

    /** Runs all at once; the first failure is thrown after all have ended. */
    public static void all(Collection<? extends Callable<?>> tasks) throws InterruptedException {
        if (tasks.isEmpty()) return;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new ArrayList<Future<?>>();
            tasks.forEach(task -> futures.add(threads.submit(task)));
            ExecutionException failure = null;
            for (var future : futures) {
                try {
                    future.get();
                } catch (ExecutionException e) {
                    if (failure == null) failure = e;
                } catch (InterruptedException e) {
                    threads.shutdownNow();
                    throw e;
                }
            }
            if (failure != null) throw unwrapped(failure);
        }
    }

    /** Returns the failure of a task on another thread as this thread's own. */
    public static RuntimeException unwrapped(ExecutionException failure) throws InterruptedException {
        return failure.getCause() == null
                ? new EngineException(String.valueOf(failure.getMessage()), failure)
                : unwrapped(failure.getCause());
    }

    /** As above, for what it threw. */
    public static RuntimeException unwrapped(Throwable cause) throws InterruptedException {
        return switch (cause) {
            case InterruptedException interrupted -> throw interrupted;
            case RuntimeException runtime -> runtime;
            case Error error -> throw error;
            default -> new EngineException(String.valueOf(cause.getMessage()), cause);
        };
    }
}
