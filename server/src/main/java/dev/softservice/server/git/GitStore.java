package dev.softservice.server.git;

import dev.softservice.manifest.RepositoryFiles;
import dev.softservice.server.repo.RepositoryName;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;

/**
 * The bare Git repositories in the data folder, and every way in which the platform itself reads and writes them. Whatever returns
 * has been fsynced. Broken storage is an {@link java.io.UncheckedIOException}.
 */
public final class GitStore {
    private final Path folder;

    public GitStore(Path folder) {
        this.folder = folder;
    }

    /** Makes the bare repository; harmless where it exists already. */
    public void create(RepositoryName name) {
        throw new UnsupportedOperationException("to be written in " + folder);
    }

    /** The repository, opened and shared; the caller does not close it. */
    public Repository open(RepositoryName name) {
        throw new UnsupportedOperationException();
    }

    public Optional<ObjectId> resolve(RepositoryName name, String ref) {
        throw new UnsupportedOperationException();
    }

    /** Moves (or makes: {@code expected} empty; or deletes: {@code to} empty) a ref if it still is where {@code expected} says; false if not. */
    public boolean moveRef(RepositoryName name, String ref, Optional<ObjectId> expected, Optional<ObjectId> to, String reason) {
        throw new UnsupportedOperationException();
    }

    public sealed interface Merge {}

    /** A merge commit with parents (base, head), stored, not yet under any ref. */
    public record Merged(ObjectId commit, ObjectId tree) implements Merge {}

    public record Conflicting(List<String> paths) implements Merge {}

    /** Merges {@code head} into {@code base}, always with a merge commit; deterministic for equal arguments. */
    public Merge merge(RepositoryName name, ObjectId base, ObjectId head, String message, PersonIdent who) {
        throw new UnsupportedOperationException();
    }

    /** Writes the tree of {@code commitOrTree} into an empty folder: files, executable bits, symbolic links that stay inside; submodules as empty folders. */
    public void export(RepositoryName name, ObjectId commitOrTree, Path into) {
        throw new UnsupportedOperationException();
    }

    /** The tree's files for the manifest reader, without a checkout. */
    public RepositoryFiles files(RepositoryName name, ObjectId commitOrTree) {
        throw new UnsupportedOperationException();
    }

    /** Stores an object made elsewhere (a signed tag); gives its id. {@code type} is one of {@link org.eclipse.jgit.lib.Constants}' OBJ_*. */
    public ObjectId insert(RepositoryName name, int type, byte[] content) {
        throw new UnsupportedOperationException();
    }

    /** Adds or replaces the note on {@code target} under {@code refs/notes/…}. */
    public void note(RepositoryName name, String notesRef, ObjectId target, byte[] content) {
        throw new UnsupportedOperationException();
    }
}
