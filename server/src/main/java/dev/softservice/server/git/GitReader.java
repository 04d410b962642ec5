package dev.softservice.server.git;

import dev.softservice.server.repo.RepositoryName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What pages and API show of a repository. Every answer is bounded, links are shown and never followed, and refs/replace and grafts are not
 * heeded, so nobody can hide a change from its reviewers. A path that does not exist gives an empty answer, not an error.
 */
public final class GitReader {
    private static final Logger LOG = LoggerFactory.getLogger(GitReader.class);
    private static final int MAX_ENTRIES = 5_000;
    private static final Pattern ABBREVIATION = Pattern.compile("[0-9a-f]{7,40}");
    private static final List<String> READMES = List.of("readme.md", "readme.markdown", "readme.txt", "readme");

    private final GitStore store;

    public GitReader(GitStore store) {
        this.store = store;
    }

    public enum Type {
        FOLDER,
        FILE,
        EXECUTABLE,
        LINK,
        SUBMODULE
    }

    /** {@code size} in bytes for files and links, 0 for the others. */
    public record Entry(String name, String path, Type type, long size, ObjectId id) {}

    /** Folders first, then by name; {@code truncated} where there are more than 5,000. */
    public record Folder(String path, List<Entry> entries, boolean truncated) {}

    /** {@code bytes} holds the beginning where {@code truncated}; a link's bytes are its target. */
    public record Blob(String path, Type type, long size, byte[] bytes, boolean truncated, boolean binary) {
        /** Decoded as UTF-8; what is not UTF-8 becomes the replacement character. */
        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    public record Person(String name, String email, Instant when) {}

    /** {@code subject} is the first line, {@code body} what follows. */
    public record Commit(
            ObjectId id,
            ObjectId tree,
            List<ObjectId> parents,
            Person author,
            Person committer,
            String subject,
            String body) {}

    /** A branch or tag by its short name; {@code commit} is what an annotated tag stands for. */
    public record Name(String name, ObjectId commit, Instant when) {}

    /**
     * The commit that a user's text names: a branch, a tag, {@code HEAD}, a full ref, or 7 to 40 hex digits. Expressions
     * ({@code a~3}, {@code :/text}) are not evaluated.
     */
    public Optional<ObjectId> resolve(RepositoryName name, String revision) {
        return GitStore.call(() -> {
            var repository = store.opened(name);
            for (var prefix : List.of("refs/heads/", "refs/tags/", "")) {
                var full = prefix + revision;
                if ((full.startsWith("refs/") || full.equals("HEAD"))
                        && Repository.isValidRefName(full.equals("HEAD") ? "refs/HEAD" : full)) {
                    var id = Refs.read(repository, full);
                    if (id.isPresent()) {
                        return commit(repository, id.get());
                    }
                }
            }
            if (!ABBREVIATION.matcher(revision).matches()) {
                return Optional.<ObjectId>empty();
            }
            try (var reader = repository.newObjectReader()) {
                var matches = reader.resolve(AbbreviatedObjectId.fromString(revision));
                return matches.size() == 1
                        ? commit(repository, matches.iterator().next())
                        : Optional.<ObjectId>empty();
            } catch (AmbiguousObjectException _) {
                return Optional.<ObjectId>empty();
            }
        });
    }

    private static Optional<ObjectId> commit(Repository repository, ObjectId id) throws IOException {
        try (var walk = new RevWalk(repository)) {
            return Optional.of(walk.parseCommit(id).copy());
        } catch (IncorrectObjectTypeException | MissingObjectException _) {
            return Optional.empty();
        }
    }

    /** The folder at {@code path} ("" is the root). */
    public Optional<Folder> folder(RepositoryName name, ObjectId commit, String path) {
        return GitStore.call(() -> {
            try (var reader = store.opened(name).newObjectReader();
                    var walk = new RevWalk(reader)) {
                var tree = at(reader, walk.parseTree(commit), path).filter(found -> found.mode.equals(FileMode.TREE));
                return tree.isEmpty() ? Optional.<Folder>empty() : Optional.of(list(reader, tree.get().id, path));
            }
        });
    }

    private record At(FileMode mode, ObjectId id) {}

    private static Optional<At> at(ObjectReader reader, ObjectId tree, String path) throws IOException {
        if (path.isEmpty()) {
            return Optional.of(new At(FileMode.TREE, tree));
        }
        if (path.startsWith("/") || path.endsWith("/") || path.contains("//") || path.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        try (var walk = TreeWalk.forPath(reader, path, tree)) {
            return walk == null ? Optional.empty() : Optional.of(new At(walk.getFileMode(0), walk.getObjectId(0)));
        }
    }

    private static Folder list(ObjectReader reader, ObjectId tree, String path) throws IOException {
        var entries = new ArrayList<Entry>();
        boolean truncated = false;
        try (var walk = new TreeWalk(reader)) {
            walk.addTree(tree);
            while (!truncated && walk.next()) {
                var type = type(walk.getFileMode(0));
                var id = walk.getObjectId(0);
                var size = type == Type.FOLDER || type == Type.SUBMODULE
                        ? 0
                        : reader.getObjectSize(id, Constants.OBJ_BLOB);
                var entry = walk.getNameString();
                entries.add(new Entry(entry, path.isEmpty() ? entry : path + "/" + entry, type, size, id));
                truncated = entries.size() >= MAX_ENTRIES;
            }
        }
        entries.sort(Comparator.comparing((Entry entry) -> entry.type() != Type.FOLDER)
                .thenComparing(Entry::name));
        return new Folder(path, List.copyOf(entries), truncated);
    }

    private static Type type(FileMode mode) {
        return switch (mode.getBits() & FileMode.TYPE_MASK) {
            case FileMode.TYPE_TREE -> Type.FOLDER;
            case FileMode.TYPE_GITLINK -> Type.SUBMODULE;
            case FileMode.TYPE_SYMLINK -> Type.LINK;
            default -> mode.equals(FileMode.EXECUTABLE_FILE) ? Type.EXECUTABLE : Type.FILE;
        };
    }

    /** The file or link at {@code path}, of which at most {@code limit} bytes are read. */
    public Optional<Blob> file(RepositoryName name, ObjectId commit, String path, int limit) {
        return GitStore.call(() -> {
            try (var reader = store.opened(name).newObjectReader();
                    var walk = new RevWalk(reader)) {
                var found = at(reader, walk.parseTree(commit), path)
                        .filter(at -> at.mode.getObjectType() == Constants.OBJ_BLOB);
                return found.isEmpty() ? Optional.<Blob>empty() : Optional.of(read(reader, found.get(), path, limit));
            }
        });
    }

    private static Blob read(ObjectReader reader, At at, String path, int limit) throws IOException {
        var loader = reader.open(at.id, Constants.OBJ_BLOB);
        try (var in = loader.openStream()) {
            var bytes = in.readNBytes(limit);
            return new Blob(
                    path,
                    type(at.mode),
                    loader.getSize(),
                    bytes,
                    bytes.length < loader.getSize(),
                    RawText.isBinary(bytes));
        }
    }

    /** Copies a whole file, of any size, in a stream; false (and nothing written) where there is none. */
    public boolean copy(RepositoryName name, ObjectId commit, String path, OutputStream out) {
        return GitStore.call(() -> {
            try (var reader = store.opened(name).newObjectReader();
                    var walk = new RevWalk(reader)) {
                var found = at(reader, walk.parseTree(commit), path)
                        .filter(at -> at.mode.getObjectType() == Constants.OBJ_BLOB);
                if (found.isPresent()) {
                    reader.open(found.get().id, Constants.OBJ_BLOB).copyTo(out);
                }
                return found.isPresent();
            }
        });
    }

    /** The README of a folder, whatever the case of its name; Markdown is preferred. */
    public Optional<Blob> readme(RepositoryName name, ObjectId commit, String folder, int limit) {
        return folder(name, commit, folder)
                .flatMap(listing -> READMES.stream()
                        .flatMap(wanted -> listing.entries().stream()
                                .filter(entry ->
                                        entry.name().toLowerCase(Locale.ROOT).equals(wanted)))
                        .filter(entry -> entry.type() == Type.FILE || entry.type() == Type.EXECUTABLE)
                        .findFirst())
                .flatMap(entry -> file(name, commit, entry.path(), limit));
    }

    /** Commits from {@code from} backwards, newest first, after leaving out {@code skip}. */
    public List<Commit> log(RepositoryName name, ObjectId from, int skip, int limit) {
        return GitStore.call(() -> {
            try (var walk = new RevWalk(store.opened(name))) {
                walk.markStart(walk.parseCommit(from));
                walk.setRevFilter(org.eclipse.jgit.revwalk.filter.SkipRevFilter.create(Math.max(0, skip)));
                var commits = new ArrayList<Commit>();
                for (RevCommit commit = null; commits.size() < limit && (commit = walk.next()) != null; ) {
                    commits.add(view(commit));
                }
                return List.copyOf(commits);
            }
        });
    }

    public Commit commit(RepositoryName name, ObjectId id) {
        return GitStore.call(() -> {
            try (var walk = new RevWalk(store.opened(name))) {
                return view(walk.parseCommit(id));
            }
        });
    }

    /** The trees of these commits, by commit. */
    public Map<ObjectId, ObjectId> trees(RepositoryName name, Collection<ObjectId> commits) {
        return GitStore.call(() -> {
            var trees = new HashMap<ObjectId, ObjectId>();
            try (var walk = new RevWalk(store.opened(name))) {
                for (var commit : commits) {
                    trees.put(commit.copy(), walk.parseCommit(commit).getTree().copy());
                }
            }
            return trees;
        });
    }

    /** Whether {@code ancestor} is {@code descendant} or reachable from it. */
    public boolean isAncestor(RepositoryName name, ObjectId ancestor, ObjectId descendant) {
        return GitStore.call(() -> {
            try (var walk = new RevWalk(store.opened(name))) {
                return walk.isMergedInto(walk.parseCommit(ancestor), walk.parseCommit(descendant));
            }
        });
    }

    /** The newest commit that both contain; empty where they have no history in common. */
    public Optional<ObjectId> mergeBase(RepositoryName name, ObjectId one, ObjectId other) {
        return GitStore.call(() -> {
            try (var walk = new RevWalk(store.opened(name))) {
                walk.setRevFilter(org.eclipse.jgit.revwalk.filter.RevFilter.MERGE_BASE);
                walk.markStart(walk.parseCommit(one));
                walk.markStart(walk.parseCommit(other));
                return Optional.ofNullable(walk.next()).map(ObjectId::copy);
            }
        });
    }

    /** How many commits {@code to} contains that {@code from} does not, at most {@code most}. */
    public int count(RepositoryName name, ObjectId from, ObjectId to, int most) {
        return GitStore.call(() -> {
            try (var walk = new RevWalk(store.opened(name))) {
                walk.markStart(walk.parseCommit(to));
                walk.markUninteresting(walk.parseCommit(from));
                int count = 0;
                while (count < most && walk.next() != null) count++;
                return count;
            }
        });
    }

    /** The commits that {@code to} contains and {@code from} does not; {@code from} empty: all of them. */
    public record Span(Optional<ObjectId> from, ObjectId to) {}

    /** The commits of each of these, at most {@code most} of each, the newest. */
    public List<Set<ObjectId>> between(RepositoryName name, List<Span> spans, int most) {
        return GitStore.call(() -> {
            var all = new ArrayList<Set<ObjectId>>();
            try (var walk = new RevWalk(store.opened(name))) {
                for (var span : spans) {
                    walk.reset();
                    all.add(between(walk, span, most));
                }
            }
            return all;
        });
    }

    /** The commits themselves, at most {@code most}, the newest first. */
    public List<Commit> newestBetween(RepositoryName name, Span span, int most) {
        return GitStore.call(() -> {
            try (var walk = new RevWalk(store.opened(name))) {
                var commits = new ArrayList<Commit>();
                start(walk, span);
                for (RevCommit commit = null; commits.size() < most && (commit = walk.next()) != null; )
                    commits.add(view(commit));
                return List.copyOf(commits);
            }
        });
    }

    private static void start(RevWalk walk, Span span) throws IOException {
        walk.markStart(walk.parseCommit(span.to()));
        if (span.from().isPresent())
            walk.markUninteresting(walk.parseCommit(span.from().get()));
    }

    private static Set<ObjectId> between(RevWalk walk, Span span, int most) throws IOException {
        start(walk, span);
        var commits = new HashSet<ObjectId>();
        for (RevCommit commit = null; commits.size() < most && (commit = walk.next()) != null; )
            commits.add(commit.copy());
        return commits;
    }

    private static Commit view(RevCommit commit) {
        var message = commit.getFullMessage();
        var end = message.indexOf('\n');
        return new Commit(
                commit.copy(),
                commit.getTree().copy(),
                List.of(commit.getParents()).stream().map(ObjectId::copy).toList(),
                person(commit.getAuthorIdent()),
                person(commit.getCommitterIdent()),
                end < 0 ? message : message.substring(0, end),
                end < 0 ? "" : message.substring(end).strip());
    }

    private static Person person(org.eclipse.jgit.lib.@org.jspecify.annotations.Nullable PersonIdent ident) {
        return ident == null
                ? new Person("", "", Instant.EPOCH)
                : new Person(ident.getName(), ident.getEmailAddress(), ident.getWhenAsInstant());
    }

    /** Branches, the newest commit first. */
    public List<Name> branches(RepositoryName name) {
        return names(name, Constants.R_HEADS);
    }

    /** Tags of commits, the newest first. */
    public List<Name> tags(RepositoryName name) {
        return names(name, Constants.R_TAGS);
    }

    /** The commit that a ref stands for; empty where it is another object, or one that is missing or damaged: that hides no other ref. */
    private static Optional<RevCommit> named(RevWalk walk, Ref ref) throws IOException {
        if (ref.getObjectId() == null) return Optional.empty();
        try {
            if (!(walk.peel(walk.parseAny(ref.getObjectId())) instanceof RevCommit commit)) return Optional.empty();
            walk.parseHeaders(commit);
            return Optional.of(commit);
        } catch (MissingObjectException | CorruptObjectException broken) {
            LOG.error("{} stands for an object that cannot be read and is left out", ref.getName(), broken);
            return Optional.empty();
        }
    }

    private List<Name> names(RepositoryName name, String prefix) {
        return GitStore.call(() -> {
            var repository = store.opened(name);
            var names = new ArrayList<Name>();
            try (var walk = new RevWalk(repository)) {
                for (Ref ref : repository.getRefDatabase().getRefsByPrefix(prefix)) {
                    named(walk, ref)
                            .map(commit -> new Name(
                                    ref.getName().substring(prefix.length()),
                                    commit.copy(),
                                    Instant.ofEpochSecond(commit.getCommitTime())))
                            .ifPresent(names::add);
                }
            }
            names.sort(
                    Comparator.comparing(Name::when).reversed().thenComparing(Name::name, Comparator.reverseOrder()));
            return List.copyOf(names);
        });
    }
}
