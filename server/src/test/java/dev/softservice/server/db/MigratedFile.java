package dev.softservice.server.db;

import dev.softservice.runner.install.Folders;
import dev.softservice.runner.testing.MemoryTempDir;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * An SQLite database as a hub's first start leaves it. The migrations run once in a test JVM, and each test has a copy: they take longer
 * than most tests do.
 */
public final class MigratedFile {
    private static final class Made {
        static final byte[] CONTENT = content();
    }

    private MigratedFile() {}

    /** Puts one at {@code file}, with the folders above it; what is there already stays. */
    public static void at(Path file) {
        try {
            if (Files.exists(file)) return;
            Files.createDirectories(file.toAbsolutePath().getParent());
            var half = Files.write(file.resolveSibling(file.getFileName() + ".half"), Made.CONTENT);
            Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static byte[] content() {
        try {
            var folder = MemoryTempDir.create();
            try {
                var file = folder.resolve("hub.db");
                new Sqlite(file, Duration.ofSeconds(5)).migrate();
                if (Files.exists(folder.resolve("hub.db-wal")))
                    throw new IllegalStateException("the migrated database is not one file");
                return Files.readAllBytes(file);
            } finally {
                Folders.delete(folder);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
