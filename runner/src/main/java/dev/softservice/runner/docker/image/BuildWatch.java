package dev.softservice.runner.docker.image;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventType;
import com.github.dockerjava.api.model.Statistics;
import dev.softservice.runner.docker.disk.DiskUse;
import dev.softservice.runner.docker.link.DockerCalls;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.model.Limits;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Looks after the containers in which the steps of an image build run. The engine's build interface takes a limit of memory but none of processes or disk, and its
 * client none of processors: so each step's container is given the first and the last the moment it is named, and ended when it is at its limit of processes
 * or when it and the image so far hold too much.
 */
final class BuildWatch implements AutoCloseable {
    private static final long PERIOD = 100_000;
    private static final int MOST_IMAGES = 1_000;
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** The engine tells of a kill for want of memory about when the step ends. */
    private static final Duration NEWS = Duration.ofMillis(500);

    private final Link link;
    private final PresentImages present;
    private final DockerClient client;
    private final Limits limits;
    private final String network;
    private final Killed killed = new Killed();
    /** By image, in the order in which they were made; only the watching thread looks. */
    private final Map<String, Long> sizes = new LinkedHashMap<>();

    private final Thread thread;
    private volatile String step = "";
    /** Steps end in these; the first is what the build began with. What strangers print may add more. */
    private final Set<String> images = Collections.synchronizedSet(new LinkedHashSet<>());

    private volatile Optional<String> met = Optional.empty();

    private BuildWatch(Link link, PresentImages present, Limits limits, String network) {
        this.link = link;
        this.present = present;
        this.client = link.client();
        this.limits = limits;
        this.network = network;
        this.thread = Thread.ofVirtual().name("build-watch").unstarted(this::watch);
    }

    /** @param network the one that only this build's containers are on */
    static BuildWatch start(Link link, PresentImages present, Limits limits, String network) {
        var watch = new BuildWatch(link, present, limits, network);
        watch.client
                .eventsCmd()
                .withEventTypeFilter(EventType.CONTAINER)
                .withEventFilter("oom")
                .exec(watch.killed);
        watch.thread.start();
        return watch;
    }

    /** A step is about to run in this container. A build may print the name of somebody else's: that one is let be. */
    void running(String container) {
        try {
            if (!network.equals(
                    client.inspectContainerCmd(container).exec().getHostConfig().getNetworkMode())) return;
            step = container;
            client.updateContainerCmd(container)
                    .withPidsLimit(limits.pids())
                    .withCpuPeriod(PERIOD)
                    .withCpuQuota(Math.round(limits.cpus() * PERIOD))
                    .exec();
        } catch (DockerException e) {
            // It is over already, or this engine has no such limits: what is watched below holds still.
        }
    }

    /** A step ended in this image, or so it says: the step itself may have printed that. */
    void made(String image) {
        if (!step.isEmpty() && runs(step)) return;
        step = "";
        // Whatever a step has printed, its true image is named after it: the latest ones are kept, and the first.
        synchronized (images) {
            if (images.size() >= MOST_IMAGES)
                images.remove(images.stream().skip(1).findFirst().orElseThrow());
            images.add(image);
        }
    }

    private boolean runs(String container) {
        try {
            return Boolean.TRUE.equals(
                    client.inspectContainerCmd(container).exec().getState().getRunning());
        } catch (DockerException gone) {
            return false;
        }
    }

    /** The name of the limit that ended the build, if one did. Waits a moment for what the engine may still have to tell. */
    Optional<String> met() throws InterruptedException {
        if (met.isPresent()) return met;
        return !step.isEmpty() && killed.has(step, NEWS)
                ? Optional.of("memory limit of " + DiskUse.text(limits.memory()))
                : Optional.empty();
    }

    private void watch() {
        try {
            var use = DiskUse.on(link);
            long pause = LOOK.toNanos();
            while (met.isEmpty()) {
                TimeUnit.NANOSECONDS.sleep(pause);
                long begin = System.nanoTime();
                var container = step;
                if (!container.isEmpty()) look(use, container);
                pause = Math.max(LOOK.toNanos(), (System.nanoTime() - begin) * 5);
            }
        } catch (InterruptedException | EngineException | RejectedExecutionException _) {
            // The build is over, or it learns of the engine's trouble itself.
        }
    }

    private void look(DiskUse use, String container) throws InterruptedException {
        if (processes(container) >= limits.pids()) {
            end(container, "limit of " + limits.pids() + " processes");
            return;
        }
        long held = use.of(Map.of(container, container)).values().stream()
                        .mapToLong(Long::longValue)
                        .sum()
                + grown();
        if (held > limits.disk()) end(container, "disk limit of " + DiskUse.text(limits.disk()));
    }

    private void end(String container, String limit) throws InterruptedException {
        met = Optional.of(limit);
        link.kill(container);
    }

    /** By how much the largest image of a step has outgrown what the build began with. */
    private long grown() throws InterruptedException {
        for (var made : List.copyOf(images)) {
            if (!sizes.containsKey(made))
                sizes.put(
                        made,
                        present.inspect(made).map(InspectImageResponse::getSize).orElse(0L));
        }
        long first = sizes.values().stream().findFirst().orElse(0L);
        return Math.max(
                0, sizes.values().stream().mapToLong(Long::longValue).max().orElse(0) - first);
    }

    private long processes(String container) throws InterruptedException {
        return DockerCalls.unguarded("count processes", () -> {
            try (var callback = client.statsCmd(container).withNoStream(true).exec(new Count())) {
                callback.awaitCompletion(10, TimeUnit.SECONDS);
                return callback.current;
            }
        });
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            killed.close();
        } catch (IOException e) {
            throw new EngineException("the engine's news can't be closed: " + e.getMessage(), e);
        }
    }

    private static final class Count extends ResultCallback.Adapter<Statistics> {
        private volatile long current;

        @Override
        public void onNext(Statistics statistics) {
            var pids = statistics.getPidsStats();
            if (pids != null && pids.getCurrent() != null) current = pids.getCurrent();
        }

        @Override
        public void onError(Throwable gone) {
            onComplete();
        }
    }

    /** Containers in which the kernel killed for want of memory. */
    private static final class Killed extends ResultCallback.Adapter<Event> {
        private final Set<String> containers = ConcurrentHashMap.newKeySet();

        @Override
        public synchronized void onNext(Event event) {
            var actor = event.getActor();
            if (actor == null || actor.getId() == null) return;
            containers.add(actor.getId());
            notifyAll();
        }

        @Override
        public void onError(Throwable gone) {
            onComplete();
        }

        /** {@code shortId}: as the build names it. */
        synchronized boolean has(String shortId, Duration patience) throws InterruptedException {
            long until = System.nanoTime() + patience.toNanos();
            while (containers.stream().noneMatch(id -> id.startsWith(shortId))) {
                long left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0) return false;
                wait(left);
            }
            return true;
        }
    }
}
