package dev.softservice.runner.docker;

import dev.softservice.runner.engine.ConnectionContract;
import dev.softservice.runner.engine.Engine;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.testing.Needs;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The machine's own engine, reached as one that is far away. */
@NeedsEngine
class RelayContractDockerTest extends ConnectionContract {
    private static FarEngine far;
    private static DockerEngine engine;

    @BeforeAll
    static void connect() throws IOException {
        Needs.that(Files.exists(FarEngine.SOCKET), "an engine that listens at " + FarEngine.SOCKET + " is needed");
        far = new FarEngine();
        engine = DockerEngine.at(far.host());
    }

    @AfterAll
    static void disconnect() throws IOException {
        if (engine != null) engine.close();
        if (far != null) far.close();
    }

    @Override
    protected Engine engine() {
        return engine;
    }
}
