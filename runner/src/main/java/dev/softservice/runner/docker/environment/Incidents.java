package dev.softservice.runner.docker.environment;

import dev.softservice.runner.docker.container.Ending;
import dev.softservice.runner.docker.container.Healthcheck;
import dev.softservice.runner.docker.image.PresentImages;
import dev.softservice.runner.engine.Environment.Incident;
import dev.softservice.runner.engine.Together;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.ContainerPlan.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;

/**
 * What has happened to containers that run, since they were healthy. The engine counts how often it started one again; the kernel counts in the container's own group what it ended for its
 * memory, which neither the engine nor the process above need to notice; and whether a service is well is asked once more, as often as its author would before giving up.
 */
final class Incidents {
    /** What dies of the last test does so soon after it. */
    private static final Duration MOMENT = Duration.ofMillis(500);

    private static final Duration CONNECT = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_ATTEMPTS = 3;
    private static final int OUTPUT_LIMIT = 4 << 10;
    /** Of the second version of control groups, then of the first. */
    private static final List<String> COUNTERS =
            List.of("/sys/fs/cgroup/memory.events", "/sys/fs/cgroup/memory/memory.oom_control");

    private static final Pattern ENDED = Pattern.compile("(?m)^oom_kill ([1-9]\\d{0,8})$");

    private final Checks checks;
    private final Members members;
    private final PresentImages present;

    Incidents(Checks checks, Members members, PresentImages present) {
        this.checks = checks;
        this.members = members;
        this.present = present;
    }

    List<Incident> found() throws InterruptedException {
        Thread.sleep(MOMENT);
        Map<String, List<Incident>> found = new ConcurrentSkipListMap<>();
        var tasks = new ArrayList<Callable<?>>();
        for (var container : checks.plan().containers()) {
            if (Readiness.isJob(checks.plan(), container)) continue;
            tasks.add(() -> found.put(container.name(), of(container)));
        }
        Together.all(tasks);
        return found.values().stream().flatMap(List::stream).toList();
    }

    private List<Incident> of(ContainerPlan container) throws InterruptedException {
        var id = members.id(container.name());
        var state = checks.probes().containers().inspect(id);
        if (state.isEmpty()) throw Members.removed(container, "while the tests ran");
        // What does not run is told by those who ask for it.
        if (!Boolean.TRUE.equals(state.get().getState().getRunning())) return List.of();
        var incidents = new ArrayList<Incident>();
        int count = state.get().getRestartCount() == null ? 0 : state.get().getRestartCount();
        int again = count - members.restartsWhenHealthy(container);
        if (again > 0)
            incidents.add(new Incident(
                    container.name(),
                    true,
                    container.name() + " ended and was started again" + (again == 1 ? "" : " " + again + " times")
                            + " after it was healthy"));
        if (Boolean.TRUE.equals(state.get().getState().getOOMKilled()) || endedForMemory(id))
            incidents.add(new Incident(
                    container.name(),
                    true,
                    "a process of " + container.name() + " met its " + Ending.memoryLimit(container)
                            + " and was killed"));
        turned(container, id, state.get().getImageId())
                .ifPresent(why -> incidents.add(
                        new Incident(container.name(), false, container.name() + " is not healthy any more: " + why)));
        return incidents;
    }

    /** A container without cat can't be asked. */
    private boolean endedForMemory(String id) throws InterruptedException {
        for (var counter : COUNTERS) {
            var asked = checks.probes().exec().run(id, List.of("cat", counter), PATIENCE, OUTPUT_LIMIT);
            if (asked.exit().equals(Optional.of(0)))
                return ENDED.matcher(asked.output()).find();
        }
        return false;
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
