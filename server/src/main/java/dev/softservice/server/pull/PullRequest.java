package dev.softservice.server.pull;

import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Sha;
import java.time.Instant;
import java.util.Optional;

/**
 * One pull request.
 *
 * @param base      the branch that it is to land on
 * @param baseSha   the commit of base that {@code mergeSha} was made on
 * @param headSha   the newest proposed commit
 * @param mergeSha  the merge result, which is what gets tested; empty while it conflicts
 * @param conflicts paths that conflict; empty when it merges cleanly
 * @param landedSha the commit on base once merged
 * @param mergeWhenVerifiedBy who asked that it lands by itself once its run passes
 * @param draft     its author says that it is not ready: it does not land
 * @param topic     groups pushes to refs/for into one pull request; empty string: none
 */
public record PullRequest(
        long id,
        long repository,
        int number,
        String title,
        String description,
        String author,
        BranchName base,
        Sha baseSha,
        Sha headSha,
        Optional<Sha> mergeSha,
        java.util.List<String> conflicts,
        State state,
        String topic,
        Instant createdAt,
        Instant updatedAt,
        Optional<Instant> mergedAt,
        Optional<String> mergedBy,
        Optional<Sha> landedSha,
        Optional<String> mergeWhenVerifiedBy,
        boolean draft) {
    public enum State {
        OPEN,
        MERGED,
        CLOSED
    }
}
