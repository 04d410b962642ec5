package dev.softservice.server.pull;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.PushConsequences;
import dev.softservice.server.pull.EventTable.Happening;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Visible;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.RunControl;
import dev.softservice.server.run.RunQueue.Changes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.jdbi.v3.core.Handle;

/** Pull requests: reading them, and every change of them (opened and updated by push are in {@link dev.softservice.server.git.PushConsequences}). */
public final class Pulls {
    private final Ledger ledger;
    private final RunControl runs;
    private final Proposals proposals;
    private final Landings landings;
    private final Mergeability mergeability;

    public Pulls(Ledger ledger, RunControl runs, Proposals proposals, Landings landings, Mergeability mergeability) {
        this.ledger = ledger;
        this.runs = runs;
        this.proposals = proposals;
        this.landings = landings;
        this.mergeability = mergeability;
    }

    /** Newest first; {@code state} empty: all; {@code before} 0 or the number to go on below; at most {@code limit} (1 to 100). */
    public List<PullRequest> list(
            HostedRepository repository, Optional<PullRequest.State> state, int before, int limit) {
        return ledger
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
        return ledger.database()
                .read(handle -> PullTable.find(handle, new PullKey(repository.id(), number)))
                .orElseThrow(() -> Refusal.notFound("no pull request #" + number + " in " + repository.name()));
    }

    private PullRow openRow(HostedRepository repository, int number) {
        var row = row(repository, number);
        if (row.isOpen()) return row;
        throw Refusal.conflict("pull request #" + number + " is "
                + (row.pull().state() == PullRequest.State.MERGED ? "merged" : "closed") + " already");
    }

    /** Opens one from what is in the repository already; needs {@code CONTRIBUTOR}. */
    public PullRequest open(HostedRepository repository, Opening opening, Account by) {
        return proposals.open(repository, opening, by).pull();
    }

    /**
     * What lands is the merge result that was tested; refuses where that is not proven. Where the head was proven on an older base, it
     * lands by itself as soon as it is proven on the present one, and what comes back is still open. Needs {@code MAINTAINER}.
     */
    public PullRequest merge(HostedRepository repository, int number, Account by) {
        requireMayMerge(repository, number, by);
        return ledger.locks().with(repository.id(), () -> {
            var row = landings.upToDate(repository, openRow(repository, number));
            var mergeable = mergeability(row.pull());
            if (mergeable.now()) {
                land(repository, row, by);
            } else if (isProvenOnAnOlderBase(row)) {
                requireMeant(row);
                requireNothingHolds(row);
                landings.whenVerified(repository, row, by);
                landings.advance(repository.id());
            } else {
                throw Refusal.conflict("pull request #" + number + " is not merged: " + mergeable.reason());
            }
            return require(repository, number);
        });
    }

    private void requireMayMerge(HostedRepository repository, int number, Account by) {
        by.require(Role.MAINTAINER, "merge");
        mergeability.mirrored(repository.id()).ifPresent(reason -> {
            throw Refusal.conflict("pull request #" + number + " is not merged: " + reason);
        });
    }

    private void land(HostedRepository repository, PullRow row, Account by) {
        if (landings.land(repository, row, by.name())) return;
        var pull = row.pull();
        boolean gone = landings.baseIsGone(repository, row);
        throw Refusal.conflict("pull request #" + pull.number() + " is not merged: branch " + pull.base()
                + (gone ? " is gone" : " moved meanwhile; the new merge result is tested first"));
    }

    private void requireNothingHolds(PullRow row) {
        var holds = mergeability.rules().holdsOfVersion(row.pull());
        if (!holds.isEmpty())
            throw Refusal.conflict("pull request #" + row.pull().number() + " is not merged: it "
                    + holds.stream().map(Hold::reason).collect(Collectors.joining("; it ")));
    }

    private void requireMeant(PullRow row) {
        var weakening = weakening(row.pull());
        if (!weakening.open().isEmpty())
            throw Refusal.conflict("pull request #" + row.pull().number() + " is not merged: " + weakening.reason());
    }

    /**
     * A maintainer's explicit word that what this head stops checking is meant; without it nothing that stops checking something is merged. A level that is lowered
     * holds from then on, which may need another run. Needs {@code MAINTAINER}.
     */
    public PullRequest acceptWeaker(HostedRepository repository, int number, Sha headSha, Account by) {
        by.require(Role.MAINTAINER, "accept that less is checked");
        return ledger.locks().with(repository.id(), () -> {
            var row = landings.upToDate(repository, openRow(repository, number));
            requireSeen(row, headSha);
            var named = mergeability.rules().policy(row.pull()).policy().loosen();
            if (!named.allow(by.name(), true))
                throw Refusal.forbidden("the policy of " + row.pull().base() + " lets " + named.text()
                        + " say that less checking, or another policy, is meant");
            var lost = weakening(row.pull()).lost();
            if (!lost.isEmpty()) landings.meant(repository, row, lost, by);
            // Where its run has passed already, nothing else says that it can land now.
            landings.advance(repository.id());
            return require(repository, number);
        });
    }

    /**
     * Sets a rule of the policy aside for one head, with a reason that stays to be read on the pull request and on the release that it gets into.
     * Needs {@code MAINTAINER}, and to be among those whom the policy lets do so.
     */
    public PullRequest setAside(HostedRepository repository, int number, Asking asking, Account by) {
        by.require(Role.MAINTAINER, "set a rule of the policy aside");
        if (asking.reason().isBlank())
            throw Refusal.invalid("field reason is empty: say why the rule does not count here");
        return ledger.locks().with(repository.id(), () -> {
            var row = landings.upToDate(repository, openRow(repository, number));
            requireSeen(row, asking.head());
            var pull = row.pull();
            var named = mergeability.rules().policy(pull).policy().override();
            if (!named.allow(by.name(), true))
                throw Refusal.forbidden(
                        "the policy of " + pull.base() + " lets " + named.text() + " set one of its rules aside");
            if (mergeability.rules().holds(pull).stream()
                    .noneMatch(hold -> hold.kind() == asking.rule() && hold.maySetAside()))
                throw Refusal.conflict("pull request #" + number + " is not kept back by that rule");
            ledger.database().run(handle -> {
                var now = ledger.clock().instant();
                SetAsideTable.add(
                        handle,
                        pull,
                        new SetAside(number, asking.rule(), asking.head(), asking.reason(), by.name(), now));
                EventTable.add(
                        handle,
                        row.key(),
                        new Happening(
                                PullEvent.Kind.RULE_SET_ASIDE,
                                by.name(),
                                asking.head().name()),
                        now);
                ledger.audit()
                        .record(
                                handle,
                                by,
                                "pull.override",
                                repository.name() + "#" + number,
                                Constants.word(asking.rule()) + ": " + asking.reason());
            });
            landings.advance(repository.id());
            return require(repository, number);
        });
    }

    /** A rule of the policy that is to be set aside for {@code head}. */
    public record Asking(Hold.Kind rule, Sha head, String reason) {}

    /** Every rule that was ever set aside for it, oldest first. */
    public List<SetAside> aside(PullRequest pull) {
        return mergeability.rules().aside(pull);
    }

    /** Where it stands in the line for landing; empty where it stands in none. */
    public Optional<InLine> inLine(PullRequest pull) {
        return pull.state() == PullRequest.State.OPEN
                        && pull.mergeWhenVerifiedBy().isPresent()
                ? Optional.ofNullable(
                        landings.places(pull.repository(), List.of(pull.base())).get(pull.number()))
                : Optional.empty();
    }

    /** What came of trying its present head with what uses the distro. */
    public Tried tried(PullRequest pull) {
        return mergeability.rules().tried(pull);
    }

    /** Whether what uses the distro decides over it: then it lands only as what was tried with that. */
    public boolean areUsersAsked(PullRequest pull) {
        return mergeability.rules().areUsersAsked(pull);
    }

    /** Whether it has to reach the rung that is judged by what uses the distro. */
    public boolean isLevelAsked(PullRequest pull) {
        return mergeability.rules().isLevelAsked(pull);
    }

    /** What keeps an open one from landing by the policy of its base. */
    public List<Hold> holds(PullRequest pull) {
        return pull.state() == PullRequest.State.OPEN ? mergeability.rules().holds(pull) : List.of();
    }

    /** What is said about it has changed: one that is to land once verified may do so now. */
    public void reviewed(HostedRepository repository) {
        landings.advance(repository.id());
    }

    private static void requireSeen(PullRow row, Sha headSha) {
        if (row.pull().headSha().equals(headSha)) return;
        throw Refusal.conflict("pull request #" + row.pull().number() + " is at "
                + row.pull().headSha() + " now, not at what you looked at: look again");
    }

    /** What it asks people to stop checking, and whether a maintainer has said that this is meant. */
    public Weakening weakening(PullRequest pull) {
        return mergeability.weakening(pull);
    }

    private boolean isProvenOnAnOlderBase(PullRow row) {
        if (row.mergeTree().isEmpty()) return false;
        var run = mergeability.run(row.pull());
        if (run.flatMap(Run::verdict).filter(Run.Outcome.PASSED::equals).isPresent()) return true;
        return row.provenHead().filter(row.pull().headSha()::equals).isPresent()
                && run.filter(under -> under.verdict().isEmpty()).isPresent();
    }

    /**
     * Tests the present merge result, whatever verdict there is. One that waits for its turn, or for an approval, is left as it is. Needs
     * {@code CONTRIBUTOR}.
     */
    public PullRequest retest(HostedRepository repository, int number, Account by) {
        return retest(repository, number, OptionalInt.empty(), by);
    }

    /** The same, by a run that climbs to {@code level} at least; never less far than it has to. */
    public PullRequest retest(HostedRepository repository, int number, OptionalInt level, Account by) {
        by.require(Role.CONTRIBUTOR, "have pull requests tested again");
        return ledger.locks().with(repository.id(), () -> {
            var row = landings.upToDate(repository, openRow(repository, number));
            if (row.mergeTree().isEmpty())
                throw Refusal.conflict("pull request #" + number + " is not tested: "
                        + mergeability(row.pull()).reason());
            mergeability
                    .run(row.pull())
                    .filter(run -> run.verdict().isEmpty() && (row.isCurrent() || run.state() != Run.State.RUNNING))
                    .ifPresent(run -> {
                        throw Refusal.conflict("pull request #" + number + " is tested by run " + run.id()
                                + " already: cancel that first");
                    });
            landings.again(repository, row, level, by);
            return require(repository, number);
        });
    }

    /** Tests the present merge result of an open one where its verdict is that of an older base. */
    public void freshen(HostedRepository repository, int number) {
        landings.freshen(new PullKey(repository.id(), number));
    }

    /** "Merge when verified": lands as soon as its run passes. A new head takes the wish back. Needs {@code MAINTAINER}. */
    public PullRequest mergeWhenVerified(HostedRepository repository, int number, Account by) {
        requireMayMerge(repository, number, by);
        return ledger.locks().with(repository.id(), () -> {
            var row = landings.upToDate(repository, openRow(repository, number));
            if (!row.pull().conflicts().isEmpty())
                throw Refusal.conflict(mergeability(row.pull()).reason());
            requireMeant(row);
            if (row.pull().draft())
                throw Refusal.conflict("pull request #" + number + " is not merged: it " + Hold.DRAFT.reason());
            landings.whenVerified(repository, row, by);
            if (mergeability(row.pull()).now()) land(repository, row, by);
            else landings.advance(repository.id());
            return require(repository, number);
        });
    }

    /** Open ones of all repositories, those that changed last first. */
    public List<PullRequest> openEverywhere(Visible by, int limit) {
        return ledger.database().read(handle -> PullTable.openEverywhere(handle, by, limit)).stream()
                .map(PullRow::pull)
                .toList();
    }

    /** What people did to it, oldest first. */
    public List<PullEvent> events(PullRequest pull) {
        return ledger.database().read(handle -> EventTable.list(handle, pull.id()));
    }

    /** Makes an open one a draft, or says that it is ready; by its author or a {@code MAINTAINER}. */
    public PullRequest draft(HostedRepository repository, int number, boolean draft, Account by) {
        return ledger.locks().with(repository.id(), () -> {
            var row = openRow(repository, number);
            requireOwn(row.pull(), by, "say whether somebody else's pull request is ready");
            ledger.database().run(handle -> {
                var now = ledger.clock().instant();
                if (Proposals.draft(handle, row, draft, by.name(), now))
                    ledger.audit()
                            .record(
                                    handle,
                                    by,
                                    draft ? "pull.draft" : "pull.ready",
                                    repository.name() + "#" + number,
                                    "");
            });
            landings.advance(repository.id());
            return require(repository, number);
        });
    }

    /** By its author or a {@code MAINTAINER}. Its merge result is made anew and tested. */
    public PullRequest reopen(HostedRepository repository, int number, Account by) {
        return ledger.locks().with(repository.id(), () -> {
            var row = row(repository, number);
            if (row.pull().state() != PullRequest.State.CLOSED)
                throw Refusal.conflict(
                        "pull request #" + number + " is " + (row.isOpen() ? "open" : "merged") + " already");
            requireOwn(row.pull(), by, "reopen somebody else's pull request");
            mergeability.mirrored(repository.id()).ifPresent(reason -> {
                throw Refusal.conflict("pull request #" + number + " is not reopened: " + reason);
            });
            landings.reopen(repository, row, by);
            return require(repository, number);
        });
    }

    private static void requireOwn(PullRequest pull, Account by, String what) {
        by.require(Role.READER, what);
        if (!pull.author().equals(by.name())) by.require(Role.MAINTAINER, what);
    }

    /** By its author or a {@code MAINTAINER}. */
    public PullRequest close(HostedRepository repository, int number, Account by) {
        return ledger.locks().with(repository.id(), () -> {
            var row = openRow(repository, number);
            requireOwn(row.pull(), by, "close somebody else's pull request");
            var changes = new Changes();
            ledger.database().run(handle -> {
                PullTable.closed(handle, row.key(), ledger.clock().instant());
                runs.queue().supersedePull(handle, row.key(), Optional.empty(), changes);
                EventTable.add(
                        handle,
                        row.key(),
                        new Happening(PullEvent.Kind.CLOSED, by.name(), ""),
                        ledger.clock().instant());
                ledger.audit().record(handle, by, "pull.close", repository.name() + "#" + number, "");
            });
            runs.settle(changes);
            return require(repository, number);
        });
    }

    /**
     * Takes what a forge says of a pull request that the hub has by this number: its head, words and base, also where it was closed here.
     * One that is merged stays as it is.
     */
    public PullRequest renew(int number, PushConsequences.Proposal proposal) {
        var repository = proposal.repository();
        return ledger.locks().with(repository.id(), () -> {
            var row = row(repository, number);
            if (row.pull().state() == PullRequest.State.MERGED)
                throw Refusal.conflict("pull request #" + number + " is merged already");
            return proposals.renew(row, proposal).pull();
        });
    }

    /**
     * It was merged at the forge as {@code commit}, whatever that is made of; empty: nobody says. A run that may go on does: its verdict is about
     * what has landed.
     */
    public PullRequest mergedElsewhere(HostedRepository repository, int number, Optional<Sha> commit, Account by) {
        return ledger.locks().with(repository.id(), () -> {
            var row = openRow(repository, number);
            var landing = new PullRow.Landing(commit.orElse(row.pull().headSha()), by.name());
            var changes = new Changes();
            ledger.database().run(handle -> {
                PullTable.merged(handle, row.key(), landing, ledger.clock().instant());
                boolean mayRun = row.trusted()
                        || PullTable.isApproved(handle, row.key(), row.pull().headSha());
                var under = PullTable.run(handle, row.key()).filter(_ -> mayRun).map(Run::tree);
                runs.queue().supersedePull(handle, row.key(), under, changes);
                EventTable.add(
                        handle,
                        row.key(),
                        new Happening(
                                PullEvent.Kind.MERGED,
                                by.name(),
                                landing.commit().name()),
                        ledger.clock().instant());
                ledger.audit()
                        .record(
                                handle,
                                by,
                                "pull.merge",
                                repository.name() + "#" + number,
                                landing.commit().name());
            });
            runs.settle(changes);
            return require(repository, number);
        });
    }

    /** A branch that the forge is about to land on {@code base} stands at {@code tip}: it is tested as a pull request is. */
    public void groupMoved(HostedRepository repository, BranchName group, BranchName base, ObjectId tip) {
        proposals.groupMoved(repository, group, base, tip);
    }

    /** The pull request at a forge that this one stands for. */
    public Optional<Elsewhere> elsewhere(PullRequest pull) {
        return mergeability.elsewhere(pull);
    }

    /** Lets a stranger's code run; names head and base, so a new push needs a new approval. Needs {@code MAINTAINER}. */
    public PullRequest approve(HostedRepository repository, int number, Sha headSha, Account by) {
        by.require(Role.MAINTAINER, "let a stranger's code run");
        return ledger.locks().with(repository.id(), () -> {
            var row = openRow(repository, number);
            requireSeen(row, headSha);
            var changes = new Changes();
            ledger.database().run(handle -> {
                PullTable.approve(handle, row.pull(), by.name(), ledger.clock().instant());
                EventTable.add(
                        handle,
                        row.key(),
                        new Happening(PullEvent.Kind.RUN_APPROVED, by.name(), headSha.name()),
                        ledger.clock().instant());
                runs.queue().release(handle, row.key(), changes);
                ledger.audit()
                        .record(
                                handle,
                                by,
                                "pull.approve",
                                repository.name() + "#" + number,
                                headSha + " onto " + row.pull().base());
            });
            runs.settle(changes);
            return require(repository, number);
        });
    }

    /** Whether a pull request's head came from somebody who may push to the repository, in the caller's transaction. */
    public static boolean isTrusted(Handle handle, PullKey key) {
        return PullTable.isTrusted(handle, key);
    }

    /** Whether merge would land now, and if not, the one-line reason that page and API show. */
    public Mergeability.Answer mergeability(PullRequest pull) {
        return mergeability.of(pull);
    }

    /** The newest run of a pull request's present merge result, if any. */
    public Optional<Run> run(HostedRepository repository, int number) {
        return mergeability.run(require(repository, number));
    }
}
