package dev.softservice.server.git;

import dev.softservice.server.repo.RepositoryName;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/** Which paths commits change. */
public final class TouchedPaths {
    private final GitStore store;

    public TouchedPaths(GitStore store) {
        this.store = store;
    }

    /** The files that two commits have otherwise, both names of one that was moved. */
    public List<String> between(RepositoryName name, ObjectId from, ObjectId to) {
        return GitStore.call(() -> {
            try (var reader = store.opened(name).newObjectReader();
                    var commits = new RevWalk(reader);
                    var walk = new TreeWalk(reader)) {
                walk.setRecursive(true);
                walk.addTree(commits.parseTree(from));
                walk.addTree(commits.parseTree(to));
                walk.setFilter(TreeFilter.ANY_DIFF);
                var paths = new ArrayList<String>();
                while (walk.next()) paths.add(walk.getPathString());
                return List.copyOf(paths);
            }
        });
    }

    /** The commits that {@code tip} has had as a branch and that changed {@code path}, the newest first, at most {@code most}. What a branch was merged from is not among them. */
    public List<ObjectId> history(RepositoryName name, ObjectId tip, String path, int most) {
        return GitStore.call(() -> {
            try (var walk = new RevWalk(store.opened(name))) {
                walk.setFirstParent(true);
                walk.setTreeFilter(AndTreeFilter.create(PathFilter.create(path), TreeFilter.ANY_DIFF));
                walk.markStart(walk.parseCommit(tip));
                var commits = new ArrayList<ObjectId>();
                for (RevCommit commit = null; commits.size() < most && (commit = walk.next()) != null; )
                    commits.add(commit.copy());
                return List.copyOf(commits);
            }
        });
    }
}
