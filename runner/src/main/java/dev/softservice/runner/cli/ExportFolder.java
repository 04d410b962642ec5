package dev.softservice.runner.cli;

import dev.softservice.runner.export.ComposeExport.Exported;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes what was exported. A distro may be a stranger's: symbolic links are copied as links, as builds and runs take them, and nothing is read or written through one. What they
 * lead to is a container's, never this machine's.
 */
final class ExportFolder {
    private final Path target;

    private ExportFolder(Path target) {
        this.target = target;
    }

    /** The files and folders at its top. */
    static List<String> paths(Exported exported) {
        return Stream.concat(exported.texts().keySet().stream(), exported.trees().keySet().stream())
                .map(path -> path.contains("/") ? path.substring(0, path.indexOf('/') + 1) : path)
                .distinct()
                .sorted()
                .toList();
    }

    static void write(Exported exported, Path target) throws IOException {
        var folder = new ExportFolder(Files.createDirectories(target).toRealPath());
        for (var tree : exported.trees().entrySet()) folder.copy(inside(tree.getValue()), tree.getKey());
        for (var text : exported.texts().entrySet()) folder.write(text.getKey(), text.getValue());
    }

    /** Where it really is. */
    private static Path inside(Exported.Tree tree) throws IOException {
        var root = tree.root().toRealPath();
        var real = root.resolve(tree.path()).toRealPath();
        if (!real.startsWith(root))
            throw new BadInput(tree.path() + ": leads out of the distro; put the file itself there");
        return real;
    }

    private void write(String path, Exported.Text text) throws IOException {
        var file = place(Path.of(path));
        // Never readable by others for a moment.
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text.content());
        Files.setPosixFilePermissions(file, permissions(text.mode() | 0600));
    }

    /** A path that nothing stands at yet, in folders that are folders. */
    private Path place(Path path) throws IOException {
        var at = target;
        for (var name : path) {
            if (at != target && !Files.exists(at, LinkOption.NOFOLLOW_LINKS)) Files.createDirectory(at);
            if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) throw clash(path);
            at = at.resolve(name.toString());
        }
        if (Files.exists(at, LinkOption.NOFOLLOW_LINKS)) throw clash(path);
        return at;
    }

    private BadInput clash(Path path) {
        return new BadInput(
                path + ": the distro puts a file or link where another one is to be; mount them at different places");
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        var text = new StringBuilder();
        for (int bit = 8; bit >= 0; bit--) text.append((mode >> bit & 1) == 1 ? "rwx".charAt(2 - bit % 3) : '-');
        return PosixFilePermissions.fromString(text.toString());
    }

    /** Regular files, folders and links; whether a file may be run is kept. */
    private void copy(Path from, String path) throws IOException {
        if (!Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)) {
            Files.copy(from, place(Path.of(path)), LinkOption.NOFOLLOW_LINKS);
            return;
        }
        try (var walk = Files.walk(from)) {
            for (var each : (Iterable<Path>) walk::iterator) {
                var below = from.relativize(each);
                if (below.getName(0).toString().equals(".git")) continue;
                var to = Path.of(path).resolve(below.toString());
                if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)) folder(to);
                else if (Files.isRegularFile(each, LinkOption.NOFOLLOW_LINKS) || Files.isSymbolicLink(each))
                    Files.copy(each, place(to), LinkOption.NOFOLLOW_LINKS);
            }
        }
    }

    private void folder(Path path) throws IOException {
        if (!Files.isDirectory(target.resolve(path), LinkOption.NOFOLLOW_LINKS)) Files.createDirectory(place(path));
    }
}
