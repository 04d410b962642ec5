package dev.softservice.server.git;

import dev.softservice.server.repo.RepositoryName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Trees as folders, each made once and then only read. One process owns the folder; those used longest ago are removed when it begins, so
 * that nothing disappears under a run.
 */
public final class TreeFolders {
    /** More than one composition can have parts. */
    static final int KEPT = 128;

    private static final String HALF = "half-";

    private final GitStore git;
    private final Path folder;

    public TreeFolders(GitStore git, Path folder) {
        this.git = git;
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            for (var old : outlived()) clear(old);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What a crash left half made, and what is too many. */
    private List<Path> outlived() throws IOException {
        try (var all = Files.list(folder)) {
            var newestFirst = all.sorted(
                            Comparator.comparing(TreeFolders::usedAt).reversed())
                    .toList();
            var whole = newestFirst.stream()
                    .filter(tree -> !isHalf(tree))
                    .limit(KEPT)
                    .toList();
            return newestFirst.stream().filter(tree -> !whole.contains(tree)).toList();
        }
    }

    private static boolean isHalf(Path tree) {
        return tree.getFileName().toString().startsWith(HALF);
    }

    private static FileTime usedAt(Path tree) {
        try {
            return Files.getLastModifiedTime(tree, LinkOption.NOFOLLOW_LINKS);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    /** Where the folder of {@code tree} is once it has been made. */
    public Path where(ObjectId tree) {
        return folder.resolve(tree.name());
    }

    /** The folder of {@code tree}, made where it is missing; durable before it has its name, so that it is whole or not there. */
    public Path of(RepositoryName repository, ObjectId tree) throws IOException {
        var whole = where(tree);
        if (!Files.isDirectory(whole)) make(repository, tree, whole);
        Files.setLastModifiedTime(whole, FileTime.from(Instant.now()));
        return whole;
    }

    private void make(RepositoryName repository, ObjectId tree, Path whole) throws IOException {
        var half = folder.resolve(HALF + UUID.randomUUID());
        try {
            git.export(repository, tree, half);
            sync(half);
            Files.move(half, whole, StandardCopyOption.ATOMIC_MOVE);
            force(folder);
        } catch (IOException | RuntimeException failed) {
            clear(half);
            // Somebody else may have made the same one meanwhile; it is as good.
            if (!Files.isDirectory(whole)) throw failed;
        }
    }

    private static void sync(Path root) throws IOException {
        try (var all = Files.walk(root)) {
            for (var path : all.filter(path -> !Files.isSymbolicLink(path)).toList()) force(path);
        }
    }

    private static void force(Path path) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void clear(Path root) throws IOException {
        if (!Files.exists(root, LinkOption.NOFOLLOW_LINKS)) return;
        try (var all = Files.walk(root)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(path);
        }
    }
}
