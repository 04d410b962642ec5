package dev.softservice.server.git;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.ObjectWalk;
import org.eclipse.jgit.revwalk.RevBlob;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevFlag;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.transport.ConnectivityChecker;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether everything that the new tips need is there, and whether their trees are such as can be shown and checked out. Only branches and
 * tags bound the walk: refs/pull can be thousands, and walking a little further costs less than parsing them all.
 */
final class PushedObjects implements ConnectivityChecker {
    private static final Logger LOG = LoggerFactory.getLogger(PushedObjects.class);

    @Override
    public void checkConnectivity(ConnectivityCheckInfo info, Set<ObjectId> haves, ProgressMonitor progress)
            throws IOException {
        try (var walk = new ObjectWalk(info.getRepository())) {
            walk.sort(RevSort.TOPO);
            walk.sort(RevSort.BOUNDARY, true);
            var sizes = new TreeSizes(walk.getObjectReader());
            for (var command : info.getCommands()) {
                if (command.getType() != ReceiveCommand.Type.DELETE) {
                    var tip = walk.parseAny(command.getNewId());
                    walk.markStart(tip);
                    sizes.check(walk.peel(tip));
                }
            }
            for (var prefix : new String[] {Constants.R_HEADS, Constants.R_TAGS}) {
                for (Ref ref : info.getRepository().getRefDatabase().getRefsByPrefix(prefix)) {
                    bound(walk, ref);
                }
            }
            everythingIsThere(walk, progress);
        }
    }

    /** A ref whose own object is missing or damaged bounds nothing, and keeps nobody from pushing to others. */
    private static void bound(ObjectWalk walk, Ref ref) throws IOException {
        if (ref.getObjectId() == null) {
            return;
        }
        try {
            walk.markUninteresting(walk.parseAny(ref.getObjectId()));
        } catch (MissingObjectException | CorruptObjectException broken) {
            LOG.error("{} stands for an object that cannot be read", ref.getName(), broken);
        }
    }

    private static void everythingIsThere(ObjectWalk walk, ProgressMonitor progress) throws IOException {
        progress.beginTask("Checking connectivity", ProgressMonitor.UNKNOWN);
        for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
            progress.update(1);
        }
        for (RevObject object = walk.nextObject(); object != null; object = walk.nextObject()) {
            progress.update(1);
            if (object instanceof RevBlob
                    && !object.has(RevFlag.UNINTERESTING)
                    && !walk.getObjectReader().has(object)) {
                throw new MissingObjectException(object, Constants.OBJ_BLOB);
            }
            if (walk.getPathLength() > GitLimits.PATH_BYTES) {
                throw new CorruptObjectException("a path is longer than %,d bytes".formatted(GitLimits.PATH_BYTES));
            }
        }
        progress.endTask();
    }

    /** How deep a tree is and how many entries it unfolds to, each subtree counted once and remembered. */
    private static final class TreeSizes {
        private record Size(int depth, long entries) {}

        private final ObjectReader reader;
        private final Map<ObjectId, Size> known = new HashMap<>();

        TreeSizes(ObjectReader reader) {
            this.reader = reader;
        }

        void check(RevObject tip) throws IOException {
            if (tip instanceof RevCommit commit) {
                size(commit.getTree(), 1);
            } else if (tip instanceof RevTree tree) {
                size(tree, 1);
            }
        }

        private Size size(ObjectId tree, int level) throws IOException {
            if (level > GitLimits.TREE_DEPTH) {
                throw new CorruptObjectException("folders are nested deeper than " + GitLimits.TREE_DEPTH);
            }
            var before = known.get(tree);
            if (before != null) {
                if (level + before.depth() > GitLimits.TREE_DEPTH) {
                    throw new CorruptObjectException("folders are nested deeper than " + GitLimits.TREE_DEPTH);
                }
                return before;
            }
            int depth = 0;
            long entries = 0;
            var entry = new CanonicalTreeParser();
            for (entry.reset(reader, tree); !entry.eof(); entry.next()) {
                entries++;
                if (entry.getEntryObjectId() instanceof ObjectId id
                        && entry.getEntryFileMode().getObjectType() == Constants.OBJ_TREE) {
                    var below = size(id, level + 1);
                    depth = Math.max(depth, below.depth() + 1);
                    entries += below.entries();
                }
                if (entries > GitLimits.TREE_ENTRIES) {
                    throw new CorruptObjectException(
                            "a tree unfolds to more than %,d entries".formatted(GitLimits.TREE_ENTRIES));
                }
            }
            var size = new Size(depth, entries);
            known.put(tree.copy(), size);
            return size;
        }
    }
}
