package dev.softservice.server.pull;

import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.catalog.Catalog;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.pull.EventTable.Happening;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.LadderPolicy;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.RunControl;
import dev.softservice.server.run.RunOrder;
import dev.softservice.server.run.RunQueue.Changes;
import dev.softservice.server.run.Runs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.jdbi.v3.core.Handle;

/**
 * What follows when a branch has moved, by whatever road: its new tip is tested, pull requests that it contains are merged, those that
 * target it get new merge results, those that propose it get new heads. All rows of one move, and of all moves of one push, change in one
 * transaction. The repository is locked by the caller.
 */
public final class BranchMoves {
    private final Ledger ledger;
    private final GitStore git;
    private final GitReader reader;
    private final RunControl runs;
    private final TargetPolicy policy;
    private final Catalog catalog;
    private final Merger merger;
    private final PullRefs refs;

    public BranchMoves(Ledger ledger, GitStore git, RunControl runs, TargetPolicy policy, Catalog catalog) {
        this.ledger = ledger;
        this.git = git;
        this.reader = new GitReader(git);
        this.runs = runs;
        this.policy = policy;
        this.catalog = catalog;
        this.merger = new Merger(git, reader);
        this.refs = new PullRefs(git, ledger.database());
    }

    /** One branch's move; {@code tip} empty: it was deleted. */
    record Move(HostedRepository repository, BranchName branch, Optional<ObjectId> tip, Account by) {
        String ref() {
            return branch.ref();
        }
    }

    /** A pull request with the new merge result that the move gives it, and the rules for testing that. */
    private record Remade(PullRow row, MergeResult result, TargetPolicy.Rules rules) {}

    /** {@code landed}: the pull request whose landing was the move. Returns the ids of the runs that were queued. */
    List<RunId> apply(Move move, Optional<PullRow> landed) {
        return apply(List.of(move), landed);
    }

    /** What follows from many moves in one repository by one account, in one transaction. Returns the ids of the runs that were queued. */
    List<RunId> apply(List<Move> moves) {
        return moves.isEmpty() ? List.of() : apply(moves, Optional.empty());
    }

    private List<RunId> apply(List<Move> moves, Optional<PullRow> landed) {
        var repository = moves.getFirst().repository();
        var by = moves.getFirst().by();
        var open = ledger.database().read(handle -> PullTable.open(handle, repository.id())).stream()
                .filter(row ->
                        landed.map(PullRow::key).filter(row.key()::equals).isEmpty())
                .toList();
        var later = later(moves, open);
        var moved = new LinkedHashMap<BranchName, Move>();
        moves.forEach(move -> moved.put(move.branch(), move));
        later.forEach(move -> moved.remove(move.branch()));
        var contained = new ArrayList<PullRow>();
        var remade = new ArrayList<Remade>();
        for (var row : open) {
            var onBase = Optional.ofNullable(moved.get(row.pull().base()));
            if (onBase.isPresent()) onBase(onBase.get(), row, contained, remade);
            else
                row.source()
                        .flatMap(source -> Optional.ofNullable(moved.get(source)))
                        .ifPresent(move -> onSource(move, row, remade));
        }
        var tested = tested(repository, moved.values());
        var changes = new Changes();
        ledger.database().run(handle -> {
            landed.ifPresent(
                    row -> merged(handle, moves.getFirst(), row, row.landing().orElseThrow(), changes));
            runs.queue()
                    .supersedeBranches(
                            handle,
                            repository.id(),
                            moved.values().stream().map(Move::ref).toList(),
                            changes);
            test(handle, tested, changes);
            contained.forEach(row -> merged(
                    handle,
                    moves.getFirst(),
                    row,
                    new PullRow.Landing(row.pull().headSha(), by.name()),
                    changes));
            remade.forEach(one -> store(handle, one, by, changes));
        });
        remade.forEach(one -> refs.write(repository, one.row().pull().number(), one.result()));
        runs.settle(changes);
        return Stream.concat(changes.queued().stream(), apply(later).stream()).toList();
    }

    /** A pull request whose base and source both move is looked at once for each: the moves of such sources, unless that is all of them. */
    private static List<Move> later(List<Move> moves, List<PullRow> open) {
        if (moves.size() == 1) return List.of();
        var branches = moves.stream().map(Move::branch).collect(Collectors.toSet());
        var sources = open.stream()
                .filter(row -> branches.contains(row.pull().base()))
                .flatMap(row -> row.source().stream())
                .collect(Collectors.toSet());
        var later =
                moves.stream().filter(move -> sources.contains(move.branch())).toList();
        return later.size() < moves.size() ? later : later.subList(1, later.size());
    }

    void reopen(HostedRepository repository, PullRow row, ObjectId base, Account by) {
        var remade = remake(repository, row, base, row.pull().headSha().id());
        var changes = new Changes();
        ledger.database().run(handle -> {
            var now = ledger.clock().instant();
            PullTable.reopened(handle, row.key(), now);
            EventTable.add(handle, row.key(), new Happening(PullEvent.Kind.REOPENED, by.name(), ""), now);
            ledger.audit()
                    .record(
                            handle,
                            by,
                            "pull.reopen",
                            repository.name() + "#" + row.pull().number(),
                            row.pull().headSha().name());
            store(handle, remade, by, changes);
        });
        refs.write(repository, row.pull().number(), remade.result());
        runs.settle(changes);
    }

    private void onBase(Move move, PullRow row, List<PullRow> contained, List<Remade> remade) {
        var head = row.pull().headSha().id();
        if (move.tip().isEmpty()) return;
        var tip = move.tip().get();
        if (reader.isAncestor(move.repository().name(), head, tip)) contained.add(row);
        else if (!tip.equals(row.pull().baseSha().id())) remade.add(remake(move.repository(), row, tip, head));
    }

    private void onSource(Move move, PullRow row, List<Remade> remade) {
        var base = git.resolve(move.repository().name(), row.pull().base().ref());
        if (move.tip().isEmpty()
                || base.isEmpty()
                || move.tip().get().equals(row.pull().headSha().id())) return;
        remade.add(remake(move.repository(), row, base.get(), move.tip().get()));
    }

    private Remade remake(HostedRepository repository, PullRow row, ObjectId base, ObjectId head) {
        var result =
                merge(repository, base, head, row.pull().number(), row.pull().title());
        return new Remade(row, result, rules(repository, row.key(), result));
    }

    TargetPolicy.Rules rules(HostedRepository repository, PullKey key, MergeResult result) {
        var meant = ledger.database().read(handle -> WeakeningTable.said(handle, key, result.head()));
        return rules(repository, result, meant);
    }

    private TargetPolicy.Rules rules(HostedRepository repository, MergeResult result, List<String> meant) {
        return result.commit()
                .map(commit -> policy.of(repository, result.base(), commit, meant))
                .orElse(TargetPolicy.Rules.NONE);
    }

    /** A maintainer's word that what is checked no more is meant; the rules that follow from it may ask for another run. */
    void meant(HostedRepository repository, PullRow row, List<String> lost, Account by) {
        var pull = row.pull();
        var rules = rules(repository, row.result(), lost);
        var changes = new Changes();
        ledger.database().run(handle -> {
            var now = ledger.clock().instant();
            WeakeningTable.say(handle, pull, lost, by.name(), now);
            EventTable.add(
                    handle,
                    row.key(),
                    new Happening(
                            PullEvent.Kind.WEAKER_ACCEPTED,
                            by.name(),
                            pull.headSha().name()),
                    now);
            ledger.audit()
                    .record(
                            handle,
                            by,
                            "pull.accept-weaker",
                            repository.name() + "#" + pull.number(),
                            pull.headSha() + ": " + String.join("; ", lost));
            if (isPassed(handle, row.key())) PullTable.proven(handle, row.key(), pull.headSha());
            else test(handle, row.key(), row.result(), rules, changes);
        });
        runs.settle(changes);
    }

    private void store(Handle handle, Remade remade, Account by, Changes changes) {
        var row = remade.row();
        if (!remade.result().head().equals(row.pull().headSha())) {
            PullTable.newHead(
                    handle,
                    row.key(),
                    by.role().atLeast(Role.CONTRIBUTOR),
                    wishAfterPush(row, by),
                    ledger.clock().instant());
            VersionTable.add(
                    handle,
                    row.key(),
                    remade.result(),
                    by.name(),
                    ledger.clock().instant());
        }
        PullTable.result(handle, row.key(), remade.result());
        WeakeningTable.lost(handle, row.key(), remade.rules().weaker());
        if (!isStarted(handle, row.key()) || isAnswered(handle, row.key(), remade.result(), remade.rules()))
            test(handle, row.key(), remade.result(), remade.rules(), changes);
    }

    /**
     * What was begun is not thrown away because the base has moved: its verdict is kept until the result is about to land. A run that was ended because
     * its pull request was closed says nothing.
     */
    private static boolean isStarted(Handle handle, PullKey key) {
        return PullTable.run(handle, key)
                .filter(run -> run.state() == Run.State.RUNNING || run.state() == Run.State.FINISHED)
                .filter(run ->
                        run.verdict().filter(Run.Outcome.SUPERSEDED::equals).isEmpty())
                .isPresent();
    }

    private static boolean isAnswered(Handle handle, PullKey key, MergeResult result, TargetPolicy.Rules rules) {
        return result.tree()
                .flatMap(tree -> Runs.ofMerge(handle, key, tree))
                .filter(run -> answers(handle, run, rules))
                .isPresent();
    }

    /** Tests the present merge result where its verdict is an older one's. The repository is locked by the caller. */
    void freshen(HostedRepository repository, PullRow row) {
        var rules = rules(repository, row.key(), row.result());
        var changes = new Changes();
        ledger.database().run(handle -> {
            if (isPassed(handle, row.key()))
                PullTable.proven(handle, row.key(), row.pull().headSha());
            test(handle, row.key(), row.result(), rules, changes);
        });
        runs.settle(changes);
    }

    static boolean isPassed(Handle handle, PullKey key) {
        return PullTable.run(handle, key)
                .flatMap(Run::verdict)
                .filter(Run.Outcome.PASSED::equals)
                .isPresent();
    }

    /** Tests the present merge result once more, though it has a verdict. The repository is locked by the caller. */
    void again(HostedRepository repository, PullRow row, OptionalInt level, Account by) {
        var rules = policy.raised(rules(repository, row.key(), row.result()), level);
        var changes = new Changes();
        ledger.database().run(handle -> {
            EventTable.add(
                    handle,
                    row.key(),
                    new Happening(
                            PullEvent.Kind.RETEST_ASKED,
                            by.name(),
                            row.pull().headSha().name()),
                    ledger.clock().instant());
            runs.queue().supersedePull(handle, row.key(), Optional.empty(), changes);
            enqueue(handle, row.key(), new Asked(row.result(), rules, false), changes);
        });
        runs.settle(changes);
    }

    /** "Merge when verified" was said of the old head: it stays only where a maintainer brings the new one. */
    static Optional<String> wishAfterPush(PullRow row, Account by) {
        return row.pull().mergeWhenVerifiedBy().filter(_ -> by.role().atLeast(Role.MAINTAINER));
    }

    /** Queues the merge result for testing, unless the same tree is under test, or has been tested by the same rules, already. */
    void test(Handle handle, PullKey key, MergeResult result, TargetPolicy.Rules rules, Changes changes) {
        WeakeningTable.lost(handle, key, rules.weaker());
        boolean known = isAnswered(handle, key, result, rules);
        runs.queue().supersedePull(handle, key, known ? result.tree() : Optional.empty(), changes);
        if (known) PullTable.tested(handle, key, result);
        else if (result.commit().isPresent()) enqueue(handle, key, new Asked(result, rules, true), changes);
    }

    /** {@code reuse}: a proof may answer. */
    private record Asked(MergeResult result, TargetPolicy.Rules rules, boolean reuse) {}

    private void enqueue(Handle handle, PullKey key, Asked asked, Changes changes) {
        var result = asked.result();
        PullTable.tested(handle, key, result);
        var row = PullTable.find(handle, key).orElseThrow();
        boolean approved =
                row.trusted() || asked.rules().strangersRun() || PullTable.isApproved(handle, key, result.head());
        var kind = row.pull().mergeWhenVerifiedBy().isPresent() ? Run.Kind.GATE : Run.Kind.PULL;
        runs.queue()
                .enqueue(
                        handle,
                        new RunOrder(
                                key.repository(),
                                kind,
                                OptionalInt.of(key.number()),
                                PullRefs.merge(key.number()),
                                result.commit().orElseThrow(),
                                result.tree().orElseThrow(),
                                asked.rules().ladder(),
                                approved,
                                asked.reuse(),
                                asked.rules().notes()),
                        changes);
    }

    static boolean answers(Handle handle, Run run, TargetPolicy.Rules rules) {
        int required = Runs.required(handle, run.id());
        int asked = rules.ladder().required();
        // A run that was asked for more and failed, or is still at it, may do for less.
        return run.verdict()
                .map(outcome -> outcome == Run.Outcome.PASSED && required >= asked
                        || outcome == Run.Outcome.FAILED && required == asked)
                .orElse(required == asked);
    }

    private void merged(Handle handle, Move move, PullRow row, PullRow.Landing landing, Changes changes) {
        var now = ledger.clock().instant();
        PullTable.merged(handle, row.key(), landing, now);
        EventTable.add(
                handle,
                row.key(),
                new Happening(
                        PullEvent.Kind.MERGED, landing.by(), landing.commit().name()),
                now);
        runs.queue().supersedePull(handle, row.key(), Optional.empty(), changes);
        ledger.audit()
                .record(
                        handle,
                        new Account(0, landing.by(), Role.MAINTAINER),
                        "pull.merge",
                        move.repository().name() + "#" + row.pull().number(),
                        landing.commit().name());
    }

    /** A branch whose tip is to land on {@code base} as it is: held to what a pull request for that is held to. */
    List<RunId> applyGroup(Move move, BranchName base) {
        var tip = move.tip().orElseThrow();
        var rules = git.resolve(move.repository().name(), base.ref())
                .map(onto -> groupRules(move.repository(), Sha.of(onto), Sha.of(tip)))
                .orElse(TargetPolicy.Rules.NONE);
        var tree = reader.commit(move.repository().name(), tip).tree();
        var tested = new Tested(move, tree, rules, Optional.empty());
        var changes = new Changes();
        ledger.database().run(handle -> {
            runs.queue().supersedeBranches(handle, move.repository().id(), List.of(move.ref()), changes);
            test(handle, List.of(tested), changes);
        });
        runs.settle(changes);
        return changes.queued();
    }

    /** What it stops checking was meant: no pull request gets into a group whose own status does not say so. */
    private TargetPolicy.Rules groupRules(HostedRepository repository, Sha base, Sha tip) {
        var weaker = policy.of(repository, base, tip, List.of()).weaker();
        return policy.of(repository, base, tip, weaker);
    }

    /**
     * A branch's new tip and how it is tested.
     *
     * @param tree  the tip's
     * @param about what the catalog is to show until something is released
     */
    private record Tested(Move move, ObjectId tree, TargetPolicy.Rules rules, Optional<Manifest.About> about) {
        RunOrder order() {
            return new RunOrder(
                    move.repository().id(),
                    Run.Kind.BRANCH,
                    OptionalInt.empty(),
                    move.ref(),
                    Sha.of(move.tip().orElseThrow()),
                    Sha.of(tree),
                    rules.ladder(),
                    move.by().role().atLeast(Role.CONTRIBUTOR),
                    true,
                    rules.notes());
        }
    }

    private List<Tested> tested(HostedRepository repository, Collection<Move> moves) {
        var there = moves.stream().filter(move -> move.tip().isPresent()).toList();
        var tips = there.stream().map(move -> move.tip().orElseThrow()).collect(Collectors.toSet());
        var trees = reader.trees(repository.name(), tips);
        return there.stream()
                .map(move -> {
                    var tip = move.tip().orElseThrow();
                    var rules =
                            new TargetPolicy.Rules(LadderPolicy.OWN, List.of(), false, policy.trouble(repository, tip));
                    return new Tested(move, Objects.requireNonNull(trees.get(tip)), rules, about(move, tip));
                })
                .toList();
    }

    private Optional<Manifest.About> about(Move move, ObjectId tip) {
        if (!move.branch().equals(BranchName.MAIN) || policy.isReleased(move.repository())) return Optional.empty();
        return new ManifestReader()
                .read(git.files(move.repository().name(), tip))
                .manifest()
                .map(Manifest::about);
    }

    private void test(Handle handle, List<Tested> tested, Changes changes) {
        runs.queue().enqueue(handle, tested.stream().map(Tested::order).toList(), changes);
        tested.forEach(one -> one.about()
                .ifPresent(about -> catalog.describe(handle, one.move().repository(), about)));
    }

    MergeResult merge(HostedRepository repository, ObjectId base, ObjectId head, int number, String title) {
        var method = policy.method(repository, base);
        return merger.merge(repository, new Merger.Sides(base, head), new Merger.Words(number, title), method);
    }

    RunControl runs() {
        return runs;
    }

    PullRefs refs() {
        return refs;
    }
}
