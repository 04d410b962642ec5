package dev.softservice.server.git;

import dev.softservice.server.git.Comparison.Change;
import dev.softservice.server.git.Comparison.FileChange;
import dev.softservice.server.git.Comparison.Limits;
import dev.softservice.server.repo.RepositoryName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.errors.CanceledException;
import org.eclipse.jgit.diff.DiffConfig;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffEntry.Side;
import org.eclipse.jgit.diff.HistogramDiff;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.diff.RenameDetector;
import org.eclipse.jgit.errors.StopWalkException;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Compares trees: bounded in files, lines and bytes, whatever is compared. Renames are found; refs/replace is not heeded. */
public final class GitDiff {
    private static final int RENAME_LIMIT = 400;
    /** Above this a file has so many lines that comparing them costs more than anybody reads. */
    private static final int MAX_COMPARED_LINES = 50_000;

    private final GitStore store;

    public GitDiff(GitStore store) {
        this.store = store;
    }

    /** From one commit or tree ({@code from} empty: the empty tree) to another; of a merge result: from its base. */
    public Comparison compare(RepositoryName name, Optional<ObjectId> from, ObjectId to, Limits limits) {
        return GitStore.call(() -> {
            var repository = store.opened(name);
            try (var reader = repository.newObjectReader()) {
                return new Pass(reader, limits).compare(changes(reader, from, to, limits, repository.getConfig()));
            }
        });
    }

    /** What a commit changes, from the commit that it starts from. */
    public record Proposed(ObjectId base, ObjectId head) {}

    /** {@code carried}: what came from the base branch is left out; else the change could not be carried over, and it is in. */
    public record Interdiff(Comparison comparison, boolean carried) {}

    /**
     * What differs between two changes. The older one is carried onto the newer one's base by a three-way merge in memory, and the trees
     * are compared: what came from the base branch meanwhile is in both. Where that merge conflicts, the heads are compared as they are.
     */
    public Interdiff interdiff(RepositoryName name, Proposed older, Proposed newer, Limits limits) {
        return GitStore.call(() -> {
            var repository = store.opened(name);
            var config = repository.getConfig();
            try (var scratch = new ScratchObjects(repository);
                    var reader = scratch.newReader();
                    var walk = new RevWalk(reader)) {
                var from = older.base().equals(newer.base())
                        ? Optional.of(older.head())
                        : carried(new Merging(scratch, reader, config), walk, older, newer);
                var changes = changes(reader, Optional.of(from.orElse(older.head())), newer.head(), limits, config);
                return new Interdiff(new Pass(reader, limits).compare(changes), from.isPresent());
            }
        });
    }

    private static Optional<ObjectId> carried(Merging merging, RevWalk walk, Proposed older, Proposed newer)
            throws IOException {
        var merged = merging.merge(walk.parseCommit(newer.base()), walk.parseCommit(older.head()));
        return merged.paths().isEmpty() ? Optional.of(merged.tree()) : Optional.empty();
    }

    private record Changes(List<DiffEntry> entries, boolean truncated) {}

    private static Changes changes(
            ObjectReader reader, Optional<ObjectId> from, ObjectId to, Limits limits, Config config)
            throws IOException {
        try (var walk = new TreeWalk(reader);
                var commits = new RevWalk(reader)) {
            walk.setRecursive(true);
            if (from.isPresent()) {
                walk.addTree(commits.parseTree(from.get()));
            } else {
                walk.addTree(new EmptyTreeIterator());
            }
            walk.addTree(commits.parseTree(to));
            var bound = new Bound(limits.files() * 10 + 1000);
            walk.setFilter(AndTreeFilter.create(TreeFilter.ANY_DIFF, bound));
            var detector = new RenameDetector(reader, config.get(DiffConfig.KEY));
            detector.setRenameLimit(RENAME_LIMIT);
            detector.setRenameScore(50);
            detector.addAll(DiffEntry.scan(walk));
            return new Changes(detector.compute(reader, NullProgressMonitor.INSTANCE), bound.left <= 0);
        } catch (CanceledException impossible) {
            throw new IOException(impossible);
        }
    }

    /** Ends a walk after so many entries, so that a tree that unfolds without end costs no more than a large one. */
    static final class Bound extends TreeFilter {
        private int left;

        Bound(int entries) {
            this.left = entries;
        }

        boolean reached() {
            return left <= 0;
        }

        @Override
        public boolean include(TreeWalk walker) {
            if (left <= 0) {
                throw StopWalkException.INSTANCE;
            }
            left--;
            return true;
        }

        @Override
        public boolean shouldBeRecursive() {
            return false;
        }

        @Override
        public TreeFilter clone() {
            return this;
        }
    }

    static HistogramDiff histogram() {
        var diff = new HistogramDiff();
        diff.setFallbackAlgorithm(null); // Myers is quadratic: a crafted file would keep a core busy for minutes
        return diff;
    }

    private static final class Pass {
        private final ObjectReader reader;
        private final Limits limits;
        private int linesLeft;

        Pass(ObjectReader reader, Limits limits) {
            this.reader = reader;
            this.limits = limits;
            this.linesLeft = limits.lines();
        }

        Comparison compare(Changes changes) throws IOException {
            var files = new ArrayList<FileChange>();
            for (var entry : changes.entries()) {
                if (files.size() == limits.files()) {
                    break;
                }
                files.add(file(entry));
            }
            return new Comparison(
                    List.copyOf(files),
                    files.stream().mapToInt(FileChange::added).sum(),
                    files.stream().mapToInt(FileChange::removed).sum(),
                    changes.truncated() || files.size() < changes.entries().size());
        }

        private FileChange file(DiffEntry entry) throws IOException {
            var before = text(entry, Side.OLD);
            var after = text(entry, Side.NEW);
            if (before.text().isEmpty() || after.text().isEmpty()) {
                return change(
                        entry,
                        before.binary() || after.binary(),
                        new Hunks.Shown(List.of(), 0, 0, before.large() || after.large()));
            }
            var edits = histogram()
                    .diff(
                            RawTextComparator.DEFAULT,
                            before.text().get(),
                            after.text().get());
            var hunks = new Hunks(before.text().get(), after.text().get(), limits.lineChars());
            var shown = hunks.of(edits, Math.min(limits.fileLines(), linesLeft));
            linesLeft -=
                    shown.hunks().stream().mapToInt(hunk -> hunk.lines().size()).sum();
            return change(entry, false, shown);
        }

        private static FileChange change(DiffEntry entry, boolean binary, Hunks.Shown shown) {
            var change = switch (entry.getChangeType()) {
                case ADD -> Change.ADDED;
                case MODIFY -> Change.MODIFIED;
                case DELETE -> Change.DELETED;
                case RENAME -> Change.RENAMED;
                case COPY -> Change.COPIED;
            };
            return new FileChange(
                    change,
                    change == Change.ADDED ? entry.getNewPath() : entry.getOldPath(),
                    change == Change.DELETED ? entry.getOldPath() : entry.getNewPath(),
                    mode(entry.getOldMode()),
                    mode(entry.getNewMode()),
                    binary,
                    shown.truncated(),
                    shown.added(),
                    shown.removed(),
                    shown.hunks());
        }

        private static String mode(FileMode mode) {
            return "%06o".formatted(mode.getBits());
        }

        private record Text(Optional<RawText> text, boolean binary, boolean large) {}

        private Text text(DiffEntry entry, Side side) throws IOException {
            if (entry.getMode(side).equals(FileMode.MISSING)) {
                return new Text(Optional.of(new RawText(new byte[0])), false, false);
            }
            if (entry.getMode(side).equals(FileMode.GITLINK)) {
                return new Text(
                        Optional.of(new RawText(
                                ("Subproject commit " + entry.getId(side).name() + "\n")
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8))),
                        false,
                        false);
            }
            var loader = reader.open(id(entry.getId(side)), Constants.OBJ_BLOB);
            if (loader.getSize() > limits.fileBytes()) {
                try (var in = loader.openStream()) {
                    return new Text(Optional.empty(), RawText.isBinary(in.readNBytes(8000)), true);
                }
            }
            var bytes = loader.getCachedBytes(limits.fileBytes());
            if (RawText.isBinary(bytes)) {
                return new Text(Optional.empty(), true, false);
            }
            var text = new RawText(bytes);
            return text.size() > MAX_COMPARED_LINES
                    ? new Text(Optional.empty(), false, true)
                    : new Text(Optional.of(text), false, false);
        }

        private static ObjectId id(AbbreviatedObjectId id) {
            return id.toObjectId();
        }
    }
}
