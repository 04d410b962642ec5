package dev.softservice.server.run;

import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Rows;
import dev.softservice.server.db.RungsColumn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Gatherers;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Reading rows of {@code run} and {@code step} into {@link Run}s. */
final class RunTable {
    /** Without those whose {@link Run.Kind#isOwn} is false. */
    private static final String OWN = " and kind <> 'TRIAL'";

    private static final String JUDGED = " and verdict in ('PASSED', 'FAILED')" + OWN;

    /** How many values one statement names: databases have a limit. */
    static final int AT_ONCE = 1_000;

    private RunTable() {}

    /** Whether there is a run of these kinds that may be handed out. */
    static boolean isDueOf(Handle handle, Collection<Run.Kind> kinds, long now) {
        return handle.createQuery(
                                "select count(*) from (select id from run where state = 'QUEUED' and not_before <= :now"
                                        + " and kind in (<kinds>) limit 1) as due")
                        .bind("now", now)
                        .bindList("kinds", kinds.stream().map(Enum::name).toList())
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    static Optional<Run> find(Handle handle, RunId id) {
        return find(handle, List.of(id)).stream().findFirst();
    }

    /** Those of {@code ids} that are here, in the order of their ids within every thousand. */
    static List<Run> find(Handle handle, Collection<RunId> ids) {
        return ids.stream()
                .gather(Gatherers.windowFixed(AT_ONCE))
                .flatMap(some -> all(
                        handle,
                        handle.createQuery("select * from run where id in (<some>) order by id")
                                .bindList("some", some))
                        .stream())
                .toList();
    }

    /** Empty filters do not filter; {@code own}: without those that say something of other repositories' changes. */
    record Wanted(Optional<Sha> commit, Optional<Run.Kind> kind, boolean own) {}

    /** Newest first; {@code before} 0 or the id to go on below; at most {@code limit}, 1 to 100. */
    static List<Run> list(Handle handle, long repository, Wanted wanted, long before, int limit) {
        var query = handle.createQuery("select * from run where repository = :repository and id < :before"
                        + (wanted.commit().isPresent() ? " and commit_sha = :commit" : "")
                        + (wanted.kind().isPresent() ? " and kind = :kind" : "")
                        + (wanted.own() ? OWN : "")
                        + " order by id desc limit :limit")
                .bind("repository", repository)
                .bind("before", before <= 0 ? Long.MAX_VALUE : before)
                .bind("limit", Math.clamp(limit, 1, 100));
        wanted.commit().ifPresent(sha -> query.bind("commit", sha.name()));
        wanted.kind().ifPresent(kind -> query.bind("kind", kind.name()));
        return all(handle, query);
    }

    /** The newest of a repository's own on {@code ref} that passed or failed before {@code run} was queued. */
    static Optional<Run> judgedBefore(Handle handle, Run run, String ref) {
        return all(
                        handle,
                        handle.createQuery(
                                        "select * from run where repository = :repository and ref = :ref and id < :id"
                                                + JUDGED + " order by id desc limit 1")
                                .bind("repository", run.repository())
                                .bind("ref", ref)
                                .bind("id", run.id()))
                .stream()
                .findFirst();
    }

    /** A repository's own that passed or failed by themselves, newest first. */
    static List<Run> judged(Handle handle, long repository, int most) {
        return all(
                handle,
                handle.createQuery("select * from run where repository = :repository and reused_from is null" + JUDGED
                                + " order by id desc limit :most")
                        .bind("repository", repository)
                        .bind("most", most));
    }

    /** The runs that {@code query} selects ({@code select * from run …}), each with its steps, in two queries altogether. */
    static List<Run> all(Handle handle, Query query) {
        var runs = query.map((row, _) -> read(row)).list();
        if (runs.isEmpty()) return runs;
        var steps = new HashMap<RunId, List<Run.Step>>();
        handle.createQuery("select * from step where run in (<ids>) order by run, position")
                .bindList("ids", runs.stream().map(Run::id).toList())
                .map((row, _) -> steps.computeIfAbsent(new RunId(row.getLong("run")), _ -> new ArrayList<>())
                        .add(step(row)))
                .list();
        return runs.stream()
                .map(run -> steps.containsKey(run.id()) ? withSteps(run, steps.get(run.id())) : run)
                .toList();
    }

    private static Run.Step step(ResultSet row) throws SQLException {
        return new Run.Step(
                Constants.named(StepName.class, row.getString("name")).orElseThrow(),
                Constants.named(StepState.class, row.getString("state")).orElseThrow(),
                Rows.time(row, "started_at"),
                Rows.optionalTime(row, "finished_at"));
    }

    private static Run read(ResultSet row) throws SQLException {
        int pull = row.getInt("pull");
        var pullNumber = row.wasNull() ? OptionalInt.empty() : OptionalInt.of(pull);
        return new Run(
                new RunId(row.getLong("id")),
                row.getLong("repository"),
                Run.Kind.valueOf(row.getString("kind")),
                pullNumber,
                row.getString("ref"),
                new Sha(row.getString("commit_sha")),
                new Sha(row.getString("tree")),
                Run.State.valueOf(row.getString("state")),
                Rows.optionalText(row, "verdict").map(Run.Outcome::valueOf),
                RungsColumn.read(row),
                new Run.Counts(row.getInt("passed"), row.getInt("failed"), row.getInt("skipped"), row.getInt("flaky")),
                List.of(),
                Rows.time(row, "queued_at"),
                Rows.optionalTime(row, "started_at"),
                Rows.optionalTime(row, "verdict_at"),
                Rows.optionalTime(row, "finished_at"),
                Rows.optionalRun(row, "reused_from"),
                row.getString("reason"),
                row.getInt("attempt"),
                Rows.optionalTime(row, "accepted_at"),
                Rows.optionalNumber(row, "compared"));
    }

    private static Run withSteps(Run run, List<Run.Step> steps) {
        return new Run(
                run.id(),
                run.repository(),
                run.kind(),
                run.pull(),
                run.ref(),
                run.commit(),
                run.tree(),
                run.state(),
                run.verdict(),
                run.rungs(),
                run.tests(),
                List.copyOf(steps),
                run.queuedAt(),
                run.startedAt(),
                run.verdictAt(),
                run.finishedAt(),
                run.reusedFrom(),
                run.reason(),
                run.attempt(),
                run.acceptedAt(),
                run.compared());
    }
}
