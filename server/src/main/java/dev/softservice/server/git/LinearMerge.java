package dev.softservice.server.git;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.git.GitStore.Conflicting;
import dev.softservice.server.git.GitStore.Merge;
import dev.softservice.server.git.GitStore.Merged;
import dev.softservice.server.repo.RepositoryName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;

/** Merges without a merge commit: the history of the base stays a line. Deterministic for equal arguments; what comes of it is stored, not yet under any ref. */
public final class LinearMerge {
    private static final int MOST_COMMITS = 500;

    private final GitStore store;

    public LinearMerge(GitStore store) {
        this.store = store;
    }

    /** What is merged into what. */
    public record Sides(ObjectId base, ObjectId head) {}

    /** One commit on {@code base} with everything that {@code head} brings; its author is that of the head. */
    public Merge squash(RepositoryName name, Sides sides, String message, PersonIdent committer) {
        return GitStore.call(() -> {
            try (var work = new Work(name)) {
                var head = work.walk.parseCommit(sides.head());
                var outcome = work.merging.merge(work.walk.parseCommit(sides.base()), head);
                if (!outcome.paths().isEmpty()) return new Conflicting(outcome.paths());
                var commit = new CommitBuilder();
                commit.setTreeId(outcome.tree());
                commit.setParentId(sides.base());
                commit.setAuthor(author(head, committer));
                commit.setCommitter(committer);
                commit.setMessage(message);
                return work.stored(work.inserter.insert(commit), outcome.tree());
            }
        });
    }

    /** Each commit that {@code head} has and {@code base} has not, again on top of the base, in their order. Merge commits, and what changes nothing there, are left out. */
    public Merge rebase(RepositoryName name, Sides sides, PersonIdent committer) {
        return GitStore.call(() -> {
            try (var work = new Work(name)) {
                var tip = sides.base();
                var tree = work.walk.parseCommit(sides.base()).getTree().copy();
                for (var commit : work.commits(sides)) {
                    work.walk.parseHeaders(commit.getParent(0));
                    var outcome = work.merging.merge(
                            commit.getParent(0).getTree().copy(),
                            tree,
                            commit.getTree().copy());
                    if (!outcome.paths().isEmpty()) return new Conflicting(outcome.paths());
                    if (outcome.tree().equals(tree)) continue;
                    tree = outcome.tree();
                    tip = work.inserter.insert(again(commit, tip, tree, committer));
                }
                return work.stored(tip, tree);
            }
        });
    }

    private static CommitBuilder again(RevCommit commit, ObjectId parent, ObjectId tree, PersonIdent committer) {
        var builder = new CommitBuilder();
        builder.setTreeId(tree);
        builder.setParentId(parent);
        builder.setAuthor(author(commit, committer));
        builder.setCommitter(committer);
        builder.setMessage(commit.getFullMessage());
        return builder;
    }

    private static PersonIdent author(RevCommit commit, PersonIdent otherwise) {
        var author = commit.getAuthorIdent();
        return author == null ? otherwise : author;
    }

    /** One merge in one repository. */
    private final class Work implements AutoCloseable {
        final DurableInserter inserter;
        final ObjectReader reader;
        final RevWalk walk;
        final Merging merging;

        Work(RepositoryName name) {
            var repository = store.opened(name);
            inserter = new DurableInserter(repository);
            reader = inserter.newReader();
            walk = new RevWalk(reader);
            merging = new Merging(inserter, reader, repository.getConfig());
        }

        List<RevCommit> commits(Sides sides) throws IOException {
            var commits = new ArrayList<RevCommit>();
            try (var range = new RevWalk(reader)) {
                range.sort(RevSort.TOPO);
                range.sort(RevSort.REVERSE, true);
                range.markStart(range.parseCommit(sides.head()));
                range.markUninteresting(range.parseCommit(sides.base()));
                for (RevCommit commit = null; (commit = range.next()) != null; )
                    if (commit.getParentCount() == 1) commits.add(walk.parseCommit(commit));
            }
            if (commits.size() > MOST_COMMITS)
                throw Refusal.of(
                        Refusal.Kind.TOO_LARGE,
                        "more than " + MOST_COMMITS + " commits can't be rebased; propose them in smaller parts");
            return commits;
        }

        Merged stored(ObjectId commit, ObjectId tree) throws IOException {
            inserter.flush();
            return new Merged(commit.copy(), tree.copy());
        }

        @Override
        public void close() {
            walk.close();
            reader.close();
            inserter.close();
        }
    }
}
