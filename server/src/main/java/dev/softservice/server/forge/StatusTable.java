package dev.softservice.server.forge;

import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Database;
import dev.softservice.server.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** What forges were told about commits. */
final class StatusTable {
    /**
     * One status at a forge.
     *
     * @param run   what it is about; empty for a conflict, which needs no run
     * @param shown state and description as the forge has them; empty: it has been told nothing yet
     * @param tried the run's state and verdict when the forge was last told, or asked in vain
     */
    record Told(long repository, Sha commit, String context, Optional<RunId> run, String shown, String tried) {}

    private final Database database;

    StatusTable(Database database) {
        this.database = database;
    }

    List<Told> all(long repository) {
        return database.read(handle -> handle.createQuery("select * from mirror_status where repository = :repository")
                .bind("repository", repository)
                .map((row, _) -> read(row))
                .list());
    }

    Optional<Told> find(long repository, Sha commit, String context) {
        return all(repository).stream()
                .filter(told -> told.commit().equals(commit) && told.context().equals(context))
                .findFirst();
    }

    /** Those that the forge was not yet told the end of: a run that has ended changes no more. */
    List<Told> unsettled() {
        return database.read(
                handle -> handle.createQuery("""
                    select s.* from mirror_status s join mirror m on m.repository = s.repository
                    where m.token is not null and s.run is not null and s.tried not like 'FINISHED %' order by s.repository, s.run\
                    """).map((row, _) -> read(row)).list());
    }

    void put(Told told) {
        database.run(handle -> handle.createUpdate("""
            insert into mirror_status (repository, commit_sha, context, run, shown, tried)
            values (:repository, :commit, :context, :run, :shown, :tried)
            on conflict (repository, commit_sha, context) do update
                set run = excluded.run, shown = excluded.shown, tried = excluded.tried\
            """)
                .bind("repository", told.repository())
                .bind("commit", told.commit().name())
                .bind("context", told.context())
                .bind("run", told.run().map(RunId::value).orElse(null))
                .bind("shown", told.shown())
                .bind("tried", told.tried())
                .execute());
    }

    private static Told read(ResultSet row) throws SQLException {
        return new Told(
                row.getLong("repository"),
                new Sha(row.getString("commit_sha")),
                row.getString("context"),
                Rows.optionalRun(row, "run"),
                row.getString("shown"),
                row.getString("tried"));
    }
}
