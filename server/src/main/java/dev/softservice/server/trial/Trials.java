package dev.softservice.server.trial;

import dev.softservice.manifest.model.Rung;
import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.RunId;
import dev.softservice.server.db.Database;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.pull.Verified;
import dev.softservice.server.release.Release;
import dev.softservice.server.run.LadderPolicy;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.RunControl;
import dev.softservice.server.run.RunOrder;
import dev.softservice.server.run.RunQueue;
import dev.softservice.server.run.RunQueue.Changes;
import dev.softservice.server.run.Runs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries each change that has passed with the distros that use what it changes: their stable version is tested with the change among the releases. Where that is
 * red, the same is tested without the change, which tells a regression from what was broken before; where it is green and what was seen last without any change
 * was red, too, which tells an improvement. Only so many are tried with each version, only a few are under way at a time, and pull requests take turns. What is
 * due is read from rows, so a crash loses nothing.
 */
public final class Trials {
    private static final Logger LOG = LoggerFactory.getLogger(Trials.class);
    /** What a listener missed is found by looking back that far beyond the last look. */
    private static final Duration OVERLAP = Duration.ofMinutes(1);

    private static final List<Try.State> UNDER_WAY = 
            List.of(Try.State.WAITING, Try.State.TRYING, Try.State.CHECKING, Try.State.COMPARING);

    private final Users users;
    private final Pulls pulls;
    private final Runs runs;
    private final RunControl control;
    private final int most;
    private final Database database;
    private final Clock clock;
    private Optional<Instant> looked = Optional.empty();

    /** What it reads of runs, and begins; {@code most}: users that are tried with each version. */
    public record Testing(Runs runs, RunControl control, int most) {}

    public Trials(Users users, Pulls pulls, Testing testing, Database database, Clock clock) {
        this.users = users;
        this.pulls = pulls;
        this.runs = testing.runs();
        this.control = testing.control();
        this.most = testing.most();
        this.database = database;
        this.clock = clock;
    }

    /** Listens to runs: what passed is tried, and what was tried is told. */
    public void onRun(Run run) {
        if (run.pull().isPresent()) {
            var key = new PullKey(run.repository(), run.pull().getAsInt());
            var found =
                    database.read(handle -> Verified.of(handle, key)).stream().toList();
            tell(step(found));
        } else if (!run.kind().isOwn()) tell(step(List.of()));
        else if (run.kind() == Run.Kind.BRANCH) {
            // One in line may be the first there now, on the base where it lands.
            pulls.reviewed(users.repository(run.repository()));
            tell(step(inLine(run.repository())));
        }
    }

    private List<Verified> inLine(long repository) {
        return database.read(Verified::inLine).stream()
                .filter(one -> one.pull().repository() == repository)
                .toList();
    }

    /** Looks at all that is new since the last time, the first time at all that is open, and goes on with what is due. */
    public void advance() {
        var now = clock.instant();
        var found = looked.map(this::newSince).orElseGet(this::allOpen);
        tell(step(found));
        looked = Optional.of(now.minus(OVERLAP));
    }

    /** Those whose run was judged since, and those with another head: that may merge to what was judged long ago. */
    private List<Verified> newSince(Instant since) {
        var judged = runs.judgedSince(since).stream()
                .filter(run -> run.pull().isPresent())
                .map(run -> new PullKey(run.repository(), run.pull().getAsInt()))
                .distinct()
                .toList();
        return database.read(handle -> Stream.concat(
                        judged.stream().flatMap(key -> Verified.of(handle, key).stream()),
                        Stream.concat(
                                Verified.updatedSince(handle, since).stream(), Verified.inLine(handle).stream()))
                .toList());
    }

    private List<Verified> allOpen() {
        return database.read(handle -> Verified.repositories(handle).stream()
                .flatMap(repository -> Verified.open(handle, repository).stream())
                .toList());
    }

    /** One that is to land once verified may do so now. */
    private void tell(Set<Long> repositories) {
        repositories.forEach(id -> pulls.reviewed(users.repository(id)));
    }

    /** Returns the repositories for whose pull requests something new is known. */
    private synchronized Set<Long> step(List<Verified> found) {
        var news = new HashSet<Long>();
        for (var verified : found) {
            try {
                if (verified.isOpen() && look(verified)) news.add(verified.key().repository());
            } catch (RuntimeException failed) {
                LOG.error("who uses what {} changes could not be looked up", verified.key(), failed);
            }
        }
        follow(news);
        begin();
        return news;
    }

    /** Whether it was looked up now who uses what it changes. What was told of its head stands; what was red or untold is tried again for a newer run. */
    private boolean look(Verified verified) {
        var passed = verified.passed();
        if (passed.isEmpty()) return false;
        var key = verified.key();
        var run = passed.get();
        var head = verified.pull().headSha();
        var present = new TrialTable.Look(head, run.id());
        var last =
                database.read(handle -> TrialTable.looks(handle, Set.of(key))).values();
        if (last.contains(present)) return false;
        boolean again = last.stream().anyMatch(look -> look.head().equals(head));
        var wanted = users.of(verified.pull(), run);
        var asks = new Asks(run, again, pulls.areUsersAsked(verified.pull()));
        database.run(handle -> {
            TrialTable.adopt(handle, key, head, run.tree());
            var before = new HashMap<Long, Try>();
            for (var one : TrialTable.of(handle, Set.of(key)))
                if (one.head().equals(head)) before.merge(one.user().repository(), one, asks::newer);
            due(handle, wanted, before, asks).forEach(one -> TrialTable.add(handle, one, clock.instant()));
            TrialTable.looked(handle, key, present, clock.instant());
        });
        return true;
    }

    /**
     * What a look is to find out.
     *
     * @param run     of the merge result, and it has passed
     * @param again   it was looked up for the same version before
     * @param exactly what was tried of an older merge result is not enough
     */
    private record Asks(Run run, boolean again, boolean exactly) {
        private boolean isPresent(Try one) {
            return one.change().tree().equals(run.tree());
        }

        Try newer(Try before, Try after) {
            return isPresent(before) && !isPresent(after) ? before : after;
        }

        /** It was tried, and is tried once more. */
        boolean isDue(Try before) {
            if (before.state() == Try.State.LEFT) return false;
            boolean bad = before.state() == Try.State.BROKE || before.state() == Try.State.UNTOLD;
            return again && bad || exactly && !isPresent(before);
        }
    }

    /** What is to be tried, and what is left out because that is too much; by user, {@code before}: what is known of this version. */
    private List<Try> due(Handle handle, List<Try> wanted, Map<Long, Try> before, Asks asks) {
        var due = new ArrayList<Try>();
        var fresh = new ArrayList<Try>();
        for (var one : wanted) {
            var known = Optional.ofNullable(before.get(one.user().repository()));
            if (known.filter(asks::isDue).isPresent()) due.add(one);
            else if (known.isEmpty() || asks.again() && known.get().state() == Try.State.LEFT) fresh.add(one);
        }
        if (fresh.isEmpty()) return due;
        var turns = TrialTable.turns(handle, fresh.getFirst().pull().repository());
        fresh.sort(Comparator.comparingLong(
                        (Try one) -> turns.getOrDefault(one.user().repository(), 0L))
                .thenComparingLong(one -> one.user().repository()));
        int room = Math.clamp(most - due.size(), 0, fresh.size());
        due.addAll(fresh.subList(0, room));
        fresh.subList(room, fresh.size()).stream()
                .filter(one -> !before.containsKey(one.user().repository()))
                .map(Try::left)
                .forEach(due::add);
        return due;
    }

    /** Ends what nobody waits for any more, and takes in what runs have told. */
    private void follow(Set<Long> news) {
        var pulls = new HashMap<PullKey, Optional<Verified>>();
        for (var one : database.read(handle -> TrialTable.in(handle, UNDER_WAY))) {
            var verified = pulls.computeIfAbsent(one.pull(), key -> database.read(handle -> Verified.of(handle, key)));
            if (verified.filter(Verified::isOpen).isEmpty()) end(one, isClosed(verified));
            else if (!isStill(one, verified.get())) end(one, false);
            else told(one).ifPresent(_ -> news.add(one.pull().repository()));
        }
        for (var one : database.read(handle -> TrialTable.in(handle, List.of(Try.State.PAUSED)))) {
            var verified = database.read(handle -> Verified.of(handle, one.pull()));
            if (verified.filter(Verified::isOpen).isPresent())
                database.run(handle -> TrialTable.anew(handle, one, Try.State.WAITING));
            else if (!isClosed(verified)) database.run(handle -> TrialTable.state(handle, one, Try.State.DROPPED));
        }
    }

    private static boolean isClosed(Optional<Verified> verified) {
        return verified.filter(one -> one.pull().state() == PullRequest.State.CLOSED)
                .isPresent();
    }

    /** Its version is the present one, or merges to the same tree. */
    private static boolean isStill(Try one, Verified verified) {
        return one.head().equals(verified.pull().headSha())
                || verified.run()
                        .filter(run -> run.tree().equals(one.change().tree()))
                        .isPresent();
    }

    private void end(Try one, boolean paused) {
        var changes = new Changes();
        database.run(handle -> {
            control.queue()
                    .supersede(
                            handle,
                            one.runs(),
                            paused
                                    ? "its pull request was closed"
                                    : "its pull request was merged, or has a newer version",
                            changes);
            if (one.state() == Try.State.COMPARING) TrialTable.state(handle, one, Try.State.WORKS);
            else if (paused) TrialTable.anew(handle, one, Try.State.PAUSED);
            else TrialTable.state(handle, one, Try.State.DROPPED);
        });
        control.settle(changes);
    }

    /** What has come of it by now, if that is new. */
    private Optional<Try.State> told(Try one) {
        return switch (one.state()) {
            case TRYING ->
                verdict(one.run()).flatMap(verdict -> switch (verdict) {
                    case PASSED ->
                        stillStable(one)
                                .filter(this::wasRed)
                                .map(release -> compare(one, release))
                                .orElseGet(() -> is(one, Try.State.WORKS));
                    case FAILED -> check(one);
                    case ERRORED, CANCELLED, SUPERSEDED -> is(one, Try.State.UNTOLD);
                });
            case CHECKING ->
                verdict(one.baseline()).flatMap(verdict -> switch (verdict) {
                    case PASSED -> is(one, Try.State.BROKE);
                    case FAILED -> is(one, Try.State.ALREADY);
                    case ERRORED, CANCELLED, SUPERSEDED -> is(one, Try.State.UNTOLD);
                });
            case COMPARING ->
                verdict(one.baseline()).flatMap(verdict -> switch (verdict) {
                    case FAILED -> is(one, Try.State.IMPROVED);
                    case PASSED, ERRORED, CANCELLED, SUPERSEDED -> is(one, Try.State.WORKS);
                });
            case WAITING, PAUSED, WORKS, BROKE, ALREADY, IMPROVED, UNTOLD, LEFT, DROPPED -> Optional.empty();
        };
    }

    private Optional<Run.Outcome> verdict(Optional<RunId> run) {
        return run.flatMap(id -> control.require(id).verdict());
    }

    private Optional<Try.State> is(Try one, Try.State state) {
        database.run(handle -> TrialTable.state(handle, one, state));
        LOG.info(
                "{} of repository {}, tried with repository {} {}: {}",
                "#" + one.pull().number(),
                one.pull().repository(),
                one.user().repository(),
                one.user().tag(),
                state);
        return Optional.of(state);
    }

    /** What was seen of a release last, without any change. */
    private boolean wasRed(Release release) {
        return database.read(handle -> Runs.wasRed(handle, release.repository(), release.tree()));
    }

    /** Empty where another one is stable by now, or none that may be tried. */
    private Optional<Release> stillStable(Try one) {
        return users.stable(users.repository(one.user().repository()))
                .filter(stable -> stable.commit().equals(one.user().stable()));
    }

    /** It is red. The same release without the change tells why. */
    private Optional<Try.State> check(Try one) {
        var release = stillStable(one);
        if (release.isEmpty()) database.run(handle -> TrialTable.anew(handle, one, Try.State.WAITING));
        else without(one, release.get(), (handle, run) -> TrialTable.checking(handle, one, run));
        return Optional.empty();
    }

    /** It is green, which is known already. The same release without the change tells whether it is better than before. */
    private Optional<Try.State> compare(Try one, Release release) {
        without(one, release, (handle, run) -> TrialTable.comparing(handle, one, run));
        return Optional.of(Try.State.COMPARING);
    }

    private void without(Try one, Release release, BiConsumer<Handle, RunId> begun) {
        var changes = new Changes();
        database.run(handle -> begun.accept(
                handle,
                control.queue()
                        .enqueue(handle, order(release), one.trial().without(), changes)));
        control.settle(changes);
    }

    /** Begins what waits, as far as there is room: of each pull request the first, then of each the second. */
    private void begin() {
        var waiting = database.read(handle -> TrialTable.in(handle, List.of(Try.State.WAITING)));
        if (waiting.isEmpty()) return;
        int room = database.read(handle -> RunQueue.room(handle, Run.Kind.TRIAL));
        for (var one : inTurn(waiting)) {
            if (room == 0) return;
            if (begin(one)) room--;
        }
    }

    private static List<Try> inTurn(List<Try> waiting) {
        record Turn(int nth, Try made) {}
        var seen = new HashMap<PullKey, Integer>();
        var turns = new ArrayList<Turn>();
        for (var one : waiting) turns.add(new Turn(seen.merge(one.pull(), 1, Integer::sum), one));
        return turns.stream()
                .sorted(Comparator.comparingInt(Turn::nth)
                        .thenComparingLong(turn -> turn.made().id()))
                .map(Turn::made)
                .toList();
    }

    private boolean begin(Try one) {
        var user = users.repository(one.user().repository());
        var release = users.stable(user);
        if (release.isEmpty()) {
            database.run(handle -> TrialTable.state(handle, one, Try.State.DROPPED));
            return false;
        }
        var changes = new Changes();
        database.run(handle -> {
            var run = control.queue().enqueue(handle, order(release.get()), one.trial(), changes);
            var tried = new Try.User(
                    user.id(), release.get().commit(), release.get().tag());
            TrialTable.begun(handle, one, tried, run);
        });
        control.settle(changes);
        return true;
    }

    /** Held to acceptance at most, which is what people wait for. */
    private static RunOrder order(Release release) {
        return new RunOrder(
                release.repository(),
                Run.Kind.TRIAL,
                OptionalInt.empty(),
                "refs/tags/" + release.tag(),
                release.commit(),
                release.tree(),
                new LadderPolicy(Math.min(release.level(), Rung.ACCEPTED.number()), Rung.ACCEPTED.number()),
                true,
                false,
                List.of());
    }
}
