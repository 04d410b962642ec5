package dev.softservice.runner.climb;

import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.acceptance.Accept;
import dev.softservice.runner.model.Outcome;
import dev.softservice.runner.model.RungOutcome.Reason;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.TestResult.State;
import dev.softservice.runner.plan.DataPlan;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.ResolvedDistro;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Rungs 5 to 7, from an environment that has been accepted. At most one environment stands at a time: the accepted one is killed piece by piece; stable takes its
 * place, is upgraded and comes back; what was backed up of the upgraded one (or, without a stable release, of the accepted one) is restored.
 */
final class DeeperRungs {
    private final RunRequest request;
    private final RunLog log;
    private final Findings findings;
    private final DeeperPlans plans;
    private final RunEnvironments standing;
    /** What stands after rung 5, where that is not the usual plan. */
    private Optional<Plan> tried = Optional.empty();

    DeeperRungs(RunRequest request, RunLog log, Findings findings, DeeperPlans plans, RunEnvironments standing) {
        this.request = request;
        this.log = log;
        this.findings = findings;
        this.plans = plans;
        this.standing = standing;
    }

    /**
     * Returns why a rung did not hold; empty: all that were asked for did.
     *
     * @param strays what was written outside of volumes while the tests ran
     */
    List<String> climb(ResolvedDistro distro, Plans.Made candidate, Resilience.Time time, List<Stray> strays)
            throws InterruptedException {
        if (request.level() < Rung.RESILIENT.number()) return List.of();
        var broken = alone(distro, candidate, time, strays);
        // A hub judges that rung by other runs, and does not ask for it here.
        if (broken.isEmpty() && request.level() >= Rung.CARRIES.number())
            findings.notApplicable(Rung.CARRIES, Reason.ONLY_A_HUB_KNOWS);
        return broken;
    }

    private List<String> alone(ResolvedDistro distro, Plans.Made candidate, Resilience.Time time, List<Stray> strays)
            throws InterruptedException {
        var broken = resilience(distro, candidate, time);
        if (!broken.isEmpty() || request.level() < Rung.UPGRADES.number()) return broken;

        var lost = lost(candidate.plan(), strays);
        if (!lost.isEmpty()) {
            findings.begin(StepName.UPGRADE);
            return lost;
        }
        if (request.stable().isEmpty()) {
            findings.notApplicable(Rung.UPGRADES, candidate.plan().keepsData() ? Reason.NO_STABLE : Reason.NO_DATA);
            var plan = tried.orElse(candidate.plan());
            var record = record();
            return restore(restore(record, plan), record, Optional.empty(), plan, List.of());
        }
        findings.begin(StepName.UPGRADE);
        var stable = request.stable().get();
        log.say("stable is " + stable.tag() + ", commit " + stable.commit());
        return switch (plans.way(distro, stable)) {
            case Outcome.Broke<Upgrade.Way> broke -> broke.reasons();
            case Outcome.Held<Upgrade.Way> held -> upgrade(held.value(), strays);
        };
    }

    private List<String> resilience(ResolvedDistro distro, Plans.Made candidate, Resilience.Time time)
            throws InterruptedException {
        var plan = candidate.plan();
        if (Resilience.killed(plan).isEmpty()) {
            findings.notApplicable(Rung.RESILIENT, Reason.NOTHING_RUNS);
            return List.of();
        }
        findings.begin(StepName.RESILIENCE);
        var record = record();
        var broken = new Resilience(standing, retests(record), record).run(standing.present(), plan, time);
        if (broken.isEmpty()) broken = otherValues(record, distro, candidate);
        if (broken.isEmpty()) findings.held(Rung.RESILIENT, record.tally().checked());
        return broken;
    }

    private List<String> otherValues(RungRecord record, ResolvedDistro distro, Plans.Made candidate)
            throws InterruptedException {
        return switch (plans.other(distro, candidate)) {
            case Outcome.Broke<Optional<Plans.Other>> refused -> refused.reasons();
            case Outcome.Held<Optional<Plans.Other>> held -> {
                if (held.value().isEmpty()) yield List.of();
                var other = held.value().get();
                var plan = other.made().plan();
                tried = Optional.of(plan);
                yield new OtherValues(standing, retests(record), record, other.moment()).run(standing.present(), plan);
            }
        };
    }

    /** What no upgrade would leave: data in a volume that nobody asked for, or in a container's own layer where data matters or there is no volume at all. */
    private static List<String> lost(Plan plan, List<Stray> strays) {
        boolean matters = plan.environment().volumes().isEmpty()
                || plan.data().stream()
                        .anyMatch(
                                data -> data.seed().isPresent() || data.saving().isPresent());
        return strays.stream()
                .filter(stray -> matters || !stray.declared().isEmpty())
                .map(Stray::sentence)
                .toList();
    }

    private List<String> upgrade(Upgrade.Way way, List<Stray> strays) throws InterruptedException {
        var record = record();
        var upgrade = new Upgrade(standing, retests(record), record, way);
        findings.note(upgrade.dropped());
        var broken = upgrade.forward(standing.present(), strays);
        if (!broken.isEmpty()) return broken;
        var upgraded = standing.present();
        var restoring = record();
        var restore = restore(restoring, way.after());
        // Backed up here, where the data stands; whether that went well is for the next rung to say.
        var backedUp = request.level() < Rung.RESTORES.number()
                        || notRestored(way.after(), stables(way)).isPresent()
                ? Optional.<List<String>>empty()
                : Optional.of(restore.backup(upgraded, upgrade.unknown(), upgrade.made()));
        broken = upgrade.back(upgraded);
        if (!broken.isEmpty()) return broken;
        var checked = record.tally().checked();
        if (checked.volumes() > 0 || checked.checks() > 0) findings.held(Rung.UPGRADES, checked);
        else if (way.before().keepsData()) findings.notApplicable(Rung.UPGRADES, Reason.NOTHING_WRITTEN);
        else
            findings.notApplicable(Rung.UPGRADES, way.after().keepsData() ? Reason.STABLE_HAS_NO_DATA : Reason.NO_DATA);
        return restore(restore, restoring, backedUp, way.after(), stables(way));
    }

    /** {@code backedUp}: empty where that is still to be done; else why it failed, if it did. */
    private List<String> restore(
            Restore restore, RungRecord record, Optional<List<String>> backedUp, Plan plan, List<DataPlan> stables)
            throws InterruptedException {
        if (request.level() < Rung.RESTORES.number()) return List.of();
        var nothing = notRestored(plan, stables);
        if (nothing.isPresent()) {
            findings.notApplicable(Rung.RESTORES, nothing.get());
            return List.of();
        }
        findings.begin(StepName.RESTORE);
        // Without anything to kill, or with other values since, nothing was seeded in what stands here.
        boolean seeded = backedUp.isPresent()
                || tried.isEmpty() && !Resilience.killed(plan).isEmpty();
        var fresh = seeded ? List.<DataPlan>of() : plan.data();
        var made = fresh.isEmpty() ? plan.data() : List.<DataPlan>of();
        var broken = backedUp.isPresent() ? backedUp.get() : restore.backup(standing.present(), fresh, made);
        if (broken.isEmpty()) broken = restore.restore(standing.present());
        if (broken.isEmpty()) findings.held(Rung.RESTORES, record.tally().checked());
        return broken;
    }

    private static List<DataPlan> stables(Upgrade.Way way) {
        return way.before().data();
    }

    /** Why nothing can be said of a restore; without data that is made nobody could tell whether it is back. */
    private static Optional<Reason> notRestored(Plan plan, List<DataPlan> stables) {
        if (!plan.keepsData()) return Optional.of(Reason.NO_DATA);
        return Stream.concat(plan.data().stream(), stables.stream())
                        .anyMatch(data -> data.seed().isPresent())
                ? Optional.empty()
                : Optional.of(Reason.NOT_SEEDED);
    }

    private Restore restore(RungRecord record, Plan plan) {
        return new Restore(standing, retests(record), record, plan);
    }

    private RungRecord record() {
        return new RungRecord(log, note -> findings.note(List.of(note)));
    }

    /** What passes again is no news. There is no second try: nothing was tried the same way before, so what fails has failed. */
    private Retests retests(RungRecord record) {
        return (environment, plan, which, moment) -> {
            var accept = new Accept(environment, log, log.beside().in(plan.environment()), result -> {
                if (result.state() == State.FAILED || result.state() == State.FLAKY) findings.tested(result.at(moment));
            });
            var accepted = accept.once(plan.suites(), which);
            findings.note(accept.excused());
            var reasons = switch (accepted) {
                case Outcome.Broke<Integer> broke -> broke.reasons();
                case Outcome.Held<Integer> held -> {
                    record.tally().tests(held.value());
                    yield List.<String>of();
                }
            };
            var lines = reasons.stream()
                    .map(reason -> moment.what() + ": " + reason)
                    .toList();
            int incidents = accept.incidents().size();
            return new Retests.Ran(
                    lines.subList(0, incidents), lines.subList(incidents, lines.size()), accept.failures());
        };
    }
}
