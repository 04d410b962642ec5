package dev.softservice.server.db;

import dev.softservice.runner.install.Folders;
import dev.softservice.runner.testing.MemoryTempDir;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Both databases, real ones: tests that touch rows run on each. */
public enum DatabaseKind {
    SQLITE {
        @Override
        public SqlDialect empty(Path folder) {
            return new Sqlite(folder.resolve("hub.db"), Duration.ofMillis(300));
        }

        @Override
        public SqlDialect fresh(Path folder) {
            MigratedFile.at(folder.resolve("hub.db"));
            return empty(folder);
        }
    },
    POSTGRES {
        @Override
        public SqlDialect empty(Path folder) {
            return new Postgres(postgres(""));
        }

        @Override
        public SqlDialect fresh(Path folder) {
            return new Postgres(freshPostgresUrl());
        }
    };

    /** A database with nothing in it; {@code folder} is where files may go. */
    public abstract SqlDialect empty(Path folder);

    /** A database as a hub's first start leaves it; {@code folder} is where files may go. */
    public abstract SqlDialect fresh(Path folder);

    private static final AtomicInteger COUNT = new AtomicInteger();

    /** As a hub's first start leaves it. The migrations run once in a test JVM, and each test has a copy. */
    public static String freshPostgresUrl() {
        // As files, and not page by page through the log: half of the server's work, and here nothing has to survive.
        return postgres(" template " + Migrated.NAME + " strategy file_copy");
    }

    private static String postgres(String like) {
        var name = "hub" + COUNT.incrementAndGet();
        try (var connection = Server.SHARED.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            dropIdle(statement);
            statement.execute("create database " + name + like);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        return url(name);
    }

    private static String url(String name) {
        return "jdbc:postgresql://localhost:" + Server.SHARED.getPort() + "/" + name + "?user=postgres";
    }

    /** Not called as those of tests are, which are dropped. */
    private static final class Migrated {
        static final String NAME = make("migrated");

        private static String make(String name) {
            try (var connection = Server.SHARED.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("create database " + name);
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
            try (var dialect = new Postgres(url(name))) {
                dialect.migrate();
            }
            return name;
        }
    }

    /** Those of tests that are over: hundreds of them would take longer to delete at the end than the build waits for. */
    private static synchronized void dropIdle(Statement statement) throws SQLException {
        var idle = new ArrayList<String>();
        try (var names = statement.executeQuery("""
            select datname from pg_database
            where datname like 'hub%' and datname not in (select datname from pg_stat_activity where datname is not null)
            """)) {
            while (names.next()) idle.add(names.getString(1));
        }
        // The newest may be somebody's who has not connected yet.
        idle.remove("hub" + (COUNT.get() - 1));
        for (var name : idle) statement.execute("drop database if exists " + name);
    }

    /** One server for the whole test JVM, started by the first test that wants it. */
    private static final class Server {
        static final EmbeddedPostgres SHARED = start();

        private static EmbeddedPostgres start() {
            try {
                var data = MemoryTempDir.create();
                var postgres = EmbeddedPostgres.builder()
                        .setDataDirectory(data)
                        .setServerConfig("fsync", "off")
                        .setServerConfig("full_page_writes", "off")
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    close(postgres);
                    Folders.delete(data);
                }));
                return postgres;
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        private static void close(EmbeddedPostgres postgres) {
            try {
                postgres.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
