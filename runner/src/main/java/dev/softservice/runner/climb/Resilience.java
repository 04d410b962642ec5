package dev.softservice.runner.climb;

import dev.softservice.manifest.model.Service.Condition;
import dev.softservice.runner.acceptance.PublishedPorts;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.TestResult.Moment;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.Opened;
import dev.softservice.runner.plan.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Rung 5: kills each container in turn, waits until everything is healthy again, and runs the tests again. After each kill, because then it is plain whose
 * death they do not survive; where that would take very long, once in the end, and only where they fail then the {@link Culprit} is looked for.
 */
final class Resilience {
    static final Duration LONGEST_TESTING = Duration.ofMinutes(1);
    private static final Duration LONGEST_SEARCH = Duration.ofMinutes(5);

    private final EnvironmentSwap stage;
    private final Retests retests;
    private final RungRecord record;

    Resilience(EnvironmentSwap stage, Retests retests, RungRecord record) {
        this.stage = stage;
        this.retests = retests;
        this.record = record;
    }

    /**
     * How long things take.
     *
     * @param testing the tests, when they ran before
     * @param left    until the run's time is over
     */
    record Time(Duration testing, Duration left) {}

    /** What is killed: the containers of all services that run on. */
    static List<String> killed(Plan plan) {
        return plan.environment().containers().stream()
                .filter(container -> !isJob(plan.environment(), container))
                .map(ContainerPlan::name)
                .toList();
    }

    /** Why it did not hold; empty: it did, and what stands then has been started twice over the same data. */
    List<String> run(Environment present, Plan plan, Time time) throws InterruptedException {
        long begin = System.nanoTime();
        var running = killed(plan);
        var seeded = new Seeded(record, plan.data());
        boolean each = running.size() == 1
                || time.testing().multipliedBy(running.size()).compareTo(LONGEST_TESTING) <= 0;
        var trouble = seeded.make(present, "");
        if (!trouble.isEmpty()) return trouble;
        for (int number = 1; number <= running.size(); number++) {
            var name = running.get(number - 1);
            var moment = "after " + name + " was killed";
            var kill = new Progress.Task(Progress.Work.KILL, name);
            record.narrator().progress(new Progress.Underway(kill, number + " of " + running.size()));
            trouble = Moments.unhealthy(present.kill(name), moment);
            if (trouble.isEmpty()) record.narrator().progress(new Progress.Done(kill));
            if (trouble.isEmpty()) trouble = seeded.check(present, moment);
            if (!trouble.isEmpty()) return trouble;
            record.tally().services(1);
            if (!each) continue;
            trouble =
                    Moments.saying(retests.run(present, plan, new Moment(StepName.RESILIENCE, moment)), present, name);
            if (trouble.isEmpty()) trouble = seeded.afterTests(present, moment);
            if (!trouble.isEmpty()) return trouble;
        }
        if (!each) {
            var moment = "after each service was killed in turn";
            var ran = retests.run(present, plan, _ -> true, new Moment(StepName.RESILIENCE, moment));
            if (!ran.reasons().isEmpty())
                return explained(
                        ran, present, new Killed(plan, running), time.left().minusNanos(System.nanoTime() - begin));
            trouble = seeded.afterTests(present, moment);
            if (!trouble.isEmpty()) return trouble;
        }
        trouble = running.size() == 1 ? List.of() : powerCut(present, seeded);
        if (trouble.isEmpty()) trouble = record.lastIncidents(present, "after the kills");
        return trouble.isEmpty() ? secondStart(present, plan, seeded) : trouble;
    }

    private List<String> powerCut(Environment present, Seeded seeded) throws InterruptedException {
        var moment = "after all services were killed at once";
        record.progress("kill all services at once");
        var trouble = Moments.unhealthy(present.cutPower(), moment);
        return trouble.isEmpty() ? seeded.check(present, moment) : trouble;
    }

    /**
     * As at an upgrade to the same version: what is not in volumes is gone, and who sets itself up finds that it has done so before. As an installation, too: with its ports published, which costs
     * networks that are not prepared, and is done where everything is started anyway.
     */
    private List<String> secondStart(Environment present, Plan plan, Seeded seeded) throws InterruptedException {
        var moment = "started again over the same data";
        record.progress("stop everything and start it again over the same data");
        boolean publishes = stage.publishes();
        var restarted = stage.afterStopping(present, publishes ? Opened.of(plan) : plan);
        var trouble = Moments.up(restarted, record.narrator(), moment);
        if (trouble.isEmpty() && publishes) trouble = published(restarted, plan, moment);
        if (!publishes) PublishedPorts.notShown(plan.promises()).forEach(record::note);
        if (trouble.isEmpty()) trouble = seeded.check(restarted, moment);
        if (trouble.isEmpty()) trouble = retests.run(restarted, plan, new Moment(StepName.RESILIENCE, moment));
        return trouble.isEmpty() ? record.lastIncidents(restarted, moment) : trouble;
    }

    private List<String> published(Environment present, Plan plan, String moment) throws InterruptedException {
        var found = PublishedPorts.ask(present, plan.promises());
        found.notShown().forEach(record::note);
        return found.broken().stream().map(sentence -> moment + ": " + sentence).toList();
    }

    private record Killed(Plan plan, List<String> services) {}

    private List<String> explained(Retests.Ran ran, Environment present, Killed killed, Duration left)
            throws InterruptedException {
        // A service that has fallen is named already.
        if (ran.failed().isEmpty()) return ran.reasons();
        var most = left.multipliedBy(3).dividedBy(4);
        var found = new Culprit(stage, retests, record, killed.plan(), ran.failed())
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
