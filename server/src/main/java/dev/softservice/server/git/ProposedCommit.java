package dev.softservice.server.git;

import dev.softservice.server.git.PushConsequences.Proposal;
import java.io.IOException;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;

/** Whether a proposed commit can be merged into its branch at all, told from quarantine so that a refusal leaves nothing behind. */
record ProposedCommit(Repository repository, Proposal proposal) {
    Optional<String> problem() {
        var refusal = RefPolicy.refusal(proposal.branch());
        if (refusal.isPresent()) {
            return refusal;
        }
        return GitStore.call(() -> {
            var base = Refs.read(repository, proposal.branch().ref());
            return base.isEmpty()
                    ? Optional.of("no branch %s here to propose to; name a branch of %s, and a topic with -o topic=NAME"
                            .formatted(proposal.branch(), proposal.repository().name()))
                    : against(base.get());
        });
    }

    private Optional<String> against(ObjectId base) throws IOException {
        try (var walk = new RevWalk(repository)) {
            var target = walk.parseCommit(base);
            var head = walk.parseCommit(proposal.head());
            if (walk.isMergedInto(head, target)) {
                return Optional.of("nothing to propose: %s contains %s already"
                        .formatted(proposal.branch(), head.abbreviate(10).name()));
            }
            return hasCommonHistory(walk, target, head)
                    ? Optional.empty()
                    : Optional.of(
                            "the proposed commit has no history in common with %s; start from it, or rebase onto it"
                                    .formatted(proposal.branch()));
        }
    }

    private static boolean hasCommonHistory(RevWalk walk, RevCommit one, RevCommit other) throws IOException {
        walk.reset();
        walk.setRevFilter(RevFilter.MERGE_BASE);
        walk.markStart(one);
        walk.markStart(other);
        return walk.next() != null;
    }
}
