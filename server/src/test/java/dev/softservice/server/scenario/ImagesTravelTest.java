package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.KeptImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image that a hub has built and tested is the one that its users run, and that stock Docker pulls from it. */
@NeedsEngine
class ImagesTravelTest {
    private static final String MANIFEST = Hub.head("clock") + """
        services:
          web:
            build: .
            command: [perl, -e, "$$SIG{TERM} = sub { exit }; sleep 1 while 1"]
        tests: [{name: it was built, exec: {service: web, command: [cat, /made], expect: {contains: "%s"}}}]
        """;

    @TempDir
    private Path folder;

    private final String name = "travel-" + UUID.randomUUID().toString().substring(0, 8);
    private HubWithEngine hub;

    @BeforeEach
    void open() {
        hub = new HubWithEngine(folder);
    }

    @AfterEach
    void close() throws InterruptedException {
        hub.engine.machine().remove(name, true);
        hub.close();
    }

    private KeptImage released(String made) throws Exception {
        var work = Files.createDirectories(folder.resolve("clock"));
        Files.writeString(work.resolve("softservice.yaml"), MANIFEST.formatted(made));
        Files.writeString(work.resolve("Dockerfile"), "FROM debian:bookworm-slim\nRUN echo " + made + " > /made\n");
        return Objects.requireNonNull(
                hub.released("clock", work, Duration.ofMinutes(3)).get("web"));
    }

    @Test
    void theImageThatWasTestedIsTheOneThatRunsAndThatDockerPulls() throws Exception {
        var image = released("made " + name);
        if (hub.shownByHub().namesByConfiguration()) {
            assertThat(hub.shownByHub().has(image))
                    .as("the id on the hub's engine is the one in the evidence")
                    .isTrue();
            hub.shownByHub().forget(image);
        }
        var users = hub.shown();
        assertThat(users.has(image)).as("the user's engine knows nothing of it").isFalse();

        assertThat(hub.type("install", hub.address("clock"), "--name", name))
                .doesNotContain("build")
                .contains(name + " 1.0.0 runs");
        var container = "softservice-" + name + "-web";
        assertThat(users.imageOf(container)).isEqualTo(users.nameOf(image));
        assertThat(users.output(container, "cat", "/made")).isEqualTo("made " + name);
        assertThat(hub.type("status", name, "--offline", "--json")).contains("\"images\" : \"tested\"");

        hub.type("uninstall", name, "--data", "--yes");
        assertThat(users.has(image)).as("what was brought is taken away again").isFalse();
        var address = hub.address("clock").replace("http://", "");
        users.pull(address + ":1.0.0-web");
        assertThat(users.id(address + ":1.0.0-web")).isEqualTo(users.nameOf(image));
        users.forget(image);
        users.pull(address + "@" + image.manifest());
        assertThat(users.has(image)).isTrue();
        users.forget(image);
    }
}
