package dev.softservice.server.pull;

import dev.softservice.server.account.Account;
import dev.softservice.server.repo.HostedRepository;
import java.util.List;
import java.util.Optional;

/** Pull requests: reading them, and every change of them (opened and updated by push are in {@link dev.softservice.server.git.PushConsequences}). */
public final class Pulls {
    /** Newest first; {@code state} empty: all; {@code before} 0 or the number to go on below; at most {@code limit} (1 to 100). */
    public List<PullRequest> list(HostedRepository repository, Optional<PullRequest.State> state, int before, int limit) {
        throw new UnsupportedOperationException();
    }

    public PullRequest require(HostedRepository repository, int number) {
        throw new UnsupportedOperationException();
    }

    /** Opens one from a commit or branch that is in the repository already; needs {@code CONTRIBUTOR}. */
    public PullRequest open(HostedRepository repository, String base, String head, String title, String description, Account by) {
        throw new UnsupportedOperationException();
    }

    /** What lands is the merge result that was tested; refuses where that is not proven. Needs {@code MAINTAINER}. */
    public PullRequest merge(HostedRepository repository, int number, Account by) {
        throw new UnsupportedOperationException();
    }

    /** "Merge when verified": lands as soon as its run passes. Needs {@code MAINTAINER}. */
    public PullRequest mergeWhenVerified(HostedRepository repository, int number, Account by) {
        throw new UnsupportedOperationException();
    }

    public PullRequest close(HostedRepository repository, int number, Account by) {
        throw new UnsupportedOperationException();
    }

    /** Lets a stranger's code run; names head and base, so a new push needs a new approval. Needs {@code MAINTAINER}. */
    public PullRequest approve(HostedRepository repository, int number, String headSha, Account by) {
        throw new UnsupportedOperationException();
    }

    /** Whether merge would land now, and if not, the one-line reason that page and API show. */
    public Mergeability mergeability(PullRequest pull) {
        throw new UnsupportedOperationException();
    }

    public record Mergeability(boolean now, String reason) {}
}
