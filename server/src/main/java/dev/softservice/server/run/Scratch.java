package dev.softservice.server.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder for the trees under test, on this machine; nothing in it outlives a hub. */
public final class Scratch {
    private final Path folder;

    /** Empties {@code folder}, which is there. */
    public Scratch(Path folder) {
        this.folder = folder;
        try (var left = Files.list(folder)) {
            for (var one : left.toList()) clear(one);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Where the tree of one attempt is put, if it has to be. */
    Path of(String name) {
        return folder.resolve(name);
    }

    /** That folder, made empty. */
    Path fresh(String name) {
        try {
            clear(of(name));
            return Files.createDirectories(of(name));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Removes a folder with all that is in it; never follows a symbolic link out of it. */
    static void clear(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) return;
        try (var all = Files.walk(folder)) {
            for (var path : all.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(path);
        }
    }
}
