package dev.softservice.server.pull;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.git.RefPolicy;
import dev.softservice.server.pull.BranchMoves.Move;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jgit.lib.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lands tested merge results: the base branch moves by compare-and-set from the commit that the result was made on to the very commit that
 * was tested, or not at all. What is intended is written down first, so that a crash at any point is finished by {@link #finish}.
 */
public final class Landings {
    private static final Logger LOG = LoggerFactory.getLogger(Landings.class);

    /** Why what could not be repaired failed last, by place. */
    private final Map<String, String> told = new ConcurrentHashMap<>();

    private final BranchMoves moves;
    private final Ledger ledger;
    private final GitStore git;
    private final GitReader reader;
    private final Repositories repositories;

    public Landings(BranchMoves moves, Ledger ledger, GitStore git, Repositories repositories) {
        this.moves = moves;
        this.ledger = ledger;
        this.git = git;
        this.reader = new GitReader(git);
        this.repositories = repositories;
    }

    /** Listens to runs: lands what was to land once verified. */
    public void onRun(Run run) {
        // A branch moved: a result made anew may be the tree that was proven before, and then no run will say so.
        if (run.kind() == Run.Kind.BRANCH && run.state() == Run.State.QUEUED) landWished(run.repository());
        if (run.pull().isEmpty()
                || run.verdict().filter(Run.Outcome.PASSED::equals).isEmpty()) return;
        landIfWished(new PullKey(run.repository(), run.pull().getAsInt()));
    }

    private void landWished(long repository) {
        ledger.database().read(handle -> PullTable.open(handle, repository)).stream()
                .filter(row -> row.pull().mergeWhenVerifiedBy().isPresent())
                .forEach(row -> landIfWished(row.key()));
    }

    private void landIfWished(PullKey key) {
        ledger.locks().with(key.repository(), () -> {
            var found = ledger.database()
                    .read(handle -> PullTable.find(handle, key))
                    .filter(PullRow::isOpen);
            if (found.isEmpty() || found.get().pull().mergeWhenVerifiedBy().isEmpty()) return false;
            var repository = repositories.byId(key.repository());
            var row = upToDate(repository, found.get());
            return isProven(row)
                    && land(repository, row, row.pull().mergeWhenVerifiedBy().orElseThrow());
        });
    }

    private boolean isProven(PullRow row) {
        return ledger.database()
                .read(handle -> PullTable.run(handle, row.key()))
                .flatMap(Run::verdict)
                .filter(Run.Outcome.PASSED::equals)
                .isPresent();
    }

    void whenVerified(HostedRepository repository, PullRow row, Account by) {
        ledger.database().run(handle -> {
            PullTable.mergeWhenVerified(handle, row.key(), by.name());
            EventTable.add(
                    handle,
                    row.key(),
                    new EventTable.Happening(
                            PullEvent.Kind.MERGE_ASKED,
                            by.name(),
                            row.pull().headSha().name()),
                    ledger.clock().instant());
            ledger.audit()
                    .record(
                            handle,
                            by,
                            "pull.merge-when-verified",
                            repository.name() + "#" + row.pull().number(),
                            row.pull().headSha().name());
        });
    }

    /** The row, after its merge result was made anew where the base has moved meanwhile. The repository is locked by the caller. */
    PullRow upToDate(HostedRepository repository, PullRow row) {
        var tip = base(repository, row);
        if (tip.filter(commit -> commit.equals(row.pull().baseSha().id())).isEmpty()) {
            moves.apply(new Move(repository, row.pull().base(), tip, Account.HUB), Optional.empty());
        }
        return ledger.database()
                .read(handle -> PullTable.find(handle, row.key()))
                .orElseThrow();
    }

    /** A closed one is open again, with its merge result made anew. The repository is locked by the caller. */
    void reopen(HostedRepository repository, PullRow row, Account by) {
        var base = base(repository, row)
                .orElseThrow(
                        () -> Refusal.conflict("pull request #" + row.pull().number() + " is not reopened: branch "
                                + row.pull().base() + " is gone"));
        if (reader.isAncestor(repository.name(), row.pull().headSha().id(), base))
            throw Refusal.conflict("pull request #" + row.pull().number() + " is not reopened: "
                    + row.pull().base() + " contains it already");
        moves.reopen(repository, row, base, by);
    }

    boolean baseIsGone(HostedRepository repository, PullRow row) {
        return base(repository, row).isEmpty();
    }

    private Optional<ObjectId> base(HostedRepository repository, PullRow row) {
        return git.resolve(repository.name(), row.pull().base().ref()).map(ObjectId::copy);
    }

    /** Lands a proven row; false where the base has moved in between, after which the result has been made anew. */
    boolean land(HostedRepository repository, PullRow row, String by) {
        var commit = row.pull()
                .mergeSha()
                .orElseThrow(
                        () -> Refusal.conflict("pull request #" + row.pull().number() + " conflicts with its base"));
        var intent = new PullRow.Landing(commit, by);
        ledger.database().run(handle -> PullTable.landing(handle, row.key(), Optional.of(intent)));
        return finish(
                repository,
                new PullRow(
                        row.pull(),
                        row.trusted(),
                        row.mergeTree(),
                        row.source(),
                        row.provenHead(),
                        Optional.of(intent)));
    }

    /** Does what is left of a landing that was written down: moves the base unless it has moved already, then records. */
    boolean finish(HostedRepository repository, PullRow row) {
        var intent = row.landing().orElseThrow();
        var commit = intent.commit().id();
        var ref = row.pull().base().ref();
        boolean there = base(repository, row)
                .filter(tip -> reader.isAncestor(repository.name(), commit, tip))
                .isPresent();
        boolean landed = there
                || git.moveRef(
                        repository.name(),
                        ref,
                        Optional.of(row.pull().baseSha().id()),
                        Optional.of(commit),
                        "merge pull request #" + row.pull().number() + " by " + intent.by());
        if (!landed) {
            LOG.info(
                    "{}: {} moved before pull request #{} could land",
                    repository.name(),
                    ref,
                    row.pull().number());
            ledger.database().run(handle -> PullTable.landing(handle, row.key(), Optional.empty()));
            upToDate(repository, row);
            return false;
        }
        moves.apply(
                new Move(
                        repository,
                        row.pull().base(),
                        base(repository, row),
                        new Account(0, intent.by(), Role.MAINTAINER)),
                Optional.of(row));
        return true;
    }

    /**
     * For the start of the hub: everything that a crash may have cut off is finished, from rows and refs alone. Each pull request and branch by
     * itself: one that fails is told of and set aside.
     */
    void repair(HostedRepository repository) {
        ledger.locks().with(repository.id(), () -> {
            finishBegun(repository);
            repairBranches(repository);
            for (var row : ledger.database().read(handle -> PullTable.open(handle, repository.id()))) {
                attempt(repository, "pull request #" + row.pull().number(), () -> repairPull(repository, row));
            }
            return true;
        });
    }

    private void finishBegun(HostedRepository repository) {
        for (var row : ledger.database().read(handle -> PullTable.open(handle, repository.id()))) {
            if (row.landing().isPresent()) {
                attempt(repository, "landing of #" + row.pull().number(), () -> finish(repository, row));
            }
        }
    }

    /** Finishes landings whose last step failed. */
    public void finishBegun() {
        for (long id : ledger.database().read(PullTable::landing)) {
            attempt(
                    "repository " + id,
                    () -> ledger.locks().with(id, () -> {
                        finishBegun(repositories.byId(id));
                        return true;
                    }));
        }
    }

    private void repairPull(HostedRepository repository, PullRow row) {
        var present = upToDate(repository, row).pull();
        moves.refs()
                .write(
                        repository,
                        present.number(),
                        new MergeResult(
                                present.baseSha(),
                                present.headSha(),
                                present.mergeSha(),
                                Optional.empty(),
                                present.conflicts()));
        landIfWished(row.key());
    }

    /** What fails is tried again later; its reason is logged once, not at every attempt. */
    private void attempt(HostedRepository repository, String what, Runnable repair) {
        attempt(repository.name() + ": " + what, repair);
    }

    private void attempt(String place, Runnable repair) {
        try {
            repair.run();
            told.remove(place);
        } catch (RuntimeException failed) {
            if (!String.valueOf(failed).equals(told.put(place, String.valueOf(failed)))) {
                LOG.error("{} could not be repaired and is set aside", place, failed);
            }
        }
    }

    /** A branch was written, but the hub died before what follows was recorded: its tip has no run. */
    private void repairBranches(HostedRepository repository) {
        for (var tip : reader.branches(repository.name())) {
            var branch = new BranchName(tip.name());
            if (!RefPolicy.isTheHubs(branch) && !isKnown(repository, branch, Sha.of(tip.commit()))) {
                LOG.info("{}: {} was pushed and not followed up: done now", repository.name(), branch);
                var move = new Move(repository, branch, Optional.of(tip.commit()), Account.HUB);
                attempt(repository, "branch " + branch, () -> moves.apply(move, Optional.empty()));
            }
        }
    }

    private boolean isKnown(HostedRepository repository, BranchName branch, Sha tip) {
        return ledger.database().read(handle -> Runs.isKnown(handle, repository.id(), branch.ref(), tip));
    }

    public void repairAll() {
        for (var repository : repositories.all()) {
            attempt(repository.name().toString(), () -> repair(repository));
        }
    }
}
