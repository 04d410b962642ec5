package dev.softservice.runner.climb;

import dev.softservice.manifest.Rung;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.TestResult.Moment;
import dev.softservice.runner.plan.DataPlan;
import dev.softservice.runner.plan.Plan;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Rung 6: stable, brought up from nothing and seeded, is upgraded in place as an installation is: stopped, its volumes copied, the candidate brought up over
 * them. Then back: the copy is put in place again, and stable over it.
 */
public final class Upgrade {
    private static final String COPY = "before-upgrade";

    private final Stage stage;
    private final Again again;
    private final Narrator narrator;
    private final Way way;

    /**
     * From where to where.
     *
     * @param release what people call stable: {@code v2.3.1}
     * @param after   the candidate with the values that stable has, as an installation keeps them
     */
    public record Way(String release, Plan before, Plan after) {}

    public Upgrade(Stage stage, Again again, Narrator narrator, Way way) {
        this.stage = stage;
        this.again = again;
        this.narrator = narrator;
        this.way = way;
    }

    /** Throws {@code present} away, and ends with the candidate up and tested over stable's data. Gives why it did not hold; empty: it did. */
    public List<String> forward(Environment present) throws InterruptedException {
        var stable = stage.afterDestroying(present, way.before());
        narrator.progress("bring " + way.release() + " up");
        var trouble = Moments.up(
                stable,
                narrator,
                "stable " + way.release()
                        + " does not come up from nothing any more, so nothing can be upgraded from it (release:"
                        + " {level: " + Rung.RESILIENT.number() + "} does without this rung)");
        if (trouble.isEmpty())
            trouble = new UserData(stable, narrator, "stable " + way.release())
                    .seed(way.before().data());
        if (!trouble.isEmpty()) return trouble;

        narrator.progress("stop " + way.release() + " and copy its data");
        var upgraded = stage.afterStopping(stable, way.after());
        upgraded.volumes().save(COPY, volumes(way.before()));
        narrator.progress("upgrade from " + way.release());
        var moment = "after the upgrade from " + way.release();
        trouble = Moments.up(upgraded, narrator, moment);
        if (trouble.isEmpty())
            trouble = new UserData(upgraded, narrator, moment)
                    .check(known(way.after().data()));
        if (trouble.isEmpty()) trouble = again.run(upgraded, way.after(), new Moment(StepName.UPGRADE, moment));
        return trouble;
    }

    /** Throws {@code upgraded} away, and ends with stable up and tested over the data that it had. As above. */
    public List<String> back(Environment upgraded) throws InterruptedException {
        narrator.progress("go back to " + way.release());
        var stable = stage.afterDestroying(upgraded, way.before());
        stable.volumes().putBack(COPY);
        var moment = "after going back to " + way.release();
        var trouble = Moments.up(stable, narrator, moment);
        if (trouble.isEmpty())
            trouble = new UserData(stable, narrator, moment).check(way.before().data());
        if (trouble.isEmpty()) trouble = again.run(stable, way.before(), new Moment(StepName.UPGRADE, moment));
        return trouble;
    }

    /** Those parts of the candidate whose data stable has made. */
    public List<DataPlan> known(List<DataPlan> after) {
        var seeded = seeded();
        return after.stream().filter(data -> seeded.contains(data.path())).toList();
    }

    /** Those parts of the candidate that know how to make data, and stable did not. */
    public List<DataPlan> unknown() {
        var seeded = seeded();
        return way.after().data().stream()
                .filter(data -> data.seed().isPresent() && !seeded.contains(data.path()))
                .toList();
    }

    private Set<String> seeded() {
        return way.before().data().stream()
                .filter(data -> data.seed().isPresent())
                .map(DataPlan::path)
                .collect(Collectors.toSet());
    }

    private static List<String> volumes(Plan plan) {
        return plan.environment().volumes();
    }
}
