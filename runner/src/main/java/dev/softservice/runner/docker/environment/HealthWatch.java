package dev.softservice.runner.docker.environment;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.softservice.runner.docker.container.Healthcheck;
import dev.softservice.runner.docker.image.PresentImages;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Environment.Incident;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.ContainerPlan.Health;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the healthchecks of a run's containers for as long as it stands, as often as their authors ask for it: one that turns and comes back while tests run is not well, though nobody would
 * see it afterwards. From beside the process where that can be done, which costs next to nothing; what does not pass there the engine is asked for at once, and its answer counts. As an
 * engine does, this calls a container unhealthy after so many failures in a row as its author says.
 */
final class HealthWatch {
    private static final Logger LOG = LoggerFactory.getLogger(HealthWatch.class);
    /** After a check by the engine that passes it rests so many times as long as that took, which is no more than a quarter of its time: it must not slow the tests. */
    private static final int REST = 3;

    private static final Duration LONGEST_REST = Duration.ofSeconds(5);

    private final Checks checks;
    private final EnvironmentContainers members;
    private final PresentImages present;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, Turn> turns = new ConcurrentSkipListMap<>();

    /** @param over it has come back since */
    record Turn(String container, String why, boolean over) {
        Turn done() {
            return new Turn(container, why, true);
        }

        Incident incident() {
            return new Incident(
                    container,
                    false,
                    container + (over ? " was not healthy for a while: " : " is not healthy any more: ") + why);
        }
    }

    HealthWatch(Checks checks, EnvironmentContainers members, PresentImages present) {
        this.checks = checks;
        this.members = members;
        this.present = present;
    }

    /** All of these are healthy at this moment. */
    synchronized void begin(Map<ContainerPlan, InspectContainerResponse> states) throws InterruptedException {
        for (var one : states.entrySet()) {
            var container = one.getKey();
            var health = Healthcheck.of(
                    present, checks.plan(), container, one.getValue().getImageId());
            health.ifPresent(check -> threads.add(Thread.ofVirtual()
                    .name("health of " + container.engineName())
                    .start(() -> watch(container, check))));
        }
    }

    /** Nothing that happens from now on counts, until it begins again. What was seen stays. */
    synchronized void pause() throws InterruptedException {
        threads.forEach(Thread::interrupt);
        for (var thread : threads) thread.join();
        threads.clear();
    }

    /** As {@link #pause}, without waiting. */
    synchronized void stop() {
        threads.forEach(Thread::interrupt);
    }

    /** What turned since this was asked last; what does not come back turns again. */
    List<Turn> turned() {
        var found = List.copyOf(turns.values());
        found.forEach(turn -> turns.remove(turn.container(), turn));
        return found;
    }

    private void watch(ContainerPlan container, Health check) {
        try {
            var id = members.id(container.name());
            int failures = 0;
            var pause = check.interval();
            while (true) {
                Thread.sleep(pause);
                var well = checks.probes().starts().isWell(id, check.timeout());
                pause = check.interval();
                if (well.equals(Optional.of(true))) {
                    failures = 0;
                    passed(container.name());
                    continue;
                }
                // Only the last of them has to be told in words.
                if (well.isPresent() && failures + 1 < check.retries()) {
                    failures++;
                    continue;
                }
                long begin = System.nanoTime();
                var executed = checks.probes()
                        .exec()
                        .run(id, Healthcheck.words(check), check.timeout(), Incidents.OUTPUT_LIMIT);
                if (executed.exit().equals(Optional.of(0))) {
                    pause = longer(pause, rest(Duration.ofNanos(System.nanoTime() - begin)));
                    failures = 0;
                    passed(container.name());
                } else if (++failures >= check.retries() && runs(container)) {
                    turns.put(container.name(), new Turn(container.name(), Readiness.told(check, executed), false));
                }
            }
        } catch (InterruptedException _) {
            // Nobody wants to know any more.
        } catch (EngineException | RejectedExecutionException e) {
            // Other callers of the engine learn of it, too, and say so.
            LOG.debug("{} is not watched any more: {}", container.engineName(), e.getMessage());
        }
    }

    private void passed(String container) {
        turns.computeIfPresent(container, (_, turn) -> turn.done());
    }

    /** One that has ended is told by those who ask for it. */
    private boolean runs(ContainerPlan container) throws InterruptedException {
        return members.state(container)
                .filter(state -> Boolean.TRUE.equals(state.getState().getRunning()))
                .isPresent();
    }

    private static Duration rest(Duration took) {
        var rest = took.multipliedBy(REST);
        return rest.compareTo(LONGEST_REST) < 0 ? rest : LONGEST_REST;
    }

    private static Duration longer(Duration one, Duration two) {
        return one.compareTo(two) < 0 ? two : one;
    }
}
