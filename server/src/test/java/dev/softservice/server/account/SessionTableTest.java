package dev.softservice.server.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.db.Database;
import dev.softservice.server.db.DatabaseKind;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionTableTest {
    private static final Instant NOW = Instant.parse("2026-09-28T12:00:00Z");

    @TempDir
    Path folder;

    private static SessionTable at(Database database, Instant now) {
        return new SessionTable(database, Clock.fixed(now, ZoneOffset.UTC));
    }

    @ParameterizedTest
    @EnumSource(DatabaseKind.class)
    void aSessionOutlivesTheHubAndTheDatabaseGivesNeitherIdNorTokenAway(DatabaseKind kind) {
        var id = "a".repeat(64);
        var dialect = kind.fresh(folder);
        try (var database = Database.open(dialect)) {
            at(database, NOW).put(id, "sst_secret");
        }
        try (var database = Database.open(dialect)) {
            assertThat(at(database, NOW).token(id)).contains("sst_secret");
            assertThat(at(database, NOW).token("b".repeat(64))).isEmpty();
            var kept = database.read(handle -> handle.createQuery("select * from session")
                    .mapToMap()
                    .list()
                    .toString());
            assertThat(kept).doesNotContain("sst_secret", id);
            at(database, NOW).remove(id);
            assertThat(at(database, NOW).token(id)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(DatabaseKind.class)
    void aSessionThatIsUsedGoesOnAndAnIdleOneEnds(DatabaseKind kind) {
        var id = "a".repeat(64);
        try (var database = Database.open(kind.fresh(folder))) {
            at(database, NOW).put(id, "sst_secret");
            assertThat(at(database, NOW.plus(Duration.ofHours(11))).token(id)).isPresent();
            assertThat(at(database, NOW.plus(Duration.ofHours(22))).token(id)).isPresent();
            assertThat(at(database, NOW.plus(Duration.ofHours(35))).token(id)).isEmpty();
            at(database, NOW.plus(Duration.ofHours(35))).put("b".repeat(64), "other");
            assertThat(at(database, NOW.plus(Duration.ofHours(23))).token(id))
                    .as("deleted")
                    .isEmpty();
        }
    }
}
