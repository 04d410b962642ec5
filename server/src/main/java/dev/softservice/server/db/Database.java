package dev.softservice.server.db;

import com.zaxxer.hikari.HikariDataSource;
import dev.softservice.server.core.Refusal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SQLite or PostgreSQL, the same SQL on both; migrated when opened.
 *
 * <p>All writing goes through one connection on one thread, which commits together whatever has queued up meanwhile (group commit): each
 * piece of work is atomic and sees all that came before it, and what synchronous=FULL costs is shared. Readers have connections of their
 * own. A database that is locked, full or gone is {@link Refusal.Kind#BUSY}.
 */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int BATCH = 256;
    private static final String SAVEPOINT = "work";

    private record Work(Function<Handle, ?> function, CompletableFuture<@Nullable Object> done) {}

    private record Outcome(
            Work work, @Nullable Object result, @Nullable Throwable failure) {
        void tell() {
            if (failure == null) work.done().complete(result);
            else work.done().completeExceptionally(failure);
        }
    }

    private final SqlDialect dialect;
    private final HikariDataSource readers;
    private final Jdbi reading;
    private final LinkedBlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    private final Thread writer =
            Thread.ofPlatform().name("database-writer").daemon().unstarted(this::writeAll);
    private volatile boolean closed;

    private Database(SqlDialect dialect) {
        this.dialect = dialect;
        this.readers = new HikariDataSource(dialect.readers());
        this.reading = Ids.registered(Jdbi.create(readers));
    }

    /** Opens and migrates. Refuses where another hub holds the database, or where it cannot be reached. */
    public static Database open(SqlDialect dialect) {
        dialect.migrate();
        var database = new Database(dialect);
        database.writer.start();
        // Connects the writer now, so that a hub which may not write is not started.
        database.checkWritable();
        return database;
    }

    /** Runs {@code work} in a read-only transaction; never waits for writers. */
    public <T> T read(Function<Handle, T> work) {
        try {
            return snapshot(work);
        } catch (RuntimeException failed) {
            throw translate(failed);
        }
    }

    /** Reading twice is harmless, and a server that was restarted meanwhile has left dead connections in the pool. */
    private <T> T snapshot(Function<Handle, T> work) {
        try {
            return reading.inTransaction(work::apply);
        } catch (RuntimeException failed) {
            if (unavailable(failed) == null) throw failed;
            return reading.inTransaction(work::apply);
        }
    }

    /**
     * Runs {@code work} in one transaction, durable when this returns; thrown exceptions roll it back. The work runs on the one writing
     * thread, so it is short and does nothing but SQL. Interrupts do not cut the wait short: what was begun is told.
     */
    @SuppressWarnings("unchecked")
    public <T> T write(Function<Handle, T> work) {
        if (Thread.currentThread() == writer)
            throw new IllegalStateException("a write inside a write: pass the handle on instead");
        var done = new CompletableFuture<@Nullable Object>();
        queue.add(new Work(work, done));
        if (closed)
            failAll(drained(new ArrayList<>()), Refusal.of(Refusal.Kind.BUSY, "the hub is shutting down: try again"));
        try {
            return (T) done.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof Refusal refusal) throw refusal;
            if (failed.getCause() instanceof RuntimeException cause) throw translate(cause);
            throw failed;
        }
    }

    /** As {@link #write}, for work that gives nothing. */
    public void run(Consumer<Handle> work) {
        write(handle -> {
            work.accept(handle);
            return Boolean.TRUE;
        });
    }

    /** Refuses as busy where nothing could be written at present. */
    public void checkWritable() {
        run(_ -> {});
    }

    public boolean isClosed() {
        return closed;
    }

    private void writeAll() {
        @Nullable Handle handle = null;
        while (!closed || !queue.isEmpty()) {
            var batch = new ArrayList<Work>();
            try {
                batch.add(queue.take());
            } catch (InterruptedException closing) {
                continue;
            }
            drained(batch);
            try {
                if (handle == null)
                    handle = Ids.registered(Jdbi.create(dialect::writer)).open();
                commit(handle, batch);
            } catch (Exception | Error broken) {
                // Whatever it is: without this thread every later write would wait for ever.
                failAll(batch, translate(broken));
                handle = discard(handle);
            }
        }
        discard(handle);
    }

    private List<Work> drained(List<Work> batch) {
        queue.drainTo(batch, BATCH);
        return batch;
    }

    private void commit(Handle handle, List<Work> batch) throws SQLException {
        var outcomes = new ArrayList<Outcome>();
        handle.begin();
        for (var work : batch) outcomes.add(attempt(handle, work));
        handle.commit();
        outcomes.forEach(Outcome::tell);
    }

    /** One piece of work; when it fails, the others of its batch are not touched by that. */
    private Outcome attempt(Handle handle, Work work) throws SQLException {
        handle.savepoint(SAVEPOINT);
        try {
            var result = work.function().apply(handle);
            handle.releaseSavepoint(SAVEPOINT);
            return new Outcome(work, result, null);
        } catch (Throwable failed) {
            var unavailable = unavailable(failed);
            if (unavailable != null) throw unavailable;
            handle.rollbackToSavepoint(SAVEPOINT);
            return new Outcome(work, null, failed);
        }
    }

    private static @Nullable Handle discard(@Nullable Handle handle) {
        if (handle == null) return null;
        try (handle) {
            if (handle.isInTransaction()) handle.rollback();
        } catch (RuntimeException gone) {
            LOG.debug("closing a broken connection", gone);
        }
        return null;
    }

    private static void failAll(List<Work> batch, RuntimeException failure) {
        batch.forEach(work -> work.done().completeExceptionally(failure));
    }

    /** What the database cannot do just now is told apart from mistakes in our SQL. */
    private RuntimeException translate(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal) return refusal;
        }
        var sql = unavailable(failed);
        if (sql != null) {
            LOG.warn("database unavailable: {}", sql.getMessage());
            return Refusal.of(
                    Refusal.Kind.BUSY,
                    "the hub's database is not available (" + dialect.explain(sql) + "): try again in a moment");
        }
        return failed instanceof RuntimeException known ? known : new IllegalStateException(failed);
    }

    private @Nullable SQLException unavailable(Throwable failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && dialect.isUnavailable(sql)) return sql;
        }
        return null;
    }

    /** Finishes what was handed in, then closes. */
    @Override
    public void close() {
        closed = true;
        writer.interrupt();
        try {
            writer.join();
        } catch (InterruptedException giveUp) {
            Thread.currentThread().interrupt();
        }
        readers.close();
        dialect.close();
    }
}
