package dev.softservice.server.app;

import dev.softservice.server.db.Database;
import dev.softservice.server.db.Postgres;
import dev.softservice.server.db.SqlDialect;
import dev.softservice.server.db.Sqlite;
import java.time.Duration;

/** A data folder and a database that this process alone works on, until it is closed. */
record OpenedStorage(DataFolder folder, Database database) implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Opens both, or neither and refuses with one line. */
    static OpenedStorage of(Config.Storage settings) {
        var folder = DataFolder.open(settings.data());
        try {
            var dialect = settings.database()
                    .<SqlDialect>map(Postgres::new)
                    .orElseGet(() -> new Sqlite(folder.database(), PATIENCE));
            return new OpenedStorage(folder, Database.open(dialect));
        } catch (RuntimeException failed) {
            folder.close();
            throw failed;
        }
    }

    @Override
    public void close() {
        database.close();
        folder.close();
    }
}
