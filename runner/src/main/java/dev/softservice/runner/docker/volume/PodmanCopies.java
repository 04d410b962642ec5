package dev.softservice.runner.docker.volume;

import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import dev.softservice.runner.docker.container.LogFollower;
import dev.softservice.runner.docker.link.DockerCalls;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.docker.sandbox.Sandbox;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.EngineSetup;
import dev.softservice.runner.engine.Images;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.plan.ImagePlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Copies volumes by a container that runs, for Podman: the archives that it gives out make everything root's, and what it is given for a container that does not run ends up beside
 * the volume. The container is of the base image and has nothing but the two volumes.
 */
final class PodmanCopies {
    private static final String FROM = "/.softservice-from";
    private static final String TO = "/.softservice-to";
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Link link;
    private final Sandbox sandbox;
    private final Images images;
    private final Map<String, String> labels;

    /** @param labels of the containers, by which those of a copy that broke off are found */
    PodmanCopies(Link link, Sandbox sandbox, Images images, Map<String, String> labels) {
        this.link = link;
        this.sandbox = sandbox;
        this.images = images;
        this.labels = labels;
    }

    /** Makes sure that copying is possible; asked before anything is touched. */
    void prepare() throws InterruptedException {
        var image = new ImagePlan.Pulled(EngineSetup.BASE_IMAGE);
        if (images.provide(image, Limits.DEFAULT, "copy", labels, Narrator.SILENT) instanceof Images.Broken broken) {
            throw new EngineException("Podman copies data by a container of " + EngineSetup.BASE_IMAGE
                    + " only, and the " + broken.reason() + ": pull it");
        }
    }

    /** {@code to} is empty; owners, modes and times come along. */
    void carry(String from, String to) throws InterruptedException {
        run(
                "copy the volume " + from,
                List.of(mount(from, FROM).withReadOnly(true), mount(to, TO)),
                List.of("cp", "--archive", FROM + "/.", TO + "/."));
    }

    /** Everybody may write to it, and remove what is theirs. */
    void share(String volume) throws InterruptedException {
        run("share the volume " + volume, List.of(mount(volume, TO)), List.of("chmod", "1777", TO));
    }

    private static Mount mount(String volume, String target) {
        return new Mount().withType(MountType.VOLUME).withSource(volume).withTarget(target);
    }

    private void run(String what, List<Mount> mounts, List<String> command) throws InterruptedException {
        var settings = sandbox.settings().copying(mounts);
        var client = link.client();
        var id = link.calls()
                .call(
                        "make a container to " + what,
                        () -> client.createContainerCmd(EngineSetup.BASE_IMAGE)
                                .withHostConfig(settings)
                                .withEntrypoint(command)
                                .withUser("0:0")
                                .withLabels(labels)
                                .exec()
                                .getId());
        try {
            link.calls()
                    .call(
                            "start a container to " + what,
                            () -> client.startContainerCmd(id).exec());
            int exit = DockerCalls.unguarded(what, () -> {
                try (var waiting = client.waitContainerCmd(id).exec(new WaitContainerResultCallback())) {
                    return waiting.awaitStatusCode();
                }
            });
            if (exit == 0) return;
            var said = LogFollower.follow(client, id, "", Narrator.SILENT).lastLines(LAST_WORDS);
            throw new EngineException("the container engine could not " + what + ": "
                    + (said.isEmpty() ? "exit code " + exit : said.getLast()));
        } finally {
            link.removal().removeContainer(id);
        }
    }
}
