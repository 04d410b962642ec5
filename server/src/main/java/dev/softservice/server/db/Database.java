package dev.softservice.server.db;

import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** SQLite or PostgreSQL, the same SQL on both; migrated when opened. */
public final class Database implements AutoCloseable {
    /** Runs {@code work} in a read-only transaction; never waits for writers. */
    public <T> T read(Function<Handle, T> work) {
        throw new UnsupportedOperationException();
    }

    /** Runs {@code work} in one transaction, durable when this returns; thrown exceptions roll it back. */
    public <T> T write(Function<Handle, T> work) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
