package dev.softservice.runner.docker.disk;

import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.plan.EnvironmentPlan;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a run whose containers and volumes hold more disk than they may: the engine itself has no limit for that on a file system without project
 * quotas. Looks every two seconds whether the disk has become fuller at all, measures only then (and every five seconds, since many empty
 * files are no bytes), and spends at most a tenth of its time on measuring.
 */
public final class DiskWatch {
    private static final Logger LOG = LoggerFactory.getLogger(DiskWatch.class);
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration FAR_LOOK = Duration.ofSeconds(10);
    private static final Duration ANYWAY = Duration.ofSeconds(5);
    private static final long NOTICEABLE = 64L << 20;

    private final Link link;
    private final long limit;
    private final Supplier<Map<String, String>> containers;
    private final Thread thread;
    private volatile Optional<String> breach = Optional.empty();
    private volatile boolean stopped;

    /** @param containers ids by name, as far as they were made */
    private DiskWatch(Link link, EnvironmentPlan plan, Supplier<Map<String, String>> containers) {
        this.link = link;
        this.limit = plan.limits().disk();
        this.containers = containers;
        this.thread = Thread.ofVirtual().name(plan.scope().nameOf("disk-watch")).unstarted(this::watch);
    }

    public static DiskWatch start(Link link, EnvironmentPlan plan, Supplier<Map<String, String>> containers) {
        var watch = new DiskWatch(link, plan, containers);
        watch.thread.start();
        return watch;
    }

    /** The limit with who holds most, once it was met: by then all containers have been killed. */
    public Optional<String> breach() {
        return breach;
    }

    public void stop() {
        stopped = true;
        thread.interrupt();
    }

    private void watch() {
        try {
            var use = DiskUse.on(link);
            long noticeable = Math.min(NOTICEABLE, limit / 8);
            var before = use.free();
            long measured = System.nanoTime();
            while (!stopped && breach.isEmpty()) {
                Thread.sleep(before.isPresent() ? LOOK : FAR_LOOK);
                var now = use.free();
                boolean fuller = before.isEmpty() || now.isEmpty() || before.get() - now.get() >= noticeable;
                if (!fuller && System.nanoTime() - measured < ANYWAY.toNanos()) continue;
                before = now;
                long begin = System.nanoTime();
                judge(use.of(containers.get()));
                measured = System.nanoTime();
                Thread.sleep(Duration.ofNanos(measured - begin).multipliedBy(9));
            }
        } catch (InterruptedException _) {
            // The run is over.
        } catch (EngineException | RejectedExecutionException e) {
            // Other callers of the engine learn of it, too, and say so.
            LOG.debug("the disk is not watched any more: {}", e.getMessage());
        }
    }

    private void judge(Map<String, Long> held) throws InterruptedException {
        long total = held.values().stream().mapToLong(Long::longValue).sum();
        if (total <= limit) return;
        var most = held.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
        breach = Optional.of("disk limit of " + DiskUse.text(limit) + " (" + DiskUse.text(most.getValue())
                + " of it in " + most.getKey() + ")");
        for (var id : containers.get().values()) link.kill(id);
    }
}
