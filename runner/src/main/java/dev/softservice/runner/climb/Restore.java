package dev.softservice.runner.climb;

import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.TestResult.Moment;
import dev.softservice.runner.plan.DataPlan;
import dev.softservice.runner.plan.Plan;
import java.util.ArrayList;
import java.util.List;

/**
 * Rung 7: the data is backed up, everything is destroyed, and the distro is brought up from nothing with what was backed up. A part that says how is saved by its
 * own commands; of all others the volumes are copied while everything stands still.
 */
final class Restore {
    private static final String COPY = "backup";

    private final EnvironmentSwap stage;
    private final Retests retests;
    private final RungRecord record;
    private final Plan plan;
    private List<DataPlan> checks = List.of();
    private Coverage coverage = Coverage.NOTHING;

    Restore(EnvironmentSwap stage, Retests retests, RungRecord record, Plan plan) {
        this.stage = stage;
        this.retests = retests;
        this.record = record;
        this.plan = plan;
    }

    /**
     * Makes data where {@code unseeded}, sees that all of it is there, and backs everything up; {@code present}, which is up, is down
     * afterwards. Returns why it did not hold; empty: it did.
     *
     * @param known parts whose data is there already, stable's own view of it among them
     */
    List<String> backup(Environment present, List<DataPlan> unseeded, List<DataPlan> known)
            throws InterruptedException {
        checks = new ArrayList<>(known);
        checks.addAll(unseeded);
        var before = new UserData(record, present, "before the backup");
        var trouble = new Seeded(record, known).afterTests(present, "before the backup");
        if (trouble.isEmpty()) trouble = new Seeded(record, unseeded).make(present, "before the backup");
        if (!trouble.isEmpty()) return trouble;
        for (var volume : plan.data().stream()
                .flatMap(data -> data.saving().stream())
                .map(DataPlan.Saving::volume)
                .distinct()
                .toList()) present.volumes().share(volume);
        trouble = before.backup(plan.data());
        if (trouble.isEmpty()) trouble = record.lastIncidents(present, "before the backup");
        if (!trouble.isEmpty()) return trouble;
        record.progress("stop everything and copy what was backed up");
        present.down();
        coverage = Coverage.of(plan, present.volumes());
        present.volumes()
                .save(
                        COPY,
                        plan.data().stream()
                                .flatMap(data -> data.toBeSaved().stream())
                                .distinct()
                                .toList());
        return List.of();
    }

    /** Destroys {@code present} and brings everything back. As above. */
    List<String> restore(Environment present) throws InterruptedException {
        record.progress("destroy everything");
        var restored = stage.afterDestroying(present, plan);
        restored.volumes().putBack(COPY);
        var moment = "after the restore";
        record.progress("restore");
        var trouble = Moments.up(restored, record.narrator(), moment);
        if (!trouble.isEmpty()) return trouble;
        coverage.fresh(restored.volumes());
        trouble = new UserData(record, restored, moment).restore(plan.data());
        if (trouble.isEmpty()) trouble = coverage.missing(restored.volumes());
        if (trouble.isEmpty()) trouble = new UserData(record, restored, moment).check(checks);
        if (trouble.isEmpty()) trouble = retests.run(restored, plan, new Moment(StepName.RESTORE, moment));
        if (trouble.isEmpty()) trouble = record.lastIncidents(restored, moment);
        if (trouble.isEmpty()) coverage.tell(record.tally());
        return trouble;
    }
}
