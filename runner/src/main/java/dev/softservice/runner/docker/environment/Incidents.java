package dev.softservice.runner.docker.environment;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.softservice.runner.docker.container.ControlGroup;
import dev.softservice.runner.docker.container.Ending;
import dev.softservice.runner.docker.container.Healthcheck;
import dev.softservice.runner.docker.environment.HealthWatch.Turn;
import dev.softservice.runner.docker.image.PresentImages;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Environment.Incident;
import dev.softservice.runner.engine.Together;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.ContainerPlan.Health;
import dev.softservice.runner.plan.EnvironmentScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * What has happened to containers that run, since they were healthy. The engine counts how often it started one again; the kernel counts in the container's own group what it ended for its
 * memory, which neither the engine nor the process above need to notice; and whether a service is well is asked once more, as often as its author would before giving up.
 */
final class Incidents {
    private static final Duration CONNECT = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_ATTEMPTS = 3;
    static final int OUTPUT_LIMIT = 4 << 10;
    /** Ends the sentence about one whose manifest says {@code restarts: expected}. */
    static final String EXPECTED = ", as its manifest expects";

    /** Of the second version of control groups and of the first, at once: of one of them nothing is there. */
    private static final List<String> COUNT =
            List.of("cat", "/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control");

    private final Checks checks;
    private final EnvironmentContainers members;
    private final PresentImages present;
    private final HealthWatch watch;
    private final Rest rest;
    private final Queue<Incident> told = new ConcurrentLinkedQueue<>();
    /** Those of whose memory it was told; until they are started again it stays so. */
    private final Map<String, String> outOfMemory = new ConcurrentHashMap<>();

    Incidents(Checks checks, EnvironmentContainers members, PresentImages present) {
        this.checks = checks;
        this.members = members;
        this.present = present;
        this.watch = new HealthWatch(checks, members, present);
        this.rest = new Rest(state -> checks.probes().containers().group(state).map(Rest.Counts::of), Thread::sleep);
    }

    /** To be told with the next ones. */
    void tell(Incident incident) {
        told.add(incident);
    }

    /** All are healthy at this moment: what happens from now on counts. */
    void begin() throws InterruptedException {
        // An installation's engine looks after its containers.
        if (!(checks.plan().scope() instanceof EnvironmentScope.Run)) return;
        var states = new LinkedHashMap<ContainerPlan, InspectContainerResponse>();
        for (var container : checks.plan().containers())
            if (!Readiness.isJob(checks.plan(), container))
                members.state(container).ifPresent(state -> states.put(container, state));
        rest.begin(states.values());
        watch.begin(states);
    }

    /** Nothing that happens from now on counts, until it begins again. What was seen stays. */
    void pause() throws InterruptedException {
        watch.pause();
    }

    /** As {@link #pause}, without waiting. */
    void stop() {
        watch.stop();
    }

    /** Without a closer look. */
    List<Incident> soFar() throws InterruptedException {
        return all(each(container -> seen(container, state(container))), settled(watch.turned()));
    }

    /** With what the kernel tells, but without asking how they are. */
    List<Incident> last() throws InterruptedException {
        return all(each(container -> counted(container, state(container))), settled(watch.turned()));
    }

    /** What the kernel tells of these containers is told with the next ones, since it counts anew with their next start. */
    void keep(List<ContainerPlan> ending) throws InterruptedException {
        each(ending, container -> counted(container, state(container)))
                .map(incident ->
                        new Incident(incident.container(), incident.excused(), incident.sentence() + " before that"))
                .forEach(this::tell);
    }

    /** After a moment, or once they have come to rest, with a closer look. */
    List<Incident> late() throws InterruptedException {
        rest.await();
        var turned = watch.turned();
        var known = turned.stream().map(Turn::container).toList();
        return all(each(container -> lookedAt(container, known)), settled(turned));
    }

    /** Looks once more whether they have come back. */
    private Stream<Incident> settled(List<Turn> turned) {
        return turned.stream().map(turn -> (turn.over() || !isBack(turn) ? turn : turn.done()).incident());
    }

    private boolean isBack(Turn turn) {
        try {
            var container = Environment.named(checks.plan().containers(), turn.container());
            var state = state(container);
            return Boolean.TRUE.equals(state.getState().getRunning())
                    && turned(container, members.id(container.name()), state.getImageId())
                            .isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private List<Incident> all(Stream<Incident> found, Stream<Incident> turned) {
        var all = new ArrayList<Incident>();
        for (var incident = told.poll(); incident != null; incident = told.poll()) all.add(incident);
        found.forEach(all::add);
        turned.forEach(all::add);
        return List.copyOf(all);
    }

    private interface Look {
        List<Incident> at(ContainerPlan container) throws InterruptedException;
    }

    private Stream<Incident> each(Look look) throws InterruptedException {
        return each(checks.plan().containers(), look);
    }

    private Stream<Incident> each(List<ContainerPlan> containers, Look look) throws InterruptedException {
        Map<String, List<Incident>> found = new ConcurrentSkipListMap<>();
        var tasks = new ArrayList<Callable<?>>();
        for (var container : containers) {
            if (Readiness.isJob(checks.plan(), container)) continue;
            tasks.add(() -> found.put(container.name(), look.at(container)));
        }
        Together.all(tasks);
        return found.values().stream().flatMap(List::stream);
    }

    private InspectContainerResponse state(ContainerPlan container) throws InterruptedException {
        return members.state(container)
                .orElseThrow(() -> EnvironmentContainers.removed(container, "while the tests ran"));
    }

    /** What the engine tells. What does not run is told by those who ask for it. */
    private List<Incident> seen(ContainerPlan container, InspectContainerResponse state) throws InterruptedException {
        if (!Boolean.TRUE.equals(state.getState().getRunning())) return List.of();
        var incidents = new ArrayList<Incident>();
        int again = members.startedAgain(container, state);
        if (again > 0)
            incidents.add(restart(
                    container,
                    container.name() + " ended and was started again" + (again == 1 ? "" : " " + again + " times")
                            + " after it was healthy"));
        // An engine may go on saying so of the life before.
        if (Boolean.TRUE.equals(state.getState().getOOMKilled())
                && endedForMemory(container, state).orElse(true)) outOfMemory(container, state, incidents);
        return incidents;
    }

    private void outOfMemory(ContainerPlan container, InspectContainerResponse state, List<Incident> incidents) {
        var life = String.valueOf(state.getState().getStartedAt());
        if (!life.equals(outOfMemory.put(container.name(), life)))
            incidents.add(restart(
                    container,
                    "a process of " + container.name() + " met its " + Ending.memoryLimit(container)
                            + " and was killed"));
    }

    private Incident restart(ContainerPlan container, String sentence) {
        boolean expected = checks.plan().restless().contains(container.name());
        return new Incident(container.name(), expected, sentence + (expected ? EXPECTED : ""));
    }

    /** What the engine tells, and the kernel. */
    private List<Incident> counted(ContainerPlan container, InspectContainerResponse state)
            throws InterruptedException {
        var incidents = new ArrayList<>(seen(container, state));
        if (Boolean.TRUE.equals(state.getState().getRunning())
                && endedForMemory(container, state).orElse(false)) outOfMemory(container, state, incidents);
        return incidents;
    }

    private List<Incident> lookedAt(ContainerPlan container, List<String> known) throws InterruptedException {
        var state = state(container);
        var incidents = new ArrayList<>(counted(container, state));
        if (!Boolean.TRUE.equals(state.getState().getRunning())) return incidents;
        var id = members.id(container.name());
        if (!known.contains(container.name()))
            turned(container, id, state.getImageId())
                    .ifPresent(why -> incidents.add(new Incident(
                            container.name(), false, container.name() + " is not healthy any more: " + why)));
        return incidents;
    }

    /** Whether the kernel has ended a process of it since it was started last. Empty: a container without cat can't be asked, nor can one that has ended. */
    private Optional<Boolean> endedForMemory(ContainerPlan container, InspectContainerResponse state)
            throws InterruptedException {
        var seen = checks.probes().containers().group(state).map(ControlGroup::endedForMemory);
        if (seen.isPresent() && seen.get().isPresent())
            return Optional.of(seen.get().getAsLong() > 0);
        var asked = checks.probes().exec().run(members.id(container.name()), COUNT, PATIENCE, OUTPUT_LIMIT);
        var count = ControlGroup.endedForMemoryIn(asked.output());
        return count.isPresent() ? Optional.of(count.getAsLong() > 0) : Optional.empty();
    }

    private Optional<String> turned(ContainerPlan container, String id, String image) throws InterruptedException {
        var health = Healthcheck.of(present, checks.plan(), container, image);
        int attempts = health.map(Health::retries)
                .map(retries -> Math.clamp(retries, 1, MOST_ATTEMPTS))
                .orElse(MOST_ATTEMPTS);
        var pause = health.map(Health::interval)
                .filter(interval -> interval.compareTo(LONGEST_PAUSE) < 0)
                .orElse(LONGEST_PAUSE);
        for (int attempt = 1; ; attempt++) {
            var why = health.isPresent() ? failing(id, health.get()) : deaf(container);
            if (why.isEmpty() || attempt >= attempts) return why;
            Thread.sleep(pause);
        }
    }

    private Optional<String> failing(String id, Health check) throws InterruptedException {
        if (checks.probes().starts().isWell(id, check.timeout()).equals(Optional.of(true))) return Optional.empty();
        var executed = checks.probes().exec().run(id, Healthcheck.words(check), check.timeout(), OUTPUT_LIMIT);
        return executed.exit().equals(Optional.of(0)) ? Optional.empty() : Optional.of(Readiness.told(check, executed));
    }

    private Optional<String> deaf(ContainerPlan container) throws InterruptedException {
        for (int port : container.connections().ready())
            if (!checks.probes().reach().accepts(container.name(), port, CONNECT))
                return Optional.of("it does not accept connections on port " + port);
        return Optional.empty();
    }
}
