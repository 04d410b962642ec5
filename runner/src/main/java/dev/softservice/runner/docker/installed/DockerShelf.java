package dev.softservice.runner.docker.installed;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Image;
import com.github.dockerjava.api.model.LoadResponseItem;
import dev.softservice.runner.docker.image.DockerImages;
import dev.softservice.runner.docker.link.DockerCalls;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.image.LoadArchive;
import dev.softservice.runner.install.Machine;
import dev.softservice.runner.model.Digest;
import dev.softservice.runner.plan.ImagePlan;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The images of a Docker engine, as far as installations bring some. */
final class DockerShelf implements Machine.Shelf {
    /** Asking for more takes longer than the layers that it might save. */
    private static final int MOST_ASKED = 200;

    private final Link link;
    private final DockerImages images;

    DockerShelf(Link link, DockerImages images) {
        this.link = link;
        this.images = images;
    }

    @Override
    public boolean has(ImagePlan.Exact image) throws InterruptedException {
        return images.exact(image).isPresent();
    }

    /** Only Docker's own image store takes an archive without the layers that it has; others get them all. */
    @Override
    public List<List<Digest>> chains() throws InterruptedException {
        if (!link.keepsImagesByLayers()) return List.of();
        var chains = new ArrayList<List<Digest>>();
        for (var image : link
                .calls()
                .call("list images", () -> link.client().listImagesCmd().exec())
                .stream()
                .map(Image::getId)
                .distinct()
                .limit(MOST_ASKED)
                .toList()) {
            var layers = images.present().layers(image);
            if (!layers.isEmpty()) chains.add(layers);
        }
        return chains;
    }

    @Override
    public void load(LoadArchive archive) throws InterruptedException {
        var answer = new Answer();
        try {
            DockerCalls.unguarded("take the tested images", () -> {
                load(archive, answer);
                return true;
            });
        } catch (DockerException refused) {
            answer.failed(DockerCalls.reason(refused));
        }
        if (answer.failure.isPresent())
            throw new EngineException("the container engine could not take the tested images: " + answer.failure.get());
    }

    private void load(LoadArchive archive, Answer answer) throws IOException, InterruptedException {
        var pipe = Pipe.open();
        var writer = Thread.ofVirtual().name("load-images").start(() -> write(archive, pipe, answer));
        // An engine that refuses reads no further: then closing the pipe ends the writer.
        try (var in = Channels.newInputStream(pipe.source());
                var load = link.client().loadImageAsyncCmd(in).exec(answer)) {
            load.awaitCompletion();
        }
        writer.join();
    }

    @Override
    public void drop(ImagePlan.Exact image) throws InterruptedException {
        try {
            link.calls()
                    .call(
                            "remove the image " + image.name(),
                            () -> link.client().removeImageCmd(image.name()).exec());
        } catch (ConflictException | NotFoundException _) {
            // Somebody's container is of it, or it has gone already.
        }
    }

    private static void write(LoadArchive archive, Pipe pipe, Answer answer) {
        try (var out = Channels.newOutputStream(pipe.sink())) {
            archive.write(out);
        } catch (IOException failed) {
            answer.failed(String.valueOf(failed.getMessage()));
        }
    }

    /** What the engine says while it loads. */
    private static final class Answer extends ResultCallback.Adapter<LoadResponseItem> {
        private volatile Optional<String> failure = Optional.empty();

        @Override
        public void onNext(LoadResponseItem item) {
            if (item.getErrorDetail() != null)
                failed(String.valueOf(item.getErrorDetail().getMessage()));
        }

        /** The first reason counts: an engine that refuses stops reading, and writing fails for it. */
        private synchronized void failed(String reason) {
            if (failure.isEmpty())
                failure = Optional.of(reason.lines().findFirst().orElse("no reason given"));
        }
    }
}
