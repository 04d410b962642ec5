package dev.softservice.runner.docker.environment;

import dev.softservice.runner.docker.container.Containers;
import dev.softservice.runner.docker.container.Containers.Entered;
import dev.softservice.runner.docker.container.Containers.Unstartable;
import dev.softservice.runner.docker.container.Healthcheck;
import dev.softservice.runner.docker.image.PresentImages;
import dev.softservice.runner.docker.link.Removal;
import dev.softservice.runner.docker.network.Entrance;
import dev.softservice.runner.docker.network.Entrance.Pace;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.ContainerPlan.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Starts containers of one environment through the {@link Entrance} of their places on the network, where those have one: before their time, each with its process held at its very
 * beginning, and with somebody beside it who runs its healthcheck. Elsewhere a container is started when its time has come, and the engine runs its healthcheck.
 */
final class EarlyStarts {
    /** Not more: those whose time has come are started meanwhile. */
    private static final int AT_ONCE = 2;

    private final Maker maker;
    private final Containers containers;
    private final Removal removal;
    private final Lodging lodging;
    private final PresentImages images;
    private final Map<String, Entrance> closed = new ConcurrentHashMap<>();
    private final Map<String, Entrance> probed = new ConcurrentHashMap<>();
    private final Map<String, Entrance> beside = new ConcurrentHashMap<>();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicInteger asked = new AtomicInteger();
    private final Semaphore places = new Semaphore(AT_ONCE);

    EarlyStarts(Maker maker, Containers containers, Removal removal, Lodging lodging, PresentImages images) {
        this.maker = maker;
        this.containers = containers;
        this.removal = removal;
        this.lodging = lodging;
        this.images = images;
    }

    /** Makes a container, for {@link #begin}; returns its id. */
    String make(ContainerPlan container, String image, Optional<Health> health)
            throws InterruptedException, Unstartable {
        var early = health.isPresent() ? early(container, image) : Optional.<Entered>empty();
        if (early.isEmpty() || !probe(early.get(), health)) return maker.make(container, image);
        return made(container, image, early.get(), true);
    }

    /** Makes a container that has to wait for others, and starts it where it can be held. */
    String makeEarly(ContainerPlan container, String image, Optional<Health> health)
            throws InterruptedException, Unstartable {
        var early = early(container, image);
        if (early.isEmpty()) return maker.make(container, image);
        var entry = early.get().entrance();
        entry.hold();
        var id = made(container, image, early.get(), probe(early.get(), health));
        places.acquire();
        try {
            containers.start(container, id);
            closed.put(id, entry);
            held.incrementAndGet();
            return id;
        } catch (Unstartable | EngineException e) {
            // Its name is free again for the next try.
            removal.removeContainer(id);
            throw e;
        } finally {
            places.release();
        }
    }

    private static boolean probe(Entered early, Optional<Health> health) throws InterruptedException {
        return health.isPresent() && early.entrance().probe(Healthcheck.words(health.get()));
    }

    private String made(ContainerPlan container, String image, Entered early, boolean probe)
            throws InterruptedException, Unstartable {
        var id = maker.make(container, image, Optional.of(early));
        if (probe) probed.put(id, early.entrance());
        return id;
    }

    /** Its time has come. */
    void begin(ContainerPlan container, String id) throws InterruptedException, Unstartable {
        var entry = closed.remove(id);
        if (entry == null) containers.start(container, id);
        else entry.open();
    }

    /** Waits for a container's healthcheck without the engine, at its first start only. False: that can't be done, or nothing is known yet. */
    boolean isHealthy(String id, Pace pace) throws InterruptedException {
        var entry = probed.remove(id);
        if (entry == null || !entry.isHealthy(pace)) return false;
        asked.incrementAndGet();
        beside.put(id, entry);
        return true;
    }

    /** Has the healthcheck of a container that was found healthy so run once more. Empty: nobody stands beside its process. */
    Optional<Boolean> isWell(String id, Duration timeout) throws InterruptedException {
        var entry = beside.get(id);
        var well = entry == null ? Optional.<Boolean>empty() : entry.isWell(timeout);
        if (well.isEmpty()) beside.remove(id);
        return well;
    }

    /** How many containers were held so far. */
    int held() {
        return held.get();
    }

    /** How many containers were found healthy by asking from beside them. */
    int asked() {
        return asked.get();
    }

    private Optional<Entered> early(ContainerPlan container, String image) throws InterruptedException {
        var doorway = lodging.doorway(container);
        if (doorway.isEmpty()) return Optional.empty();
        return command(container, image)
                .map(command -> new Entered(doorway.get().entrance(), command));
    }

    /** What an engine would run, by its own rules of which the image's words yield to which of the plan's. Empty: it is for the engine to say what that comes to. */
    private Optional<List<String>> command(ContainerPlan container, String image) throws InterruptedException {
        var process = container.process();
        var config = images.config(image);
        if (config.isEmpty()) return Optional.empty();
        var command = new ArrayList<>(
                process.entrypoint().orElseGet(() -> list(config.get().getEntrypoint())));
        command.addAll(process.command()
                .orElseGet(() ->
                        process.entrypoint().filter(words -> !words.isEmpty()).isPresent()
                                ? List.of()
                                : list(config.get().getCmd())));
        return command.isEmpty() || command.getFirst().isEmpty() ? Optional.empty() : Optional.of(List.copyOf(command));
    }

    private static List<String> list(String @Nullable [] words) {
        return words == null ? List.of() : List.of(words);
    }
}
