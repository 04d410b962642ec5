package dev.softservice.runner.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.runner.evidence.SigningKey;
import dev.softservice.runner.files.LockFile;
import dev.softservice.runner.files.PrivateFile;
import dev.softservice.runner.wire.Messages;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a runner keeps on its machine, for its own user alone: who it is at its hub, its key, and trees. One process has it at a time. */
public final class RunnerFolder implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String IDENTITY = "runner.json";
    private static final String KEY = "key";
    /** With less free, no run is taken. */
    private static final long LEAST_FREE = 1L << 30;

    private final Path folder;
    private final LockFile lock;
    private final SigningKey key;
    private final TreeCache trees;
    private @Nullable JsonNode identity;

    private RunnerFolder(Path folder, LockFile lock, SigningKey key, TreeCache trees) {
        this.folder = folder;
        this.lock = lock;
        this.key = key;
        this.trees = trees;
    }

    /** Makes what is missing. @throws IOException with one line; a folder that another runner has is one, too */
    public static RunnerFolder open(Path folder, Clock clock) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var trees = Files.createDirectories(folder.resolve("trees"));
        var lock = LockFile.tryHold(folder.resolve("lock"))
                .orElseThrow(() -> new IOException(folder + " belongs to another runner of this machine that is"
                        + " running: give each a folder of its own with --state"));
        try {
            var key = folder.resolve(KEY);
            if (!Files.exists(key)) SigningKey.generate().save(key);
            var opened = new RunnerFolder(folder, lock, SigningKey.load(key), new TreeCache(trees, clock));
            var file = folder.resolve(IDENTITY);
            if (Files.exists(file)) opened.identity = JSON.readTree(file.toFile());
            opened.trees.tidy();
            return opened;
        } catch (IOException | RuntimeException failed) {
            lock.close();
            throw failed;
        }
    }

    /** Whether it is registered at this hub. */
    boolean isKnownAt(URI hub) {
        return identity != null && text("hub").equals(hub.toString());
    }

    /** Writes down who it is, durably and for its user alone. */
    void remember(URI hub, String name, Messages.Registered registered) throws IOException {
        var node = JSON.createObjectNode()
                .put("hub", hub.toString())
                .put("hubId", registered.hub())
                .put("name", name)
                .put("id", registered.id())
                .put("secret", registered.secret());
        PrivateFile.write(folder.resolve(IDENTITY), JSON.writeValueAsBytes(node));
        identity = node;
    }

    private String text(String field) {
        return identity == null ? "" : identity.path(field).asText("");
    }

    String name() {
        return text("name");
    }

    String hubId() {
        return text("hubId");
    }

    String secret() {
        return text("secret");
    }

    /** What its things on the engine are labelled with, which no hub and no other runner has. */
    String label() {
        return hubId() + "-" + text("id");
    }

    SigningKey key() {
        return key;
    }

    TreeCache trees() {
        return trees;
    }

    /** Why no run should be begun here; empty: there is room. */
    Optional<String> trouble() {
        return trouble(LEAST_FREE);
    }

    /** {@code least}: bytes that have to be free. */
    Optional<String> trouble(long least) {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            return free >= least
                    ? Optional.empty()
                    : Optional.of("less than 1 GiB is free in " + folder + ": make room, then it goes on by itself");
        } catch (IOException gone) {
            return Optional.of(folder + " can't be used: " + gone.getMessage());
        }
    }

    @Override
    public void close() {
        lock.close();
    }
}
