package dev.softservice.runner.local;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A copy of a distro's folder as the hub would see it once everything is committed: what git ignores, and {@code .git} itself, are left
 * out. So an editor may go on while the copy is tested, and a build that only works with ignored files fails here as it would there.
 */
public final class Snapshot {
    private final Path from;
    private final Path to;

    private Snapshot(Path from, Path to) {
        this.from = from;
        this.to = to;
    }

    /** Copies {@code from} into the new folder {@code to}. */
    public static void copy(Path from, Path to) throws IOException, InterruptedException {
        Files.createDirectories(to);
        var real = from.toRealPath();
        var snapshot = new Snapshot(real, to);
        var listed = unignored(real);
        if (listed.isEmpty()) {
            snapshot.everything();
            return;
        }
        for (var file : listed.get()) {
            var path = real.resolve(file);
            // Deleted but not yet committed, or another repository inside this one: neither would be there after a
            // commit.
            boolean there = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(path);
            if (there) snapshot.copy(path);
        }
    }

    /** What git would take with {@code git add}, as git itself says; empty where there is no git or no repository. */
    private static Optional<List<String>> unignored(Path folder) throws IOException, InterruptedException {
        return new GitFolder(folder)
                .ask("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
                .map(names -> Arrays.stream(names.split("\0"))
                        .filter(name -> !name.isEmpty())
                        .toList());
    }

    private void everything() throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return folder.endsWith(".git") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile() || attributes.isSymbolicLink()) copy(file);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void copy(Path file) throws IOException {
        var target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
    }
}
