package dev.softservice.runner.local;

import dev.softservice.runner.files.LockFile;
import dev.softservice.runner.install.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * One run's place on this machine: its id, and a folder for what it needs, held by a file lock for as long as the process lives. A seat
 * whose lock is free belongs to a process that is gone; whatever its run left on the engine may be removed.
 */
public final class Seat implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final String HALF_TAKEN = ".";
    private static final Duration TAKING = Duration.ofMinutes(1);

    private final Path folder;
    private final LockFile lock;
    private final boolean keep;

    private Seat(Path folder, LockFile lock, boolean keep) {
        this.folder = folder;
        this.lock = lock;
        this.keep = keep;
    }

    /** Takes a new seat among those of {@code user}. */
    public static Seat take(Path temporary, String user, boolean keep) throws IOException {
        var id = "test-" + Long.toString(new SecureRandom().nextLong() & Long.MAX_VALUE, 36);
        var runs = runs(temporary, user);
        var half = runs.resolve(HALF_TAKEN + id);
        Files.createDirectories(
                half, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var lock = LockFile.hold(half.resolve(LOCK));
        // A seat is seen by its name only once it is held: nobody who looks between the two takes it for a dead one's.
        return new Seat(Files.move(half, runs.resolve(id), StandardCopyOption.ATOMIC_MOVE), lock, keep);
    }

    /** Who orders runs on a contributor's own machine: sweeping never reaches beyond the same user. */
    public static String hub(String user) {
        return "local-" + user.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    }

    /** The ids of all runs that are still going on; the seats of dead ones are cleared away. */
    public static Set<String> alive(Path temporary, String user) {
        var alive = new HashSet<String>();
        if (!Files.isDirectory(runs(temporary, user))) return alive;
        try (var seats = Files.newDirectoryStream(runs(temporary, user))) {
            for (var seat : seats) {
                if (isBeingTaken(seat)) continue;
                if (LockFile.isHeld(seat.resolve(LOCK)))
                    alive.add(seat.getFileName().toString());
                else Folders.delete(seat);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("which runs are going on, by " + runs(temporary, user), e);
        }
        return alive;
    }

    private static boolean isBeingTaken(Path seat) throws IOException {
        if (!seat.getFileName().toString().startsWith(HALF_TAKEN)) return false;
        try {
            return Files.getLastModifiedTime(seat)
                    .toInstant()
                    .isAfter(Instant.now().minus(TAKING));
        } catch (NoSuchFileException takenMeanwhile) {
            return true;
        }
    }

    private static Path runs(Path temporary, String user) {
        return temporary.toAbsolutePath().resolve("softservice-" + user).resolve("runs");
    }

    public String id() {
        return folder.getFileName().toString();
    }

    /** Where the tested tree is put. */
    public Path source() {
        return folder.resolve("source");
    }

    /** Where the release is put that it is upgraded from. */
    public Path stable() {
        return folder.resolve("stable");
    }

    @Override
    public void close() throws IOException {
        lock.close();
        if (!keep) Folders.delete(folder);
    }
}
