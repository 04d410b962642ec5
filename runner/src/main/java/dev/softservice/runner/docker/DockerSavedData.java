package dev.softservice.runner.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.install.Machine;
import dev.softservice.runner.plan.Scope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Copies of an installation's volumes in volumes beside them. A copy goes through the engine's archive calls on containers that are made
 * and never started: nothing of the distro runs for it, no tool has to be in any image, and owners, modes and times come along.
 */
final class DockerSavedData implements Machine.SavedData {
    private static final String LABEL_COPY_OF = "dev.softservice.copy-of";
    private static final String ROLE_COPY = "copy";
    private static final String ROLE_PORTER = "porter";
    /** A path that no image has, so that a new volume is not filled from the image. */
    private static final String DATA = "/.softservice-data";

    private final DockerClient client;
    private final DockerCalls calls;
    private final Removal removal;

    DockerSavedData(DockerClient client, DockerCalls calls, Removal removal) {
        this.client = client;
        this.calls = calls;
        this.removal = removal;
    }

    @Override
    public void save(String name, Consumer<String> progress) throws InterruptedException {
        drop(name);
        for (var volume : volumes(name)) {
            progress.accept("saving " + volume.getName());
            var labels = new LinkedHashMap<>(labels(name, ROLE_COPY));
            labels.put(LABEL_COPY_OF, volume.getName());
            copy(name, volume.getName(), create(copyName(volume.getName()), labels));
        }
    }

    @Override
    public void putBack(String name, Consumer<String> progress) throws InterruptedException {
        dropPorters(name);
        var copies = copies(name);
        // Without a copy there is nothing better than what is there.
        if (copies.isEmpty()) return;
        for (var volume : volumes(name)) removeVolume(volume.getName());
        for (var copy : copies) {
            var original = copy.getLabels().get(LABEL_COPY_OF);
            progress.accept("putting back " + original);
            copy(name, copy.getName(), create(original, labels(name, "volume")));
        }
    }

    @Override
    public void drop(String name) throws InterruptedException {
        dropPorters(name);
        for (var copy : copies(name)) removeVolume(copy.getName());
    }

    /** The volumes that hold the data itself. */
    List<InspectVolumeResponse> volumes(String name) throws InterruptedException {
        return labelled(name).stream().filter(volume -> !volume.getLabels().containsKey(LABEL_COPY_OF)).toList();
    }

    private List<InspectVolumeResponse> copies(String name) throws InterruptedException {
        return labelled(name).stream().filter(volume -> volume.getLabels().containsKey(LABEL_COPY_OF)).toList();
    }

    private List<InspectVolumeResponse> labelled(String name) throws InterruptedException {
        var filter = List.of(Scope.LABEL_INSTALL + "=" + name);
        var found = calls.call("list volumes", () -> client.listVolumesCmd().withFilter("label", filter).exec()).getVolumes();
        return found == null ? List.of() : found;
    }

    private static String copyName(String volume) {
        return volume + ".saved";
    }

    private static Map<String, String> labels(String name, String role) {
        return new Scope.Installation(name, "").labels(role);
    }

    private String create(String volume, Map<String, String> labels) throws InterruptedException {
        return calls.call("create the volume " + volume, () -> client.createVolumeCmd().withName(volume).withLabels(labels).exec()).getName();
    }

    private void copy(String name, String from, String to) throws InterruptedException {
        var reader = porter(name, from);
        try {
            var writer = porter(name, to);
            try {
                carry(reader, writer, from);
            } finally {
                removal.removeContainer(writer);
            }
        } finally {
            removal.removeContainer(reader);
        }
    }

    /** The archive of a folder names the folder itself, so it is unpacked one above. "CopyUIDGID" stays unset: with it all would belong to the user of the image. */
    private void carry(String reader, String writer, String what) throws InterruptedException {
        DockerCalls.unguarded("copy the volume " + what, () -> {
            try (var archive = client.copyArchiveFromContainerCmd(reader, DATA).exec()) {
                client.copyArchiveToContainerCmd(writer).withRemotePath("/").withTarInputStream(archive).exec();
            } catch (IOException e) {
                throw new EngineException("the volume " + what + " could not be copied: " + e.getMessage(), e);
            }
            return null;
        });
    }

    /** A container that only holds a volume open; it is never started. */
    private String porter(String name, String volume) throws InterruptedException {
        var mount = new Mount().withType(MountType.VOLUME).withSource(volume).withTarget(DATA);
        var settings = new HostConfig().withMounts(List.of(mount)).withNetworkMode("none").withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"));
        return calls.call("make a container for copying " + volume, () -> client.createContainerCmd(image(name)).withHostConfig(settings)
                .withEntrypoint("/never-started").withLabels(labels(name, ROLE_PORTER)).exec().getId());
    }

    /** Any image will do, since nothing of it runs: the ones built for this installation first. */
    private String image(String name) throws InterruptedException {
        var own = List.of(Scope.LABEL_INSTALL + "=" + name);
        var images = new ArrayList<>(calls.call("list images", () -> client.listImagesCmd().withLabelFilter(own.toArray(String[]::new)).exec()));
        if (images.isEmpty()) images.addAll(calls.call("list images", () -> client.listImagesCmd().exec()));
        return Optional.ofNullable(images.isEmpty() ? null : images.getFirst().getId())
                .orElseThrow(() -> new EngineException("the container engine has no image at all to copy data with"));
    }

    private void dropPorters(String name) throws InterruptedException {
        var filter = List.of(Scope.LABEL_INSTALL + "=" + name, Scope.LABEL_ROLE + "=" + ROLE_PORTER);
        for (var porter : calls.call("list containers", () -> client.listContainersCmd().withShowAll(true).withLabelFilter(filter).exec())) {
            removal.removeContainer(porter.getId());
        }
    }

    private void removeVolume(String volume) throws InterruptedException {
        try {
            calls.call("remove the volume " + volume, () -> client.removeVolumeCmd(volume).exec());
        } catch (NotFoundException gone) {
            // Somebody was quicker.
        } catch (ConflictException used) {
            throw new EngineException("the volume " + volume + " is in use by a container that does not belong to this installation: remove that first", used);
        }
    }
}
