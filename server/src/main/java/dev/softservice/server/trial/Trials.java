package dev.softservice.server.trial;

import dev.softservice.manifest.model.Rung;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.RunId;
import dev.softservice.server.db.Database;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.pull.Verified;
import dev.softservice.server.release.Release;
import dev.softservice.server.run.LadderPolicy;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.RunControl;
import dev.softservice.server.run.RunLookups;
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
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
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
    private final Looks looks;
    private final Judge judge;
    private final Database database;
    private final Clock clock;
    private Optional<Instant> looked = Optional.empty();

    /** What it reads of runs, and begins; {@code most}: users that are tried with each version, unless all are asked for. */
    public record Testing(Runs runs, RunControl control, int most) {}

    public Trials(Users users, Pulls pulls, Testing testing, Database database, Clock clock) {
        this.users = users;
        this.pulls = pulls;
        this.runs = testing.runs();
        this.control = testing.control();
        this.looks = new Looks(users, pulls, database, clock, testing.most());
        this.judge = new Judge(database, testing.control());
        this.database = database;
        this.clock = clock;
    }

    /** Listens to runs: what passed is tried, and what was tried is told. */
    public void onRun(Run run) {
        if (run.pull().isPresent()) {
            var key = new PullKey(run.repository(), run.pull().getAsInt());
            tell(step(database.read(handle -> Verified.of(handle, key)).stream()
                    .map(Present::of)
                    .toList()));
        } else if (!run.kind().isOwn()) tell(step(List.of()));
        else if (run.kind() == Run.Kind.BRANCH) {
            // One in line may be the first there now, on the base where it lands.
            pulls.reviewed(users.repository(run.repository()));
            var found = new ArrayList<>(inLine(run.repository()));
            if (isOfMain(run)) users.main(run.repository()).ifPresent(found::add);
            tell(step(found));
        }
    }

    private static boolean isOfMain(Run run) {
        return run.kind() == Run.Kind.BRANCH && run.ref().equals(BranchName.MAIN.ref());
    }

    private List<Present> inLine(long repository) {
        return database.read(Verified::inLine).stream()
                .filter(one -> one.pull().repository() == repository)
                .map(Present::of)
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
    private List<Present> newSince(Instant since) {
        var judged = runs.judgedSince(since);
        var keys = judged.stream()
                .filter(run -> run.pull().isPresent())
                .map(run -> new PullKey(run.repository(), run.pull().getAsInt()))
                .distinct()
                .toList();
        var found = new ArrayList<>(database.read(handle -> Stream.concat(
                        keys.stream().flatMap(key -> Verified.of(handle, key).stream()),
                        Stream.concat(Verified.updatedSince(handle, since).stream(), Verified.inLine(handle).stream()))
                .map(Present::of)
                .toList()));
        judged.stream()
                .filter(Trials::isOfMain)
                .map(Run::repository)
                .distinct()
                .flatMap(id -> users.main(id).stream())
                .forEach(found::add);
        return found;
    }

    private List<Present> allOpen() {
        var found = new ArrayList<>(database.read(handle -> Verified.repositories(handle).stream()
                .flatMap(repository -> Verified.open(handle, repository).stream())
                .map(Present::of)
                .toList()));
        for (var id : runs.newestPassed(BranchName.MAIN.ref())) {
            var main = users.main(runs.require(id));
            if (main.isOpen()) found.add(main);
        }
        return found;
    }

    /** One that is to land once verified may do so now. */
    private void tell(Set<Long> repositories) {
        repositories.forEach(id -> pulls.reviewed(users.repository(id)));
    }

    /** Returns the repositories for whose pull requests something new is known. */
    private synchronized Set<Long> step(List<Present> found) {
        var news = new HashSet<Changed>();
        for (var present : found) {
            try {
                if (present.isOpen() && looks.look(present)) news.add(present.changed());
            } catch (RuntimeException failed) {
                LOG.error("who uses what {} changes could not be looked up", present.changed(), failed);
            }
        }
        follow(news);
        begin();
        for (var changed : news) {
            if (looks.isLevelAsked(changed)) present(changed).ifPresent(judge::judge);
        }
        return news.stream().map(Changed::repository).collect(Collectors.toSet());
    }

    private Optional<Present> present(Changed changed) {
        return changed.pull()
                .map(key -> database.read(handle -> Verified.of(handle, key)).map(Present::of))
                .orElseGet(() -> users.main(changed.repository()));
    }

    /** Ends what nobody waits for any more, and takes in what runs have told. */
    private void follow(Set<Changed> news) {
        var presents = new HashMap<Changed, Optional<Present>>();
        for (var one : database.read(handle -> TrialTable.in(handle, UNDER_WAY))) {
            var present = presents.computeIfAbsent(one.changed(), this::present);
            if (present.filter(Present::isOpen).isEmpty()) end(one, isClosed(present));
            else if (!present.get().isTriedBy(one)) end(one, false);
            else told(one).ifPresent(_ -> news.add(one.changed()));
        }
        for (var one : database.read(handle -> TrialTable.in(handle, List.of(Try.State.PAUSED)))) {
            var present = present(one.changed());
            if (present.filter(Present::isOpen).isPresent())
                database.run(handle -> TrialTable.anew(handle, one, Try.State.WAITING));
            else if (!isClosed(present)) database.run(handle -> TrialTable.state(handle, one, Try.State.DROPPED));
        }
    }

    private static boolean isClosed(Optional<Present> present) {
        return present.filter(one -> one.standing() == Present.Standing.CLOSED).isPresent();
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
                one.trial().tag(),
                one.changed().repository(),
                one.user().repository(),
                one.user().tag(),
                state);
        return Optional.of(state);
    }

    /** What was seen of a release last, without any change. */
    private boolean wasRed(Release release) {
        return database.read(handle -> RunLookups.wasRed(handle, release.repository(), release.tree()));
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
                control.queue().enqueue(handle, order(release), one.trial().without(), changes)));
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
        var seen = new HashMap<Changed, Integer>();
        var turns = new ArrayList<Turn>();
        for (var one : waiting) turns.add(new Turn(seen.merge(one.changed(), 1, Integer::sum), one));
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
