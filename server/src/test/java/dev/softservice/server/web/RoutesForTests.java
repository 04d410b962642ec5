package dev.softservice.server.web;

import dev.softservice.server.app.Config;
import dev.softservice.server.app.Running;
import dev.softservice.server.image.ImageStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The route table of a whole hub, as it is really served. */
public final class RoutesForTests {
    private RoutesForTests() {}

    public static Routes of(Path data) {
        var config = new Config(
                data,
                "127.0.0.1",
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                1 << 20,
                List.of(),
                14,
                ImageStore.Rules.USUAL,
                4,
                List.of());
        try (var hub = Running.start(config, Clock.systemUTC(), _ -> new ScriptedVerifier())) {
            return hub.routes();
        }
    }
}
