package dev.softservice.server.culprit;

import dev.softservice.server.core.RunId;
import dev.softservice.server.db.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The rows of searches: one statement an intention. */
final class CulpritTable {
    private CulpritTable() {}

    static void add(Handle handle, long repository, RunId red, RunId green, long high) {
        handle.createUpdate("""
            insert into culprit (repository, red, green, low, high, tried, state) values (:repository, :red, :green, 0, :high, 0, 'SEARCHING')
            on conflict (red) do nothing\
            """)
                .bind("repository", repository)
                .bind("red", red)
                .bind("green", green)
                .bind("high", high)
                .execute();
    }

    static void narrowed(Handle handle, GuiltyRelease culprit, long low, long high) {
        handle.createUpdate("update culprit set low = :low, high = :high, step = null, tried = 0 where id = :id")
                .bind("low", low)
                .bind("high", high)
                .bind("id", culprit.id())
                .execute();
    }

    static void testing(Handle handle, GuiltyRelease culprit, RunId step, long tried) {
        handle.createUpdate("update culprit set step = :step, tried = :tried where id = :id")
                .bind("step", step)
                .bind("tried", tried)
                .bind("id", culprit.id())
                .execute();
    }

    static void state(Handle handle, GuiltyRelease culprit, GuiltyRelease.State state) {
        handle.createUpdate("update culprit set state = :state where id = :id")
                .bind("state", state.name())
                .bind("id", culprit.id())
                .execute();
    }

    static List<GuiltyRelease> open(Handle handle) {
        return handle.createQuery("select * from culprit where state = 'SEARCHING' order by id")
                .map((row, _) -> read(row))
                .list();
    }

    static Optional<GuiltyRelease> of(Handle handle, RunId red) {
        return handle.createQuery("select * from culprit where red = :red")
                .bind("red", red)
                .map((row, _) -> read(row))
                .findOne();
    }

    private static GuiltyRelease read(ResultSet row) throws SQLException {
        return new GuiltyRelease(
                row.getLong("id"),
                row.getLong("repository"),
                new RunId(row.getLong("red")),
                new RunId(row.getLong("green")),
                row.getLong("low"),
                row.getLong("high"),
                Rows.optionalRun(row, "step"),
                row.getLong("tried"),
                GuiltyRelease.State.valueOf(row.getString("state")));
    }
}
