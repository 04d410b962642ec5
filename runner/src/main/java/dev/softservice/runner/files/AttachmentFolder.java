package dev.softservice.runner.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Keeps the attachments of one run as files of one folder, bounded in number and bytes, under names that lead nowhere else. Safe for concurrent use. */
public final class AttachmentFolder {
    /** The names that files have here: a number, and what is left of the name that the test gave. */
    public static final String NAME = "[0-9]{3}-[A-Za-z0-9_][A-Za-z0-9._-]{0,79}";

    static final int MOST_FILES = 200;
    static final long MOST_BYTES = 128L << 20;
    private static final int LONGEST_NAME = 80;

    private final Path folder;
    private int files;
    private long bytes;

    /** {@code folder} is made when there is something to keep. */
    public AttachmentFolder(Path folder) {
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }

    /** The name of the file that {@code content} is in, durable; empty where the run has attached too much, or the disk does not take it. */
    public synchronized Optional<String> keep(String name, byte[] content) {
        if (bytes + content.length > MOST_BYTES) return Optional.empty();
        try {
            Files.createDirectories(folder);
            while (files < MOST_FILES) {
                var file = "%03d-%s".formatted(++files, plain(name));
                try {
                    Files.write(
                            folder.resolve(file),
                            content,
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DSYNC);
                    bytes += content.length;
                    return Optional.of(file);
                } catch (FileAlreadyExistsException _) {
                    // Of an earlier run that was told to keep its files here, too.
                }
            }
            return Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** The last part of a path, in letters that mean nothing to any system; its end is kept, for that tells what it is. */
    static String plain(String name) {
        var last = name.substring(name.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
        if (last.length() > LONGEST_NAME) last = last.substring(last.length() - LONGEST_NAME);
        last = last.replaceFirst("^[.-]+", "");
        return last.isEmpty() ? "attachment" : last;
    }
}
