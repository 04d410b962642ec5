package dev.softservice.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.core.Refusal;
import java.nio.file.Path;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be done just now is a refusal to try again later, and nothing of it is stored. */
class UnavailableTest {
    private static final String INSERT = "insert into account (name, role, created_at) values ('ann', 'READER', 0)";

    @TempDir
    Path folder;

    @Test
    void aLockedFileIsBusyAndThenWorksAgain() throws Exception {
        try (var database = Database.open(DatabaseKind.SQLITE.fresh(folder))) {
            try (var other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("hub.db"));
                    var statement = other.createStatement()) {
                statement.execute("begin immediate");
                assertThatThrownBy(() -> database.run(handle -> handle.execute(INSERT)))
                        .isInstanceOfSatisfying(Refusal.class, refusal -> {
                            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.BUSY);
                            assertThat(refusal).hasMessageContaining("locked");
                        });
                statement.execute("rollback");
            }
            database.run(handle -> handle.execute(INSERT));
            assertThat(count(database)).isEqualTo(1);
        }
    }

    @Test
    void aFullFileIsBusyAndLeavesNoHalfWrite() {
        try (var database = Database.open(DatabaseKind.SQLITE.fresh(folder))) {
            assertThatThrownBy(() -> database.run(handle -> {
                        handle.execute(INSERT);
                        handle.execute("pragma max_page_count = 1");
                        handle.execute(
                                "insert into audit (at, account, action, subject, detail) select 0, 'a', 'b', 'c',"
                                        + " hex(randomblob(1000000))");
                    }))
                    .isInstanceOfSatisfying(
                            Refusal.class, refusal -> assertThat(refusal).hasMessageContaining("disk full"));
            assertThat(count(database)).isZero();
            database.run(handle -> handle.execute(INSERT));
            assertThat(count(database)).isEqualTo(1);
        }
    }

    @Test
    void aLostServerConnectionIsBusyAndThenWorksAgain() throws Exception {
        var url = DatabaseKind.freshPostgresUrl();
        try (var database = Database.open(new Postgres(url));
                var other = DriverManager.getConnection(url);
                var statement = other.createStatement()) {
            database.run(handle -> handle.execute("delete from account"));
            statement.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname"
                            + " = current_database()");
            assertThatThrownBy(() -> database.run(handle -> handle.execute(INSERT)))
                    .isInstanceOf(Refusal.class);
            database.run(handle -> handle.execute(INSERT));
            assertThat(count(database)).isEqualTo(1);
        }
    }

    @Test
    void aSecondHubOnTheSameServerDatabaseIsRefused() {
        var url = DatabaseKind.freshPostgresUrl();
        try (var database = Database.open(new Postgres(url))) {
            database.run(handle -> handle.execute(INSERT));
            assertThatThrownBy(() -> Database.open(new Postgres(url)))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("another hub");
        }
    }

    private static long count(Database database) {
        return database.read(handle -> handle.createQuery("select count(*) from account")
                .mapTo(Long.class)
                .one());
    }
}
