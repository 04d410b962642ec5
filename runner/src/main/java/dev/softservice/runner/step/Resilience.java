package dev.softservice.runner.step;

import dev.softservice.manifest.Service.Condition;
import dev.softservice.runner.StepName;
import dev.softservice.runner.TestResult.Moment;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Rung 5: kills each container in turn, waits until everything is healthy again, and runs the tests again. After each kill, because then it is plain whose
 * death they do not survive; only where that would take very long, once in the end.
 */
public final class Resilience {
    static final Duration LONGEST_TESTING = Duration.ofMinutes(1);

    private final Environment environment;
    private final Narrator narrator;
    private final Again again;

    public Resilience(Environment environment, Narrator narrator, Again again) {
        this.environment = environment;
        this.narrator = narrator;
        this.again = again;
    }

    /**
     * Why it did not hold; empty: it did.
     *
     * @param testing how long the tests took before
     */
    public List<String> run(Plan plan, Duration testing) throws InterruptedException {
        var running = plan.environment().containers().stream().filter(container -> !isJob(plan.environment(), container)).map(ContainerPlan::name).toList();
        boolean each = testing.multipliedBy(running.size()).compareTo(LONGEST_TESTING) <= 0;
        for (int number = 1; number <= running.size(); number++) {
            var name = running.get(number - 1);
            var moment = "after " + name + " was killed";
            narrator.progress("kill " + name + " (" + number + "/" + running.size() + ")");
            var trouble = Moments.unhealthy(environment.kill(name), moment);
            if (!trouble.isEmpty()) return trouble;
            if (!each && number < running.size()) continue;
            var failed = again.run(environment, plan, new Moment(StepName.RESILIENCE, each ? moment : "after each service was killed in turn"));
            if (!failed.isEmpty()) return with(failed, name);
        }
        return List.of();
    }

    private List<String> with(List<String> reasons, String killed) throws InterruptedException {
        var all = new ArrayList<>(reasons);
        all.addAll(Moments.lines(killed, environment.said(killed)));
        return all;
    }

    /** It has ended already, as it should. */
    private static boolean isJob(EnvironmentPlan plan, ContainerPlan container) {
        return plan.containers().stream().anyMatch(other -> other.dependsOn().get(container.name()) == Condition.COMPLETED);
    }
}
