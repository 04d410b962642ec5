package dev.softservice.runner.docker.volume;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import dev.softservice.runner.archive.Tar;
import dev.softservice.runner.docker.container.ContentReader;
import dev.softservice.runner.docker.link.DockerCalls;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.docker.link.Removal;
import dev.softservice.runner.docker.sandbox.Sandbox;
import dev.softservice.runner.engine.Content;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Images;
import dev.softservice.runner.plan.EnvironmentScope;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The volumes of one run or installation, and copies of them in volumes beside them. An installation's go through the engine's archive calls on containers that are made
 * and never started: no image has to be there for it. A run's are copied by a {@link CopyContainer} where the base image is there, which is quicker; so are all on Podman, whose archives make
 * everything root's, and which puts what it is given for a container that does not run beside the volume. Nothing of the distro runs for it, and owners, modes and times come along.
 */
public final class VolumeCopies {
    private static final String LABEL_COPY_OF = "dev.softservice.copy-of";
    /** Under which name it was saved. */
    private static final String LABEL_COPY = "dev.softservice.copy";
    /** Of how many volumes it is, so that one which lost some is told from a whole one. */
    private static final String LABEL_COPY_PARTS = "dev.softservice.copy-parts";

    private static final String ROLE_COPY = "copy";
    private static final String ROLE_PORTER = "porter";
    /** A path that no image has, so that a new volume is not filled from the image. */
    private static final String DATA = "/.softservice-data";

    private final Link link;
    private final DockerClient client;
    private final DockerCalls calls;
    private final Removal removal;
    private final EnvironmentScope scope;
    private final CopyContainer byRunning;

    public VolumeCopies(Link link, Sandbox sandbox, Images images, EnvironmentScope scope) {
        this.link = link;
        this.byRunning = new CopyContainer(link, sandbox, images, scope.labels(ROLE_PORTER));
        this.client = link.client();
        this.calls = link.calls();
        this.removal = link.removal();
        this.scope = scope;
    }

    /** Replaces what was saved under the name before. */
    public void save(String copy, Collection<String> volumes, Consumer<String> progress) throws InterruptedException {
        if (!link.program().keepsOwnersInArchives()) byRunning.prepare();
        drop(copy);
        var carrier = new Carrier();
        for (var volume : volumes) {
            progress.accept("saving " + volume);
            var labels = new LinkedHashMap<>(scope.labels(ROLE_COPY));
            labels.put(LABEL_COPY_OF, volume);
            labels.put(LABEL_COPY, copy);
            labels.put(LABEL_COPY_PARTS, Integer.toString(volumes.size()));
            // No volume of a distro has such a name: those begin with the platform's own word.
            carrier.carry(volume, create(copy + "." + volume, labels));
        }
        carrier.end();
    }

    /** Returns whether there was such a copy; without one there is nothing better than what is there. */
    public boolean putBack(String copy, Consumer<String> progress) throws InterruptedException {
        if (!link.program().keepsOwnersInArchives()) byRunning.prepare();
        dropPorters();
        var copies = copies(copy);
        if (copies.isEmpty()) return false;
        int parts = Integer.parseInt(copies.getFirst().getLabels().getOrDefault(LABEL_COPY_PARTS, "0"));
        if (copies.size() < parts)
            throw new EngineException("of the copy " + copy + " only " + copies.size() + " of " + parts
                    + " volumes are there: the data was left as it is");
        for (var volume : volumes()) remove(volume.getName());
        var carrier = new Carrier();
        for (var saved : copies) {
            var original = Objects.requireNonNull(saved.getLabels().get(LABEL_COPY_OF));
            progress.accept("putting back " + original);
            carrier.carry(saved.getName(), create(original, scope.labels("volume")));
        }
        carrier.end();
        return true;
    }

    /** The volumes that a copy is of. */
    public List<String> copied(String copy) throws InterruptedException {
        return copies(copy).stream()
                .map(saved -> saved.getLabels().get(LABEL_COPY_OF))
                .sorted()
                .toList();
    }

    /** Gives out one volume of a copy as an archive; owners, modes and times are in it. */
    public void read(String copy, String volume, OutputStream to) throws InterruptedException {
        requireOwners();
        reading(copy + "." + volume, archive -> {
            archive.transferTo(to);
            return true;
        });
    }

    /** Makes a volume of such an archive. */
    public void write(String volume, InputStream from) throws InterruptedException {
        requireOwners();
        fill(create(volume, scope.labels("volume")), from);
    }

    /** What is done with the archive of a volume. */
    private interface Reading<T> {
        T of(InputStream archive) throws IOException, InterruptedException;
    }

    /** Every archive comes from here: of copies, of backups, and of what is looked at. */
    private <T> T reading(String volume, Reading<T> reading) throws InterruptedException {
        var porter = porter(volume);
        try {
            return DockerCalls.unguarded("read the volume " + volume, () -> {
                try (var archive =
                        client.copyArchiveFromContainerCmd(porter, DATA).exec()) {
                    return reading.of(archive);
                }
            });
        } finally {
            removal.removeContainer(porter);
        }
    }

    /** And goes here. It names the folder itself, so it is unpacked one above. "CopyUIDGID" stays unset: with it all would belong to the user of the image. */
    private void fill(String volume, InputStream archive) throws InterruptedException {
        var porter = porter(volume);
        try {
            DockerCalls.unguarded(
                    "fill the volume " + volume,
                    () -> client.copyArchiveToContainerCmd(porter)
                            .withRemotePath("/")
                            .withTarInputStream(archive)
                            .exec());
        } finally {
            removal.removeContainer(porter);
        }
    }

    private void requireOwners() throws InterruptedException {
        if (!link.program().keepsOwnersInArchives())
            throw new EngineException(
                    "Podman's archives make everything root's, so no backup can be made of them: use Docker");
    }

    /** What volumes hold, also while they are in use; one that is not there holds nothing. */
    public Map<String, Content> contents(Collection<String> wanted) throws InterruptedException {
        var there = volumes().stream().map(InspectVolumeResponse::getName).collect(Collectors.toSet());
        var contents = new TreeMap<String, Content>();
        for (var volume : wanted) contents.put(volume, there.contains(volume) ? content(volume) : Content.EMPTY);
        return contents;
    }

    private Content content(String volume) throws InterruptedException {
        return reading(volume, archive -> {
            var reader = new ContentReader();
            reader.read(archive, ContentReader::below);
            return reader.content();
        });
    }

    public void drop(String copy) throws InterruptedException {
        dropPorters();
        for (var saved : copies(copy)) remove(saved.getName());
    }

    /** Removes the data itself; copies of it stay. */
    public void erase() throws InterruptedException {
        for (var volume : volumes()) remove(volume.getName());
    }

    /** As a folder for temporary files is: everybody may write, and remove what is theirs. */
    public void share(String volume) throws InterruptedException {
        create(volume, scope.labels("volume"));
        if (!link.program().keepsOwnersInArchives()) {
            byRunning.prepare();
            byRunning.share(volume);
            return;
        }
        var archive = new ByteArrayOutputStream();
        try (var tar = new Tar(archive)) {
            tar.addFolder(DATA.substring(1), 01777);
        } catch (IOException impossible) {
            throw new IllegalStateException("an archive in memory", impossible);
        }
        var porter = porter(volume);
        try {
            calls.call(
                    "share the volume " + volume,
                    () -> client.copyArchiveToContainerCmd(porter)
                            .withRemotePath("/")
                            .withTarInputStream(new ByteArrayInputStream(archive.toByteArray()))
                            .exec());
        } finally {
            removal.removeContainer(porter);
        }
    }

    /** The volumes that hold the data itself. */
    public List<InspectVolumeResponse> volumes() throws InterruptedException {
        return labelled().stream()
                .filter(volume -> !volume.getLabels().containsKey(LABEL_COPY_OF))
                .toList();
    }

    private List<InspectVolumeResponse> copies(String copy) throws InterruptedException {
        return labelled().stream()
                .filter(volume -> volume.getLabels().containsKey(LABEL_COPY_OF)
                        && copy.equals(volume.getLabels().get(LABEL_COPY)))
                .toList();
    }

    private List<InspectVolumeResponse> labelled() throws InterruptedException {
        var filter = Removal.filter(scope.identity());
        var found = calls.call(
                        "list volumes",
                        () -> client.listVolumesCmd()
                                .withFilter("label", filter)
                                .exec())
                .getVolumes();
        return found == null
                ? List.of()
                : found.stream()
                        .filter(volume -> Removal.carries(volume.getLabels(), filter))
                        .toList();
    }

    private String create(String volume, Map<String, String> labels) throws InterruptedException {
        return calls.call(
                        "create the volume " + volume,
                        () -> client.createVolumeCmd()
                                .withName(volume)
                                .withLabels(labels)
                                .exec())
                .getName();
    }

    /** Copies what volumes hold into others, which are empty: a run's in one go, an installation's one by one, so that a crash leaves fewer volumes than there must be. */
    private final class Carrier {
        private final boolean together;
        private final Map<String, String> waiting = new LinkedHashMap<>();

        Carrier() throws InterruptedException {
            together = scope instanceof EnvironmentScope.Run && byRunning.isReady();
        }

        void carry(String from, String to) throws InterruptedException {
            if (together) waiting.put(from, to);
            else if (!link.program().keepsOwnersInArchives()) byRunning.carry(Map.of(from, to));
            else
                reading(from, archive -> {
                    fill(to, archive);
                    return true;
                });
        }

        void end() throws InterruptedException {
            byRunning.carry(waiting);
        }
    }

    /** A container that only holds a volume open; it is never started. */
    private String porter(String volume) throws InterruptedException {
        var mount = new Mount().withType(MountType.VOLUME).withSource(volume).withTarget(DATA);
        var settings = new HostConfig()
                .withMounts(List.of(mount))
                .withNetworkMode("none")
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(List.of("no-new-privileges"));
        return calls.call(
                "make a container for copying " + volume,
                () -> client.createContainerCmd(image())
                        .withHostConfig(settings)
                        .withEntrypoint("/never-started")
                        .withLabels(scope.labels(ROLE_PORTER))
                        .exec()
                        .getId());
    }

    /** Any image will do, since nothing of it runs: the ones built for this very purpose first, which nobody is about to remove. */
    private String image() throws InterruptedException {
        for (var filter : List.of(Removal.filter(scope.identity()), List.<String>of())) {
            var found = calls.call("list images", () -> {
                // Podman takes an empty filter for a wrong one.
                var asking = client.listImagesCmd();
                return filter.isEmpty()
                        ? asking.exec()
                        : asking.withLabelFilter(filter.toArray(String[]::new)).exec();
            });
            // A name is what keeps an image from being collected while it is looked at.
            var named = found.stream()
                    .filter(image -> image.getRepoTags() != null && image.getRepoTags().length > 0)
                    .findFirst();
            var any = named.or(() -> found.stream().findFirst()).map(com.github.dockerjava.api.model.Image::getId);
            if (any.isPresent()) return any.get();
        }
        throw new EngineException("the container engine has no image at all to copy data with");
    }

    private void dropPorters() throws InterruptedException {
        var filter = Removal.filter(scope.labels(ROLE_PORTER));
        for (var porter : calls.call(
                "list containers",
                () -> client.listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(filter)
                        .exec())) {
            removal.removeContainer(porter.getId());
        }
    }

    private void remove(String volume) throws InterruptedException {
        try {
            calls.call(
                    "remove the volume " + volume,
                    () -> client.removeVolumeCmd(volume).exec());
        } catch (NotFoundException gone) {
            // Somebody was quicker.
        } catch (ConflictException used) {
            throw new EngineException(
                    "the volume " + volume + " is in use by a container that does not belong to it: remove that first",
                    used);
        }
    }
}
