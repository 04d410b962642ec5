package dev.softservice.server.forge;

import dev.softservice.server.core.Rounds;
import dev.softservice.server.core.RunId;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.Run;
import dev.softservice.webhooks.http.Deadline;
import dev.softservice.webhooks.http.HttpOrigin;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at each mirror when it was hinted at and when its interval is over, a few of each forge at once, and each one by one; tells forges
 * of verdicts.
 */
final class MirrorWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MirrorWorker.class);
    /** A first fetch of a large repository takes its time. */
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(30);

    private static final Duration LONGEST_TELLING = Duration.ofMinutes(5);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int LONGEST_ERROR = 4_000;

    private final Repositories repositories;
    private final MirrorTable mirrors;
    private final MirrorSync sync;
    private final MirrorStatuses statuses;
    private final ReleasePush releases;
    private final Clock clock;
    private final ForgeTurns turns;
    private final Set<Long> busy = ConcurrentHashMap.newKeySet();
    /** Runs that have changed, by repository. What a crash loses here is found in the rows. */
    private final ConcurrentHashMap<Long, Set<RunId>> changed = new ConcurrentHashMap<>();

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("mirror-", 0).factory());
    private final Rounds rounds = new Rounds("mirrors", TICK, this::round);

    MirrorWorker(Repositories repositories, MirrorTable mirrors, Work work, Clock clock) {
        this.repositories = repositories;
        this.clock = clock;
        this.mirrors = mirrors;
        this.sync = work.sync();
        this.statuses = work.statuses();
        this.releases = work.releases();
        this.turns = new ForgeTurns(clock);
    }

    /** What there is to do at a forge. */
    record Work(MirrorSync sync, MirrorStatuses statuses, ReleasePush releases) {}

    /** How the mirror's forge has been answering all mirrors on it. */
    ForgeTurns.Health health(Mirror mirror) {
        return turns.health(origin(mirror));
    }

    private static HttpOrigin origin(Mirror mirror) {
        return HttpOrigin.of(mirror.settings().cloneUrl())
                .orElseThrow(() -> new IllegalStateException("checked when it was set"));
    }

    void start() {
        rounds.start();
    }

    /** A hint has been recorded: no need to wait for the next tick. */
    void wake() {
        rounds.wake();
    }

    void changed(Run run) {
        changed.compute(run.repository(), (_, before) -> {
            Set<RunId> ids = before == null ? new TreeSet<>() : before;
            ids.add(run.id());
            return ids;
        });
        wake();
    }

    /** Starts whatever is due and not under way already; the futures end with the work. */
    List<Future<?>> round() {
        List<Future<?>> started = new ArrayList<>();
        for (Mirror mirror : mirrors.due(clock.instant())) {
            begin(mirror, LONGEST_LOOK, this::look).ifPresent(started::add);
        }
        Set<Long> told = new TreeSet<>(statuses.stale());
        told.addAll(changed.keySet());
        for (long repository : told) {
            Optional<Mirror> mirror = mirrors.find(repository);
            mirror.flatMap(known -> begin(known, LONGEST_TELLING, this::tell)).ifPresent(started::add);
            if (mirror.isEmpty()) {
                changed.remove(repository);
            }
        }
        for (long repository : releases.due()) {
            mirrors.find(repository)
                    .flatMap(known -> begin(known, LONGEST_LOOK, this::push))
                    .ifPresent(started::add);
        }
        return started;
    }

    private ForgeTurns.Outcome push(Mirror mirror) {
        return releases.push(repositories.byId(mirror.repository()), mirror.settings());
    }

    private Optional<Future<?>> begin(Mirror mirror, Duration limit, Function<Mirror, ForgeTurns.Outcome> work) {
        long repository = mirror.repository();
        if (repositories.byId(repository).isAtRest()) {
            return Optional.empty();
        }
        if (!busy.add(repository)) {
            return Optional.empty();
        }
        return Optional.of(threads.submit(() -> {
            try {
                try {
                    turns.take(origin(mirror), () -> within(limit, repository, work));
                } finally {
                    busy.remove(repository);
                }
                // What became due meanwhile was passed over. After a failure the next tick is soon enough.
                wake();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    /** The mirror is read anew: its turn may have come late. */
    private ForgeTurns.Outcome within(Duration limit, long repository, Function<Mirror, ForgeTurns.Outcome> work) {
        Optional<Mirror> mirror = mirrors.find(repository);
        return mirror.isEmpty() ? ForgeTurns.Outcome.NOT_ASKED : Deadline.within(limit, () -> work.apply(mirror.get()));
    }

    private ForgeTurns.Outcome look(Mirror mirror) {
        HostedRepository repository = repositories.byId(mirror.repository());
        List<String> problems = new ArrayList<>();
        var outcome = ForgeTurns.Outcome.NOT_ASKED;
        Optional<Instant> notBefore = Optional.empty();
        try {
            MirrorSync.Look look = sync.look(repository, mirror.settings());
            outcome = look.outcome();
            notBefore = look.notBefore();
            look.there().ifPresent(there -> releases.compare(repository, mirror.settings(), there));
            problems.addAll(look.problems());
            if (outcome != ForgeTurns.Outcome.SILENT) {
                statuses.tellAll(repository, mirror.settings()).forEach(problem -> problems.add(problem.text()));
            }
        } catch (RuntimeException e) {
            if (mirrors.find(mirror.repository()).isEmpty()) {
                LOG.info("mirror {} was ended while it was looked at", repository.name());
                return outcome;
            }
            LOG.error("looking at the forge of {} failed", repository.name(), e);
            problems.add("something went wrong on the hub's side; the operator finds it in the log");
        }
        String error = String.join("\n", problems);
        if (!error.equals(mirror.error()) && !error.isEmpty()) {
            LOG.warn("mirror {}: {}", repository.name(), error);
        }
        Instant now = clock.instant();
        Instant next = now.plus(mirror.settings().poll());
        mirrors.looked(
                mirror,
                now,
                notBefore.filter(next::isBefore).orElse(next),
                error.length() > LONGEST_ERROR ? error.substring(0, LONGEST_ERROR) : error);
        return outcome;
    }

    private ForgeTurns.Outcome tell(Mirror mirror) {
        Set<RunId> ids =
                Optional.ofNullable(changed.remove(mirror.repository())).orElse(Set.of());
        if (mirror.settings().token().isEmpty()) {
            return ForgeTurns.Outcome.NOT_ASKED;
        }
        HostedRepository repository = repositories.byId(mirror.repository());
        List<MirrorStatuses.Problem> problems = statuses.tell(repository, mirror.settings(), ids);
        if (problems.stream().noneMatch(MirrorStatuses.Problem::silent)) {
            problems.addAll(statuses.tellChanged(repository, mirror.settings()));
        }
        problems.forEach(problem -> LOG.warn("mirror {}: {}", repository.name(), problem.text()));
        return ForgeTurns.Outcome.NOT_ASKED;
    }

    /** Interrupts what is under way; the next start takes it up again, since a look that has not ended is still due. */
    @Override
    public void close() {
        rounds.close();
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("a mirror's look did not end within 10 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
