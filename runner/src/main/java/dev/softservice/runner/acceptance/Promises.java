package dev.softservice.runner.acceptance;

import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.plan.Plan.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Connects to every endpoint that users and other distros rely on, once everything is healthy, because a healthcheck
 * may test another port or none. An endpoint that is declared as HTTP also gets a request. All this happens inside the
 * environment.
 */
public final class Promises {
    /** What is healthy already may open its last port a little later. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration PAUSE = Duration.ofMillis(250);

    private Promises() {}

    /** One sentence for each that is not kept. */
    public static List<String> broken(Environment environment, List<Promise> promises) throws InterruptedException {
        return broken(environment, promises, PATIENCE);
    }

    static List<String> broken(Environment environment, List<Promise> promises, Duration patience)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        Map<Promise, String> broken = new LinkedHashMap<>();
        promises.forEach(promise -> broken.put(promise, ""));
        while (true) {
            for (var promise : List.copyOf(broken.keySet())) {
                var why = whyBroken(environment, promise);
                if (why.isEmpty()) broken.remove(promise);
                else broken.put(promise, why.get());
            }
            if (broken.isEmpty()
                    || System.nanoTime() >= deadline
                    || environment.fallen().stream().anyMatch(down -> !down.excused())) break;
            Thread.sleep(PAUSE);
        }
        var sentences = new ArrayList<String>();
        broken.forEach((promise, why) -> sentences.add(
                promise.name() + " " + promise.at().host() + ":" + promise.at().port() + ": " + why));
        return sentences;
    }

    private static Optional<String> whyBroken(Environment environment, Promise promise) throws InterruptedException {
        if (!environment.accepts(promise.at().host(), promise.at().port()))
            return Optional.of("nothing accepts connections");
        if (!promise.http()) return Optional.empty();
        try {
            return FirstAnswer.missing(
                    environment.address(promise.at().host(), promise.at().port()),
                    promise.at().host());
        } catch (IOException e) {
            return Optional.of("it is promised as HTTP, and GET / fails: " + EnvironmentHttp.told(e));
        }
    }
}
