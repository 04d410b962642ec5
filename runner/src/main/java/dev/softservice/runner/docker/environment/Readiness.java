package dev.softservice.runner.docker.environment;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.softservice.manifest.model.Service.Condition;
import dev.softservice.runner.docker.container.CrashLoop;
import dev.softservice.runner.docker.container.Ending;
import dev.softservice.runner.docker.container.Healthcheck;
import dev.softservice.runner.docker.network.Entrance.Pace;
import dev.softservice.runner.engine.Environment.Executed;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.ContainerPlan.Health;
import dev.softservice.runner.plan.EnvironmentPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;

/**
 * Waits until one started container is ready: its healthcheck passes; without one, it runs and every port to be ready accepts connections;
 * a job, which others wait for to complete, has exited with 0. One that has ended ends the wait at once.
 */
final class Readiness {
    private static final Duration FIRST = Duration.ofMillis(20);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration CONNECT = Duration.ofMillis(500);
    private static final Duration FROM_INSIDE = Duration.ofSeconds(10);
    private static final int OUTPUT_LIMIT = 4 << 10;

    private final Checks checks;
    private final ContainerPlan container;
    private final Optional<Health> health;
    private final boolean job;
    private final CrashLoop loop;
    private String last = "";

    /** @param comingUp see {@link CrashLoop} */
    Readiness(Checks checks, ContainerPlan container, Optional<Health> health, Set<String> comingUp) {
        this.loop = new CrashLoop(container, comingUp);
        this.checks = checks;
        this.container = container;
        this.health = health;
        this.job = isJob(checks.plan(), container);
    }

    static boolean isJob(EnvironmentPlan plan, ContainerPlan container) {
        return plan.containers().stream()
                .anyMatch(other -> other.dependsOn().get(container.name()) == Condition.COMPLETED);
    }

    /** Empty: ready; else a sentence naming the container, what was expected and what came. */
    Optional<String> await(String id) throws InterruptedException {
        return await(
                id,
                System.nanoTime() + Healthcheck.budget(checks.plan(), health).toNanos());
    }

    /** As above, with a limit that has begun to run already: {@code deadline} is of {@link System#nanoTime}. */
    Optional<String> await(String id, long deadline) throws InterruptedException {
        // Soon at first, since most are ready soon; then ever less often, down to what the author asked for.
        var slowest = health.filter(_ -> !job)
                .map(Health::interval)
                .filter(interval -> interval.compareTo(LOOK) > 0)
                .orElse(LOOK);
        if (health.isPresent() && askedFromInside(id, health.get(), slowest, deadline)) return Optional.empty();
        // A healthcheck that passes says that the container runs; there is more to ask where it does not, or where it
        // may be an engine's next start of it.
        boolean askedFirst = !job && health.isPresent() && !container.restart().unlessStopped();
        for (var pause = FIRST; ; pause = shorter(pause.multipliedBy(3).dividedBy(2), slowest)) {
            checks.vitals().requireHolders();
            var met = checks.vitals().met();
            if (met.isPresent()) return met;
            long begin = System.nanoTime();
            if (askedFirst && healthy(id, health.get())) return Optional.empty();
            var state = checks.probes().containers().inspect(id);
            if (state.isEmpty()) throw EnvironmentContainers.removed(container, "while it started");
            var fall = Ending.fall(container, state.get());
            if (job && fall.isPresent() && exit(state.get()) == 0) return Optional.empty();
            if (fall.isPresent())
                // It may have been ended for a limit that was met since that was asked for.
                return checks.vitals()
                        .met()
                        .or(() -> Optional.of(fall.get()
                                + (job || exit(state.get()) != 0
                                        ? ""
                                        : "; if it is meant to end, let a service depend on it with condition"
                                                + " service_completed_successfully")));
            var looping = loop.in(state.get());
            if (looping.isPresent()) return looping;
            if (!job
                    && !askedFirst
                    && Boolean.TRUE.equals(state.get().getState().getRunning())
                    && holds(id)) return Optional.empty();
            long left = deadline - System.nanoTime();
            if (left <= 0)
                return Optional.of(late(Healthcheck.budget(checks.plan(), health))
                        + checks.probes()
                                .held()
                                .by(container, id)
                                .map(held -> "; it was held to its " + held)
                                .orElse(""));
            // As long as the look took: on a machine that is slow because it is busy, looking again and again would be
            // what keeps it busy.
            var rest = shorter(longer(pause, Duration.ofNanos(System.nanoTime() - begin)), slowest);
            Thread.sleep(shorter(rest, Duration.ofNanos(left)));
        }
    }

    /** Cheap, and knows of nothing but success: whatever else there is to say, the engine is asked for. */
    private boolean askedFromInside(String id, Health check, Duration slowest, long deadline)
            throws InterruptedException {
        var half = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()) / 2);
        var whole = shorter(half, FROM_INSIDE);
        return checks.probes().starts().isHealthy(id, new Pace(FIRST, slowest, shorter(check.timeout(), whole), whole));
    }

    private boolean holds(String id) throws InterruptedException {
        return health.isPresent() ? healthy(id, health.get()) : listening();
    }

    private boolean healthy(String id, Health check) throws InterruptedException {
        var executed = checks.probes().exec().run(id, Healthcheck.words(check), check.timeout(), OUTPUT_LIMIT);
        last = told(check, executed);
        return executed.exit().isPresent() && executed.exit().get() == 0;
    }

    static String told(Health check, Executed executed) {
        var output = executed.output().strip();
        return "its healthcheck " + String.join(" ", check.command())
                + executed.exit().map(code -> " exits " + code).orElse(" hangs")
                + (output.isEmpty()
                        ? ""
                        : ", saying: "
                                + output.lines().reduce((_, line) -> line).orElse(""));
    }

    private boolean listening() throws InterruptedException {
        var closed = new ArrayList<Integer>();
        for (int port : container.connections().ready()) {
            if (!checks.probes().reach().accepts(container.name(), port, CONNECT)) closed.add(port);
        }
        last = "it does not accept connections on port "
                + closed.stream()
                        .map(String::valueOf)
                        .reduce((one, two) -> one + ", " + two)
                        .orElse("");
        return closed.isEmpty();
    }

    private String late(Duration budget) {
        var limit = health.isPresent() && budget.compareTo(checks.plan().healthy()) < 0
                ? ""
                : " (the limit for getting healthy)";
        return container.name() + (job ? " did not complete" : " did not become healthy") + " within " + text(budget)
                + limit + (last.isEmpty() ? "" : ": " + last);
    }

    private static long exit(InspectContainerResponse inspected) {
        var code = inspected.getState().getExitCodeLong();
        return code == null ? -1 : code;
    }

    private static Duration shorter(Duration one, Duration two) {
        return one.compareTo(two) < 0 ? one : two;
    }

    private static Duration longer(Duration one, Duration two) {
        return one.compareTo(two) < 0 ? two : one;
    }

    static String text(Duration duration) {
        return duration.toMillis() < 1000 ? duration.toMillis() + " ms" : duration.toSeconds() + " s";
    }
}
