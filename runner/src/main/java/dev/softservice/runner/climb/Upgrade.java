package dev.softservice.runner.climb;

import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.acceptance.Accept;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.model.Outcome;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.TestResult.Moment;
import dev.softservice.runner.plan.DataPlan;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.PlannedTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rung 6: stable, brought up from nothing, tested and seeded, is upgraded in place as an installation is: stopped, its volumes copied, the candidate brought up over
 * them, twice. Each volume is accounted for, and stable's own check is asked first. Then back: the copy is put in place again, and stable over it.
 */
final class Upgrade {
    private static final String COPY = "before-upgrade";

    private final EnvironmentSwap stage;
    private final Retests retests;
    private final RungRecord record;
    private final Way way;
    /** Tests of stable's that it does not pass any more itself. */
    private List<PlannedTest> outdated = List.of();

    /**
     * From where to where.
     *
     * @param release what people call stable: {@code v2.3.1}
     * @param after   the candidate with the values that stable has, as an installation keeps them
     */
    record Way(String release, Plan before, Plan after) {}

    Upgrade(EnvironmentSwap stage, Retests retests, RungRecord record, Way way) {
        this.stage = stage;
        this.retests = retests;
        this.record = record;
        this.way = way;
    }

    /**
     * Throws {@code present} away, and ends with the candidate up and tested over stable's data. Returns why it did not hold; empty: it did.
     *
     * @param strays what the candidate writes outside of volumes while its tests run
     */
    List<String> forward(Environment present, List<Stray> strays) throws InterruptedException {
        var stable = stage.afterDestroying(present, way.before());
        var trouble = used(stable);
        if (!trouble.isEmpty()) return trouble;

        record.progress("stop " + way.release() + " and copy its data");
        var upgraded = stage.afterStopping(stable, way.after());
        var volumes = way.before().environment().volumes();
        var accounts = new VolumeAccounts(way, upgraded.volumes().contents(volumes));
        upgraded.volumes().save(COPY, volumes);
        var missing = accounts.mounts();
        if (!missing.isEmpty()) return missing;

        record.progress("upgrade from " + way.release());
        var moment = "after the upgrade from " + way.release();
        trouble = Moments.up(upgraded, record.narrator(), moment);
        if (!trouble.isEmpty()) return trouble;
        var now = upgraded.volumes().contents(accounts.volumes());
        missing = accounts.contents(now, seeds(way.before()));
        if (!missing.isEmpty()) return missing;
        now.values().forEach(content -> record.tally().volume(content.bytes()));
        trouble = check(upgraded, moment);
        if (trouble.isEmpty()) trouble = record.lastIncidents(upgraded, moment);
        return trouble.isEmpty() ? secondStart(upgraded, accounts, strays) : trouble;
    }

    /** Brings stable up, has it do what its tests do, and makes data: that is what its users have. */
    private List<String> used(Environment stable) throws InterruptedException {
        record.progress("bring " + way.release() + " up");
        var trouble = Moments.up(
                stable,
                record.narrator(),
                "stable " + way.release()
                        + " does not come up from nothing any more, so nothing can be upgraded from it (release:"
                        + " {level: " + Rung.RESILIENT.number() + "} does without this rung)");
        if (!trouble.isEmpty()) return trouble;
        var before = "with stable " + way.release() + ", before the upgrade";
        var accept = new Accept(stable, record.narrator(), _ -> {});
        if (accept.once(way.before().suites(), _ -> true) instanceof Outcome.Broke<Integer> broke)
            broke.reasons().forEach(reason -> record.note("not the fault of this version: " + before + ": " + reason));
        accept.excused().forEach(record::note);
        outdated = accept.failures();
        trouble = new Seeded(record.ofStable(), way.before().data()).make(stable, "stable " + way.release());
        return trouble.isEmpty() ? record.ofStable().lastIncidents(stable, before) : trouble;
    }

    /** Stable's own check first: the candidate is no judge of what stable's users have. */
    private List<String> check(Environment upgraded, String moment) throws InterruptedException {
        var theirs = new ArrayList<DataPlan>();
        for (var data : way.before().data()) {
            if (data.check().isEmpty()) continue;
            var where = data.check().get().container();
            if (way.after().environment().containers().stream()
                    .noneMatch(container -> container.name().equals(where)))
                return List.of(moment + ": data.check of " + way.release() + " runs in " + where
                        + ", and this version has no such service: keep it for as long as users upgrade from there");
            if (gives(data)) excuse(upgraded, data, moment);
            else theirs.add(data);
        }
        var trouble = new UserData(record, upgraded, moment + ", by what " + way.release() + " says").check(theirs);
        if (trouble.isEmpty())
            trouble = new UserData(record, upgraded, moment)
                    .check(known(way.after().data()));
        return trouble;
    }

    /** Whether the candidate gives up a volume of this part. */
    private boolean gives(DataPlan data) {
        return way.after().data().stream()
                .anyMatch(now -> now.dropped().keySet().stream().anyMatch(data.volumes()::contains));
    }

    /** A check of data that is given up with a reason may fail: that is said, and fails nothing. */
    private void excuse(Environment upgraded, DataPlan data, String moment) throws InterruptedException {
        var gone = new UserData(record, upgraded, moment + ", by what " + way.release() + " says").check(List.of(data));
        if (!gone.isEmpty()) record.note("as data.dropped says, not all of stable's data is there: " + gone.getFirst());
    }

    /** A migration has to bear being run over what it has migrated. Tests come last: what they do to data is not the upgrade's doing. */
    private List<String> secondStart(Environment upgraded, VolumeAccounts accounts, List<Stray> strays)
            throws InterruptedException {
        var moment = "started again after the upgrade from " + way.release();
        record.progress("stop everything and start it again over the upgraded data");
        var restarted = stage.afterStopping(upgraded, way.after());
        var trouble = Moments.up(restarted, record.narrator(), moment);
        if (trouble.isEmpty()) trouble = check(restarted, moment);
        var tested = "after the upgrade from " + way.release();
        if (trouble.isEmpty()) trouble = retests.run(restarted, way.after(), new Moment(StepName.UPGRADE, tested));
        if (trouble.isEmpty()) trouble = record.lastIncidents(restarted, tested);
        if (trouble.isEmpty() && !strays.isEmpty())
            trouble = accounts.elsewhere(restarted.volumes().contents(accounts.volumes()), strays);
        return trouble;
    }

    /** What users are told of volumes that they lose sight of. */
    List<String> dropped() {
        var dropped = new ArrayList<String>();
        for (var data : way.after().data())
            data.dropped().forEach((volume, reason) -> {
                if (way.before().environment().volumes().contains(volume))
                    dropped.add("this version drops the volume "
                            + DataPlan.shortName(way.after().environment().scope(), volume) + " of " + way.release()
                            + ": " + reason);
            });
        return dropped;
    }

    private static boolean seeds(Plan plan) {
        return plan.data().stream().anyMatch(data -> data.seed().isPresent());
    }

    /** Throws {@code upgraded} away, and ends with stable up and tested over the data that it had. As above. */
    List<String> back(Environment upgraded) throws InterruptedException {
        record.progress("go back to " + way.release());
        var stable = stage.afterDestroying(upgraded, way.before());
        stable.volumes().putBack(COPY);
        var moment = "after going back to " + way.release();
        var trouble = Moments.up(stable, record.narrator(), moment);
        if (trouble.isEmpty())
            trouble = new UserData(record.ofStable(), stable, moment)
                    .check(way.before().data());
        if (!trouble.isEmpty()) return trouble;
        var ran = retests.run(
                stable, way.before(), test -> !outdated.contains(test), new Moment(StepName.UPGRADE, moment));
        return Stream.of(
                        record.ofStable().counted(ran.incidents()),
                        ran.red(),
                        record.ofStable().lastIncidents(stable, moment))
                .flatMap(List::stream)
                .toList();
    }

    /** Those parts of the candidate whose data stable has made. */
    List<DataPlan> known(List<DataPlan> after) {
        var seeded = seeded();
        return after.stream().filter(data -> seeded.contains(data.path())).toList();
    }

    /** All data that stable has made, as both versions see it; without parts of which something is dropped. */
    List<DataPlan> made() {
        var made = new ArrayList<>(known(way.after().data()));
        way.before().data().stream()
                .filter(data -> data.seed().isPresent() && !gives(data))
                .forEach(made::add);
        return made;
    }

    /** Those parts of the candidate that know how to make data, and stable did not. */
    List<DataPlan> unknown() {
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
}
