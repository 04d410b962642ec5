package dev.softservice.server.forge;

import dev.softservice.server.db.Database;
import dev.softservice.server.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** How far the releases of each mirror have been pushed to its forge. */
final class ReleasePushTable {
    /**
     * @param tried    id of the newest release when pushing was last tried; 0: never
     * @param pushed   id of the newest release when all of them stood at the forge; 0: look again
     * @param failures tries in vain since the last good one
     * @param nextAt   when to try again what has failed
     * @param error    why the last try failed, a line each; empty: it did not
     */
    record Row(
            long repository,
            long tried,
            long pushed,
            Optional<Instant> pushedAt,
            int failures,
            Instant nextAt,
            String error) {
        private static Row none(long repository) {
            return new Row(repository, 0, 0, Optional.empty(), 0, Instant.EPOCH, "");
        }
    }

    private final Database database;

    ReleasePushTable(Database database) {
        this.database = database;
    }

    /** Of all mirrors that push releases and have a token. */
    List<Row> all() {
        return database.read(handle -> handle.createQuery("""
            select m.repository as id, r.* from mirror m left join mirror_release r on r.repository = m.repository
            where m.push_releases = 1 and m.token is not null order by m.repository\
            """)
                .map((row, _) -> row.getObject("repository") == null ? Row.none(row.getLong("id")) : read(row))
                .list());
    }

    Row find(long repository) {
        return database.read(handle -> handle.createQuery("select * from mirror_release where repository = :repository")
                        .bind("repository", repository)
                        .map((row, _) -> read(row))
                        .findOne())
                .orElse(Row.none(repository));
    }

    void put(Row row) {
        database.run(handle -> handle.createUpdate("""
            insert into mirror_release (repository, tried, pushed, pushed_at, failures, next_at, error)
            select :repository, :tried, :pushed, :pushedAt, :failures, :nextAt, :error
            where exists (select 1 from mirror where repository = :repository)
            on conflict (repository) do update set tried = excluded.tried, pushed = excluded.pushed, pushed_at = excluded.pushed_at,
                failures = excluded.failures, next_at = excluded.next_at, error = excluded.error\
            """)
                .bind("repository", row.repository())
                .bind("tried", row.tried())
                .bind("pushed", row.pushed())
                .bindByType(
                        "pushedAt", row.pushedAt().map(Instant::toEpochMilli).orElse(null), Long.class)
                .bind("failures", row.failures())
                .bind("nextAt", row.nextAt().toEpochMilli())
                .bind("error", row.error())
                .execute());
    }

    /** Something is missing at the forge. */
    void lacks(long repository) {
        database.run(
                handle -> handle.createUpdate("update mirror_release set pushed = 0 where repository = :repository")
                        .bind("repository", repository)
                        .execute());
    }

    /** Everything is looked at anew, and at once. */
    static void tryAgain(Handle handle, long repository) {
        handle.createUpdate("delete from mirror_release where repository = :repository")
                .bind("repository", repository)
                .execute();
    }

    private static Row read(ResultSet row) throws SQLException {
        return new Row(
                row.getLong("repository"),
                row.getLong("tried"),
                row.getLong("pushed"),
                Rows.optionalTime(row, "pushed_at"),
                row.getInt("failures"),
                Rows.time(row, "next_at"),
                row.getString("error"));
    }
}
