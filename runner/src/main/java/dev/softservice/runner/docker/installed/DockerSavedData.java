package dev.softservice.runner.docker.installed;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import dev.softservice.runner.docker.disk.DiskUse;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.docker.sandbox.Sandbox;
import dev.softservice.runner.docker.volume.VolumeCopies;
import dev.softservice.runner.engine.Content;
import dev.softservice.runner.engine.Images;
import dev.softservice.runner.install.Machine;
import dev.softservice.runner.plan.EnvironmentScope;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** The copies of the volumes of installations. */
public final class DockerSavedData implements Machine.SavedData {
    private final Link link;
    private final Sandbox sandbox;
    private final Images images;

    public DockerSavedData(Link link, Sandbox sandbox, Images images) {
        this.link = link;
        this.sandbox = sandbox;
        this.images = images;
    }

    /** Counted on the disk where the volumes' folders can be read; else by reading all that they hold. */
    @Override
    public long bytes(String name) throws InterruptedException {
        var volumes = volumes(name);
        var folders = volumes.stream().map(InspectVolumeResponse::getMountpoint).toList();
        boolean readable = link.isLocal()
                && folders.stream().allMatch(folder -> folder != null && Files.isReadable(Path.of(folder)));
        if (readable) return DiskUse.ofFolders(folders);
        var names = volumes.stream().map(InspectVolumeResponse::getName).toList();
        return copies(name).contents(names).values().stream()
                .mapToLong(Content::bytes)
                .sum();
    }

    @Override
    public Machine.Disk disk() throws InterruptedException {
        var root = link.info().getDockerRootDir();
        if (link.isLocal() && root != null) {
            try {
                var store = Files.getFileStore(Path.of(root));
                return new Machine.Disk(
                        OptionalLong.of(store.getUsableSpace()), OptionalLong.of(store.getTotalSpace()));
            } catch (IOException _) {
                // Not this user's to see.
            }
        }
        return new Machine.Disk(OptionalLong.empty(), OptionalLong.empty());
    }

    @Override
    public void save(String name, String copy, Consumer<String> progress) throws InterruptedException {
        var volumes = volumes(name).stream().map(InspectVolumeResponse::getName).toList();
        try {
            copies(name).save(copy, volumes, progress);
        } catch (RuntimeException failure) {
            try {
                drop(name, copy);
            } catch (RuntimeException later) {
                failure.addSuppressed(later);
            }
            throw failure;
        }
    }

    @Override
    public boolean putBack(String name, String copy, Consumer<String> progress) throws InterruptedException {
        return copies(name).putBack(copy, progress);
    }

    @Override
    public List<String> volumes(String name, String copy) throws InterruptedException {
        return copies(name).copied(copy);
    }

    @Override
    public void read(String name, String copy, String volume, OutputStream to) throws InterruptedException {
        copies(name).read(copy, volume, to);
    }

    @Override
    public void write(String name, String volume, InputStream from) throws InterruptedException {
        copies(name).write(volume, from);
    }

    /** Of whatever a scope is: an installation, or a run. */
    void write(EnvironmentScope scope, String volume, InputStream from) throws InterruptedException {
        new VolumeCopies(link, sandbox, images, scope).write(volume, from);
    }

    @Override
    public void drop(String name, String copy) throws InterruptedException {
        copies(name).drop(copy);
    }

    @Override
    public void erase(String name) throws InterruptedException {
        copies(name).erase();
    }

    /** The volumes that hold the data itself. */
    List<InspectVolumeResponse> volumes(String name) throws InterruptedException {
        return copies(name).volumes();
    }

    private VolumeCopies copies(String name) {
        return new VolumeCopies(link, sandbox, images, new EnvironmentScope.Installation(name, ""));
    }
}
