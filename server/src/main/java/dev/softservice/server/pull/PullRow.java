package dev.softservice.server.pull;

import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.Sha;
import java.util.Optional;

/**
 * A pull request with what only the hub itself looks at.
 *
 * @param trusted    whether whoever pushed the head may have code run without approval
 * @param mergeTree  the tree of the merge result
 * @param source     the branch that is followed; empty: none
 * @param provenHead the head whose merge result passed, on whatever base
 * @param landing    where a crash may have come between writing the base branch and this row
 */
record PullRow(
        PullRequest pull,
        boolean trusted,
        Optional<Sha> mergeTree,
        Optional<BranchName> source,
        Optional<Sha> provenHead,
        Optional<Landing> landing) {
    record Landing(Sha commit, String by) {}

    PullKey key() {
        return new PullKey(pull.repository(), pull.number());
    }

    boolean isOpen() {
        return pull.state() == PullRequest.State.OPEN;
    }
}
