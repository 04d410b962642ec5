package dev.softservice.runner.docker;

import dev.softservice.runner.engine.Engine;
import dev.softservice.runner.engine.EngineContract;
import dev.softservice.runner.engine.NeedsEngine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The machine's own engine. */
@NeedsEngine
class DockerContractDockerTest extends EngineContract {
    private static DockerEngine engine;

    @BeforeAll
    static void connect() {
        engine = DockerEngine.connect();
    }

    @AfterAll
    static void disconnect() {
        engine.close();
    }

    @Override
    protected Engine engine() {
        return engine;
    }
}
