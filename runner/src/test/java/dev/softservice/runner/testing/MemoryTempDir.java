package dev.softservice.runner.testing;

import dev.softservice.runner.install.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Puts the folders of tests into memory where the machine has room for it. The product makes sure that what it acknowledges is on
 * the disk. Tests kill processes, not machines: for them the same calls on a file system in memory show as much, in half the time.
 */
public final class MemoryTempDir implements TempDirFactory {
    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long ROOM = 4L << 30;
    /** Short: sockets have paths of at most 108 letters, and Podman's own folders of 50. */
    private static final String PREFIX = "sst-";

    private static final AtomicInteger COUNT = new AtomicInteger();

    private static final class Place {
        static final Path CHOSEN = isFit() ? MEMORY : Path.of(System.getProperty("java.io.tmpdir"));

        static {
            sweep();
        }
    }

    @Override
    public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext test) throws IOException {
        return create();
    }

    /** A new folder, for the caller to delete. */
    public static Path create() throws IOException {
        var name = PREFIX + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
        return Files.createDirectory(
                Place.CHOSEN.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Scripts and hooks run from these folders. */
    private static boolean isFit() {
        try {
            return Files.isWritable(MEMORY)
                    && Files.getFileStore(MEMORY).type().equals("tmpfs")
                    && Files.getFileStore(MEMORY).getUsableSpace() >= ROOM
                    && Files.readAllLines(Path.of("/proc/mounts")).stream()
                            .map(line -> line.split(" "))
                            .filter(mount -> mount[1].equals(MEMORY.toString()))
                            .noneMatch(
                                    mount -> Arrays.asList(mount[3].split(",")).contains("noexec"));
        } catch (IOException _) {
            return false;
        }
    }

    /** What a killed test process has left would stay in memory until the machine is started anew. */
    private static void sweep() {
        try (var all = Files.list(MEMORY)) {
            all.filter(folder -> folder.getFileName().toString().startsWith(PREFIX))
                    .filter(folder -> ProcessHandle.of(pid(folder)).isEmpty())
                    .forEach(Folders::delete);
        } catch (IOException | UncheckedIOException _) {
            // Another process sweeps at the same time, or there is no such folder here.
        }
    }

    private static long pid(Path folder) {
        return Long.parseLong(
                folder.getFileName().toString().substring(PREFIX.length()).split("-")[0]);
    }
}
