package dev.softservice.server.git;

import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.runner.model.Reason;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.RepositoryName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.notes.NoteMap;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * The bare Git repositories in the data folder ({@code owner/name.git} below {@code folder}), and every way in which the platform itself
 * reads and writes them. Whatever returns has been fsynced. A repository or object that is not there is a {@link Refusal} (not found);
 * broken storage is an {@link UncheckedIOException}. Safe for use by many threads; one process at a time owns the folder.
 */
public final class GitStore implements AutoCloseable {
    private final OpenRepositories repositories;

    /** Makes the folder where there is none, and clears what pushes cut off by a crash have left in quarantine. */
    public GitStore(Path folder) {
        this(folder, name -> name);
    }

    /** {@code folders}: the name that a repository's folder has, from any name that the repository has or had. */
    public GitStore(Path folder, UnaryOperator<RepositoryName> folders) {
        HostIsolation.install();
        this.repositories = new OpenRepositories(folder, folders);
    }

    /** Makes the bare repository; harmless where it exists already. */
    public void create(RepositoryName name) {
        run(() -> repositories.create(name));
    }

    /** Removes the whole bare repository, for good; harmless where there is none. */
    public void remove(RepositoryName name) {
        run(() -> repositories.remove(name));
    }

    /** The repository, opened and shared; the caller does not close it. */
    public Repository open(RepositoryName name) {
        return opened(name);
    }

    FileRepository opened(RepositoryName name) {
        return call(() -> repositories.open(name));
    }

    OpenRepositories repositories() {
        return repositories;
    }

    /** What the ref with exactly this full name ({@code refs/…} or {@code HEAD}) points to; for an annotated tag the tag object. */
    public Optional<ObjectId> resolve(RepositoryName name, String ref) {
        return call(() -> Refs.read(opened(name), ref));
    }

    /**
     * Moves (or makes: {@code expected} empty; or deletes: {@code to} empty) a ref if it still is where {@code expected} says; false if not.
     * A name that git does not allow, or that collides with another ref's folder, is a {@link Refusal}.
     */
    public boolean moveRef(
            RepositoryName name, String ref, Optional<ObjectId> expected, Optional<ObjectId> to, String reason) {
        return call(() ->
                repositories.locked(name, () -> Refs.move(opened(name), new RefChange(ref, expected, to), reason)));
    }

    /** Moves all of these or none; false where one is not where its change says it was, or could not stand beside another. */
    public boolean moveRefs(RepositoryName name, List<RefChange> changes, String reason) {
        return call(() -> repositories.locked(name, () -> {
            var there = Refs.all(opened(name)).keySet();
            changes.stream().filter(RefChange::deletes).map(RefChange::ref).forEach(there::remove);
            var names = RefNames.of(there);
            boolean free = changes.stream()
                    .filter(RefChange::makes)
                    .allMatch(change -> Repository.isValidRefName(change.ref())
                            && names.add(change.ref()).isEmpty());
            return free && Refs.moveAll(opened(name), changes, reason);
        }));
    }

    public sealed interface Merge {}

    /** A merge commit with parents (base, head), stored, not yet under any ref. */
    public record Merged(ObjectId commit, ObjectId tree) implements Merge {}

    public record Conflicting(List<String> paths) implements Merge {}

    /**
     * Merges {@code head} into {@code base}, always with a merge commit; deterministic for equal arguments. Knows renames. Commits without
     * common history are a {@link Refusal} (conflict).
     */
    public Merge merge(RepositoryName name, ObjectId base, ObjectId head, String message, PersonIdent who) {
        return call(() -> {
            var repository = opened(name);
            try (var inserter = new DurableInserter(repository);
                    var reader = inserter.newReader();
                    var walk = new RevWalk(reader)) {
                var outcome = new Merging(inserter, reader, repository.getConfig())
                        .merge(walk.parseCommit(base), walk.parseCommit(head));
                if (!outcome.paths().isEmpty()) {
                    return new Conflicting(outcome.paths());
                }
                var commit = new CommitBuilder();
                commit.setTreeId(outcome.tree());
                commit.setParentIds(base, head);
                commit.setAuthor(who);
                commit.setCommitter(who);
                commit.setMessage(message);
                var id = inserter.insert(commit);
                inserter.flush();
                return new Merged(id, outcome.tree());
            }
        });
    }

    /**
     * Writes the tree of {@code commitOrTree} into an empty folder: files, executable bits, symbolic links that stay inside; submodules as
     * empty folders. Returns the links left out because they lead outside, each as {@code path -> target}.
     */
    public List<String> export(RepositoryName name, ObjectId commitOrTree, Path into) {
        return call(() -> {
            try (var reader = opened(name).newObjectReader();
                    var walk = new RevWalk(reader)) {
                return new TreeExport(reader, into, TreeExport.Limits.DEFAULT).write(walk.parseTree(commitOrTree));
            }
        });
    }

    /**
     * A commit without parents that holds these files, contents by path; stored, not yet under any ref. Scripts, which begin with {@code #!}, are
     * executable.
     */
    public ObjectId firstCommit(RepositoryName name, SortedMap<String, byte[]> files, String message, PersonIdent who) {
        return call(() -> {
            try (var inserter = new DurableInserter(opened(name))) {
                var index = DirCache.newInCore();
                var builder = index.builder();
                for (var file : files.entrySet()) {
                    var content = file.getValue();
                    var entry = new DirCacheEntry(file.getKey());
                    boolean script = content.length > 1 && content[0] == '#' && content[1] == '!';
                    entry.setFileMode(script ? FileMode.EXECUTABLE_FILE : FileMode.REGULAR_FILE);
                    entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, content));
                    builder.add(entry);
                }
                builder.finish();
                var commit = new CommitBuilder();
                commit.setTreeId(index.writeTree(inserter));
                commit.setAuthor(who);
                commit.setCommitter(who);
                commit.setMessage(message);
                var id = inserter.insert(commit);
                inserter.flush();
                return id;
            }
        });
    }

    /** What a commit says, and who made it. */
    public record Words(String message, PersonIdent who) {}

    /** A commit on {@code parent} that has other contents in some of its files, by path; stored, not yet under any ref. */
    public ObjectId edited(RepositoryName name, ObjectId parent, Map<String, byte[]> contents, Words words) {
        return call(() -> {
            var repository = opened(name);
            try (var inserter = new DurableInserter(repository);
                    var reader = repository.newObjectReader();
                    var walk = new RevWalk(reader)) {
                var index = DirCache.newInCore();
                var builder = index.builder();
                builder.addTree(new byte[0], DirCacheEntry.STAGE_0, reader, walk.parseTree(parent));
                builder.finish();
                for (var file : contents.entrySet()) {
                    var entry = index.getEntry(file.getKey());
                    if (entry == null) throw new IllegalArgumentException("no file " + file.getKey());
                    entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, file.getValue()));
                }
                var commit = new CommitBuilder();
                commit.setTreeId(index.writeTree(inserter));
                commit.setParentId(parent);
                commit.setAuthor(words.who());
                commit.setCommitter(words.who());
                commit.setMessage(words.message());
                var id = inserter.insert(commit);
                inserter.flush();
                return id;
            }
        });
    }

    /** The tree's files for the manifest reader, without a checkout. */
    public RepositoryFiles files(RepositoryName name, ObjectId commitOrTree) {
        return call(() -> {
            var repository = opened(name);
            try (var walk = new RevWalk(repository)) {
                return new TreeFiles(repository, walk.parseTree(commitOrTree).copy());
            }
        });
    }

    /** A tree as a pack; empty: it is not kept any more. */
    public Optional<TreePack> pack(RepositoryName name, ObjectId tree) {
        return call(() -> {
            var repository = opened(name);
            return repository.getObjectDatabase().has(tree)
                    ? Optional.of(new TreePack(repository, tree))
                    : Optional.empty();
        });
    }

    /**
     * Stores an object made elsewhere (a signed tag); returns its id. {@code type} is one of {@link org.eclipse.jgit.lib.Constants}' OBJ_*.
     * Content that is not well-formed is a {@link Refusal}.
     */
    public ObjectId insert(RepositoryName name, int type, byte[] content) {
        return call(() -> {
            try (var inserter = new DurableInserter(opened(name))) {
                new ObjectChecker().check(type, content);
                var id = inserter.insert(type, content);
                inserter.flush();
                return id;
            } catch (CorruptObjectException malformed) {
                throw Refusal.invalid(Constants.typeString(type) + " object is not stored: " + malformed.getMessage());
            }
        });
    }

    /** The bytes of the object that a ref points to, a tag or a blob of at most {@code limit} bytes; empty where there is no such ref. */
    public Optional<byte[]> content(RepositoryName name, String ref, int limit) {
        return call(() -> {
            var repository = opened(name);
            var found = Refs.read(repository, ref);
            if (found.isEmpty()) return Optional.empty();
            try (var reader = repository.newObjectReader()) {
                return Optional.of(reader.open(found.get()).getCachedBytes(limit));
            }
        });
    }

    /** The note on {@code target} under {@code refs/notes/…}, at most {@code limit} bytes of it. */
    public Optional<byte[]> note(RepositoryName name, String notesRef, ObjectId target, int limit) {
        return call(() -> {
            var repository = opened(name);
            var tip = Refs.read(repository, notesRef);
            if (tip.isEmpty()) return Optional.empty();
            try (var reader = repository.newObjectReader();
                    var walk = new RevWalk(reader)) {
                var note = NoteMap.read(reader, walk.parseCommit(tip.get())).get(target);
                return note == null
                        ? Optional.empty()
                        : Optional.of(reader.open(note, Constants.OBJ_BLOB).getCachedBytes(limit));
            }
        });
    }

    /** Adds or replaces the note on {@code target} under {@code refs/notes/…}. */
    public void note(RepositoryName name, String notesRef, ObjectId target, byte[] content) {
        var who = new PersonIdent("Softservice", "hub@localhost");
        run(() -> repositories.locked(name, () -> {
            var repository = opened(name);
            try (var inserter = new DurableInserter(repository);
                    var reader = inserter.newReader();
                    var walk = new RevWalk(reader)) {
                var before = Refs.read(repository, notesRef);
                var notes = before.isPresent()
                        ? NoteMap.read(reader, walk.parseCommit(before.get()))
                        : NoteMap.newEmptyMap();
                notes.set(target, inserter.insert(Constants.OBJ_BLOB, content));
                var commit = new CommitBuilder();
                commit.setTreeId(notes.writeTree(inserter));
                before.ifPresent(commit::setParentId);
                commit.setAuthor(who);
                commit.setCommitter(who);
                commit.setMessage("Note on " + target.name() + "\n");
                var id = inserter.insert(commit);
                inserter.flush();
                if (!Refs.move(repository, new RefChange(notesRef, before, Optional.of(id)), "note")) {
                    throw new IOException(notesRef + " of " + name + " was moved by another process");
                }
                return true;
            }
        }));
    }

    /** Closes the open repositories; those handed out by {@link #open} are not to be used any more. */
    @Override
    public void close() {
        repositories.close();
    }

    interface Work<T> {
        T run() throws IOException;
    }

    interface Step {
        void run() throws IOException;
    }

    static <T> T call(Work<T> work) {
        try {
            return work.run();
        } catch (MissingObjectException missing) {
            throw Refusal.notFound("no object " + missing.getObjectId().name() + " in this repository");
        } catch (IncorrectObjectTypeException wrong) {
            throw Refusal.invalid(Reason.of(wrong));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static void run(Step step) {
        call(() -> {
            step.run();
            return true;
        });
    }
}
