package dev.softservice.server.git;

import dev.softservice.manifest.files.RepositoryFiles;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;

/** The files of one tree of a bare repository. A reader is opened for each call, so an instance may be kept and shared. */
record TreeFiles(Repository repository, ObjectId tree) implements RepositoryFiles {
    @Override
    public Optional<Kind> kind(String path) throws IOException {
        try (var reader = repository.newObjectReader()) {
            return switch (new TreeLookup(reader, tree).find(path)) {
                case TreeLookup.Found found when isFolder(found.mode()) -> Optional.of(Kind.FOLDER);
                case TreeLookup.Found _ -> Optional.of(Kind.FILE);
                case TreeLookup.Missing _, TreeLookup.Outside _ -> Optional.empty();
            };
        }
    }

    @Override
    public boolean isEmpty(String folder) throws IOException {
        try (var reader = repository.newObjectReader()) {
            if (!(new TreeLookup(reader, tree).find(folder) instanceof TreeLookup.Found found)
                    || !found.mode().equals(FileMode.TREE)) {
                return false;
            }
            var entries = new CanonicalTreeParser(null, reader, found.id());
            for (; !entries.eof(); entries.next()) {
                if (isFolder(entries.getEntryFileMode()) || !PLACEHOLDERS.contains(entries.getEntryPathString())) {
                    return false;
                }
            }
            return true;
        }
    }

    @Override
    public byte[] read(String path, int limit) throws IOException {
        try (var reader = repository.newObjectReader()) {
            if (!(new TreeLookup(reader, tree).find(path) instanceof TreeLookup.Found found)
                    || isFolder(found.mode())) {
                throw new IOException(path + " is not a file of this commit");
            }
            var blob = reader.open(found.id(), Constants.OBJ_BLOB);
            if (blob.getSize() > limit) {
                throw new IOException(
                        "%s has %,d bytes; at most %,d are read here".formatted(path, blob.getSize(), limit));
            }
            return blob.getCachedBytes(limit);
        } catch (LargeObjectException tooLarge) {
            throw new IOException(path + " is too large to be read here", tooLarge);
        }
    }

    private static boolean isFolder(FileMode mode) {
        return mode.equals(FileMode.TREE) || mode.equals(FileMode.GITLINK);
    }
}
