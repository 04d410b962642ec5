package dev.softservice.server.pull;

import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.pull.LineTable.Entry;
import dev.softservice.server.pull.LineTable.Line;
import dev.softservice.server.pull.LineTable.Made;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.LadderPolicy;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.RunControl;
import dev.softservice.server.run.RunOrder;
import dev.softservice.server.run.RunQueue.Changes;
import dev.softservice.server.run.Runs;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One branch's line of pull requests that are about to land. They are tested at once, each on top of those ahead: A, A and B, A and B and C. What
 * passes lands as it was tested, as soon as all ahead of it have. One that fails is set aside, and those behind it are tested without it. It leaves only
 * where it failed twice on the base itself, so a flaky one stays. Where two leave in a row on the same base, the base is tested anew first: if that is red,
 * the gate stands still, and nobody leaves. All of this is in the database; the repository is locked by the caller.
 */
final class LandingLine {
    private static final Logger LOG = LoggerFactory.getLogger(LandingLine.class);
    /** How often a run is queued again where the platform could not tell. */
    private static final int MOST_ERRORS = 2;

    private final BranchMoves moves;
    private final Ledger ledger;
    private final GitReader reader;
    private final RunControl runs;
    private final Dependencies dependencies;
    private final MergeRules rules;

    LandingLine(BranchMoves moves, Ledger ledger, GitStore git, Dependencies dependencies, MergeRules rules) {
        this.dependencies = dependencies;
        this.rules = rules;
        this.moves = moves;
        this.ledger = ledger;
        this.reader = new GitReader(git);
        this.runs = moves.runs();
    }

    /** One walk along the line of {@code base}, whose tip is {@code tip}; returns the one that lands now, if any. */
    Optional<PullRow> walk(HostedRepository repository, BranchName base, ObjectId tip) {
        var onTip = Sha.of(tip);
        var line = look(repository, line(repository.id(), base), onTip);
        if (line.red().isPresent()) return Optional.empty();
        var walk = new Walk(repository, onTip, line);
        for (var entry : entries(repository.id(), base)) {
            if (walk.tested >= line.window()) break;
            var row = row(entry.key());
            if (walk.step(entry, row)) return Optional.of(row);
        }
        return Optional.empty();
    }

    private List<Entry> entries(long repository, BranchName base) {
        return ledger.database().read(handle -> LineTable.entries(handle, repository, base));
    }

    private Line line(long repository, BranchName base) {
        return ledger.database().read(handle -> LineTable.line(handle, repository, base));
    }

    private PullRow row(PullKey key) {
        return ledger.database().read(handle -> PullTable.find(handle, key)).orElseThrow();
    }

    void landed(PullRow row) {
        ledger.database().run(handle -> {
            LineTable.leave(handle, row.key());
            LineTable.store(
                    handle,
                    LineTable.line(handle, row.pull().repository(), row.pull().base())
                            .landed());
        });
    }

    /** What is known of the base itself. It is said once that it is red, and once that it is sound again. */
    private Line look(HostedRepository repository, Line line, Sha tip) {
        var now = line;
        if (now.check().isPresent()) now = checked(now, tip);
        var own = ledger.database()
                .read(handle ->
                        Runs.newestOf(handle, repository.id(), line.base().ref(), tip));
        boolean red =
                own.flatMap(Run::verdict).filter(Run.Outcome.FAILED::equals).isPresent();
        if (red && !now.red().equals(Optional.of(tip))) {
            now = now.red(tip);
            LOG.warn(
                    "{}: the gate of {} stands still, because the branch itself is red: run {}",
                    repository.name(),
                    line.base(),
                    own.orElseThrow().id());
        } else if (!red && now.red().isPresent()) {
            now = now.notRed();
            ledger.database().run(handle -> LineTable.forgetFailures(handle, line));
            LOG.info("{}: the gate of {} goes on", repository.name(), line.base());
        }
        if (!now.equals(line)) store(now);
        return now;
    }

    private void store(Line line) {
        ledger.database().run(handle -> LineTable.store(handle, line));
    }

    /** The base was tested anew. The run is one of the branch, so where it is red {@link #look} sees that. */
    private Line checked(Line line, Sha tip) {
        var run = runs.require(line.check().orElseThrow());
        if (run.verdict().isEmpty()) return line;
        boolean passed = run.verdict().filter(Run.Outcome.PASSED::equals).isPresent();
        return passed && run.commit().equals(tip) ? line.sound(tip) : line.landed();
    }

    /** Along one line, from the base on. */
    private final class Walk {
        private final HostedRepository repository;
        private final Sha tip;
        private Line line;
        private Sha on;
        private int tested;
        private final Set<Integer> ahead = new HashSet<>();

        Walk(HostedRepository repository, Sha tip, Line line) {
            this.repository = repository;
            this.tip = tip;
            this.line = line;
            this.on = tip;
        }

        private boolean onBase() {
            return on.equals(tip);
        }

        /** Whether the pull request lands now. */
        boolean step(Entry entry, PullRow row) {
            if (!ahead.containsAll(dependencies.open(row.pull()).stream()
                    .map(Dependencies.Open::number)
                    .toList())) return false;
            var made = made(entry, row);
            // It conflicts with one ahead of it: what comes of it is seen once that has landed or left.
            if (made.isEmpty()) return false;
            var result = result(row, made.get());
            var rules = moves.rules(repository, row.key(), result);
            var run = ledger.database()
                    .read(handle -> Runs.ofMerge(handle, row.key(), made.get().tree())
                            .filter(one -> BranchMoves.answers(handle, one, rules) || saysNothing(one)));
            if (onBase()) ledger.database().run(handle -> current(handle, row, result));
            boolean suspected = entry.failedTree().equals(Optional.of(made.get().tree()));
            if (run.isEmpty()) {
                enqueue(row, result, rules, true);
                return next(row, made.get());
            }
            if (run.get().verdict().isEmpty()) return !suspected && next(row, made.get());
            return switch (run.get().verdict().get()) {
                case PASSED -> onBase() ? isTried(row, made.get()) : next(row, made.get());
                case FAILED -> {
                    if (onBase()) failed(entry, row, result, run.get());
                    yield false;
                }
                case ERRORED -> couldNotTell(entry, row, result, run.get());
                case CANCELLED -> {
                    leave(
                            row,
                            "run " + run.get().id() + " was stopped: "
                                    + run.get().reason(),
                            Optional.empty());
                    yield false;
                }
                case SUPERSEDED -> {
                    enqueue(row, result, rules, true);
                    yield next(row, made.get());
                }
            };
        }

        /** Where what uses the distro decides, what lands was tried with that as it lands; those behind are tested on top of it meanwhile. */
        private boolean isTried(PullRow row, Made made) {
            var holds = LandingLine.this.rules.holds(row.pull()).stream()
                    .map(Hold::kind)
                    .toList();
            // It does not stay in line.
            if (holds.contains(Hold.Kind.USERS)) return false;
            return !holds.contains(Hold.Kind.TRIALS) || next(row, made);
        }

        /** On the base, its verdict is that of the pull request. */
        private void current(Handle handle, PullRow row, MergeResult result) {
            if (row.isCurrent()) return;
            PullTable.proven(handle, row.key(), row.pull().headSha());
            PullTable.tested(handle, row.key(), result);
        }

        /** Those behind are tested on top of it. */
        private boolean next(PullRow row, Made made) {
            ahead.add(row.pull().number());
            on = made.commit();
            tested++;
            return false;
        }

        private Optional<Made> made(Entry entry, PullRow row) {
            if (onBase()) {
                return row.pull()
                        .mergeSha()
                        .flatMap(commit -> row.mergeTree().map(tree -> keep(entry, new Made(tip, commit, tree))));
            }
            var known = entry.result().filter(made -> made.on().equals(on));
            if (known.isPresent()) return known;
            var merged = moves.merge(
                    repository,
                    on.id(),
                    row.pull().headSha().id(),
                    row.pull().number(),
                    row.pull().title());
            return merged.commit()
                    .map(commit ->
                            keep(entry, new Made(on, commit, merged.tree().orElseThrow())));
        }

        private Made keep(Entry entry, Made made) {
            if (entry.result().equals(Optional.of(made))) return made;
            // Under a ref, so that the objects stay as long as it may be tested.
            moves.refs().gate(repository, entry.key().number(), made.commit());
            ledger.database().run(handle -> LineTable.made(handle, entry, made));
            return made;
        }

        private MergeResult result(PullRow row, Made made) {
            return new MergeResult(
                    made.on(), row.pull().headSha(), Optional.of(made.commit()), Optional.of(made.tree()), List.of());
        }

        private void enqueue(PullRow row, MergeResult result, TargetPolicy.Rules rules, boolean reuse) {
            var changes = new Changes();
            ledger.database().run(handle -> {
                var tested = row.tested().map(PullRow.Tested::tree);
                runs.queue().supersedeGate(handle, row.key(), result.tree().orElseThrow(), tested, changes);
                runs.queue()
                        .enqueue(
                                handle,
                                new RunOrder(
                                        repository.id(),
                                        Run.Kind.GATE,
                                        OptionalInt.of(row.pull().number()),
                                        PullRefs.gate(row.pull().number()),
                                        result.commit().orElseThrow(),
                                        result.tree().orElseThrow(),
                                        rules.ladder(),
                                        true,
                                        reuse,
                                        rules.notes()),
                                changes);
            });
            runs.settle(changes);
        }

        /** On the base itself. The first time it is run again, since it may be flaky; the second time it leaves, unless the base may be what is red. */
        private void failed(Entry entry, PullRow row, MergeResult result, Run run) {
            var tree = result.tree().orElseThrow();
            if (!entry.failedTree().equals(Optional.of(tree))) {
                line = line.failed();
                ledger.database().run(handle -> {
                    LineTable.failedOnce(handle, entry, tree);
                    LineTable.store(handle, line);
                });
                enqueue(row, result, moves.rules(repository, row.key(), result), false);
            } else if (line.left().equals(Optional.of(tip)) && !line.sound().equals(Optional.of(tip))) {
                if (line.check().isEmpty()) check();
            } else {
                line = line.left(tip);
                leave(row, "run " + run.id() + " failed twice: " + run.reason(), Optional.of(line));
            }
        }

        /** Tests the base anew, with no proof in its place. */
        private void check() {
            var changes = new Changes();
            var commit = reader.commit(repository.name(), tip.id());
            line = ledger.database().write(handle -> {
                var run = runs.queue()
                        .enqueue(
                                handle,
                                new RunOrder(
                                        repository.id(),
                                        Run.Kind.BRANCH,
                                        OptionalInt.empty(),
                                        line.base().ref(),
                                        tip,
                                        Sha.of(commit.tree()),
                                        LadderPolicy.OWN,
                                        true,
                                        false,
                                        List.of("tested anew, because two pull requests in a row failed on it")),
                                changes);
                var checking = line.checking(run);
                LineTable.store(handle, checking);
                return checking;
            });
            runs.settle(changes);
        }

        private boolean couldNotTell(Entry entry, PullRow row, MergeResult result, Run run) {
            if (entry.errors() >= MOST_ERRORS) {
                leave(
                        row,
                        "run " + run.id() + " could not tell, which is not its fault: " + run.reason(),
                        Optional.empty());
                return false;
            }
            ledger.database().run(handle -> LineTable.couldNotTell(handle, entry));
            enqueue(row, result, moves.rules(repository, row.key(), result), true);
            return next(
                    row,
                    new Made(
                            result.base(),
                            result.commit().orElseThrow(),
                            result.tree().orElseThrow()));
        }
    }

    /** Where each one stands that is in the line of one of these bases, by number. */
    Map<Integer, InLine> places(long repository, Collection<BranchName> bases) {
        return ledger.database().read(handle -> {
            var places = new HashMap<Integer, InLine>();
            for (var base : bases) places.putAll(places(handle, repository, base));
            return places;
        });
    }

    private static Map<Integer, InLine> places(Handle handle, long repository, BranchName base) {
        var entries = LineTable.entries(handle, repository, base);
        if (entries.isEmpty()) return Map.of();
        boolean still = LineTable.line(handle, repository, base).red().isPresent();
        var numbers = entries.stream().map(entry -> entry.key().number()).toList();
        var runs = Runs.ofMerges(
                handle,
                repository,
                entries.stream()
                        .filter(entry -> entry.result().isPresent())
                        .collect(Collectors.toMap(
                                entry -> entry.key().number(),
                                entry -> entry.result().orElseThrow().tree())));
        var places = new HashMap<Integer, InLine>();
        for (int i = 0; i < numbers.size(); i++) {
            var run = Optional.ofNullable(runs.get(numbers.get(i)))
                    .filter(one -> one.verdict().isEmpty());
            places.put(numbers.get(i), new InLine(i + 1, numbers.size(), numbers.subList(0, i), still, run));
        }
        return places;
    }

    private static boolean saysNothing(Run run) {
        return run.verdict()
                .filter(outcome -> outcome == Run.Outcome.ERRORED || outcome == Run.Outcome.CANCELLED)
                .isPresent();
    }

    /** It lands no more by itself, and its page says why. */
    private void leave(PullRow row, String why, Optional<Line> line) {
        ledger.database().run(handle -> {
            LineTable.leave(handle, row.key());
            line.ifPresent(known -> LineTable.store(handle, known));
            PullTable.mergeNoMore(handle, row.key());
            EventTable.add(
                    handle,
                    row.key(),
                    new EventTable.Happening(PullEvent.Kind.GATE_LEFT, "hub", why),
                    ledger.clock().instant());
        });
    }
}
