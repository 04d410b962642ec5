package dev.softservice.runner.docker.environment;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.ChangeLog;
import dev.softservice.runner.docker.container.Archives;
import dev.softservice.runner.docker.container.Containers;
import dev.softservice.runner.docker.container.ContentReader;
import dev.softservice.runner.docker.disk.WritableLayer;
import dev.softservice.runner.docker.image.PresentImages;
import dev.softservice.runner.docker.link.DockerCalls;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.engine.Content;
import dev.softservice.runner.engine.OwnFiles;
import dev.softservice.runner.engine.Traces;
import dev.softservice.runner.plan.ContainerPlan;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at what a running container has written where nothing of the distro is mounted. */
final class OwnFilesReader {
    /** A container that writes more files than these into its own layer is found by any of them. */
    private static final int MOST_PATHS = 100;
    /** So many in one folder are asked for one by one. */
    private static final int FEW = 3;
    /** Bytes of other files in a folder that are read in vain at most. */
    private static final long MOST_BESIDE = 256 << 10;
    /** The engine's own numbers: 0 changed, 1 added, 2 deleted. */
    private static final Integer DELETED = 2;

    private static final Logger LOG = LoggerFactory.getLogger(OwnFilesReader.class);

    private final Link link;
    private final Containers containers;
    private final PresentImages images;

    OwnFilesReader(Link link, Containers containers, PresentImages images) {
        this.link = link;
        this.containers = containers;
        this.images = images;
    }

    OwnFiles of(ContainerPlan container, String id) throws InterruptedException {
        var state = containers.inspect(id).orElseThrow(() -> EnvironmentContainers.removed(container, "in a run"));
        return new OwnFiles(container.name(), layer(container, state), unmounted(container, state));
    }

    private Content layer(ContainerPlan container, InspectContainerResponse state) throws InterruptedException {
        var mounted = mounted(container, state);
        if (link.isLocal()) {
            var layer = WritableLayer.of(state);
            if (layer.isPresent()) return onThisMachine(layer.get(), mounted);
        }
        return asked(container, state.getId(), mounted);
    }

    private static Content onThisMachine(WritableLayer layer, Set<String> mounted) {
        var reader = new ContentReader();
        try {
            layer.changed(path -> !mounted.contains(path) && !Traces.are(path), reader::add);
        } catch (IOException gone) {
            LOG.debug("a layer is not read: {}", gone.getMessage());
        }
        return reader.content();
    }

    private Content asked(ContainerPlan container, String id, Set<String> mounted) throws InterruptedException {
        var changes = link.calls()
                .call(
                        "list what the container of " + container.name() + " has written",
                        // The engine's answer for none is null.
                        () -> Objects.requireNonNullElse(
                                link.client().containerDiffCmd(id).exec(), List.<ChangeLog>of()));
        var paths = new TreeSet<String>();
        for (var change : changes) {
            if (!DELETED.equals(change.getKind())) paths.add(change.getPath());
        }
        var files = innermost(paths).stream()
                .filter(path -> !mounted.contains(path) && !Traces.are(path))
                .limit(MOST_PATHS)
                .toList();
        var reader = new ContentReader();
        for (var folder : files.stream()
                .collect(Collectors.groupingBy(
                        OwnFilesReader::parent, TreeMap::new, Collectors.toCollection(TreeSet::new)))
                .entrySet()) {
            if (folder.getValue().size() < FEW || !together(id, folder.getKey(), folder.getValue(), reader))
                for (var path : folder.getValue()) alone(id, path, reader);
        }
        return reader.content();
    }

    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/') + 1);
    }

    private void alone(String id, String path, ContentReader reader) throws InterruptedException {
        read(path, () -> {
            try (var archive =
                    link.client().copyArchiveFromContainerCmd(id, path).exec()) {
                reader.readFile(archive, name -> parent(path) + name);
            }
        });
    }

    /**
     * Reads some of what is in a folder by one call instead of one for each: a call costs the engine more than a small folder does. False: nothing was read, since there is much else in the
     * folder.
     *
     * @param folder ends with a slash
     */
    private boolean together(String id, String folder, Set<String> paths, ContentReader reader)
            throws InterruptedException {
        if (folder.equals("/")) return false;
        var found = new AtomicBoolean();
        var path = folder.substring(0, folder.length() - 1);
        var above = parent(path);
        read(path, () -> {
            var archive = link.client().copyArchiveFromContainerCmd(id, path).exec();
            try {
                found.set(reader.readSome(archive, name -> above + name, paths, MOST_BESIDE));
            } finally {
                Archives.letGo(archive);
            }
        });
        return found.get();
    }

    /** Of folders, only what is in them counts, what is mounted or left out later included. */
    static List<String> innermost(TreeSet<String> paths) {
        return paths.stream().filter(path -> !isAbove(path, paths.higher(path))).toList();
    }

    private static boolean isAbove(String path, @Nullable String next) {
        return next != null && next.startsWith(path + "/");
    }

    /** A folder that something is mounted on is no file of the layer. */
    private static Set<String> mounted(ContainerPlan container, InspectContainerResponse state) {
        var mounted = new TreeSet<String>();
        if (state.getMounts() != null)
            state.getMounts().forEach(mount -> mounted.add(String.valueOf(mount.getDestination())));
        container.files().volumes().forEach(volume -> mounted.add(volume.target()));
        container.files().tmpfs().forEach(tmpfs -> mounted.add(tmpfs.target()));
        return mounted;
    }

    private Map<String, Content> unmounted(ContainerPlan container, InspectContainerResponse state)
            throws InterruptedException {
        var found = new TreeMap<String, Content>();
        for (var folder : container.unmounted(images.volumes(state.getImageId()))) {
            var reader = new ContentReader();
            read(folder, () -> {
                try (var archive = link.client()
                        .copyArchiveFromContainerCmd(state.getId(), folder)
                        .exec()) {
                    reader.read(archive, ContentReader::below);
                }
            });
            found.put(folder, reader.content());
        }
        return found;
    }

    private interface Reading {
        void read() throws IOException, InterruptedException;
    }

    /** What is gone by now, or can't be read, holds nothing. */
    private static void read(String path, Reading reading) throws InterruptedException {
        DockerCalls.unguarded("read " + path, () -> {
            try {
                reading.read();
            } catch (DockerException | IOException gone) {
                LOG.debug("{} is not read: {}", path, gone.getMessage());
            }
            return null;
        });
    }
}
