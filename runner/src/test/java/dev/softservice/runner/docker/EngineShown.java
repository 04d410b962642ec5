package dev.softservice.runner.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import dev.softservice.runner.model.Digest;
import dev.softservice.runner.model.KeptImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** What an engine shows of itself when asked as people do: what it calls an image depends on its image store. */
public final class EngineShown {
    private final DockerEngine engine;

    public EngineShown(DockerEngine engine) {
        this.engine = engine;
    }

    /** Whether it calls images by their configurations; with containerd's store it calls them by their manifests. */
    public boolean namesByConfiguration() throws InterruptedException {
        return engine.link().keepsImagesByLayers();
    }

    /** What it has to call this image once somebody has brought it there. */
    public String nameOf(KeptImage image) throws InterruptedException {
        Digest digest = namesByConfiguration() ? image.id() : image.manifest();
        return digest.text();
    }

    public boolean has(KeptImage image) throws InterruptedException {
        return engine.images().find(nameOf(image)).isPresent();
    }

    /** Whatever names it has. */
    public void forget(KeptImage image) throws InterruptedException {
        if (has(image))
            engine.link().client().removeImageCmd(nameOf(image)).withForce(true).exec();
    }

    /** What it calls the image of a container. */
    public String imageOf(String container) {
        return engine.link().client().inspectContainerCmd(container).exec().getImageId();
    }

    /** What it calls the image with this name. */
    public String id(String reference) {
        return String.valueOf(
                engine.link().client().inspectImageCmd(reference).exec().getId());
    }

    /** As {@code docker pull} does, which asks the engine. */
    public void pull(String reference) throws InterruptedException {
        engine.link()
                .client()
                .pullImageCmd(reference)
                .exec(new com.github.dockerjava.api.command.PullImageResultCallback())
                .awaitCompletion();
    }

    /** What a command in a container prints. */
    public String output(String container, String... command) throws InterruptedException {
        var client = engine.link().client();
        var exec = client.execCreateCmd(container)
                .withCmd(command)
                .withAttachStdout(true)
                .exec()
                .getId();
        var out = new ByteArrayOutputStream();
        client.execStartCmd(exec)
                .exec(new ResultCallback.Adapter<Frame>() {
                    @Override
                    public void onNext(Frame frame) {
                        out.writeBytes(frame.getPayload());
                    }
                })
                .awaitCompletion();
        return out.toString(StandardCharsets.UTF_8).strip();
    }
}
