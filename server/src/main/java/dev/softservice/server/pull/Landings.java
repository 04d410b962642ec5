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
import dev.softservice.server.repo.Access;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Imports;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jgit.lib.ObjectId;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lands tested merge results. The base branch moves by compare-and-set from the commit that the result was made on to
 * the commit that was tested, or not at all. The intention is stored first, so that a landing can be finished after a
 * crash.
 */
public final class Landings {
    private static final Logger LOG = LoggerFactory.getLogger(Landings.class);
    /** How long the hub has nothing to do before it looks for work by itself. */
    private static final Duration IDLE = Duration.ofMinutes(5);

    /** Why what could not be repaired failed last, by place. */
    private final Map<String, String> told = new ConcurrentHashMap<>();

    private final BranchMoves moves;
    private final Ledger ledger;
    private final GitStore git;
    private final GitReader reader;
    private final Repositories repositories;
    private final MergeRules rules;
    private final Access access;
    private final Weakenings weakenings;
    private final LandingLine line;

    /** What is asked before something lands: of the pull request, and of who wants that. */
    public record Asks(Conditions conditions, Access access) {}

    public Landings(BranchMoves moves, Ledger ledger, GitStore git, Repositories repositories, Asks asks) {
        this.rules = asks.conditions().rules();
        this.weakenings = asks.conditions().weakenings();
        this.access = asks.access();
        this.line = new LandingLine(moves, ledger, git, new Dependencies(ledger.database(), repositories), rules);
        this.moves = moves;
        this.ledger = ledger;
        this.git = git;
        this.reader = new GitReader(git);
        this.repositories = repositories;
    }

    /** Listens to runs: lands what was to land once verified. */
    public void onRun(Run run) {
        // A branch moved: a result made anew may be the tree that was proven before, and then no run will say so.
        boolean moved = run.kind() == Run.Kind.BRANCH && run.state() == Run.State.QUEUED;
        boolean told = run.verdict().isPresent() && (run.pull().isPresent() || run.kind() == Run.Kind.BRANCH);
        if (moved || told) advance(run.repository());
    }

    /**
     * Lets those that are to land once verified come nearer to it. A pull request that is ready joins the {@linkplain LandingLine line} of its base; the first one
     * there, and verified on the base, lands.
     */
    void advance(long id) {
        if (wished(id).isEmpty()) return;
        ledger.locks().with(id, () -> {
            var repository = repositories.byId(id);
            var bases = new LinkedHashSet<BranchName>();
            for (var row : wished(id)) {
                seat(repository, row);
                bases.add(row.pull().base());
            }
            bases.forEach(base -> along(repository, base));
            return true;
        });
    }

    /** Where those stand that are in line for landing on one of these branches, by number. */
    Map<Integer, InLine> places(long repository, Collection<BranchName> bases) {
        return line.places(repository, bases);
    }

    private List<PullRow> wished(long id) {
        return ledger.database().read(handle -> PullTable.open(handle, id)).stream()
                .filter(row -> row.pull().mergeWhenVerifiedBy().isPresent())
                .toList();
    }

    /** Gives it a place in the line of its base where it is ready for that, and takes it away where it is not any more. */
    private void seat(HostedRepository repository, PullRow asked) {
        var row = upToDate(repository, asked);
        var key = row.key();
        boolean in = ledger.database()
                .read(handle -> LineTable.head(handle, key))
                .filter(row.pull().headSha()::equals)
                .isPresent();
        boolean may = row.isOpen()
                && row.mergeTree().isPresent()
                && isMeant(row)
                && rules.letInLine(row.pull())
                && mayStillLand(repository, row);
        if (may && (in || isProven(row))) {
            if (in) return;
            ledger.database().run(handle -> {
                LineTable.leave(handle, key);
                LineTable.join(handle, row.pull(), ledger.clock().instant());
            });
        } else {
            if (in) ledger.database().run(handle -> LineTable.leave(handle, key));
            if (may && !row.isCurrent() && isUntold(row)) moves.freshen(repository, row);
        }
    }

    /** The account that asked for it may be no maintainer any more, or gone: then it waits for another one's word. */
    private boolean mayStillLand(HostedRepository repository, PullRow row) {
        var by = row.pull().mergeWhenVerifiedBy();
        if (by.isEmpty() || access.stillHas(Role.MAINTAINER, by.get(), repository)) return true;
        LOG.info(
                "{}#{} does not land: {} may not merge any more",
                repository.name(),
                row.pull().number(),
                by.get());
        ledger.database().run(handle -> PullTable.mergeNoMore(handle, row.key()));
        return false;
    }

    /** On whatever base. */
    private boolean isProven(PullRow row) {
        var verdict = ledger.database()
                .read(handle -> PullTable.run(handle, row.key()))
                .flatMap(Run::verdict);
        return verdict.filter(Run.Outcome.PASSED::equals).isPresent()
                || row.provenHead().equals(Optional.of(row.pull().headSha()))
                        && verdict.filter(Run.Outcome.FAILED::equals).isEmpty();
    }

    /** No run says anything, and none will. */
    private boolean isUntold(PullRow row) {
        return ledger.database()
                .read(handle -> PullTable.run(handle, row.key()))
                .map(run -> run.verdict()
                        .filter(outcome -> outcome != Run.Outcome.PASSED && outcome != Run.Outcome.FAILED)
                        .isPresent())
                .orElse(true);
    }

    /** Lands one after the other, as far as they are verified. */
    private void along(HostedRepository repository, BranchName base) {
        boolean on = true;
        while (on) {
            var next = git.resolve(repository.name(), base.ref())
                    .map(ObjectId::copy)
                    .flatMap(tip -> line.walk(repository, base, tip));
            on = next.isPresent()
                    && land(
                            repository,
                            next.get(),
                            next.get().pull().mergeWhenVerifiedBy().orElseThrow());
            if (on) {
                line.landed(next.orElseThrow());
                wished(repository.id()).forEach(row -> seat(repository, row));
            }
        }
    }

    /** Looks at every line again: what somebody waits for may have happened in another repository. */
    public void advanceAll() {
        for (long id : ledger.database().read(PullTable::repositoriesWithWishes))
            attempt("repository " + id + ": what is to land once verified", () -> advance(id));
    }

    private PullRow reread(PullRow row) {
        return ledger.database()
                .read(handle -> PullTable.find(handle, row.key()))
                .orElseThrow();
    }

    /** Tests one whose verdict is that of an older base, the newest first, where the hub has had nothing to do for a while. */
    public void freshenWhenIdle() {
        var now = ledger.clock().instant();
        boolean idle = ledger.database()
                .read(Runs::idleSince)
                .filter(since -> since.plus(IDLE).isBefore(now))
                .isPresent();
        if (!idle) return;
        ledger.database().read(handle -> PullTable.stale(handle, 1)).forEach(row -> freshen(row.key()));
    }

    /** Tests the present merge result of an open one where its verdict is that of an older base. */
    void freshen(PullKey key) {
        ledger.locks().with(key.repository(), () -> {
            var found = ledger.database()
                    .read(handle -> PullTable.find(handle, key))
                    .filter(PullRow::isOpen);
            if (found.isEmpty()) return false;
            var repository = repositories.byId(key.repository());
            var row = upToDate(repository, found.get());
            if (row.isCurrent() || row.mergeTree().isEmpty()) return false;
            moves.freshen(repository, row);
            return true;
        });
    }

    void meant(HostedRepository repository, PullRow row, List<String> lost, Account by) {
        moves.meant(repository, row, lost, by);
    }

    /** Whether a maintainer has said so of all that it stops checking; a base that moved may have added to that. */
    private boolean isMeant(PullRow row) {
        return weakenings.of(row.key()).open().isEmpty();
    }

    void again(HostedRepository repository, PullRow row, OptionalInt level, Account by) {
        moves.again(repository, row, level, by);
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
        return reread(row);
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
        return finish(repository, row.with(intent));
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
            attempt(repository, "branches", () -> repairBranches(repository));
            for (var row : ledger.database().read(handle -> PullTable.open(handle, repository.id()))) {
                attempt(repository, "pull request #" + row.pull().number(), () -> repairPull(repository, row));
            }
            attempt(repository, "what is to land once verified", () -> advance(repository.id()));
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

    /** Branches were written, but the hub died before what follows was recorded: their tips have no run. */
    private void repairBranches(HostedRepository repository) {
        var branches = reader.branches(repository.name()).stream()
                .map(tip -> new Move(repository, new BranchName(tip.name()), Optional.of(tip.commit()), Account.HUB))
                .filter(move -> !RefPolicy.isTheHubs(move.branch()))
                .toList();
        var owed = ledger.database()
                .read(handle ->
                        branches.stream().filter(move -> !isKnown(handle, move)).toList());
        owed.forEach(
                move -> LOG.info("{}: {} was pushed and not followed up: done now", repository.name(), move.branch()));
        try {
            moves.apply(owed);
        } catch (RuntimeException failed) {
            LOG.warn("{}: not all branches can be followed up together, so one by one", repository.name(), failed);
            owed.forEach(
                    move -> attempt(repository, "branch " + move.branch(), () -> moves.apply(move, Optional.empty())));
        }
    }

    private static boolean isKnown(Handle handle, Move move) {
        long repository = move.repository().id();
        var tip = Sha.of(move.tip().orElseThrow());
        return Runs.isKnown(handle, repository, move.ref(), tip)
                || Imports.isKnown(handle, repository, move.ref(), tip);
    }

    public void repairAll() {
        for (var repository : repositories.all()) {
            attempt(repository.name().toString(), () -> repair(repository));
        }
    }
}
