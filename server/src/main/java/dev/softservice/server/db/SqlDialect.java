package dev.softservice.server.db;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.SQLException;

/** What differs between the two databases: how to connect, and what their errors mean. The SQL does not. */
public sealed interface SqlDialect extends AutoCloseable permits Sqlite, Postgres {
    /** Brings the schema up to date; each step of it wholly or not at all. */
    void migrate();

    /** How readers connect: read-only, a snapshot a transaction. */
    HikariConfig readers();

    /** The one connection that writes. */
    Connection writer() throws SQLException;

    /** Locked, full or gone, rather than asked for the wrong thing. */
    boolean isUnavailable(SQLException failed);

    /** Two or three words for users. */
    String explain(SQLException failed);

    @Override
    void close();
}
