package dev.softservice.server.pull;

import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of the gate: who is in line, and how each line stands. */
final class LineTable {
    private static final int FIRST_WINDOW = 8;
    private static final int WIDEST = 32;

    private LineTable() {}

    /**
     * One in line.
     *
     * @param result     what was made for it last: on what, and what came of that
     * @param failedTree what failed once already
     * @param errors     how often the platform could not tell
     */
    record Entry(long id, PullKey key, Sha head, Optional<Made> result, Optional<Sha> failedTree, int errors) {}

    record Made(Sha on, Sha commit, Sha tree) {}

    /** See the table's comment. */
    record Line(
            long repository,
            BranchName base,
            int window,
            Optional<Sha> red,
            Optional<Sha> left,
            Optional<Sha> sound,
            Optional<RunId> check) {
        static Line fresh(long repository, BranchName base) {
            var none = Optional.<Sha>empty();
            return new Line(repository, base, FIRST_WINDOW, none, none, none, Optional.empty());
        }

        /** One landed: what was known of the tip is over. */
        Line landed() {
            var none = Optional.<Sha>empty();
            return new Line(repository, base, Math.min(WIDEST, window + 1), none, none, none, Optional.empty());
        }

        Line failed() {
            return new Line(repository, base, Math.max(1, window / 2), red, left, sound, check);
        }

        Line red(Sha tip) {
            return new Line(repository, base, window, Optional.of(tip), left, sound, Optional.empty());
        }

        /** What failed while it was red says nothing. */
        Line notRed() {
            var none = Optional.<Sha>empty();
            return new Line(repository, base, window, none, none, none, Optional.empty());
        }

        Line left(Sha tip) {
            return new Line(repository, base, window, red, Optional.of(tip), sound, Optional.empty());
        }

        Line checking(RunId run) {
            return new Line(repository, base, window, red, left, sound, Optional.of(run));
        }

        Line sound(Sha tip) {
            return new Line(repository, base, window, red, left, Optional.of(tip), Optional.empty());
        }
    }

    /** In the order in which they joined. */
    static List<Entry> entries(Handle handle, long repository, BranchName base) {
        return handle.createQuery("""
            select e.*, p.repository, p.number from gate_entry e join pull p on p.id = e.pull
            where p.repository = :repository and p.base = :base and p.state = 'OPEN' and p.auto_by is not null and p.head_sha = e.head_sha
            order by e.id\
            """)
                .bind("repository", repository)
                .bind("base", base.name())
                .map((row, _) -> entry(row))
                .list();
    }

    /** All that stand in any line. */
    static List<PullKey> keys(Handle handle) {
        return handle.createQuery("""
            select p.repository, p.number from gate_entry e join pull p on p.id = e.pull
            where p.state = 'OPEN' and p.auto_by is not null and p.head_sha = e.head_sha order by e.id\
            """)
                .map((row, _) -> new PullKey(row.getLong("repository"), row.getInt("number")))
                .list();
    }

    static void join(Handle handle, PullRequest pull, Instant now) {
        handle.createUpdate("""
            insert into gate_entry (pull, head_sha, at) values (:pull, :head, :now) on conflict (pull) do nothing\
            """)
                .bind("pull", pull.id())
                .bind("head", pull.headSha().name())
                .bind("now", now.toEpochMilli())
                .execute();
    }

    /** The head that it is in line with; empty where it is not. */
    static Optional<Sha> head(Handle handle, PullKey key) {
        return handle.createQuery("""
            select e.head_sha from gate_entry e join pull p on p.id = e.pull where p.repository = :repository and p.number = :number\
            """)
                .bind("repository", key.repository())
                .bind("number", key.number())
                .mapTo(String.class)
                .findOne()
                .map(Sha::new);
    }

    static void leave(Handle handle, PullKey key) {
        handle.createUpdate("""
            delete from gate_entry where pull in (select id from pull where repository = :repository and number = :number)\
            """)
                .bind("repository", key.repository())
                .bind("number", key.number())
                .execute();
    }

    static void made(Handle handle, Entry entry, Made made) {
        handle.createUpdate("update gate_entry set on_sha = :on, commit_sha = :commit, tree = :tree where id = :id")
                .bind("on", made.on().name())
                .bind("commit", made.commit().name())
                .bind("tree", made.tree().name())
                .bind("id", entry.id())
                .execute();
    }

    static void failedOnce(Handle handle, Entry entry, Sha tree) {
        handle.createUpdate("update gate_entry set failed_tree = :tree where id = :id")
                .bind("tree", tree.name())
                .bind("id", entry.id())
                .execute();
    }

    /** What failed on a base that was red is run again before anything follows from it. */
    static void forgetFailures(Handle handle, Line line) {
        handle.createUpdate("""
            update gate_entry set failed_tree = null
            where pull in (select id from pull where repository = :repository and base = :base)\
            """)
                .bind("repository", line.repository())
                .bind("base", line.base().name())
                .execute();
    }

    static void couldNotTell(Handle handle, Entry entry) {
        handle.createUpdate("update gate_entry set errors = errors + 1 where id = :id")
                .bind("id", entry.id())
                .execute();
    }

    static Line line(Handle handle, long repository, BranchName base) {
        return handle.createQuery("select * from gate_line where repository = :repository and base = :base")
                .bind("repository", repository)
                .bind("base", base.name())
                .map((row, _) -> new Line(
                        repository,
                        base,
                        row.getInt("window"),
                        sha(row, "red_sha"),
                        sha(row, "left_sha"),
                        sha(row, "sound_sha"),
                        row.getObject("check_run") == null
                                ? Optional.empty()
                                : Optional.of(new RunId(row.getLong("check_run")))))
                .findOne()
                .orElseGet(() -> Line.fresh(repository, base));
    }

    static void store(Handle handle, Line line) {
        handle.createUpdate("""
            insert into gate_line (repository, base, "window", red_sha, left_sha, sound_sha, check_run)
            values (:repository, :base, :window, :red, :left, :sound, :check)
            on conflict (repository, base) do update set "window" = excluded."window", red_sha = excluded.red_sha, left_sha = excluded.left_sha,
                sound_sha = excluded.sound_sha, check_run = excluded.check_run\
            """)
                .bind("repository", line.repository())
                .bind("base", line.base().name())
                .bind("window", line.window())
                .bindByType("red", line.red().map(Sha::name).orElse(null), String.class)
                .bindByType("left", line.left().map(Sha::name).orElse(null), String.class)
                .bindByType("sound", line.sound().map(Sha::name).orElse(null), String.class)
                .bindByType("check", line.check().orElse(null), RunId.class)
                .execute();
    }

    private static Entry entry(ResultSet row) throws SQLException {
        var on = sha(row, "on_sha");
        return new Entry(
                row.getLong("id"),
                new PullKey(row.getLong("repository"), row.getInt("number")),
                new Sha(row.getString("head_sha")),
                on.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Made(
                                on.get(),
                                sha(row, "commit_sha").orElseThrow(),
                                sha(row, "tree").orElseThrow())),
                sha(row, "failed_tree"),
                row.getInt("errors"));
    }

    private static Optional<Sha> sha(ResultSet row, String column) throws SQLException {
        return Rows.optionalText(row, column).map(Sha::new);
    }
}
