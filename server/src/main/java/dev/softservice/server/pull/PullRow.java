package dev.softservice.server.pull;

import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.Sha;
import java.util.Optional;

/**
 * A pull request with what only the hub itself looks at.
 *
 * @param trusted    whether the account that pushed the head may have code run without approval
 * @param mergeTree  the tree of the merge result
 * @param source     the branch that is followed; empty: none
 * @param provenHead the head whose merge result passed, on whatever base
 * @param tested     of the present head; its verdict is kept when the base moves
 * @param landing    where a crash may have come between writing the base branch and this row
 */
record PullRow(
        PullRequest pull,
        boolean trusted,
        Optional<Sha> mergeTree,
        Optional<BranchName> source,
        Optional<Sha> provenHead,
        Optional<Tested> tested,
        Optional<Landing> landing) {
    /** The merge result that was tested last, or is: where its base was, and its tree. */
    record Tested(Sha base, Sha tree) {}

    record Landing(Sha commit, String by) {}

    PullKey key() {
        return new PullKey(pull.repository(), pull.number());
    }

    /** Whether the verdict is that of the present merge result, so that the result may land. */
    boolean isCurrent() {
        return tested.filter(last -> last.base().equals(pull.baseSha())).isPresent() && mergeTree.isPresent();
    }

    /** The present merge result. */
    MergeResult result() {
        return new MergeResult(pull.baseSha(), pull.headSha(), pull.mergeSha(), mergeTree, pull.conflicts());
    }

    PullRow with(Landing begun) {
        return new PullRow(pull, trusted, mergeTree, source, provenHead, tested, Optional.of(begun));
    }

    boolean isOpen() {
        return pull.state() == PullRequest.State.OPEN;
    }
}
