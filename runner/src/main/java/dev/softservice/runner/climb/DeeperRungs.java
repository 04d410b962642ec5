package dev.softservice.runner.climb;

import dev.softservice.runner.acceptance.Accept;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.model.Outcome;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.TestResult.Moment;
import dev.softservice.runner.model.TestResult.State;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.PlannedTest;
import dev.softservice.runner.plan.ResolvedDistro;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Rungs 5 to 7, from an environment that has been accepted. At most one environment stands at a time: the accepted one is killed piece by piece; stable takes its
 * place, is upgraded and comes back; what was backed up of the upgraded one (or, without a stable release, of the accepted one) is restored.
 */
final class DeeperRungs {
    private final RunRequest request;
    private final Telling telling;
    private final RunLog log;
    private final Findings findings;
    private final Plans plans;
    private final Builds builds;
    private final Standing standing;
    private final long deadline;

    DeeperRungs(Climb.Gear gear, Plans plans, Builds builds, Standing standing) {
        this.request = gear.request();
        this.telling = gear.telling();
        this.log = gear.log();
        this.findings = gear.findings();
        this.deadline = gear.deadline();
        this.plans = plans;
        this.builds = builds;
        this.standing = standing;
    }

    /** {@code testing}: how long the tests took. Gives why a rung did not hold; empty: all that were asked for did. */
    List<String> climb(ResolvedDistro distro, Plans.Made candidate, Duration testing) throws InterruptedException {
        if (request.level() < StepName.RESILIENCE.level()) return List.of();
        telling.begin(StepName.RESILIENCE);
        var left = Duration.ofNanos(deadline - System.nanoTime());
        var broken = new Resilience(standing, log, this::testAgain)
                .run(standing.present(), candidate.plan(), new Resilience.Time(testing, left));
        if (!broken.isEmpty()) return broken;
        findings.reached(StepName.RESILIENCE.level());
        if (request.level() < StepName.UPGRADE.level()) return List.of();

        telling.begin(StepName.UPGRADE);
        if (request.stable().isEmpty()) {
            findings.note(List.of("no stable release yet: nothing to upgrade from"));
            findings.reached(StepName.UPGRADE.level());
            return restore(
                    new Restore(standing, this::testAgain, log, candidate.plan()), Optional.empty(), candidate.plan());
        }
        var stable = request.stable().get();
        log.say("stable is " + stable.tag() + ", commit " + stable.commit());
        return switch (new UpgradePlans(request, plans, builds, findings).way(distro, stable)) {
            case Outcome.Broke<Upgrade.Way> broke -> broke.reasons();
            case Outcome.Held<Upgrade.Way> held -> upgrade(held.value());
        };
    }

    private List<String> upgrade(Upgrade.Way way) throws InterruptedException {
        var upgrade = new Upgrade(standing, this::testAgain, log, way);
        var broken = upgrade.forward(standing.present());
        if (!broken.isEmpty()) return broken;
        var upgraded = standing.present();
        var restore = new Restore(standing, this::testAgain, log, way.after());
        // Backed up here, where the data stands; whether that went well is for the next rung to say.
        var backedUp = request.level() < StepName.RESTORE.level() || !restore.hasData()
                ? Optional.<List<String>>empty()
                : Optional.of(restore.backup(upgraded, upgrade.unknown()));
        broken = upgrade.back(upgraded);
        if (!broken.isEmpty()) return broken;
        findings.reached(StepName.UPGRADE.level());
        return restore(restore, backedUp, way.after());
    }

    /** {@code backedUp}: empty where that is still to be done; else why it failed, if it did. */
    private List<String> restore(Restore restore, Optional<List<String>> backedUp, Plan plan)
            throws InterruptedException {
        if (request.level() < StepName.RESTORE.level()) return List.of();
        telling.begin(StepName.RESTORE);
        if (restore.hasData()) {
            var broken = backedUp.isPresent() ? backedUp.get() : restore.backup(standing.present(), plan.data());
            if (broken.isEmpty()) broken = restore.restore(standing.present());
            if (!broken.isEmpty()) return broken;
        } else {
            findings.note(List.of("it keeps no data (no volumes, no data commands): nothing to restore"));
        }
        findings.reached(StepName.RESTORE.level());
        return List.of();
    }

    /** What simply passes again is no news. */
    private Again.Ran testAgain(Environment environment, Plan plan, Predicate<PlannedTest> which, Moment moment)
            throws InterruptedException {
        var accept = new Accept(environment, log, result -> {
            if (result.state() == State.FAILED || result.state() == State.FLAKY) findings.tested(result.at(moment));
        });
        var reasons = accept.run(plan.suites(), which) instanceof Outcome.Broke<Integer> broke
                ? broke.reasons()
                : List.<String>of();
        return new Again.Ran(
                reasons.stream().map(reason -> moment.what() + ": " + reason).toList(), accept.failures());
    }
}
