package dev.softservice.server.run;

import dev.softservice.manifest.composition.Composition;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.State;
import dev.softservice.server.core.RunId;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** What of a run's report is kept in rows beside the file, because lists and other pages ask for it: what it was made of, which tests were flaky. */
final class Found {
    private Found() {}

    static Run.Counts counts(Report report) {
        return new Run.Counts(
                count(report, State.PASSED),
                count(report, State.FAILED),
                count(report, State.SKIPPED),
                count(report, State.FLAKY));
    }

    private static int count(Report report, State state) {
        return (int)
                report.tests().stream().filter(test -> test.state() == state).count();
    }

    /** Replaces what was kept of an earlier look at the same run. */
    static void store(Handle handle, Run run, Report report) {
        handle.createUpdate("delete from run_use where run = :run")
                .bind("run", run.id())
                .execute();
        handle.createUpdate("delete from run_flaky where run = :run")
                .bind("run", run.id())
                .execute();
        int position = 0;
        for (var use : report.uses()) use(handle, run, use, position++);
        for (var test : report.tests()) {
            if (test.state() == State.FLAKY && run.kind().isOwn()) flaky(handle, run, test, position++);
        }
    }

    private static void use(Handle handle, Run run, Composition.Used use, int position) {
        // A hub's runs only use what is on that hub, whatever its address was then.
        var words = use.distro().split("/");
        var repository =
                Repositories.id(handle, words.length > 1 ? words[words.length - 2] : "", words[words.length - 1]);
        handle.createUpdate("""
            insert into run_use (run, path, position, distro, repository, tag, commit_sha, tree)
            values (:run, :path, :position, :distro, :repository, :tag, :commit, :tree)\
            """)
                .bind("run", run.id())
                .bind("path", use.path())
                .bind("position", position)
                .bind("distro", use.distro())
                .bindByType("repository", repository.orElse(null), Long.class)
                .bind("tag", use.tag())
                .bind("commit", use.commit())
                .bind("tree", use.tree())
                .execute();
        repository.ifPresent(used -> user(handle, used, run.repository()));
    }

    private static void user(Handle handle, long used, long repository) {
        handle.createUpdate("""
            insert into run_user (used, repository) values (:used, :repository) on conflict (used, repository) do nothing\
            """)
                .bind("used", used)
                .bind("repository", repository)
                .execute();
    }

    private static void flaky(Handle handle, Run run, TestResult test, int position) {
        handle.createUpdate("insert into run_flaky (run, repository, position, suite, name) values (:run, :repository,"
                        + " :position, :suite, :name)")
                .bind("run", run.id())
                .bind("repository", run.repository())
                .bind("position", position)
                .bind("suite", test.suite())
                .bind("name", test.name())
                .execute();
    }

    /** What runs were made of, by run, in the order of their reports; of a run that a proof answered: what the proving one was made of. */
    static Map<RunId, List<Use>> uses(Handle handle, List<Run> runs) {
        var byProof =
                usesOf(handle, runs.stream().map(Found::proving).distinct().toList());
        var uses = new HashMap<RunId, List<Use>>();
        runs.forEach(run -> uses.put(run.id(), byProof.getOrDefault(proving(run), List.of())));
        return uses;
    }

    /** The same for runs that no proof answered, by their ids; those that used nothing are left out. */
    static Map<RunId, List<Use>> usesOf(Handle handle, List<RunId> runs) {
        if (runs.isEmpty()) return Map.of();
        var rows = handle.createQuery("select * from run_use where run in (<runs>) order by run, position")
                .bindList("runs", runs)
                .map((row, _) -> new UseRow(new RunId(row.getLong("run")), row.getLong("repository"), used(row)))
                .list();
        var names =
                Repositories.names(handle, rows.stream().map(UseRow::repository).collect(Collectors.toSet()));
        var uses = new HashMap<RunId, List<Use>>();
        for (var row : rows) {
            var here = Optional.ofNullable(names.get(row.repository())).map(RepositoryName::toString);
            uses.computeIfAbsent(row.run(), _ -> new ArrayList<>()).add(new Use(row.used(), here));
        }
        return uses;
    }

    /** {@code repository}: 0 where it is not on this hub. */
    private record UseRow(RunId run, long repository, Composition.Used used) {}

    private static Composition.Used used(ResultSet row) throws SQLException {
        return new Composition.Used(
                row.getString("path"),
                row.getString("distro"),
                row.getString("tag"),
                row.getString("commit_sha"),
                row.getString("tree"));
    }

    /** The repositories whose runs ever used this one. */
    static List<Long> usersOf(Handle handle, long repository) {
        return handle.createQuery("select repository from run_user where used = :used order by repository")
                .bind("used", repository)
                .mapTo(Long.class)
                .list();
    }

    private static RunId proving(Run run) {
        return run.reusedFrom().orElse(run.id());
    }

    /** Tests that were flaky in two or more of the repository's last {@code last} runs, the most frequent first. */
    static List<Flaky> recurring(Handle handle, long repository, int last) {
        return handle.createQuery("""
            select suite, name, count(distinct run) as times, max(run) as newest from run_flaky
            where repository = :repository and run >= coalesce((select min(id) from (select id from run where repository = :repository
                and kind <> 'TRIAL' order by id desc limit :last) as recent), 0)
            group by suite, name having count(distinct run) > 1 order by times desc, newest desc, suite, name limit 20\
            """)
                .bind("repository", repository)
                .bind("last", last)
                .map((row, _) -> new Flaky(
                        row.getString("suite"),
                        row.getString("name"),
                        row.getInt("times"),
                        new RunId(row.getLong("newest"))))
                .list();
    }
}
