package dev.softservice.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.climb.RunListener;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distro that the README shows is a distro: a copy of it passes. */
@NeedsEngine
class ReadmeDistroTest {
    private static final Pattern MANIFEST = Pattern.compile("(?ms)^```yaml\\n(softservice: v1.*?)^```$");

    @TempDir
    Path folder;

    @Test
    void theReadmesDistroPassesItsTest() throws IOException {
        var readme = MANIFEST.matcher(Files.readString(Path.of("..", "README.md")));
        assertThat(readme.find()).isTrue();
        Files.writeString(folder.resolve("softservice.yaml"), readme.group(1));
        try (var engine = DockerEngine.connect()) {
            var request = new RunRequest(
                    new Footprint(
                            "r" + UUID.randomUUID().toString().substring(0, 8),
                            "readme-test-" + ProcessHandle.current().pid()),
                    SourceTree.in(folder),
                    Map.of(),
                    new Reach(4, Limits.DEFAULT));
            var verdict = new Runner(engine, Clock.systemUTC()).run(request, RunListener.SILENT);
            assertThat(verdict).isInstanceOf(Verdict.Passed.class);
            assertThat(verdict.report().tests())
                    .singleElement()
                    .satisfies(test -> assertThat(test.name()).isEqualTo("the page carries its title"));
        }
    }
}
