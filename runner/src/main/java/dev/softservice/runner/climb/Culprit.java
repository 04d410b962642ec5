package dev.softservice.runner.climb;

import dev.softservice.runner.acceptance.Probed;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.TestResult.Moment;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.PlannedTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Tells afterwards whose death some tests did not survive, where they ran only once after all. What they failed in is broken for good, so it is told from an
 * environment that is brought up anew: each service is killed there, the failed tests run after each, and the first death that breaks them is the one; where others
 * went before it, it is tried once more alone.
 */
final class Culprit {
    private static final Duration SHORTEST = Duration.ofSeconds(10);

    private final EnvironmentSwap stage;
    private final Retests retests;
    private final RungRecord record;
    private final Plan plan;
    private final List<PlannedTest> failed;

    Culprit(EnvironmentSwap stage, Retests retests, RungRecord record, Plan plan, List<PlannedTest> failed) {
        this.stage = stage;
        this.retests = retests;
        this.record = record;
        this.plan = plan;
        this.failed = failed;
    }

    /**
     * Throws {@code present} away and looks for no longer than {@code patience}; returns what it found, the most telling line first.
     *
     * @param services in the order in which they were killed
     */
    List<String> search(Environment present, List<String> services, Duration patience) throws InterruptedException {
        var unknown =
                "whose death it is was not looked for to the end: that would take longer than " + Probed.text(patience);
        if (patience.compareTo(SHORTEST) < 0)
            return List.of("whose death it is was not looked for: the run's time is nearly over");
        var search = new FutureTask<>(() -> search(present, services));
        var thread = Thread.ofVirtual().name("culprit").start(search);
        try {
            return search.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return List.of(unknown);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case EngineException broken -> throw broken;
                case InterruptedException over -> throw over;
                case null, default -> throw new IllegalStateException(e.getCause());
            }
        } finally {
            if (!search.isDone()) {
                search.cancel(true);
                thread.join();
            }
        }
    }

    private List<String> search(Environment present, List<String> services) throws InterruptedException {
        record.progress("find out whose death the tests do not survive");
        var fresh = stage.afterDestroying(present, plan);
        var trouble = anew(fresh);
        if (!trouble.isEmpty()) return trouble;
        for (int number = 0; number < services.size(); number++) {
            var name = services.get(number);
            var broken = after(fresh, name);
            if (broken.isEmpty()) continue;
            if (number == 0) return broken;
            fresh = stage.afterDestroying(fresh, plan);
            trouble = anew(fresh);
            if (!trouble.isEmpty()) return trouble;
            var alone = after(fresh, name);
            if (!alone.isEmpty()) return alone;
            var reasons = new ArrayList<>(broken);
            reasons.add(
                    1,
                    "the death of " + name + " alone does not break it: "
                            + String.join(", ", services.subList(0, number)) + " had been killed before");
            return reasons;
        }
        return List.of("no single death breaks it: killed in turn once more, with the failed tests after each, all "
                + services.size() + " came back and the tests passed; it takes several deaths together, or chance");
    }

    /** From nothing to where acceptance stood. */
    private List<String> anew(Environment fresh) throws InterruptedException {
        var moment = "brought up anew, with nothing killed";
        var trouble = Moments.up(fresh, record.narrator(), moment);
        return trouble.isEmpty() ? retests.run(fresh, plan, new Moment(StepName.RESILIENCE, moment)) : trouble;
    }

    private List<String> after(Environment fresh, String name) throws InterruptedException {
        var moment = "after " + name + " was killed";
        record.progress("kill " + name + ", and test what failed");
        var trouble = Moments.unhealthy(fresh.kill(name), moment);
        if (!trouble.isEmpty()) return trouble;
        return Moments.saying(
                retests.run(fresh, plan, failed::contains, new Moment(StepName.RESILIENCE, moment))
                        .reasons(),
                fresh,
                name);
    }
}
