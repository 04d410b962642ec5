package dev.softservice.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.engine.NeedsEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsEngine
class AheadDockerTest {
    @TempDir
    Path folder;

    private Command.Finished docker(String... words) throws Exception {
        return Command.run(
                List.of(("docker " + String.join(" ", words)).split(" ")), folder, Map.of("DOCKER_BUILDKIT", "0"));
    }

    @Test
    void whatWasBuiltAheadIsFoundAndLeavesNoImage() throws Exception {
        var nowhere = Files.createDirectory(folder.resolve("nowhere"));
        var web = Files.createDirectory(folder.resolve("web"));
        Files.writeString(
                web.resolve("Dockerfile"), "FROM debian:bookworm-slim\nRUN echo " + UUID.randomUUID() + " >/ahead\n");

        String image;
        try (var ahead = Ahead.of(List.of(nowhere, web))) {
            ahead.await();
            var again = docker("build", "web");
            assertThat(again.out()).contains("Using cache");
            image = docker("build", "--quiet", "web").out().strip();
        }

        assertThat(docker("image", "inspect", image).exit()).isNotZero();
    }
}
