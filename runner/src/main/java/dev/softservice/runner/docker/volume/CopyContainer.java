package dev.softservice.runner.docker.volume;

import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Copies volumes by a container that runs: of the base image, with nothing but these volumes. Where their file system can, the copies share its blocks, so that they cost next to nothing.
 */
final class CopyContainer {
    /** Below it, for each volume a folder with a number, and there where it is copied from and to. */
    private static final String FOLDER = "/.softservice-copy";

    private static final String FROM = "/from";
    private static final String TO = "/to";
    private static final String COPY = "for pair in " + FOLDER + "/*; do cp --archive --reflink=auto \"$pair" + FROM
            + "/.\" \"$pair" + TO + "/.\"; done";
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Link link;
    private final Sandbox sandbox;
    private final Images images;
    private final Map<String, String> labels;

    /** @param labels of the containers, by which those of a copy that broke off are found */
    CopyContainer(Link link, Sandbox sandbox, Images images, Map<String, String> labels) {
        this.link = link;
        this.sandbox = sandbox;
        this.images = images;
        this.labels = labels;
    }

    /** Whether copying is possible with what is there. */
    boolean isReady() throws InterruptedException {
        try {
            link.calls()
                    .call(
                            "inspect the image " + EngineSetup.BASE_IMAGE,
                            () -> link.client()
                                    .inspectImageCmd(EngineSetup.BASE_IMAGE)
                                    .exec());
            return true;
        } catch (NotFoundException _) {
            return false;
        }
    }

    /** Makes sure that copying is possible; asked before anything is touched. */
    void prepare() throws InterruptedException {
        var image = new ImagePlan.Pulled(EngineSetup.BASE_IMAGE);
        if (images.provide(image, Limits.DEFAULT, "copy", labels, Narrator.SILENT) instanceof Images.Broken broken) {
            throw new EngineException("Podman copies data by a container of " + EngineSetup.BASE_IMAGE
                    + " only, and the " + broken.reason() + ": pull it");
        }
    }

    /** Into empty volumes; owners, modes and times come along. {@code pairs}: from which to which. */
    void carry(Map<String, String> pairs) throws InterruptedException {
        if (pairs.isEmpty()) return;
        var mounts = new ArrayList<Mount>();
        pairs.forEach((from, to) -> {
            var folder = FOLDER + "/" + mounts.size();
            mounts.add(mount(from, folder + FROM).withReadOnly(true));
            mounts.add(mount(to, folder + TO));
        });
        run(
                "copy " + (pairs.size() == 1 ? "the volume " : "the volumes ") + String.join(", ", pairs.keySet()),
                mounts,
                List.of("sh", "-ec", COPY));
    }

    /** Everybody may write to it, and remove what is theirs. */
    void share(String volume) throws InterruptedException {
        run("share the volume " + volume, List.of(mount(volume, FOLDER)), List.of("chmod", "1777", FOLDER));
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
