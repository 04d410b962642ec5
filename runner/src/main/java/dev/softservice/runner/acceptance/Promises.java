package dev.softservice.runner.acceptance;

import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.plan.Plan.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Connects to every endpoint that users and other distros are promised, once everything is healthy: a healthcheck may look at another port, or at none. Inside the environment, which is what an
 * installation publishes: its published port leads to this one.
 */
public final class Promises {
    /** What is healthy already may open its last port a little later. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(250);

    private Promises() {}

    /** One sentence for each that nothing answers. */
    public static List<String> broken(Environment environment, List<Promise> promises) throws InterruptedException {
        return broken(environment, promises, PATIENCE);
    }

    static List<String> broken(Environment environment, List<Promise> promises, Duration patience)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        var left = promises;
        while (true) {
            left = deaf(environment, left);
            if (left.isEmpty()
                    || System.nanoTime() >= deadline
                    || !environment.fallen().isEmpty()) break;
            Thread.sleep(PAUSE);
        }
        return left.stream()
                .map(promise -> promise.name() + " " + promise.at().host() + ":"
                        + promise.at().port() + ": nothing accepts connections")
                .toList();
    }

    private static List<Promise> deaf(Environment environment, List<Promise> promises) throws InterruptedException {
        var deaf = new ArrayList<Promise>();
        for (var promise : promises)
            if (!environment.accepts(promise.at().host(), promise.at().port())) deaf.add(promise);
        return deaf;
    }
}
