package dev.softservice.server.trial;

import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The rows of changes that are tried with others: one statement an intention. */
final class TrialTable {
    private TrialTable() {}

    /** For what it was looked up last who uses what a pull request changes. */
    record Look(Sha head, RunId run) {}

    static void add(Handle handle, Try made, Instant now) {
        handle.createUpdate("""
            insert into trial (repository, number, head_sha, commit_sha, tree, version, tried_with, stable, stable_tag, state, run, baseline, at)
            values (:repository, :number, :head, :commit, :tree, :version, :with, :stable, :tag, :state, :run, :baseline, :now)\
            """)
                .bind("repository", made.changed().repository())
                .bind("number", made.changed().number())
                .bind("head", made.head().name())
                .bind("commit", made.change().commit().name())
                .bind("tree", made.change().tree().name())
                .bind("version", made.change().version())
                .bind("with", made.user().repository())
                .bind("stable", made.user().stable().name())
                .bind("tag", made.user().tag())
                .bind("state", made.state().name())
                .bindByType("run", made.run().orElse(null), RunId.class)
                .bindByType("baseline", made.baseline().orElse(null), RunId.class)
                .bind("now", now.toEpochMilli())
                .execute();
    }

    static void looked(Handle handle, Changed pull, Look look, Instant now) {
        handle.createUpdate("""
            insert into trial_look (repository, number, head_sha, run, at) values (:repository, :number, :head, :run, :now)
            on conflict (repository, number) do update set head_sha = excluded.head_sha, run = excluded.run, at = excluded.at\
            """)
                .bind("repository", pull.repository())
                .bind("number", pull.number())
                .bind("head", look.head().name())
                .bind("run", look.run())
                .bind("now", now.toEpochMilli())
                .execute();
    }

    /** Those of these pull requests for which it was looked up. */
    static Map<Changed, Look> looks(Handle handle, Collection<Changed> pulls) {
        if (pulls.isEmpty()) return Map.of();
        return handle
                .createQuery("select * from trial_look where repository in (<repositories>) and number in (<numbers>)")
                .bindList("repositories", repositories(pulls))
                .bindList("numbers", numbers(pulls))
                .map((row, _) -> Map.entry(
                        pull(row), new Look(new Sha(row.getString("head_sha")), new RunId(row.getLong("run")))))
                .stream()
                .filter(entry -> pulls.contains(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** What was not dropped of these pull requests, the oldest first. */
    static List<Try> of(Handle handle, Collection<Changed> pulls) {
        if (pulls.isEmpty()) return List.of();
        return handle
                .createQuery("""
                    select * from trial where repository in (<repositories>) and number in (<numbers>) and state <> 'DROPPED' order by id\
                    """)
                .bindList("repositories", repositories(pulls))
                .bindList("numbers", numbers(pulls))
                .map((row, _) -> read(row))
                .stream()
                .filter(one -> pulls.contains(one.changed()))
                .toList();
    }

    /** What was tried of one tree, of whatever pull requests, the oldest first. */
    static List<Try> ofTree(Handle handle, long repository, Sha tree) {
        return handle.createQuery("""
            select * from trial where repository = :repository and tree = :tree and state <> 'DROPPED' order by id\
            """)
                .bind("repository", repository)
                .bind("tree", tree.name())
                .map((row, _) -> read(row))
                .list();
    }

    /** When each of those that were ever tried with changes of this repository was tried last, by their ids; a higher number: later. */
    static Map<Long, Long> turns(Handle handle, long repository) {
        return handle
                .createQuery("""
                    select tried_with, max(id) as turn from trial where repository = :repository and run is not null group by tried_with\
                    """)
                .bind("repository", repository)
                .map((row, _) -> Map.entry(row.getLong("tried_with"), row.getLong("turn")))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Those in one of these states, the oldest first. */
    static List<Try> in(Handle handle, List<Try.State> states) {
        return handle.createQuery("select * from trial where state in (<states>) order by id")
                .bindList("states", states.stream().map(Enum::name).toList())
                .map((row, _) -> read(row))
                .list();
    }

    /** What was tried of a tree counts for each head that merges to it. */
    static void adopt(Handle handle, Changed pull, Sha head, Sha tree) {
        handle.createUpdate("""
            update trial set head_sha = :head where repository = :repository and number = :number and tree = :tree\
            """)
                .bind("head", head.name())
                .bind("repository", pull.repository())
                .bind("number", pull.number())
                .bind("tree", tree.name())
                .execute();
    }

    static void begun(Handle handle, Try made, Try.User user, RunId run) {
        handle.createUpdate("""
            update trial set state = 'TRYING', run = :run, stable = :stable, stable_tag = :tag where id = :id\
            """)
                .bind("run", run)
                .bind("stable", user.stable().name())
                .bind("tag", user.tag())
                .bind("id", made.id())
                .execute();
    }

    static void checking(Handle handle, Try made, RunId baseline) {
        handle.createUpdate("update trial set state = 'CHECKING', baseline = :baseline where id = :id")
                .bind("baseline", baseline)
                .bind("id", made.id())
                .execute();
    }

    static void comparing(Handle handle, Try made, RunId baseline) {
        handle.createUpdate("update trial set state = 'COMPARING', baseline = :baseline where id = :id")
                .bind("baseline", baseline)
                .bind("id", made.id())
                .execute();
    }

    static void state(Handle handle, Try made, Try.State state) {
        handle.createUpdate("update trial set state = :state where id = :id")
                .bind("state", state.name())
                .bind("id", made.id())
                .execute();
    }

    /** As it was before it was begun. */
    static void anew(Handle handle, Try made, Try.State state) {
        handle.createUpdate("update trial set state = :state, run = null, baseline = null where id = :id")
                .bind("state", state.name())
                .bind("id", made.id())
                .execute();
    }

    private static List<Long> repositories(Collection<Changed> pulls) {
        return pulls.stream().map(Changed::repository).distinct().toList();
    }

    private static List<Integer> numbers(Collection<Changed> pulls) {
        return pulls.stream().map(Changed::number).distinct().toList();
    }

    private static Changed pull(ResultSet row) throws SQLException {
        return new Changed(row.getLong("repository"), row.getInt("number"));
    }

    private static Try read(ResultSet row) throws SQLException {
        return new Try(
                row.getLong("id"),
                pull(row),
                new Sha(row.getString("head_sha")),
                new Try.Change(
                        new Sha(row.getString("commit_sha")), new Sha(row.getString("tree")), row.getString("version")),
                new Try.User(row.getLong("tried_with"), new Sha(row.getString("stable")), row.getString("stable_tag")),
                Try.State.valueOf(row.getString("state")),
                Rows.optionalRun(row, "run"),
                Rows.optionalRun(row, "baseline"));
    }
}
