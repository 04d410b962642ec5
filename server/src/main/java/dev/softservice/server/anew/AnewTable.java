package dev.softservice.server.anew;

import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.jdbi.v3.core.Handle;

/** The rows of what is verified anew: one statement an intention. */
final class AnewTable {
    private AnewTable() {}

    static void add(Handle handle, Check.Due due, RunId run, Instant now) {
        handle.createUpdate("""
            insert into anew (repository, stable, tag, cause, detail, run, state, at)
            values (:repository, :stable, :tag, :cause, :detail, :run, 'TESTING', :now)\
            """)
                .bind("repository", due.repository())
                .bind("stable", due.stable().name())
                .bind("tag", due.tag())
                .bind("cause", due.cause().name())
                .bind("detail", due.detail())
                .bind("run", run)
                .bind("now", now.toEpochMilli())
                .execute();
    }

    static void state(Handle handle, long id, Check.State state) {
        handle.createUpdate("update anew set state = :state where id = :id")
                .bind("state", state.name())
                .bind("id", id)
                .execute();
    }

    static void mended(Handle handle, long id, int pull) {
        handle.createUpdate("update anew set mend = :pull where id = :id")
                .bind("pull", pull)
                .bind("id", id)
                .execute();
    }

    /** Those under way, oldest first. */
    static List<Check> open(Handle handle) {
        return handle.createQuery("select * from anew where state = 'TESTING' order by id")
                .map((row, _) -> read(row))
                .list();
    }

    /** The newest one of each repository that says something, or could not be told. */
    static List<Check> newest(Handle handle) {
        return handle.createQuery("""
            select * from anew where id in (select max(id) from anew where state in ('SOUND', 'ROTTEN', 'UNTOLD') group by repository)\
            """).map((row, _) -> read(row)).list();
    }

    /** Newest first. */
    static List<Check> of(Handle handle, long repository, int limit) {
        return handle.createQuery("select * from anew where repository = :repository order by id desc limit :limit")
                .bind("repository", repository)
                .bind("limit", limit)
                .map((row, _) -> read(row))
                .list();
    }

    private static Check read(ResultSet row) throws SQLException {
        int mend = row.getInt("mend");
        boolean none = row.wasNull();
        return new Check(
                row.getLong("id"),
                row.getLong("repository"),
                new Sha(row.getString("stable")),
                row.getString("tag"),
                Check.Cause.valueOf(row.getString("cause")),
                row.getString("detail"),
                new RunId(row.getLong("run")),
                Check.State.valueOf(row.getString("state")),
                none ? OptionalInt.empty() : OptionalInt.of(mend),
                Rows.time(row, "at"));
    }
}
