package dev.softservice.server.git;

import dev.softservice.server.core.Refusal;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.diff.DiffConfig;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffEntry.ChangeType;
import org.eclipse.jgit.diff.RenameDetector;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.RecursiveMerger;
import org.eclipse.jgit.merge.ResolveMerger;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/**
 * A three-way merge in memory that knows renames. JGit's own merger does not: a file renamed on one side and edited on the other would be
 * a conflict. Here such a file is first moved to its new name in the two trees that still have the old one; then JGit merges three
 * trees that agree about names.
 */
final class Merging {
    private static final int RENAME_SCORE = 50;
    private static final int RENAME_LIMIT = 1000;
    /** A tree can unfold without end; no merge that people made comes near this. */
    private static final int MAX_CHANGES = 200_000;

    /** The merged tree, or the conflicting paths where {@code paths} is not empty. */
    record Outcome(ObjectId tree, List<String> paths) {}

    private final ObjectInserter inserter;
    private final ObjectReader reader;
    private final Config config;

    Merging(ObjectInserter inserter, ObjectReader reader, Config config) {
        this.inserter = inserter;
        this.reader = reader;
        this.config = config;
    }

    Outcome merge(RevCommit ours, RevCommit theirs) throws IOException {
        return merge(
                new CommonBase(inserter, config).of(ours, theirs),
                ours.getTree().copy(),
                theirs.getTree().copy());
    }

    /** Of three trees. */
    Outcome merge(ObjectId base, ObjectId ourTree, ObjectId theirTree) throws IOException {
        var renames = new Renames(changes(base, ourTree), changes(base, theirTree));
        if (!renames.conflicts.isEmpty()) {
            return new Outcome(ObjectId.zeroId(), List.copyOf(renames.conflicts));
        }
        var merger = (ResolveMerger) MergeStrategy.RESOLVE.newMerger(inserter, config);
        merger.setBase(moved(base, renames.inBase));
        if (merger.merge(false, moved(ourTree, renames.inOurs), moved(theirTree, renames.inTheirs))) {
            return new Outcome(merger.getResultTreeId(), List.of());
        }
        var paths = new HashSet<>(merger.getUnmergedPaths());
        if (merger.getFailingPaths() != null) {
            paths.addAll(merger.getFailingPaths().keySet());
        }
        return new Outcome(ObjectId.zeroId(), paths.stream().sorted().toList());
    }

    private List<DiffEntry> changes(ObjectId from, ObjectId to) throws IOException {
        try (var walk = new TreeWalk(reader)) {
            walk.setRecursive(true);
            walk.addTree(from);
            walk.addTree(to);
            var bound = new GitDiff.Bound(MAX_CHANGES);
            walk.setFilter(AndTreeFilter.create(TreeFilter.ANY_DIFF, bound));
            var entries = DiffEntry.scan(walk);
            if (bound.reached()) {
                throw Refusal.of(
                        Refusal.Kind.TOO_LARGE,
                        "more than %,d files differ; propose it in smaller parts".formatted(MAX_CHANGES));
            }
            var detector = new RenameDetector(reader, config.get(DiffConfig.KEY));
            detector.setRenameScore(RENAME_SCORE);
            detector.setRenameLimit(RENAME_LIMIT);
            detector.addAll(entries);
            return detector.compute(reader, org.eclipse.jgit.lib.NullProgressMonitor.INSTANCE);
        } catch (org.eclipse.jgit.api.errors.CanceledException impossible) {
            throw new IOException(impossible);
        }
    }

    /** The tree with some files under new names. */
    private ObjectId moved(ObjectId tree, Map<String, String> names) throws IOException {
        if (names.isEmpty()) {
            return tree;
        }
        var index = DirCache.newInCore();
        var builder = index.builder();
        try (var walk = new TreeWalk(reader)) {
            walk.setRecursive(true);
            walk.addTree(tree);
            while (walk.next()) {
                var entry = new DirCacheEntry(names.getOrDefault(walk.getPathString(), walk.getPathString()));
                entry.setFileMode(walk.getFileMode(0));
                entry.setObjectId(walk.getObjectId(0));
                builder.add(entry);
            }
        }
        builder.finish();
        return index.writeTree(inserter);
    }

    /** Which files must change their names in which tree before the merge. */
    private static final class Renames {
        final Map<String, String> inBase = new HashMap<>();
        final Map<String, String> inOurs = new HashMap<>();
        final Map<String, String> inTheirs = new HashMap<>();
        final Set<String> conflicts = new java.util.TreeSet<>();

        Renames(List<DiffEntry> ours, List<DiffEntry> theirs) {
            meet(ours, theirs, inTheirs);
            meet(theirs, ours, inOurs);
        }

        private void meet(List<DiffEntry> here, List<DiffEntry> there, Map<String, String> inOther) {
            var byOldPath = new HashMap<String, DiffEntry>();
            var newPaths = new HashSet<String>();
            for (var change : there) {
                if (change.getChangeType() != ChangeType.ADD && change.getChangeType() != ChangeType.COPY) {
                    byOldPath.put(change.getOldPath(), change);
                }
                if (change.getChangeType() != ChangeType.DELETE && change.getChangeType() != ChangeType.MODIFY) {
                    newPaths.add(change.getNewPath());
                }
            }
            for (var rename : here) {
                var other = rename.getChangeType() == ChangeType.RENAME ? byOldPath.get(rename.getOldPath()) : null;
                if (other == null) {
                    continue;
                }
                var to = rename.getNewPath();
                switch (other.getChangeType()) {
                    case RENAME -> {
                        inBase.put(rename.getOldPath(), to);
                        if (!other.getNewPath().equals(to)) {
                            conflicts.addAll(List.of(to, other.getNewPath()));
                        }
                    }
                    case DELETE -> conflicts.add(to);
                    default -> {
                        if (newPaths.contains(to)) {
                            conflicts.add(to);
                        } else {
                            inBase.put(rename.getOldPath(), to);
                            inOther.put(rename.getOldPath(), to);
                        }
                    }
                }
            }
        }
    }

    /** The merge base's tree; where history criss-crosses, the merge of all bases, as git's recursive strategy does. */
    private static final class CommonBase extends RecursiveMerger {
        CommonBase(ObjectInserter inserter, Config config) {
            super(inserter, config);
        }

        ObjectId of(RevCommit ours, RevCommit theirs) throws IOException {
            var base = getBaseCommit(walk.parseCommit(ours), walk.parseCommit(theirs));
            if (base == null) {
                throw Refusal.conflict(
                        "the proposed commit %s has no history in common with the branch; start from the branch, or rebase onto it"
                                .formatted(theirs.name().substring(0, 10)));
            }
            return base.getTree().copy();
        }
    }
}
