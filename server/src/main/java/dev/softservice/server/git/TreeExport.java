package dev.softservice.server.git;

import dev.softservice.server.core.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Writes a tree into a folder. Links are made last and only such as stay inside, so that nothing is ever written through one; names
 * are checked again here, because a tree may have come by another road than a push.
 */
final class TreeExport {
    /** A pack of a few kilobytes can hold a tree that unfolds without end; these are far above what a real distro has. */
    record Limits(int entries, long bytes) {
        static final Limits DEFAULT = new Limits(200_000, 8L << 30);
    }

    private final ObjectReader reader;
    private final Path into;
    private final Limits limits;
    private final ObjectChecker names = new ObjectChecker();
    private final Map<String, ObjectId> links = new TreeMap<>();
    private int entries;
    private long bytes;

    TreeExport(ObjectReader reader, Path into, Limits limits) {
        this.reader = reader;
        this.into = into;
        this.limits = limits;
    }

    /** Returns the links that were left out because they lead outside, each as {@code path -> target}. */
    List<String> write(ObjectId tree) throws IOException {
        Files.createDirectories(into);
        try (var walk = new TreeWalk(reader)) {
            walk.addTree(tree);
            while (walk.next()) {
                var path = checked(walk);
                var mode = walk.getFileMode(0);
                if (mode.equals(FileMode.TREE)) {
                    Files.createDirectory(into.resolve(path));
                    walk.enterSubtree();
                } else if (mode.equals(FileMode.GITLINK)) {
                    Files.createDirectory(into.resolve(path));
                } else if (mode.equals(FileMode.SYMLINK)) {
                    links.put(path, walk.getObjectId(0));
                } else {
                    file(into.resolve(path), walk.getObjectId(0), mode.equals(FileMode.EXECUTABLE_FILE));
                }
            }
        }
        return links(tree);
    }

    private String checked(TreeWalk walk) throws IOException {
        if (++entries > limits.entries()) {
            throw tooLarge("%,d entries".formatted(limits.entries()));
        }
        var path = walk.getPathString();
        var raw = walk.getRawPath();
        try {
            names.checkPath(raw, 0, raw.length);
        } catch (CorruptObjectException unsafe) {
            throw Refusal.invalid("tree entry '%s': %s; rename it".formatted(path, unsafe.getMessage()));
        }
        return path;
    }

    private void file(Path file, ObjectId blob, boolean executable) throws IOException {
        var loader = reader.open(blob);
        bytes += loader.getSize();
        if (bytes > limits.bytes()) {
            throw tooLarge("%,d bytes".formatted(limits.bytes()));
        }
        try (var out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
            loader.copyTo(out);
        }
        if (executable) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private List<String> links(ObjectId tree) throws IOException {
        var lookup = new TreeLookup(reader, tree);
        var leftOut = new ArrayList<String>();
        for (var link : links.entrySet()) {
            var path = link.getKey();
            var text = lookup.linkText(link.getValue());
            var folder = path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
            if (text.isEmpty()
                    || text.indexOf('\0') >= 0
                    || lookup.target(folder, text) instanceof TreeLookup.Outside) {
                leftOut.add(path + " -> " + text);
            } else {
                Files.createSymbolicLink(into.resolve(path), Path.of(text));
            }
        }
        return List.copyOf(leftOut);
    }

    private static Refusal tooLarge(String limit) {
        return Refusal.of(Refusal.Kind.TOO_LARGE, "the tree unfolds to more than " + limit + "; make it smaller");
    }
}
