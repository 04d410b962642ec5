package dev.softservice.server.web;

import dev.softservice.server.app.ConfigForTests;
import dev.softservice.server.app.Running;
import java.nio.file.Path;
import java.time.Clock;

/** The route table of a whole hub, as it is really served. */
public final class RoutesForTests {
    private RoutesForTests() {}

    public static Routes of(Path data) {
        var config = ConfigForTests.in(data).quarantine(1 << 20).config();
        try (var hub = Running.start(config, Clock.systemUTC(), _ -> new VerdictFileVerifier())) {
            return hub.routes();
        }
    }
}
