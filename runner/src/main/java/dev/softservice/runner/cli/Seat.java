package dev.softservice.runner.cli;

import dev.softservice.runner.install.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * One run's place on this machine: its id, and a folder for what it needs, held by a file lock for as long as the process lives. A seat
 * whose lock is free belongs to a process that is gone; whatever its run left on the engine may be removed.
 */
public final class Seat implements AutoCloseable {
    private static final String LOCK = "lock";

    private final Path folder;
    private final FileChannel channel;
    private final boolean keep;

    private Seat(Path folder, FileChannel channel, boolean keep) {
        this.folder = folder;
        this.channel = channel;
        this.keep = keep;
    }

    /** Takes a new seat among those of {@code user}. */
    public static Seat take(Path temporary, String user, boolean keep) throws IOException {
        var id = "test-" + Long.toString(new SecureRandom().nextLong() & Long.MAX_VALUE, 36);
        var folder = runs(temporary, user).resolve(id);
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        channel.lock();
        return new Seat(folder, channel, keep);
    }

    /** Who orders runs on a contributor's own machine: sweeping never reaches beyond the same user. */
    public static String hub(String user) {
        return "local-" + user.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    }

    /** The ids of all runs that are still going on; the seats of dead ones are cleared away. */
    public static Set<String> alive(Path temporary, String user) throws IOException {
        var alive = new HashSet<String>();
        if (!Files.isDirectory(runs(temporary, user))) return alive;
        try (var seats = Files.newDirectoryStream(runs(temporary, user))) {
            for (var seat : seats) {
                if (isHeld(seat.resolve(LOCK))) alive.add(seat.getFileName().toString());
                else Folders.delete(seat);
            }
        }
        return alive;
    }

    private static boolean isHeld(Path lock) throws IOException {
        if (!Files.exists(lock)) return false;
        try (var channel = FileChannel.open(lock, StandardOpenOption.WRITE); var free = channel.tryLock()) {
            return free == null;
        } catch (OverlappingFileLockException heldInThisProcess) {
            return true;
        }
    }

    private static Path runs(Path temporary, String user) {
        return temporary.resolve("softservice-" + user).resolve("runs");
    }

    public String id() {
        return folder.getFileName().toString();
    }

    /** Where the tested tree is put. */
    public Path source() {
        return folder.resolve("source");
    }

    /** Where the release is put that it is upgraded from. */
    Path stable() {
        return folder.resolve("stable");
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!keep) Folders.delete(folder);
    }
}
