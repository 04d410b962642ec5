package dev.softservice.runner.climb;

import dev.softservice.manifest.Service.Condition;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.TestResult.Moment;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Rung 5: kills each container in turn, waits until everything is healthy again, and runs the tests again. After each kill, because then it is plain whose
 * death they do not survive; where that would take very long, once in the end, and only where they fail then the {@link Culprit} is looked for.
 */
public final class Resilience {
    static final Duration LONGEST_TESTING = Duration.ofMinutes(1);
    private static final Duration LONGEST_SEARCH = Duration.ofMinutes(5);

    private final Stage stage;
    private final Narrator narrator;
    private final Again again;

    public Resilience(Stage stage, Narrator narrator, Again again) {
        this.stage = stage;
        this.narrator = narrator;
        this.again = again;
    }

    /**
     * How long things take.
     *
     * @param testing the tests, when they ran before
     * @param left    until the run's time is over
     */
    public record Time(Duration testing, Duration left) {}

    /** Why it did not hold; empty: it did, and {@code present} stands as before. */
    public List<String> run(Environment present, Plan plan, Time time) throws InterruptedException {
        long begin = System.nanoTime();
        var running = plan.environment().containers().stream()
                .filter(container -> !isJob(plan.environment(), container))
                .map(ContainerPlan::name)
                .toList();
        boolean each = running.size() == 1
                || time.testing().multipliedBy(running.size()).compareTo(LONGEST_TESTING) <= 0;
        for (int number = 1; number <= running.size(); number++) {
            var name = running.get(number - 1);
            var moment = "after " + name + " was killed";
            narrator.progress("kill " + name + " (" + number + "/" + running.size() + ")");
            var trouble = Moments.unhealthy(present.kill(name), moment);
            if (!trouble.isEmpty()) return trouble;
            if (!each) continue;
            trouble = Moments.saying(again.run(present, plan, new Moment(StepName.RESILIENCE, moment)), present, name);
            if (!trouble.isEmpty()) return trouble;
        }
        if (each) return List.of();
        var ran = again.run(
                present, plan, _ -> true, new Moment(StepName.RESILIENCE, "after each service was killed in turn"));
        return ran.reasons().isEmpty()
                ? List.of()
                : explained(ran, present, new Killed(plan, running), time.left().minusNanos(System.nanoTime() - begin));
    }

    private record Killed(Plan plan, List<String> services) {}

    private List<String> explained(Again.Ran ran, Environment present, Killed killed, Duration left)
            throws InterruptedException {
        // A service that has fallen is named already.
        if (ran.failed().isEmpty()) return ran.reasons();
        var most = left.multipliedBy(3).dividedBy(4);
        var found = new Culprit(stage, narrator, again, killed.plan(), ran.failed())
                .search(present, killed.services(), most.compareTo(LONGEST_SEARCH) < 0 ? most : LONGEST_SEARCH);
        var reasons = new ArrayList<>(found);
        reasons.addAll(ran.reasons());
        return reasons;
    }

    /** It has ended already, as it should. */
    private static boolean isJob(EnvironmentPlan plan, ContainerPlan container) {
        return plan.containers().stream()
                .anyMatch(other -> other.dependsOn().get(container.name()) == Condition.COMPLETED);
    }
}
