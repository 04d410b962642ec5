package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.SourceTree;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From scratch: nothing that earlier builds left is used. The base image is one that no registry knows. */
@NeedsEngine
class AnewDockerTest {
    @TempDir
    Path folder;

    private final String id = "t" + UUID.randomUUID().toString().substring(0, 8);
    private int runs;

    private String built(DockerEngine engine, UnaryOperator<RunRequest> how) {
        var distro = DistroFolder.at(folder)
                .with(
                        "image/Dockerfile",
                        "FROM local-" + id + ":1\nLABEL made-for=" + id
                                + "\nRUN cat /proc/sys/kernel/random/uuid > /made\n")
                .manifest("services: {web: {build: image}}\ntests: [{name: never, tcp: {host: web, port: 80}}]\n");
        var request = new RunRequest(
                new Footprint(id + "-" + ++runs, "anew-" + id),
                SourceTree.in(distro.path()),
                Map.of(),
                new Reach(2, Limits.DEFAULT));
        var report = new Runner(engine, Clock.systemUTC())
                .run(how.apply(request), new Recording())
                .report();
        assertThat(report.rungs().level()).as(report.toString()).isEqualTo(2);
        return report.images().get("web");
    }

    @Test
    void builtAnewItIsAnotherImageAndLaterRunsUseThatOne() {
        try (var engine = DockerEngine.connect()) {
            var client = engine.link().client();
            client.tagImageCmd("debian:bookworm-slim", "local-" + id, "1").exec();
            try {
                var first = built(engine, UnaryOperator.identity());
                assertThat(built(engine, UnaryOperator.identity())).isEqualTo(first);
                var second = built(engine, RunRequest::anew);
                assertThat(second).isNotEqualTo(first);
                assertThat(built(engine, UnaryOperator.identity())).isEqualTo(second);
            } finally {
                engine.collectImages("anew-" + id, Instant.now().plusSeconds(3_600), _ -> false);
                client.removeImageCmd("local-" + id + ":1").exec();
            }
        }
    }
}
