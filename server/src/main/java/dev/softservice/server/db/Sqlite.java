package dev.softservice.server.db;

import com.zaxxer.hikari.HikariConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;

/**
 * One file in the data folder: WAL, so that readers and the writer do not wait for each other, and synchronous=FULL, because in WAL mode
 * NORMAL may lose acknowledged commits on power loss.
 */
public final class Sqlite implements SqlDialect {
    private static final Set<SQLiteErrorCode> UNAVAILABLE = Set.of(
            SQLiteErrorCode.SQLITE_BUSY,
            SQLiteErrorCode.SQLITE_LOCKED,
            SQLiteErrorCode.SQLITE_FULL,
            SQLiteErrorCode.SQLITE_IOERR,
            SQLiteErrorCode.SQLITE_READONLY,
            SQLiteErrorCode.SQLITE_CANTOPEN,
            SQLiteErrorCode.SQLITE_NOMEM);

    private final Path file;
    private final Duration patience;

    /** {@code patience}: how long to wait where somebody else holds the file, a backup for instance. */
    public Sqlite(Path file, Duration patience) {
        this.file = file;
        this.patience = patience;
    }

    private SQLiteDataSource source(SQLiteConfig.TransactionMode mode) {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(mode);
        config.enforceForeignKeys(true);
        config.setBusyTimeout((int) patience.toMillis());
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    @Override
    public void migrate() {
        Migration.run(
                Flyway.configure().dataSource(source(SQLiteConfig.TransactionMode.DEFERRED)),
                "integer primary key autoincrement");
    }

    @Override
    public HikariConfig readers() {
        var config = new HikariConfig();
        config.setPoolName("sqlite-readers");
        config.setDataSource(source(SQLiteConfig.TransactionMode.DEFERRED));
        config.setConnectionInitSql("pragma query_only = on");
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(10_000);
        return config;
    }

    @Override
    public Connection writer() throws SQLException {
        return source(SQLiteConfig.TransactionMode.IMMEDIATE).getConnection();
    }

    @Override
    public boolean isUnavailable(SQLException failed) {
        return isPoolExhausted(failed) || UNAVAILABLE.contains(code(failed));
    }

    static boolean isPoolExhausted(SQLException failed) {
        return failed instanceof java.sql.SQLTransientConnectionException;
    }

    /** Extended codes carry the plain one in their low byte. */
    private static SQLiteErrorCode code(SQLException failed) {
        return SQLiteErrorCode.getErrorCode(failed.getErrorCode() & 0xff);
    }

    @Override
    public String explain(SQLException failed) {
        return switch (code(failed)) {
            case SQLITE_FULL -> "disk full";
            case SQLITE_BUSY, SQLITE_LOCKED -> "locked";
            case SQLITE_READONLY -> "read-only";
            default -> "storage trouble";
        };
    }

    @Override
    public void close() {}
}
