package dev.softservice.runner.engine;

import dev.softservice.runner.model.ByteText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The content of a volume, or of a folder in a container.
 *
 * @param files   every regular file and link by its path below the folder, as far as {@link #MOST_FILES} go
 * @param count   of all files
 * @param bytes   in all files
 * @param digest  of all paths and contents: equal content has equal digests, whatever its times and owners are
 */
public record Content(SortedMap<String, FileSeen> files, long count, long bytes, String digest) {
    public static final int MOST_FILES = 50_000;
    public static final Content EMPTY = new Content(new TreeMap<>(), 0, 0, "");

    /** {@code digest}: of its content, as hex digits; or whatever else is equal for as long as nobody has written to it, where content is not read. */
    public record FileSeen(long bytes, String digest) {}

    public Content {
        files = Collections.unmodifiableSortedMap(files);
    }

    /** Whether every file is listed. */
    public boolean isWhole() {
        return count == files.size();
    }

    /** {@code 3 files, 4 KiB}. */
    public String text() {
        return (count == 1 ? "1 file" : count + " files") + ", " + ByteText.of(bytes);
    }

    /** The paths of files here that are not {@code before}, or were different there. */
    public List<String> changedSince(Content before) {
        var changed = new ArrayList<String>();
        files.forEach((path, seen) -> {
            if (!seen.equals(before.files.get(path))) changed.add(path);
        });
        return changed;
    }
}
