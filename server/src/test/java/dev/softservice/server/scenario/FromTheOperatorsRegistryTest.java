package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.server.image.ImageStore;
import dev.softservice.server.image.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is installed comes from the operator's registry: the hub itself has it no more. */
@NeedsEngine
class FromTheOperatorsRegistryTest {
    private static final String MANIFEST = Hub.head("clock") + """
        services:
          web:
            build: .
            command: [perl, -e, "$$SIG{TERM} = sub { exit }; sleep 1 while 1"]
        tests: [{name: it was built, exec: {service: web, command: [cat, /made], expect: {contains: made}}}]
        """;

    @TempDir
    private Path folder;

    private final String name = "depot-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void anInstallationFetchesFromThereAndDockerPullsTheSameImage() throws Exception {
        try (var registry = new DebiansRegistry(folder.resolve("registry"), Optional.empty())) {
            var rules =
                    new ImageStore.Rules(true, 10L << 30, Optional.of(Registry.at(registry.address, Optional.empty())));
            try (var hub = new HubWithEngine(folder, rules)) {
                try {
                    installed(hub, registry);
                } finally {
                    hub.engine.machine().remove(name, true);
                }
            }
        }
    }

    private void installed(HubWithEngine hub, DebiansRegistry registry) throws Exception {
        var work = Files.createDirectories(folder.resolve("clock"));
        Files.writeString(work.resolve("softservice.yaml"), MANIFEST);
        Files.writeString(
                work.resolve("Dockerfile"), "FROM debian:bookworm-slim\nRUN echo made " + name + " > /made\n");
        var image = Objects.requireNonNull(
                hub.released("clock", work, Duration.ofMinutes(3)).get("web"));
        emptied(folder.resolve("hub/blobs"));
        hub.shown().forget(image);
        assertThat(hub.type("install", hub.address("clock"), "--name", name))
                .contains(name + " 1.0.0 runs")
                .doesNotContain("can't give the images");
        var users = hub.shown();
        assertThat(users.imageOf("softservice-" + name + "-web")).isEqualTo(users.nameOf(image));
        hub.type("uninstall", name, "--data", "--yes");

        var address = registry.address.replace("http://", "") + "/samples/clock@" + image.manifest();
        users.pull(address);
        assertThat(users.id(address)).isEqualTo(users.nameOf(image));
        users.forget(image);
    }

    private static void emptied(Path blobs) throws IOException {
        try (var files = Files.walk(blobs)) {
            files.filter(Files::isRegularFile).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        }
    }
}
