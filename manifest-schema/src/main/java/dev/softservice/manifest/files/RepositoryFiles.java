package dev.softservice.manifest.files;

import java.io.IOException;
import java.util.Optional;

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

    /** The file's bytes; at most {@code limit}, else an {@link IOException} that says so. */
    byte[] read(String path, int limit) throws IOException;
}
