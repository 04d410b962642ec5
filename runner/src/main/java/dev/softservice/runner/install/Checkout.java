package dev.softservice.runner.install;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Writes one exact tree of a repository into a folder: no filter, hook or setting of the repository has a part in it. */
public final class Checkout {
    private static final int LONGEST_LINK = 4_096;

    private final Repository repository;
    private final Path root;

    private Checkout(Repository repository, Path root) {
        this.repository = repository;
        this.root = root;
    }

    /** Makes {@code folder} hold exactly {@code tree}; what stood there before is gone. A crash leaves the old folder or none. */
    static void write(Repository repository, String tree, Path folder) {
        var fresh = folder.resolveSibling(folder.getFileName() + ".new");
        Folders.delete(fresh);
        try {
            Files.createDirectories(fresh);
            new Checkout(repository, fresh).entries(ObjectId.fromString(tree));
            Folders.delete(folder);
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same from somebody's own repository. {@code objects}: its folder of that name, or a worktree's; what it borrows from others is found, too. */
    public static void write(Path objects, String tree, Path folder) {
        JgitConfiguration.isolate();
        var nowhere = folder.resolveSibling(folder.getFileName() + ".git");
        try (var repository = new RepositoryBuilder()
                .setGitDir(nowhere.toFile())
                .setBare()
                .setObjectDirectory(objects.toFile())
                .build()) {
            write(repository, tree, folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void entries(ObjectId tree) throws IOException {
        try (var walk = new TreeWalk(repository)) {
            walk.addTree(tree);
            while (walk.next()) {
                checkName(walk);
                var path = root.resolve(walk.getPathString());
                var mode = walk.getFileMode();
                if (mode == FileMode.TREE) {
                    Files.createDirectory(path);
                    walk.enterSubtree();
                } else if (mode == FileMode.SYMLINK) {
                    link(walk, path);
                } else if (mode == FileMode.GITLINK) {
                    Files.createDirectory(path);
                } else {
                    file(walk.getObjectId(0), path, mode == FileMode.EXECUTABLE_FILE);
                }
            }
        }
    }

    private static void checkName(TreeWalk walk) {
        try {
            var path = walk.getRawPath();
            int start = path.length;
            while (start > 0 && path[start - 1] != '/') start--;
            new ObjectChecker().setSafeForMacOS(true).checkPathSegment(path, start, path.length);
        } catch (CorruptObjectException unsafe) {
            throw InstallRefusal.untrusted("this release holds a file with an unsafe name: " + unsafe.getMessage());
        }
    }

    private void file(ObjectId id, Path path, boolean executable) throws IOException {
        var mode = PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--");
        Files.createFile(path, PosixFilePermissions.asFileAttribute(mode));
        try (var content = Files.newOutputStream(path)) {
            repository.open(id, Constants.OBJ_BLOB).copyTo(content);
        }
        Files.setPosixFilePermissions(path, mode);
    }

    /** Where a link goes up after it went down, that may have been through another link, and then up is not where it seems to be. */
    private static boolean upAfterDown(String target) {
        boolean down = false;
        for (var name : target.split("/")) {
            if (name.equals("..") && down) return true;
            down |= !name.isEmpty() && !name.equals(".") && !name.equals("..");
        }
        return false;
    }

    /** Links are kept where they stay inside; what reads the folder must not follow one out of it. */
    private void link(TreeWalk walk, Path path) throws IOException {
        var target = new String(
                repository.open(walk.getObjectId(0), Constants.OBJ_BLOB).getCachedBytes(LONGEST_LINK),
                StandardCharsets.UTF_8);
        if (target.isEmpty()
                || target.startsWith("/")
                || target.indexOf('\0') >= 0
                || upAfterDown(target)
                || !Objects.requireNonNull(path.getParent())
                        .resolve(target)
                        .normalize()
                        .startsWith(root)) {
            throw InstallRefusal.untrusted(
                    "this release holds a symbolic link that leads out of it: " + walk.getPathString());
        }
        Files.createSymbolicLink(path, Path.of(target));
    }
}
