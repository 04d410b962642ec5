package dev.softservice.runner.docker.environment;

import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.plan.EnvironmentScope;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** The environments of this process that are still to be removed. They are removed in the background. */
public final class Departures implements AutoCloseable {
    private final ExecutorService removals = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Environment, EnvironmentScope> open = new ConcurrentHashMap<>();

    void add(Environment environment, EnvironmentScope scope) {
        open.put(environment, scope);
    }

    /** Runs a removal off the caller's path; {@link #close} waits for it. */
    void handOff(Environment environment, Runnable work) {
        Runnable removal = () -> {
            try {
                work.run();
            } finally {
                forget(environment);
            }
        };
        try {
            removals.execute(removal);
        } catch (RejectedExecutionException _) {
            // The process is ending and our hook has been here already: it falls to the caller who closes the
            // environment, and
            // nobody may interrupt it.
            await(Thread.ofVirtual().name("removal").start(removal));
        }
    }

    private static void await(Thread work) {
        boolean interrupted = false;
        while (work.isAlive()) {
            try {
                work.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    void forget(Environment environment) {
        open.remove(environment);
        synchronized (open) {
            open.notifyAll();
        }
    }

    /** Returns once nothing of a closed run's environments is left to this process: it is removed, or left to the sweeper. */
    public void await(String run) throws InterruptedException {
        synchronized (open) {
            while (open.values().stream()
                    .anyMatch(scope ->
                            scope instanceof EnvironmentScope.Run of && of.id().equals(run))) open.wait();
        }
    }

    /** Closes what is still open, and waits until it is removed. */
    @Override
    public void close() {
        open.keySet().forEach(Environment::close);
        removals.close();
    }
}
