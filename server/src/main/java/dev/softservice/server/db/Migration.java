package dev.softservice.server.db;

import java.util.Map;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Brings a schema up to date from the numbered files in {@code db/migration}. */
final class Migration {
    private Migration() {}

    static void run(FluentConfiguration flyway, String identity) {
        flyway.locations("classpath:db/migration")
                .placeholders(Map.of("identity", identity))
                .load()
                .migrate();
    }
}
