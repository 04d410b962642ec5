package dev.softservice.runner.docker.warm;

import com.github.dockerjava.api.exception.DockerException;
import dev.softservice.runner.docker.link.DockerCalls;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.docker.network.Networks;
import dev.softservice.runner.docker.network.PreparedNetworks;
import dev.softservice.runner.docker.sandbox.Sandbox;
import dev.softservice.runner.docker.warm.Holder.Difference;
import dev.softservice.runner.docker.warm.Slot.Home;
import dev.softservice.runner.docker.warm.Slot.Site;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Road.Network;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.plan.PlannedTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prepared networks of this process. One that a run has left goes to the next run of the same shape and the same domain, and only when a look from
 * inside shows it as it was made; every other one is removed. Whatever goes wrong with one costs time only: the run is brought up without.
 */
public final class SlotPool implements PreparedNetworks {
    private static final Logger LOG = LoggerFactory.getLogger(SlotPool.class);

    /** An engine that can't do it is left in peace for a while; one that was only gone is asked again then. */
    private static final int REFUSALS = 2;

    private static final Duration PEACE = Duration.ofMinutes(10);
    /** Far more than it takes to remove a run's containers; what hangs then is not waited for. */
    private static final Duration RETURN = Duration.ofSeconds(30);

    private static final int MOST_LOOKS = 8;
    private static final long FIRST_PAUSE = 50;

    private final Site site;
    private final Bounds bounds;
    private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();
    /** All that there are, by id: being made, lived in, idle or being removed. */
    private final Map<String, Slot> slots = new HashMap<>();
    /** Those that wait for a run, the one that has waited longest first. */
    private final LinkedHashMap<String, Slot> idle = new LinkedHashMap<>();

    /** Those whose run is over, on their way to become idle. */
    private final Set<String> returning = new HashSet<>();
    /** How many runs wait for such a one. */
    private final Map<Home, Integer> waiting = new HashMap<>();

    private boolean closed;
    private int refusals;
    private long refusedAt;

    /**
     * What a pool may hold of the machine.
     *
     * @param holders in all slots together; each is a small process, with what the engine needs to look after it about 10 MB
     * @param slots   each takes one of the engine's few dozen address ranges for every network
     * @param idle    how long one waits for its next run
     */
    public record Bounds(int holders, int slots, Duration idle) {
        public static final Bounds DEFAULT = new Bounds(32, 8, Duration.ofMinutes(5));
    }

    public SlotPool(Link link, Networks networks, Sandbox sandbox, Bounds bounds) {
        this.site = new Site(link, networks, sandbox);
        this.bounds = bounds;
    }

    @Override
    public CompletableFuture<Reserved> reserve(EnvironmentPlan plan, List<PlannedTest.Run> tests, String domain) {
        if (!(plan.scope() instanceof EnvironmentScope.Run run) || domain.isEmpty())
            return without(Network.SHARED_WITH_NOBODY);
        var obstacle = NetworkShape.obstacle(plan, tests);
        if (obstacle.isPresent()) return without(obstacle.get());
        var home = new Home(run.hub(), domain, NetworkShape.of(plan, tests));
        return CompletableFuture.supplyAsync(() -> reserved(home, plan), background);
    }

    private static CompletableFuture<Reserved> without(Network reason) {
        return CompletableFuture.completedFuture(Reserved.without(reason));
    }

    private Reserved reserved(Home home, EnvironmentPlan plan) {
        try {
            for (var found = awaited(home); found.isPresent(); found = awaited(home)) {
                if (found.get().isAlive()) return lodged(found.get(), plan, Network.USED_BEFORE);
                burn(found.get(), "its holders are gone");
            }
            if (!preparable()) return Reserved.without(Network.NOT_HERE);
            var made = made(home);
            return made.isPresent() ? lodged(made.get(), plan, Network.PREPARED) : Reserved.without(Network.NO_ROOM);
        } catch (InterruptedException _) {
            return Reserved.without(Network.NO_ROOM);
        }
    }

    private Reserved lodged(Slot slot, EnvironmentPlan plan, Network road) {
        return new Reserved(Optional.of(new Lodged(this, slot, plan)), road);
    }

    /** A run that follows another at once comes before that one's containers are gone. To wait for these is quicker than to make networks, and costs the machine nothing. */
    private synchronized Optional<Slot> awaited(Home home) throws InterruptedException {
        var found = taken(home);
        int before = waiting.getOrDefault(home, 0);
        if (found.isPresent() || coming(home) <= before) return found;
        long until = System.nanoTime() + RETURN.toNanos();
        waiting.put(home, before + 1);
        try {
            for (long left = RETURN.toNanos();
                    found.isEmpty() && left > 0 && coming(home) > 0 && !closed;
                    left = until - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                found = taken(home);
            }
            return found;
        } finally {
            waiting.merge(home, -1, (all, one) -> all + one == 0 ? null : all + one);
        }
    }

    private long coming(Home home) {
        return returning.stream()
                .map(slots::get)
                .filter(slot -> slot != null && slot.home().equals(home))
                .count();
    }

    /** A slot will be given back soon. */
    synchronized void expect(Slot slot) {
        returning.add(slot.id());
    }

    private synchronized Optional<Slot> taken(Home home) {
        var found =
                idle.values().stream().filter(slot -> slot.home().equals(home)).reduce((_, latest) -> latest);
        found.ifPresent(slot -> idle.remove(slot.id()));
        return found;
    }

    private Optional<Slot> made(Home home) throws InterruptedException {
        var place = place(home);
        if (place.isEmpty()) return place;
        try {
            place.get().make();
            succeeded();
            return place;
        } catch (DockerException | EngineException e) {
            refuse(e);
            burn(place.get(), "it could not be made");
            return Optional.empty();
        } catch (InterruptedException e) {
            burn(place.get(), "the engine is being closed");
            throw e;
        }
    }

    /** Podman takes none of the links that a holder has. */
    private boolean preparable() throws InterruptedException {
        try {
            return site.link().program().readsLinksAsNames();
        } catch (DockerException | EngineException _) {
            return false;
        }
    }

    private synchronized void succeeded() {
        refusals = 0;
    }

    private synchronized void refuse(RuntimeException e) {
        if (closed) return;
        refusals++;
        refusedAt = System.nanoTime();
        LOG.warn("networks can't be prepared on this engine, runs are brought up without: {}", DockerCalls.reason(e));
    }

    /** Room for one more, made at the cost of those that have waited longest. */
    private synchronized Optional<Slot> place(Home home) {
        if (closed || refusals >= REFUSALS && System.nanoTime() - refusedAt < PEACE.toNanos()) return Optional.empty();
        int seats = home.shape().seats().size();
        while (slots.size() >= bounds.slots() || holders() + seats > bounds.holders()) {
            if (idle.isEmpty()) return Optional.empty();
            var longest = idle.pollFirstEntry().getValue();
            slots.remove(longest.id());
            background.execute(() -> burn(longest, "its place is needed"));
        }
        var slot = Slot.named(site, home);
        slots.put(slot.id(), slot);
        return Optional.of(slot);
    }

    private int holders() {
        return slots.values().stream()
                .mapToInt(slot -> slot.home().shape().seats().size())
                .sum();
    }

    /**
     * Takes a slot back from a run of which no container is left.
     *
     * @param clean false: it can't be known that nothing of the run is left
     */
    void giveBack(Slot slot, boolean clean) throws InterruptedException {
        var reason = isClosed()
                ? Optional.of("the engine is being closed")
                : clean ? stain(slot) : Optional.of("the run may not be gone");
        if (reason.isEmpty() && keep(slot)) return;
        burn(slot, reason.orElse("the engine is being closed"));
    }

    private Optional<String> stain(Slot slot) throws InterruptedException {
        var stain = slot.stain();
        // Connections that were open when a container was killed take a moment to end, and so do questions for names
        // that the engine hands on. A file stays as it was left.
        for (int looks = 0;
                stain.filter(Difference::passes).isPresent() && looks < MOST_LOOKS && !isClosed();
                looks++) {
            Thread.sleep(FIRST_PAUSE << looks);
            stain = slot.stain();
        }
        stain.ifPresent(left -> LOG.info("prepared network {} is not as it was made: {}", slot.id(), left.text()));
        return stain.map(Difference::text);
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private synchronized boolean keep(Slot slot) {
        if (closed) return false;
        idle.put(slot.id(), slot);
        returning.remove(slot.id());
        notifyAll();
        long use = slot.nextUse();
        CompletableFuture.delayedExecutor(bounds.idle().toMillis(), TimeUnit.MILLISECONDS, background)
                .execute(() -> expire(slot, use));
        return true;
    }

    private void expire(Slot slot, long use) {
        synchronized (this) {
            if (closed || slot.use() != use || idle.remove(slot.id()) == null) return;
        }
        burn(slot, "nobody came for it");
    }

    private void burn(Slot slot, String why) {
        LOG.debug("prepared network {} is removed: {}", slot.id(), why);
        try {
            slot.remove();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The sweeper of the next process finds it by its label.
            LOG.warn("prepared network {} is not removed yet: {}", slot.id(), e.getMessage());
        }
        synchronized (this) {
            slots.remove(slot.id());
            returning.remove(slot.id());
            notifyAll();
        }
    }

    @Override
    public boolean yield() {
        var going = drained();
        going.forEach(slot -> burn(slot, "the engine has no more room for networks"));
        return !going.isEmpty();
    }

    private synchronized List<Slot> drained() {
        var all = new ArrayList<>(idle.values());
        idle.clear();
        return all;
    }

    @Override
    public synchronized Set<String> ids() {
        return Set.copyOf(slots.keySet());
    }

    /** Those that wait for a run; empty while any is on its way there or away. */
    public synchronized Optional<Set<Slot>> settled() {
        return idle.keySet().equals(slots.keySet()) ? Optional.of(Set.copyOf(idle.values())) : Optional.empty();
    }

    @Override
    public synchronized void stop() {
        closed = true;
        notifyAll();
    }

    @Override
    public void close() {
        stop();
        drained().forEach(slot -> background.execute(() -> burn(slot, "the engine is being closed")));
        background.close();
    }
}
