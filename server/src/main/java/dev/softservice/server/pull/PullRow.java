package dev.softservice.server.pull;

import dev.softservice.server.run.RunQueue.PullKey;
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
        Optional<String> mergeTree,
        String source,
        Optional<String> provenHead,
        Optional<Landing> landing) {
    record Landing(String commit, String by) {}

    PullKey key() {
        return new PullKey(pull.repository(), pull.number());
    }

    boolean isOpen() {
        return pull.state() == PullRequest.State.OPEN;
    }
}
