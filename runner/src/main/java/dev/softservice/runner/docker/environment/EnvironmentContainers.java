package dev.softservice.runner.docker.environment;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.softservice.runner.docker.container.Containers;
import dev.softservice.runner.docker.container.LogFollower;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.EnvironmentScope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The containers of one environment, as far as they were made, and what they print. */
final class EnvironmentContainers {
    private static final Duration SAID_PATIENCE = Duration.ofMillis(300);
    private static final Duration LAST_PATIENCE = Duration.ofMillis(500);

    private final Link link;
    private final Containers containers;
    private final EnvironmentScope scope;
    /** By name, like the two below. */
    private final Map<String, String> ids = new ConcurrentHashMap<>();

    private final Map<String, ContainerPlan> plans = new ConcurrentHashMap<>();
    private final Map<String, LogFollower> followers = new ConcurrentHashMap<>();
    /** How often the engine had started a container again when it was healthy, or when that was told; others never. */
    private final Map<String, Integer> restarts = new ConcurrentHashMap<>();

    EnvironmentContainers(Link link, Containers containers, EnvironmentScope scope) {
        this.link = link;
        this.containers = containers;
        this.scope = scope;
    }

    /** No distro can do that: it was somebody on the engine's machine. */
    static EngineException removed(ContainerPlan container, String when) {
        return new EngineException("the container of " + container.name() + " was removed behind our back " + when
                + ": somebody else uses this container engine");
    }

    void created(ContainerPlan container, String id) {
        plans.put(container.name(), container);
        ids.put(container.name(), id);
    }

    /** Those of tests included. */
    Map<String, ContainerPlan> plans() {
        return Map.copyOf(plans);
    }

    Map<String, String> ids() {
        return Map.copyOf(ids);
    }

    Optional<String> made(String container) {
        return Optional.ofNullable(ids.get(container));
    }

    String id(String container) {
        return made(container)
                .orElseThrow(() -> new IllegalArgumentException("no container " + container + " in this environment"));
    }

    /** Empty: it was not made, or is gone. */
    Optional<InspectContainerResponse> state(ContainerPlan container) throws InterruptedException {
        var id = made(container.name());
        return id.isEmpty() ? Optional.empty() : containers.inspect(id.get());
    }

    /** From here on the engine has no reason to start it again. */
    void healthy(ContainerPlan container) throws InterruptedException {
        if (container.restart().equals(ContainerPlan.Restart.NO)) return;
        state(container)
                .map(InspectContainerResponse::getRestartCount)
                .ifPresent(count -> restarts.put(container.name(), count));
    }

    /** How often the engine has started it again, since it was healthy or this was asked last. */
    int startedAgain(ContainerPlan container, InspectContainerResponse state) {
        int count = state.getRestartCount() == null ? 0 : state.getRestartCount();
        var before = restarts.put(container.name(), count);
        return count - (before == null ? 0 : before);
    }

    void removeEarlier(ContainerPlan container) throws InterruptedException {
        var earlier = ids.remove(container.name());
        if (earlier != null) link.removal().removeContainer(earlier);
    }

    LogFollower follow(ContainerPlan container, Narrator narrator) {
        var follower = LogFollower.follow(link.client(), id(container.name()), container.name(), narrator);
        followers.put(container.name(), follower);
        return follower;
    }

    /** What a container that does not come up printed last; the stream of one that the engine starts again ends with its first life. */
    List<String> lastLines(String id, LogFollower log) throws InterruptedException {
        if (scope instanceof EnvironmentScope.Run) return log.lastLines(LAST_PATIENCE);
        return LogFollower.follow(link.client(), id, "", Narrator.SILENT, LogFollower.LAST)
                .lastLines(LAST_PATIENCE);
    }

    /** Follows a container that was started again, from where it had ended. */
    void followAgain(ContainerPlan container, Instant ended) throws InterruptedException {
        var before = followers.get(container.name());
        if (before == null) throw new IllegalStateException(container.name() + " was not followed before");
        // The stream of the container that ended brings its last lines, and ends.
        before.lastLines(SAID_PATIENCE);
        before.stop();
        followers.put(container.name(), LogFollower.followAgain(link, id(container.name()), before, ended));
    }

    /** Waits a moment for the rest of what an ended container printed. */
    List<String> said(String container) throws InterruptedException {
        var follower = followers.get(container);
        return follower == null ? List.of() : follower.lastLines(SAID_PATIENCE);
    }

    void forgetWhatWasSaid() {
        followers.values().forEach(LogFollower::forget);
    }

    void stopFollowing() {
        followers.values().forEach(LogFollower::stop);
    }
}
