package dev.softservice.server.pull;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.Sha;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.RunQueue.Changes;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.jdbi.v3.core.Handle;

/** Pull requests: reading them, and every change of them (opened and updated by push are in {@link dev.softservice.server.git.PushConsequences}). */
public final class Pulls {
    private final Parts parts;
    private final Proposals proposals;
    private final Landings landings;

    public Pulls(Parts parts, Proposals proposals, Landings landings) {
        this.parts = parts;
        this.proposals = proposals;
        this.landings = landings;
    }

    /** Newest first; {@code state} empty: all; {@code before} 0 or the number to go on below; at most {@code limit} (1 to 100). */
    public List<PullRequest> list(
            HostedRepository repository, Optional<PullRequest.State> state, int before, int limit) {
        return parts
                .database()
                .read(handle -> PullTable.list(handle, repository.id(), state, before, Math.clamp(limit, 1, 100)))
                .stream()
                .map(PullRow::pull)
                .toList();
    }

    public PullRequest require(HostedRepository repository, int number) {
        return row(repository, number).pull();
    }

    private PullRow row(HostedRepository repository, int number) {
        return parts.database()
                .read(handle -> PullTable.find(handle, new PullKey(repository.id(), number)))
                .orElseThrow(() -> Refusal.notFound("no pull request #" + number + " in " + repository.name()));
    }

    private PullRow openRow(HostedRepository repository, int number) {
        var row = row(repository, number);
        if (row.isOpen()) return row;
        throw Refusal.conflict("pull request #" + number + " is "
                + (row.pull().state() == PullRequest.State.MERGED ? "merged" : "closed") + " already");
    }

    /**
     * Opens one from a commit or branch that is in the repository already; needs {@code CONTRIBUTOR}. One made from a branch follows that
     * branch.
     */
    public PullRequest open(
            HostedRepository repository, String base, String head, String title, String description, Account by) {
        by.require(Role.CONTRIBUTOR, "open pull requests here; push to refs/for/" + base + " instead");
        var target = BranchName.of(base).orElseThrow(() -> Proposals.noSuchBranch(repository, base));
        if (base.equals(head)) throw Refusal.invalid("pull request: head and base are both " + base);
        var branch = BranchName.of(head)
                .flatMap(name -> parts.git().resolve(repository.name(), name.ref()))
                .map(ObjectId::copy);
        var commit = branch.or(() -> parts.reader().resolve(repository.name(), head))
                .orElseThrow(() ->
                        Refusal.invalid("pull request head: no branch or commit " + head + " in " + repository.name()));
        return parts.locks().with(repository.id(), () -> {
            parts.database().read(handle -> PullTable.open(handle, repository.id())).stream()
                    .filter(row -> row.pull().base().name().equals(base)
                            && row.pull().headSha().equals(Sha.of(commit)))
                    .findFirst()
                    .ifPresent(row -> {
                        throw Refusal.conflict("pull request #" + row.pull().number() + " proposes this commit to "
                                + base + " already");
                    });
            var words = title.isBlank()
                    ? parts.reader().commit(repository.name(), commit).subject()
                    : title;
            var proposed = new Proposed(by, target, words, description, "", branch.flatMap(_ -> BranchName.of(head)));
            return proposals
                    .store(repository, proposed, commit, Optional.empty())
                    .pull();
        });
    }

    /**
     * What lands is the merge result that was tested; refuses where that is not proven. Where the head was proven on an older base, it
     * lands by itself as soon as it is proven on the present one, and what comes back is still open. Needs {@code MAINTAINER}.
     */
    public PullRequest merge(HostedRepository repository, int number, Account by) {
        requireMayMerge(repository, number, by);
        return parts.locks().with(repository.id(), () -> {
            var row = landings.upToDate(repository, openRow(repository, number));
            var mergeable = mergeability(row.pull());
            if (mergeable.now()) {
                land(repository, row, by);
            } else if (row.provenHead().filter(row.pull().headSha()::equals).isPresent() && isUnderWay(row)) {
                landings.whenVerified(repository, row, by);
            } else {
                throw Refusal.conflict("pull request #" + number + " is not merged: " + mergeable.reason());
            }
            return require(repository, number);
        });
    }

    private void requireMayMerge(HostedRepository repository, int number, Account by) {
        by.require(Role.MAINTAINER, "merge");
        owner(repository.id()).ifPresent(forge -> {
            throw Refusal.conflict("pull request #" + number + " is not merged: " + owned(forge));
        });
    }

    private void land(HostedRepository repository, PullRow row, Account by) {
        if (landings.land(repository, row, by.name())) return;
        var pull = row.pull();
        boolean gone = parts.git().resolve(repository.name(), pull.base().ref()).isEmpty();
        throw Refusal.conflict("pull request #" + pull.number() + " is not merged: branch " + pull.base()
                + (gone ? " is gone" : " moved meanwhile; the new merge result is tested first"));
    }

    private boolean isUnderWay(PullRow row) {
        return run(row.pull()).filter(run -> run.verdict().isEmpty()).isPresent();
    }

    /** "Merge when verified": lands as soon as its run passes. A new head takes the wish back. Needs {@code MAINTAINER}. */
    public PullRequest mergeWhenVerified(HostedRepository repository, int number, Account by) {
        requireMayMerge(repository, number, by);
        return parts.locks().with(repository.id(), () -> {
            var row = landings.upToDate(repository, openRow(repository, number));
            if (!row.pull().conflicts().isEmpty())
                throw Refusal.conflict(mergeability(row.pull()).reason());
            landings.whenVerified(repository, row, by);
            if (mergeability(row.pull()).now()) land(repository, row, by);
            return require(repository, number);
        });
    }

    /** By its author or a {@code MAINTAINER}. */
    public PullRequest close(HostedRepository repository, int number, Account by) {
        return parts.locks().with(repository.id(), () -> {
            var row = openRow(repository, number);
            if (!row.pull().author().equals(by.name()))
                by.require(Role.MAINTAINER, "close somebody else's pull request");
            var changes = new Changes();
            parts.database().run(handle -> {
                PullTable.closed(handle, row.key(), parts.surroundings().clock().instant());
                parts.queue().supersedePull(handle, row.key(), Optional.empty(), changes);
                parts.audit().record(handle, by, "pull.close", repository.name() + "#" + number, "");
            });
            parts.control().settle(changes);
            return require(repository, number);
        });
    }

    /** Lets a stranger's code run; names head and base, so a new push needs a new approval. Needs {@code MAINTAINER}. */
    public PullRequest approve(HostedRepository repository, int number, Sha headSha, Account by) {
        by.require(Role.MAINTAINER, "let a stranger's code run");
        return parts.locks().with(repository.id(), () -> {
            var row = openRow(repository, number);
            if (!row.pull().headSha().equals(headSha)) {
                throw Refusal.conflict("pull request #" + number + " is at "
                        + row.pull().headSha() + " now, not at what you looked at: look again");
            }
            var changes = new Changes();
            parts.database().run(handle -> {
                PullTable.approve(
                        handle,
                        row.pull(),
                        by.name(),
                        parts.surroundings().clock().instant());
                parts.queue().release(handle, row.key(), changes);
                parts.audit()
                        .record(
                                handle,
                                by,
                                "pull.approve",
                                repository.name() + "#" + number,
                                headSha + " onto " + row.pull().base());
            });
            parts.control().settle(changes);
            return require(repository, number);
        });
    }

    /** Whether a pull request's head came from somebody who may push to the repository, in the caller's transaction. */
    public static boolean isTrusted(Handle handle, PullKey key) {
        return PullTable.isTrusted(handle, key);
    }

    public record Mergeability(boolean now, String reason) {}

    /** Whether merge would land now, and if not, the one-line reason that page and API show. */
    public Mergeability mergeability(PullRequest pull) {
        if (pull.state() != PullRequest.State.OPEN)
            return no("it is " + (pull.state() == PullRequest.State.MERGED ? "merged" : "closed") + " already");
        var owner = owner(pull.repository());
        if (owner.isPresent()) return no(owned(owner.get()));
        if (!pull.conflicts().isEmpty()) {
            return no("it conflicts with " + pull.base() + " in "
                    + String.join(", ", pull.conflicts().stream().limit(5).toList())
                    + (pull.conflicts().size() > 5 ? " and " + (pull.conflicts().size() - 5) + " more" : ""));
        }
        return run(pull)
                .map(run -> of(pull, run))
                .orElseGet(() -> no("its merge with " + pull.base() + " has not been tested"));
    }

    /** The clone URL of the forge that the repository mirrors: there branches move, and here they follow. */
    private Optional<String> owner(long repository) {
        return parts.surroundings().forge().apply(repository);
    }

    private static String owned(String forge) {
        return "this repository mirrors " + forge + ": merge it there";
    }

    private static Mergeability of(PullRequest pull, Run run) {
        var name = "run " + run.id();
        if (run.state() == Run.State.WAITING) return no(name + " waits for a maintainer to let this code run");
        return run.verdict()
                .map(outcome -> switch (outcome) {
                    case PASSED -> new Mergeability(true, "");
                    case FAILED -> no(name + " failed: " + run.reason());
                    case ERRORED -> no(name + " could not tell: " + run.reason());
                    case CANCELLED, SUPERSEDED -> no(name + " was stopped before it could tell: run it again");
                })
                .orElseGet(() -> no(name
                        + (run.state() == Run.State.QUEUED ? " is queued" : " is under way")
                        + (pull.mergeWhenVerifiedBy().isPresent() ? "; it lands by itself once that passes" : "")));
    }

    private static Mergeability no(String reason) {
        return new Mergeability(false, reason);
    }

    /** The newest run of a pull request's present merge result, if any. */
    public Optional<Run> run(HostedRepository repository, int number) {
        return run(new PullKey(repository.id(), number));
    }

    private Optional<Run> run(PullKey key) {
        return parts.database().read(handle -> PullTable.run(handle, key));
    }

    private Optional<Run> run(PullRequest pull) {
        return run(new PullKey(pull.repository(), pull.number()));
    }
}
