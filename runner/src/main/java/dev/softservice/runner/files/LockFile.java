package dev.softservice.runner.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A lock file that this process holds until it is closed, or dies. A file's locks belong to the process, and closing any other descriptor of the file gives them
 * all up (POSIX, fcntl): so what this process holds is remembered here, by the file itself whatever it is called, and never opened a second time.
 */
public final class LockFile implements AutoCloseable {
    /** The files (device and inode) that this process has open to lock them: one list for the process, because the locks are. Guarded by itself. */
    private static final Set<Object> OPEN = new HashSet<>();

    private final Object file;
    private final FileChannel channel;

    private LockFile(Object file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Holds the file, made where it is missing; empty where this process or another one holds it already. */
    public static Optional<LockFile> tryHold(Path path) throws IOException {
        return held(path, false);
    }

    /** Holds the file, made where it is missing, as soon as nobody else does. */
    public static LockFile hold(Path path) throws IOException {
        return held(path, true).orElseThrow();
    }

    /** Whether this process or another one holds the file. One that is not there is held by nobody, and is not made. */
    public static boolean isHeld(Path path) throws IOException {
        synchronized (OPEN) {
            var file = identity(path);
            if (file.isEmpty()) return false;
            if (OPEN.contains(file.get())) return true;
            try (var channel = FileChannel.open(path, StandardOpenOption.WRITE);
                    var free = channel.tryLock()) {
                return free == null;
            } catch (NoSuchFileException removedMeanwhile) {
                return false;
            }
        }
    }

    private static Optional<LockFile> held(Path path, boolean wait) throws IOException {
        while (true) {
            var opened = opened(path, wait);
            if (opened.isEmpty()) return opened;
            boolean held = false;
            try {
                var lock = wait
                        ? opened.get().channel.lock()
                        : opened.get().channel.tryLock();
                if (lock == null) return Optional.empty();
                // Its last holder may have removed it meanwhile: then this is the lock of a file that nobody else will
                // ever
                // find.
                held = identity(path).filter(opened.get().file::equals).isPresent();
                if (held) return opened;
            } finally {
                if (!held) opened.get().close();
            }
        }
    }

    /** Looks and opens in one go, so that no other thread can make this very file its own in between. */
    private static Optional<LockFile> opened(Path path, boolean wait) throws IOException {
        synchronized (OPEN) {
            while (true) {
                var file = identity(path);
                if (file.isEmpty()) {
                    FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                            .close();
                } else if (!OPEN.contains(file.get())) {
                    try {
                        var opened = new LockFile(file.get(), FileChannel.open(path, StandardOpenOption.WRITE));
                        OPEN.add(opened.file);
                        return Optional.of(opened);
                    } catch (NoSuchFileException removedMeanwhile) {
                        // Then there will be a new one.
                    }
                } else if (wait) {
                    awaitChange();
                } else {
                    return Optional.empty();
                }
            }
        }
    }

    private static void awaitChange() throws IOException {
        try {
            OPEN.wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a lock");
        }
    }

    private static Optional<Object> identity(Path path) throws IOException {
        try {
            return Optional.of(
                    Files.readAttributes(path, BasicFileAttributes.class).fileKey());
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        synchronized (OPEN) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                OPEN.remove(file);
                OPEN.notifyAll();
            }
        }
    }
}
