package dev.softservice.server.scenario;

import dev.softservice.server.db.DatabaseKind;
import dev.softservice.server.repo.HostedRepository;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A fresh hub with one repository, on each database. */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
abstract class HubTest {
    @Parameter
    DatabaseKind kind;

    @TempDir
    Path folder;

    Optional<String> url = Optional.empty();
    Hub hub;
    HostedRepository wiki;

    @BeforeEach
    void open() {
        if (kind == DatabaseKind.POSTGRES) url = Optional.of(DatabaseKind.freshPostgresUrl());
        hub = opened();
        wiki = hub.repository("wiki");
    }

    Hub opened() {
        return Hub.open(folder, url, level());
    }

    /** The highest rung of the hub. */
    int level() {
        return Hub.RUNGS;
    }

    @AfterEach
    void close() {
        hub.close();
    }

    /** As an operator does it; what runs at the start has run when this returns. */
    void restart() {
        hub.close();
        hub = opened();
        hub.app.repair();
    }

    /** The first version is on main, verified and released as 2.3.0. */
    void released() {
        hub.push(wiki, "main", "first", Map.of("softservice.yaml", Hub.manifest("2.3"), "page", "one\n"));
        hub.settle();
    }
}
