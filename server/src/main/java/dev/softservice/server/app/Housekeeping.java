package dev.softservice.server.app;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the hub does again and again by itself. Each kind has a thread of its own, so that one that waits for others outside keeps nothing else waiting. */
final class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final List<ScheduledExecutorService> threads = new ArrayList<>();

    /** Does {@code first} at once, where it is not empty, and {@code then} every so many seconds. What fails is logged, and done again the next time. */
    void begin(String name, Runnable first, Runnable then, long seconds) {
        var thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofVirtual().name(name).factory());
        threads.add(thread);
        thread.execute(() -> attempt(name, first));
        thread.scheduleWithFixedDelay(() -> attempt(name, then), seconds, seconds, TimeUnit.SECONDS);
    }

    private static void attempt(String name, Runnable round) {
        try {
            round.run();
        } catch (RuntimeException | Error failed) {
            LOG.error("{}", name, failed);
        }
    }

    /** Nothing is begun any more. */
    void stop() {
        threads.forEach(ScheduledExecutorService::shutdown);
    }

    /** Waits for what has begun, at most so long for each kind, and then no more. */
    void await(long millis) throws InterruptedException {
        for (var thread : threads) {
            if (thread.awaitTermination(millis, TimeUnit.MILLISECONDS)) continue;
            LOG.info("what was being done from time to time goes on at the next start");
            thread.shutdownNow();
        }
    }
}
