package dev.softservice.server.trial;

import dev.softservice.runner.model.RungOutcome;
import dev.softservice.runner.model.RungOutcome.Checked;
import dev.softservice.runner.model.RungOutcome.Failed;
import dev.softservice.runner.model.RungOutcome.Held;
import dev.softservice.runner.model.RungOutcome.NotApplicable;
import dev.softservice.runner.model.RungOutcome.Reason;
import dev.softservice.server.core.RunId;
import dev.softservice.server.db.Database;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.RunControl;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says what a run that passed has shown on the rung that other runs decide: those that tried it with what uses the distro. */
final class Judge {
    private final Database database;
    private final RunControl control;

    Judge(Database database, RunControl control) {
        this.database = database;
        this.control = control;
    }

    /** Writes down what is known of all of them, once it is; whether that was new. */
    boolean judge(Present present) {
        var run = present.passed();
        if (run.isEmpty()) return false;
        var outcome = database.read(handle -> {
            var look = Optional.ofNullable(
                    TrialTable.looks(handle, Set.of(present.changed())).get(present.changed()));
            return look.filter(present::isLookedAtNow).isEmpty()
                    ? Optional.<List<Try>>empty()
                    : Optional.of(Outcomes.newest(present, TrialTable.of(handle, Set.of(present.changed()))));
        });
        var judged = outcome.flatMap(tries -> outcome(present, tries));
        if (judged.isEmpty()) return false;
        var id = run.get().id();
        boolean news = database.write(handle -> control.queue().carries(handle, id, judged.get()));
        if (news) control.tellAgain(id);
        return news;
    }

    /** Empty while it is not known, and where it could not be told. */
    private Optional<RungOutcome> outcome(Present present, List<Try> tries) {
        if (tries.isEmpty()) return Optional.of(new NotApplicable(Reason.NOBODY_USES_IT));
        if (tries.stream().anyMatch(one -> one.state() == Try.State.BROKE && present.isOf(one)))
            return Optional.of(new Failed());
        if (!tries.stream().allMatch(one -> present.isOf(one) && one.state().isTold())) return Optional.empty();
        var green =
                tries.stream().filter(one -> one.state() != Try.State.ALREADY).toList();
        return Optional.of(green.isEmpty() ? new NotApplicable(Reason.USERS_WERE_RED) : new Held(checked(green)));
    }

    private Checked checked(List<Try> green) {
        var runs =
                green.stream().flatMap(one -> one.run().stream()).map(this::run).toList();
        int tests = runs.stream().mapToInt(run -> run.tests().passed()).sum();
        long millis = runs.stream().mapToLong(Judge::took).sum();
        return Checked.ofUsers(green.size(), tests, millis / 1e3);
    }

    private Run run(RunId id) {
        return control.require(id);
    }

    private static long took(Run run) {
        Instant begun = run.startedAt().orElse(run.queuedAt());
        return Math.max(
                0, Duration.between(begun, run.verdictAt().orElse(begun)).toMillis());
    }
}
