package dev.softservice.server.app;

import dev.softservice.runner.files.LockFile;
import dev.softservice.server.core.Refusal;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Where a hub keeps everything. Held by one hub at a time: a second one refuses to start. */
public final class DataFolder implements AutoCloseable {
    private static final String LOCK = "hub.lock";

    private final Path root;
    private final LockFile lock;
    private final String hubId;

    private DataFolder(Path root, LockFile lock, String hubId) {
        this.root = root;
        this.lock = lock;
        this.hubId = hubId;
    }

    /** Makes the folder where it is missing, readable by its owner only, and takes it. */
    public static DataFolder open(Path path) {
        try {
            var root = path.toAbsolutePath().normalize();
            if (!Files.exists(root)) {
                Files.createDirectories(root);
                Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
            }
            for (var part : new String[] {"repositories", "runs", "work", "trees", "keys", "blobs", "downloads"})
                Files.createDirectories(root.resolve(part));
            Files.setPosixFilePermissions(root.resolve("keys"), PosixFilePermissions.fromString("rwx------"));
            var lock = LockFile.tryHold(root.resolve(LOCK))
                    .orElseThrow(() -> Refusal.conflict("data folder " + root
                            + ": another hub is using it; stop that one or choose another --data"));
            try {
                return new DataFolder(root, lock, hubId(root.resolve("hub-id")));
            } catch (IOException failed) {
                lock.close();
                throw failed;
            }
        } catch (IOException failed) {
            throw Refusal.invalid("data folder " + path + ": cannot be used: " + failed.getMessage());
        }
    }

    /** Whether a hub uses the folder at present. */
    static boolean isTaken(Path path) {
        try {
            return LockFile.isHeld(path.toAbsolutePath().normalize().resolve(LOCK));
        } catch (IOException failed) {
            throw Refusal.invalid("data folder " + path + ": cannot be used: " + failed.getMessage());
        }
    }

    private static String hubId(Path file) throws IOException {
        if (Files.exists(file)) {
            var known = Files.readString(file).strip();
            if (known.matches("[0-9a-f]{16}")) return known;
        }
        var bytes = new byte[8];
        new SecureRandom().nextBytes(bytes);
        var made = HexFormat.of().formatHex(bytes);
        var half = file.resolveSibling("hub-id.new");
        Files.writeString(half, made);
        try (var written = FileChannel.open(half, StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(
                half,
                file,
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        return made;
    }

    /** Names this hub in labels on the engine; 16 hex digits, the same for the folder's whole life. */
    public String hubId() {
        return hubId;
    }

    public Path root() {
        return root;
    }

    public Path database() {
        return root.resolve("hub.db");
    }

    public Path repositories() {
        return root.resolve("repositories");
    }

    public Path runs() {
        return root.resolve("runs");
    }

    /** Scratch space: emptied at every start. */
    public Path work() {
        return root.resolve("work");
    }

    /** Trees of releases that others use, each in a folder of its own; can be made again from the repositories. */
    public Path trees() {
        return root.resolve("trees");
    }

    /** When which image was used last. */
    public Path images() {
        return root.resolve("images");
    }

    /** The images of releases. */
    public Path blobs() {
        return root.resolve("blobs");
    }

    /** What people install the command from; the operator puts it there. */
    public Path downloads() {
        return root.resolve("downloads");
    }

    public Path signingKey() {
        return root.resolve("keys").resolve("signing");
    }

    /** The key that seals secrets in the database. */
    public Path secretsKey() {
        return root.resolve("keys").resolve("secrets");
    }

    @Override
    public void close() {
        lock.close();
    }
}
