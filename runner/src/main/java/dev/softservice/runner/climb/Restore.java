package dev.softservice.runner.climb;

import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Narrator;
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
public final class Restore {
    private static final String COPY = "backup";

    private final Stage stage;
    private final Again again;
    private final Narrator narrator;
    private final Plan plan;

    public Restore(Stage stage, Again again, Narrator narrator, Plan plan) {
        this.stage = stage;
        this.again = again;
        this.narrator = narrator;
        this.plan = plan;
    }

    /** Without volumes and commands there is nothing that could be lost. */
    public boolean hasData() {
        return !plan.environment().volumes().isEmpty()
                || plan.data().stream()
                        .anyMatch(
                                data -> data.seed().isPresent() || data.saving().isPresent());
    }

    /**
     * Makes data where {@code unseeded}, or where tests have taken it away again, sees that it is there, and backs everything up; {@code present}, which is up, is down
     * afterwards. Gives why it did not hold; empty: it did.
     */
    public List<String> backup(Environment present, List<DataPlan> unseeded) throws InterruptedException {
        var before = new UserData(present, narrator, "");
        var empty = new ArrayList<>(unseeded);
        for (var data : plan.data()) {
            if (!unseeded.contains(data) && !before.check(List.of(data)).isEmpty()) empty.add(data);
        }
        var trouble = before.seed(empty);
        if (trouble.isEmpty()) trouble = new UserData(present, narrator, "right after data.seed").check(empty);
        if (!trouble.isEmpty()) return trouble;
        for (var volume : plan.data().stream()
                .flatMap(data -> data.saving().stream())
                .map(DataPlan.Saving::volume)
                .distinct()
                .toList()) present.volumes().share(volume);
        trouble = before.backup(plan.data());
        if (!trouble.isEmpty()) return trouble;
        narrator.progress("stop everything and copy what was backed up");
        present.down();
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
    public List<String> restore(Environment present) throws InterruptedException {
        narrator.progress("destroy everything");
        var restored = stage.afterDestroying(present, plan);
        restored.volumes().putBack(COPY);
        var moment = "after the restore";
        narrator.progress("restore");
        var trouble = Moments.up(restored, narrator, moment);
        if (trouble.isEmpty()) trouble = new UserData(restored, narrator, moment).restore(plan.data());
        if (trouble.isEmpty()) trouble = new UserData(restored, narrator, moment).check(plan.data());
        if (trouble.isEmpty()) trouble = again.run(restored, plan, new Moment(StepName.RESTORE, moment));
        return trouble;
    }
}
