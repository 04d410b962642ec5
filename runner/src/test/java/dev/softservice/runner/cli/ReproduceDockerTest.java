package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.engine.NeedsEngine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsEngine
class ReproduceDockerTest {
    private static final String MANIFEST = """
        softservice: v1
        name: sleeper
        title: Sleeper
        summary: Sleeps.
        version: "1.0"
        license: Apache-2.0
        services:
          bed: {image: debian:bookworm-slim, command: [sh, -c, "echo snoring >/tmp/noise; sleep infinity"], stop_grace_period: 1s}
        tests:
          - {name: it is as quiet as asked, exec: {service: bed, command: [cat, /tmp/noise], expect: {contains: quiet}}}
        """;

    @TempDir
    Path folder;

    @Test
    void standsAsItFailedForAShellInsideAndIsGoneAfterwards() throws Exception {
        try (var hub = new RunOnAHub(folder, Map.of("softservice.yaml", MANIFEST))) {
            var did = new Shell(folder)
                    .withEngine()
                    .with("PATH", System.getenv("PATH"))
                    .typing("cat /tmp/noise; echo left\n")
                    .type("reproduce", "--shell", "bed", hub.page());
            assertThat(did.exit()).as(did.out() + did.err()).isZero();
            assertThat(did.out())
                    .containsSubsequence(
                            "run 12 failed at accept",
                            "it is as quiet as asked",
                            "it fails here as in run 12",
                            "it stands: docker ps --filter label=dev.softservice.run=",
                            "a shell in bed",
                            "snoring\nleft\n");
            var run = did.out().replaceAll("(?s).*label=dev.softservice.run=(\\S+).*", "$1");
            var docker = new ProcessBuilder("docker", "ps", "-aq", "--filter", "label=dev.softservice.run=" + run)
                    .redirectErrorStream(true)
                    .start();
            assertThat(new String(docker.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEmpty();
            assertThat(docker.waitFor()).isZero();
        }
    }
}
