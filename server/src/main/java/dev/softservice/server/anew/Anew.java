package dev.softservice.server.anew;

import dev.softservice.manifest.model.Rung;
import dev.softservice.server.catalog.Catalog;
import dev.softservice.server.db.Database;
import dev.softservice.server.release.Release;
import dev.softservice.server.release.Releases;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.LadderPolicy;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.RunControl;
import dev.softservice.server.run.RunOrder;
import dev.softservice.server.run.RunQueue.Changes;
import dev.softservice.server.run.Runs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies every stable release anew, from scratch, once in a while and when something that it is built on is newer. So rot is seen before users meet it. One at
 * a time, and only while nothing else is queued or under way; a run that somebody waits for takes its worker. Those that were verified longest ago go first, and
 * what is due is read from rows.
 */
public final class Anew {
    private static final Logger LOG = LoggerFactory.getLogger(Anew.class);
    private static final int SHOWN = 20;
    /** Until what could not be told is tried again. */
    private static final Duration AGAIN = Duration.ofDays(1);

    /** What it looks at. */
    public record Places(Releases releases, Runs runs, Catalog catalog) {}

    private final Places places;
    private final RunControl control;
    private final Bases bases;
    private final Mender mender;
    private final Rhythm rhythm;

    /**
     * When what happens.
     *
     * @param every after how long a release is due; zero: nothing is verified anew
     */
    public record Rhythm(Database database, Clock clock, Duration every) {}

    public Anew(Places places, RunControl control, Bases bases, Mender mender, Rhythm rhythm) {
        this.places = places;
        this.control = control;
        this.bases = bases;
        this.mender = mender;
        this.rhythm = rhythm;
    }

    /** The newest times that a distro was verified anew, newest first. */
    public List<Check> of(HostedRepository repository) {
        return rhythm.database().read(handle -> AnewTable.of(handle, repository.id(), SHOWN));
    }

    /** The newest one of the stable release that says something of it. */
    public Optional<Check> told(HostedRepository repository) {
        return places.releases()
                .stable(repository)
                .flatMap(release -> of(repository).stream()
                        .filter(check ->
                                check.state().isTold() && check.stable().equals(release.commit()))
                        .findFirst());
    }

    /** Ends what has its verdict, and begins what is due. It may ask registries, so it takes its time. */
    public void advance() {
        for (var told : end()) mend(told);
        if (rhythm.every().isZero() || !isIdle()) return;
        var stable = places.releases().stable();
        var newest = rhythm.database().read(AnewTable::newest).stream()
                .collect(Collectors.toMap(Check::repository, Function.identity()));
        bases.ask(stable.stream().flatMap(release -> builtOn(release, newest).keySet().stream()), now());
        begin(stable, newest);
    }

    private Instant now() {
        return rhythm.clock().instant();
    }

    private boolean isIdle() {
        return rhythm.database().read(Runs::idleSince).isPresent()
                && places.runs().load().trouble().isEmpty();
    }

    private Optional<Check> newest(Release release, Map<Long, Check> newest) {
        return Optional.ofNullable(newest.get(release.repository()))
                .filter(check -> check.stable().equals(release.commit()));
    }

    /** Of the last run that says something of it: by name, what that was. */
    private Map<String, String> builtOn(Release release, Map<Long, Check> newest) {
        var run = newest(release, newest)
                .filter(check -> check.state().isTold())
                .map(Check::run)
                .orElse(release.run());
        return bases.of(run, places.runs());
    }

    private synchronized void begin(List<Release> stable, Map<Long, Check> newest) {
        record Candidate(Instant last, Check.Due due) {}
        stable.stream()
                .flatMap(release -> {
                    var check = newest(release, newest);
                    var last = check.map(Check::at).orElse(release.createdAt());
                    return due(release, check, last, builtOn(release, newest))
                            .map(due -> new Candidate(last, due))
                            .stream();
                })
                .min(Comparator.comparing(Candidate::last)
                        .thenComparing(candidate -> candidate.due().repository()))
                .ifPresent(candidate -> begin(
                        candidate.due(),
                        stable.stream()
                                .filter(release ->
                                        release.repository() == candidate.due().repository())
                                .findFirst()
                                .orElseThrow()));
    }

    private Optional<Check.Due> due(Release release, Optional<Check> check, Instant last, Map<String, String> builtOn) {
        boolean untold = check.filter(one -> !one.state().isTold()).isPresent();
        if (untold && last.plus(AGAIN).isAfter(now())) return Optional.empty();
        var newer = bases.newer(builtOn);
        // What an engine could not renew stays different, and says nothing more the same day.
        if (newer.isPresent() && (check.isEmpty() || !last.plus(AGAIN).isAfter(now())))
            return Optional.of(new Check.Due(
                    release.repository(), release.commit(), release.tag(), Check.Cause.BASE, newer.get()));
        return untold || !last.plus(rhythm.every()).isAfter(now())
                ? Optional.of(new Check.Due(release.repository(), release.commit(), release.tag(), Check.Cause.AGE, ""))
                : Optional.empty();
    }

    private void begin(Check.Due due, Release release) {
        var changes = new Changes();
        rhythm.database().run(handle -> {
            var run = control.queue()
                    .enqueue(
                            handle,
                            new RunOrder(
                                    release.repository(),
                                    Run.Kind.SCHEDULED,
                                    OptionalInt.empty(),
                                    "refs/tags/" + release.tag(),
                                    release.commit(),
                                    release.tree(),
                                    new LadderPolicy(Math.min(release.level(), Rung.ALONE.number()), 0),
                                    true,
                                    false,
                                    List.of(
                                            switch (due.cause()) {
                                                case AGE -> release.tag() + " is verified anew, from scratch";
                                                case BASE ->
                                                    release.tag() + " is verified anew, from scratch: " + due.detail();
                                            })),
                            changes);
            AnewTable.add(handle, due, run, now());
        });
        control.settle(changes);
    }

    /** Listens to runs: one that somebody waits for takes the worker of what nobody waits for. */
    public void onRun(Run run) {
        if (run.state() != Run.State.QUEUED || run.kind() == Run.Kind.SCHEDULED) return;
        var load = places.runs().load();
        if (load.running() >= load.workers()) makeRoom();
    }

    private synchronized void makeRoom() {
        for (var check : rhythm.database().read(AnewTable::open)) {
            if (control.require(check.run()).verdict().isPresent()) continue;
            var changes = new Changes();
            rhythm.database().run(handle -> {
                control.queue()
                        .supersede(
                                handle,
                                List.of(check.run()),
                                "it made room for a run that somebody waits for, and is begun again later",
                                changes);
                AnewTable.state(handle, check.id(), Check.State.YIELDED);
            });
            control.settle(changes);
        }
    }

    /** Returns what says something now. */
    private synchronized List<Check> end() {
        return rhythm.database().read(AnewTable::open).stream()
                .flatMap(check -> end(check, control.require(check.run())))
                .toList();
    }

    private Stream<Check> end(Check check, Run run) {
        if (run.verdict().isEmpty()) return Stream.empty();
        var state = switch (run.verdict().get()) {
            case PASSED -> Check.State.SOUND;
            case FAILED -> Check.State.ROTTEN;
            case ERRORED, CANCELLED, SUPERSEDED -> Check.State.UNTOLD;
        };
        boolean stable = places.releases().stable().stream()
                .anyMatch(release -> release.repository() == check.repository()
                        && release.commit().equals(check.stable()));
        rhythm.database().run(handle -> {
            AnewTable.state(handle, check.id(), state);
            if (state.isTold() && stable)
                places.catalog()
                        .verified(handle, check.repository(), now(), state == Check.State.ROTTEN ? run.reason() : "");
        });
        LOG.info("{} of repository {}, verified anew: {}", check.tag(), check.repository(), state);
        return state.isTold() && stable ? Stream.of(check) : Stream.empty();
    }

    private void mend(Check check) {
        try {
            mender.mend(check, control.require(check.run()))
                    .ifPresent(pull -> rhythm.database().run(handle -> AnewTable.mended(handle, check.id(), pull)));
        } catch (RuntimeException failed) {
            LOG.error(
                    "what {} of repository {} is built on could not be renewed",
                    check.tag(),
                    check.repository(),
                    failed);
        }
    }
}
