package dev.softservice.server.carry;

import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** The rows of carries: one statement an intention. */
final class CarryTable {
    private CarryTable() {}

    static void add(Handle handle, Carry carry) {
        handle.createUpdate("""
            insert into carry (repository, stable, commit_sha, made_of, run, state, at)
            values (:repository, :stable, :commit, :parts, :run, :state, :at)\
            """)
                .bind("repository", carry.repository())
                .bind("stable", carry.stable().name())
                .bind("commit", carry.commit().name())
                .bind("parts", Rows.joined(carry.parts()))
                .bind("run", carry.run())
                .bind("state", carry.state().name())
                .bind("at", carry.at().toEpochMilli())
                .execute();
    }

    static void state(Handle handle, long id, Carry.State state) {
        handle.createUpdate("update carry set state = :state where id = :id")
                .bind("state", state.name())
                .bind("id", id)
                .execute();
    }

    /** Those under way, oldest first. */
    static List<Carry> open(Handle handle) {
        return handle.createQuery("select * from carry where state = 'TESTING' order by id")
                .map((row, _) -> read(row))
                .list();
    }

    /** Newest first. */
    static List<Carry> of(Handle handle, long repository, int limit) {
        return handle.createQuery("select * from carry where repository = :repository order by id desc limit :limit")
                .bind("repository", repository)
                .bind("limit", limit)
                .map((row, _) -> read(row))
                .list();
    }

    static boolean wasTried(Handle handle, long repository, Sha stable, List<String> parts) {
        return handle.createQuery("""
            select count(*) from carry where repository = :repository and stable = :stable and made_of = :parts\
            """)
                        .bind("repository", repository)
                        .bind("stable", stable.name())
                        .bind("parts", Rows.joined(parts))
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    private static Carry read(ResultSet row) throws SQLException {
        return new Carry(
                row.getLong("id"),
                row.getLong("repository"),
                new Sha(row.getString("stable")),
                new Sha(row.getString("commit_sha")),
                Rows.lines(row, "made_of"),
                new RunId(row.getLong("run")),
                Carry.State.valueOf(row.getString("state")),
                Rows.time(row, "at"));
    }
}
