package dev.softservice.runner.docker.sandbox;

import com.github.dockerjava.api.model.Info;
import dev.softservice.runner.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The list of system calls as a file, for an engine on this machine that takes a file's name in place of what stands in it (Podman). It is read when a container is made, and not again. */
final class ProfileFile implements AutoCloseable {
    private static final Path HOSTNAME = Path.of("/proc/sys/kernel/hostname");

    private Optional<Path> file = Optional.empty();

    /** Whether the engine sees this machine's files: one in a virtual machine, or in a container of its own, may well have its socket here. */
    public static boolean isSeenBy(Info engine) {
        try {
            return Files.exists(HOSTNAME)
                    && Files.readString(HOSTNAME).strip().equals(engine.getName())
                    && System.getProperty("os.version").equals(engine.getKernelVersion());
        } catch (IOException _) {
            return false;
        }
    }

    /** Returns the file's path. */
    public synchronized String of(String profile) {
        close();
        try {
            var made = Files.createTempFile("softservice-syscalls-", ".json");
            file = Optional.of(made);
            // The engine may be another user's.
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-r--r--"));
            return Files.writeString(made, profile).toString();
        } catch (IOException e) {
            throw new EngineException("the list of system calls can't be written for Podman: " + e.getMessage(), e);
        }
    }

    /** Folders for temporary files are swept now and then. */
    public synchronized boolean isGone() {
        return file.filter(Files::notExists).isPresent();
    }

    @Override
    public synchronized void close() {
        try {
            if (file.isPresent()) Files.deleteIfExists(file.get());
        } catch (IOException _) {
            // It says nothing that anybody may not read.
        }
        file = Optional.empty();
    }
}
