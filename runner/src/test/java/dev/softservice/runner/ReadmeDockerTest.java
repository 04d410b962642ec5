package dev.softservice.runner;

import static org.assertj.core.api.Assertions.assertThat;

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
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The distros that the README shows are verified as they stand there. */
@NeedsEngine
class ReadmeDockerTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern MANIFEST =
            Pattern.compile("(?ms)^```yaml\\n(softservice: v1\\nname: ([a-z-]+)\\n.*?)^```$");

    @TempDir
    Path folder;

    @Test
    void whatTheReadmeShowsPasses() throws IOException {
        var shown = MANIFEST.matcher(Files.readString(PROJECT.resolve("README.md")))
                .results()
                .toList();
        assertThat(shown).extracting(found -> found.group(2)).containsExactly("guestbook", "guarded-guestbook");
        var releases = new FoldersAsReleases()
                .release("samples/reverse-proxy", "1.0.0", PROJECT.resolve("sample-repos/reverse-proxy"));
        try (var engine = DockerEngine.connect()) {
            var runner =
                    new Runner(engine, Clock.systemUTC(), new Composer(releases, Optional.of(FoldersAsReleases.HUB)));
            for (var found : shown) {
                var name = found.group(2);
                var distro = Files.createDirectories(folder.resolve(name));
                Files.writeString(distro.resolve("softservice.yaml"), found.group(1));
                var recording = new Recording();
                var id = "readme-" + UUID.randomUUID().toString().substring(0, 8);
                var verdict = runner.run(
                        new RunRequest(
                                new Footprint(id, "readme-test"),
                                SourceTree.in(distro),
                                Map.of(),
                                new Reach(StepName.ACCEPT.level(), Limits.DEFAULT)),
                        recording);
                assertThat(verdict).as(name + "\n" + recording.log()).isInstanceOf(Verdict.Passed.class);
                releases.release("samples/" + name, "1.0.0", distro);
            }
        }
    }
}
