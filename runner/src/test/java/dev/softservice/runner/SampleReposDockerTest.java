package dev.softservice.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.files.WholeDistro;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.compose.FoldersAsReleases;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The distros that come with the project hold what they promise, under the settings that every distro runs with. */
@NeedsEngine
class SampleReposDockerTest {
    static Stream<Path> samples() throws IOException {
        // HubSampleTest tries the one that has to be filled first.
        return WholeDistro.foldersIn(Path.of("..", "sample-repos")).stream();
    }

    /** Each sample as if the hub had just released it. */
    private static FoldersAsReleases released() throws IOException {
        var releases = new FoldersAsReleases();
        for (var sample : samples().toList()) {
            var manifest = new ManifestReader()
                    .read(new FolderFiles(sample))
                    .manifest()
                    .orElseThrow();
            releases.release(
                    "samples/" + manifest.name(),
                    manifest.version() + ".0",
                    sample.toAbsolutePath().normalize());
        }
        return releases;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void passesItsAcceptanceTests(Path sample) throws IOException {
        var recording = new Recording();
        try (var engine = DockerEngine.connect()) {
            var request = new RunRequest(
                    new Footprint(
                            "s" + UUID.randomUUID().toString().substring(0, 8),
                            "sample-test-" + ProcessHandle.current().pid()),
                    SourceTree.in(sample.toAbsolutePath().normalize()),
                    Map.of(),
                    new Reach(4, Limits.DEFAULT));
            var verdict = new Runner(
                            engine, Clock.systemUTC(), new Composer(released(), Optional.of(FoldersAsReleases.HUB)))
                    .run(request, recording);
            assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Passed.class);
            assertThat(verdict.report().level()).isEqualTo(4);
            assertThat(verdict.report().tests())
                    .as("tests, those in reports included")
                    .hasSizeGreaterThan(10);
        }
    }
}
