package dev.softservice.server.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/**
 * Finds what stands at a path of a tree, following symbolic links the way a kernel would whose root directory is the tree's root:
 * a link that is absolute or climbs above the root is {@link Outside}, also by way of other links.
 */
final class TreeLookup {
    private static final int MAX_LINKS = 40;
    private static final int MAX_LINK_BYTES = 4096;

    sealed interface Place {}

    /** {@code mode} is never that of a symbolic link. */
    record Found(FileMode mode, ObjectId id) implements Place {}

    record Missing() implements Place {}

    record Outside() implements Place {}

    private final ObjectReader reader;
    private final ObjectId root;

    TreeLookup(ObjectReader reader, ObjectId rootTree) {
        this.reader = reader;
        this.root = rootTree;
    }

    Place find(String path) throws IOException {
        return follow(path);
    }

    /** Where the link standing in {@code folder} ("" is the root) leads. */
    Place target(String folder, String link) throws IOException {
        return link.startsWith("/") ? new Outside() : follow(folder + "/" + link);
    }

    private Place follow(String path) throws IOException {
        var todo = new ArrayDeque<>(segments(path));
        var folders = new ArrayDeque<>(List.of(root));
        int links = 0;
        while (!todo.isEmpty()) {
            var segment = todo.pop();
            if (segment.isEmpty() || segment.equals(".")) {
                continue;
            }
            if (segment.equals("..")) {
                folders.pop();
                if (folders.isEmpty()) {
                    return new Outside();
                }
                continue;
            }
            var entry = entry(folders.peek(), segment);
            if (entry == null) {
                return lexically(todo, folders.size());
            }
            if (entry.mode().equals(FileMode.SYMLINK)) {
                var link = ++links > MAX_LINKS ? "" : linkText(entry.id());
                if (link.isEmpty()) {
                    return new Missing();
                }
                if (link.startsWith("/")) {
                    return new Outside();
                }
                segments(link).reversed().forEach(todo::push);
            } else if (entry.mode().equals(FileMode.TREE)) {
                folders.push(entry.id());
            } else {
                return todo.isEmpty() ? entry : lexically(todo, folders.size());
            }
        }
        return new Found(FileMode.TREE, folders.peek());
    }

    /** Below something that is not there nothing can be followed now; but what is made there later must not open a way out either. */
    private static Place lexically(Iterable<String> rest, int depth) {
        int at = depth;
        for (var segment : rest) {
            at += segment.equals("..") ? -1 : segment.isEmpty() || segment.equals(".") ? 0 : 1;
            if (at < 1) {
                return new Outside();
            }
        }
        return new Missing();
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/", -1));
    }

    private @org.jspecify.annotations.Nullable Found entry(ObjectId tree, String name) throws IOException {
        var wanted = name.getBytes(StandardCharsets.UTF_8);
        var entries = new CanonicalTreeParser();
        for (entries.reset(reader, tree); !entries.eof(); entries.next()) {
            if (entries.getNameLength() == wanted.length && name.equals(entries.getEntryPathString())) {
                return new Found(entries.getEntryFileMode(), entries.getEntryObjectId());
            }
        }
        return null;
    }

    /** The link's text; empty where it is too long to be one. */
    String linkText(ObjectId blob) throws IOException {
        try {
            return new String(
                    reader.open(blob, Constants.OBJ_BLOB).getCachedBytes(MAX_LINK_BYTES), StandardCharsets.UTF_8);
        } catch (LargeObjectException _) {
            return "";
        }
    }
}
