package dev.softservice.manifest.files;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * The files of one distro: a folder on disk, or one tree of a bare repository. Paths use {@code /}, are relative to the
 * root and normalised by the caller; nothing outside the root is ever visible, through symbolic links either.
 */
public interface RepositoryFiles {
    enum Kind {
        FILE,
        FOLDER
    }

    Optional<Kind> kind(String path) throws IOException;

    /** What a folder holds that is to be empty and that Git would not keep otherwise. */
    Set<String> PLACEHOLDERS = Set.of(".gitkeep", ".keep", ".gitignore", ".placeholder");

    /** Whether there is nothing in the folder but {@link #PLACEHOLDERS}. */
    default boolean isEmpty(String folder) throws IOException {
        return false;
    }

    /** The file's bytes; at most {@code limit}, else an {@link IOException} that says so. */
    byte[] read(String path, int limit) throws IOException;
}
