package dev.softservice.runner.docker.disk;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Info;
import dev.softservice.runner.docker.link.Link;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Measures how much disk containers use. If the engine's folders are on this machine and can be read, {@code du}
 * counts their writable layers and volumes; otherwise the engine is asked, which is slower.
 */
public final class DiskUse {
    /** A file costs a block and an inode however little is in it. */
    private static final long LEAST_A_FILE = 4 << 10;

    private static final long DU_SECONDS = 120;

    private final Link link;
    private final Optional<Path> root;

    private DiskUse(Link link, Optional<Path> root) {
        this.link = link;
        this.root = root;
    }

    public static DiskUse on(Link link) throws InterruptedException {
        return new DiskUse(link, link.isLocal() ? seen(link.info()) : Optional.empty());
    }

    /** Drivers other than overlay keep what a container wrote elsewhere. */
    private static Optional<Path> seen(Info engine) {
        return Optional.ofNullable(engine.getDockerRootDir())
                .filter(_ -> "overlay2".equals(engine.getDriver()))
                .map(Path::of)
                .filter(path -> Files.isExecutable(path) && Files.isReadable(path));
    }

    /** Bytes that are free where the engine keeps its data; empty where that can't be seen. Costs nothing, so it tells cheaply that nothing was written. */
    Optional<Long> free() {
        try {
            return root.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Files.getFileStore(root.get()).getUsableSpace());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /**
     * Bytes by holder: a container's name, or {@code the volume NAME}.
     *
     * @param containers ids by name; those that are gone hold nothing
     */
    public Map<String, Long> of(Map<String, String> containers) throws InterruptedException {
        var held = new TreeMap<String, Long>();
        var folders = new TreeMap<String, String>();
        for (var container : containers.entrySet()) {
            var found = inspect(container.getValue());
            if (found.isEmpty()) continue;
            if (root.isPresent()) {
                WritableLayer.of(found.get())
                        .ifPresent(layer -> folders.put(layer.folder().toString(), container.getKey()));
                volumes(found.get(), folders);
            } else {
                held.put(
                        container.getKey(),
                        Optional.ofNullable(found.get().getSizeRw()).orElse(0L));
            }
        }
        if (!folders.isEmpty())
            measure(folders.keySet()).forEach((folder, bytes) -> held.merge(folders.get(folder), bytes, Long::sum));
        return held;
    }

    /** Bytes in folders of this machine. */
    public static long ofFolders(Collection<String> folders) throws InterruptedException {
        return folders.isEmpty()
                ? 0
                : measure(folders).values().stream().mapToLong(Long::longValue).sum();
    }

    private Optional<InspectContainerResponse> inspect(String id) throws InterruptedException {
        try {
            return Optional.of(link.calls()
                    .call(
                            "inspect the container " + id,
                            () -> link.client()
                                    .inspectContainerCmd(id)
                                    .withSize(root.isEmpty())
                                    .exec()));
        } catch (DockerException _) {
            return Optional.empty();
        }
    }

    private static void volumes(InspectContainerResponse container, Map<String, String> folders) {
        if (container.getMounts() == null) return;
        for (var mount : container.getMounts()) {
            if (mount.getName() != null && mount.getSource() != null && Files.isReadable(Path.of(mount.getSource()))) {
                folders.put(mount.getSource(), "the volume " + mount.getName());
            }
        }
    }

    private static Map<String, Long> measure(Collection<String> folders) throws InterruptedException {
        var bytes = du(folders, "-B1");
        du(folders, "--inodes").forEach((folder, files) -> bytes.merge(folder, files * LEAST_A_FILE, Math::max));
        return bytes;
    }

    /** What it can't read, or what vanishes meanwhile, it leaves out. */
    private static Map<String, Long> du(Collection<String> folders, String unit) throws InterruptedException {
        var command = new ArrayList<>(List.of("du", "-s", "-x", unit, "--"));
        command.addAll(folders);
        var sizes = new TreeMap<String, Long>();
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var output = process.inputReader()) {
                process.getOutputStream().close();
                for (var line = output.readLine(); line != null; line = output.readLine()) {
                    int tab = line.indexOf('\t');
                    if (tab > 0) sizes.put(line.substring(tab + 1), Long.parseLong(line.substring(0, tab)));
                }
                process.waitFor(DU_SECONDS, TimeUnit.SECONDS);
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException _) {
            // No du on this machine, or it was cut off: what was counted counts.
        }
        return sizes;
    }

    public static String text(long bytes) {
        return bytes >= 1L << 30 && bytes % (1L << 30) == 0 ? (bytes >> 30) + " GiB" : (bytes >> 20) + " MiB";
    }
}
