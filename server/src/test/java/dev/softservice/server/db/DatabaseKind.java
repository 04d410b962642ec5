package dev.softservice.server.db;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Both databases, real ones: tests that touch rows run on each. */
public enum DatabaseKind {
    SQLITE {
        @Override
        public Dialect fresh(Path folder) {
            return new Sqlite(folder.resolve("hub.db"), Duration.ofMillis(300));
        }
    },
    POSTGRES {
        @Override
        public Dialect fresh(Path folder) {
            return new Postgres(freshPostgresUrl());
        }
    };

    /** An empty database; {@code folder} is where files may go. */
    public abstract Dialect fresh(Path folder);

    private static final AtomicInteger COUNT = new AtomicInteger();

    public static String freshPostgresUrl() {
        var name = "hub" + COUNT.incrementAndGet();
        try (var connection = Server.SHARED.getPostgresDatabase().getConnection(); var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
        return "jdbc:postgresql://localhost:" + Server.SHARED.getPort() + "/" + name + "?user=postgres";
    }

    /** One server for the whole test JVM, started by the first test that wants it. */
    private static final class Server {
        static final EmbeddedPostgres SHARED = start();

        private static EmbeddedPostgres start() {
            try {
                var postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> close(postgres)));
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
