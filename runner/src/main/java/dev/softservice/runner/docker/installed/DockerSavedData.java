package dev.softservice.runner.docker.installed;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.docker.sandbox.Sandbox;
import dev.softservice.runner.docker.volume.VolumeCopies;
import dev.softservice.runner.engine.Images;
import dev.softservice.runner.install.Machine;
import dev.softservice.runner.plan.Scope;
import java.util.List;
import java.util.function.Consumer;

/** The one copy of each installation's volumes. */
public final class DockerSavedData implements Machine.SavedData {
    private static final String COPY = VolumeCopies.OF_INSTALLATION;

    private final Link link;
    private final Sandbox sandbox;
    private final Images images;

    public DockerSavedData(Link link, Sandbox sandbox, Images images) {
        this.link = link;
        this.sandbox = sandbox;
        this.images = images;
    }

    @Override
    public void save(String name, Consumer<String> progress) throws InterruptedException {
        copies(name)
                .save(
                        COPY,
                        volumes(name).stream()
                                .map(InspectVolumeResponse::getName)
                                .toList(),
                        progress);
    }

    @Override
    public void putBack(String name, Consumer<String> progress) throws InterruptedException {
        copies(name).putBack(COPY, progress);
    }

    @Override
    public void drop(String name) throws InterruptedException {
        copies(name).drop(COPY);
    }

    /** The volumes that hold the data itself. */
    List<InspectVolumeResponse> volumes(String name) throws InterruptedException {
        return copies(name).volumes();
    }

    private VolumeCopies copies(String name) {
        return new VolumeCopies(link, sandbox, images, new Scope.Installation(name, ""));
    }
}
