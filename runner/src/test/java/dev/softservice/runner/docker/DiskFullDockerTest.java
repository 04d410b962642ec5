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
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.testing.Needs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full is the platform's trouble, and what it cost is given back. */
@NeedsEngine
class DiskFullDockerTest {
    @TempDir
    Path folder;

    private final Recording recording = new Recording();

    @Test
    void anEngineWhoseDiskIsFullCouldNotTell() throws Exception {
        Needs.that(OwnEngine.possible(), "an engine of its own needs root and dockerd: apt-get install docker.io");
        var distro = DistroFolder.at(folder.resolve("distro"))
                .with("image/Dockerfile", "FROM scratch\nCOPY big /big\n")
                .manifest("""
                    services: {web: {build: image, command: [/big]}}
                    tests: [{name: never, exec: {service: web, command: [/big]}}]
                    """);
        var big = new byte[48 << 20];
        new Random(1).nextBytes(big);
        Files.write(folder.resolve("distro/image/big"), big);
        try (var own = OwnEngine.start(folder, 40L << 20);
                var engine = DockerEngine.at(own.host())) {
            var verdict = new Runner(engine, Clock.systemUTC()).run(distro.request("full"), recording);
            assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Errored.class);
            assertThat(((Verdict.Errored) verdict).reason())
                    .isEqualTo("the container engine's disk is full: build build:web");
            assertThat(recording.steps).endsWith("BUILD ERRORED");
            assertThat(engine.describe()).startsWith("Docker ");
            Files.write(folder.resolve("distro/image/big"), new byte[1 << 20]);
            distro.manifest("services: {web: {build: image, command: [/big]}}\n"
                    + "tests: [{name: never, tcp: {host: web, port: 80}}]\n");
            var again = new Runner(engine, Clock.systemUTC())
                    .run(
                            new RunRequest(
                                    new Footprint("again", "full"),
                                    SourceTree.in(distro.path()),
                                    Map.of(),
                                    new Reach(2, Limits.DEFAULT)),
                            recording);
            assertThat(again).as("with room again it builds: " + again).isInstanceOf(Verdict.Passed.class);
        }
    }
}
