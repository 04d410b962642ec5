package dev.softservice.server.web;

import dev.softservice.server.account.SessionTable;
import dev.softservice.server.db.Database;
import dev.softservice.server.db.DatabaseKind;
import dev.softservice.server.db.Vault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;

/** Sessions in a database of their own, which goes with them. */
public final class SessionsForTests implements AutoCloseable {
    private final Path folder;
    private final Database database;
    public final Sessions sessions;

    public SessionsForTests() {
        try {
            folder = Files.createTempDirectory("sessions");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        database = Database.open(DatabaseKind.SQLITE.fresh(folder));
        sessions = new Sessions(new SessionTable(database, Clock.systemUTC()), Vault.open(folder.resolve("key"))::mac);
    }

    @Override
    public void close() {
        database.close();
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
