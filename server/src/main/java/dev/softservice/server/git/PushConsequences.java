package dev.softservice.server.git;

import dev.softservice.server.account.Account;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.repo.HostedRepository;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/**
 * What follows from a push that passed every rule. Called on the push's own virtual thread, after its objects have left
 * quarantine and before the client is answered, so what returns has been recorded durably.
 */
public interface PushConsequences {
    /**
     * A push to {@code refs/for/<branch>}.
     *
     * @param options push options by name: topic, title, description
     */
    record Proposal(
            HostedRepository repository, Account by, BranchName branch, ObjectId head, Map<String, String> options) {}

    /** What became of a proposal. */
    sealed interface Answer {}

    /** It is pull request {@code number} now; {@code lines} are shown to the pusher as "remote:" lines. */
    record Accepted(int number, List<String> lines) implements Answer {}

    /** {@code reason}: one line. */
    record Refused(String reason) implements Answer {}

    /** Asked while the objects are still in quarantine: why this proposal cannot be taken, in one line. A refused push leaves nothing behind. */
    default Optional<String> refusal(Proposal proposal) {
        return Optional.empty();
    }

    Answer propose(Proposal proposal);

    /** A branch that was made ({@code before} empty), moved, or deleted ({@code after} empty); its ref has been written already. */
    record Moved(BranchName branch, Optional<ObjectId> before, Optional<ObjectId> after) {}

    /** What follows from all branches that one push has moved, recorded together. Returns "remote:" lines. */
    List<String> branchesMoved(HostedRepository repository, List<Moved> moved, Account by);

    /** The same for one branch. */
    default List<String> branchMoved(
            HostedRepository repository,
            BranchName branch,
            Optional<ObjectId> before,
            Optional<ObjectId> after,
            Account by) {
        return branchesMoved(repository, List.of(new Moved(branch, before, after)), by);
    }
}
