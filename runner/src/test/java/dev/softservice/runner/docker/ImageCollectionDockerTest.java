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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsEngine
class ImageCollectionDockerTest {
    private static final Instant SOON = Instant.now().plusSeconds(3_600);

    @TempDir
    Path folder;

    private final String id = "t" + UUID.randomUUID().toString().substring(0, 8);

    private String built(DockerEngine engine, String hub) {
        var distro = DistroFolder.at(folder)
                .with("image/Dockerfile", "FROM debian:bookworm-slim\nLABEL made-for=" + hub + "\n")
                .manifest("services: {web: {build: image}}\ntests: [{name: never, tcp: {host: web, port: 80}}]\n");
        var request = new RunRequest(
                new Footprint(id, hub), SourceTree.in(distro.path()), Map.of(), new Reach(2, Limits.DEFAULT));
        return new Runner(engine, Clock.systemUTC())
                .run(request, new Recording())
                .report()
                .images()
                .get("web");
    }

    @Test
    void onlyWhatIsOldUnusedOfThisHubAndNobodysIsTaken() {
        try (var engine = DockerEngine.connect()) {
            var ours = "ours-" + id;
            var image = built(engine, ours);
            var others = built(engine, "others-" + id);
            assertThat(engine.collectImages(ours, Instant.now().minusSeconds(3_600), _ -> false))
                    .as("too new")
                    .isZero();
            assertThat(engine.collectImages(ours, SOON, image::equals))
                    .as("used")
                    .isZero();
            var container = engine.link()
                    .client()
                    .createContainerCmd(image)
                    .withCmd("true")
                    .exec()
                    .getId();
            assertThat(engine.collectImages(ours, SOON, _ -> false))
                    .as("a container has it")
                    .isZero();
            engine.link().client().removeContainerCmd(container).exec();
            engine.link().client().tagImageCmd(image, "kept-" + id, "mine").exec();
            assertThat(engine.collectImages(ours, SOON, _ -> false))
                    .as("somebody named it")
                    .isZero();
            engine.link().client().removeImageCmd("kept-" + id + ":mine").exec();
            engine.link().client().tagImageCmd(image, "softservice/build", id).exec();
            assertThat(engine.collectImages(ours, SOON, _ -> false))
                    .as("two names of ours")
                    .isOne();
            assertThat(engine.images().find(image)).isEmpty();
            assertThat(engine.images().find(others)).as("another hub's").isPresent();
            assertThat(engine.collectImages("others-" + id, SOON, _ -> false)).isOne();
        }
    }
}
