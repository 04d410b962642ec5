package dev.softservice.server.forge;

import dev.softservice.server.Refusal;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at each mirror when it was hinted at and when its interval is over, a few at once, and each one by one; tells forges of verdicts. */
final class MirrorWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MirrorWorker.class);
    private static final int AT_ONCE = 4;
    private static final long TICK_MILLIS = 1_000;
    private static final int LONGEST_ERROR = 4_000;

    private final Repositories repositories;
    private final Runs runs;
    private final MirrorTable mirrors;
    private final MirrorSync sync;
    private final MirrorStatuses statuses;
    private final Clock clock;
    private final Semaphore hints = new Semaphore(0);
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final Set<Long> busy = ConcurrentHashMap.newKeySet();
    /** Runs that have changed, by repository. What a crash loses here is found in the rows. */
    private final ConcurrentHashMap<Long, Set<Long>> changed = new ConcurrentHashMap<>();

    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("mirror-", 0).factory());
    private final Thread loop = Thread.ofVirtual().name("mirrors").unstarted(this::loop);

    MirrorWorker(HubParts hub, MirrorTable mirrors, MirrorSync sync, MirrorStatuses statuses) {
        this.repositories = hub.repositories();
        this.runs = hub.runs();
        this.clock = hub.clock();
        this.mirrors = mirrors;
        this.sync = sync;
        this.statuses = statuses;
    }

    void start() {
        loop.start();
    }

    /** A hint has been recorded: no need to wait for the next tick. */
    void wake() {
        hints.release();
    }

    void changed(Run run) {
        changed.compute(run.repository(), (_, before) -> {
            Set<Long> ids = before == null ? new TreeSet<>() : before;
            ids.add(run.id());
            return ids;
        });
        wake();
    }

    private void loop() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                round();
            } catch (Refusal unavailable) {
                LOG.debug("mirrors wait: {}", unavailable.getMessage());
            } catch (RuntimeException e) {
                LOG.error("looking for due mirrors failed", e);
            }
            try {
                if (hints.tryAcquire(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                    hints.drainPermits();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Starts whatever is due and not under way already; the futures end with the work. */
    List<Future<?>> round() {
        List<Future<?>> started = new ArrayList<>();
        for (Mirror mirror : mirrors.due(clock.instant())) {
            begin(mirror.repository(), () -> look(mirror.repository())).ifPresent(started::add);
        }
        Set<Long> told = new TreeSet<>(statuses.stale());
        told.addAll(changed.keySet());
        for (long repository : told) {
            begin(repository, () -> tell(repository)).ifPresent(started::add);
        }
        return started;
    }

    private Optional<Future<?>> begin(long repository, Runnable work) {
        if (!busy.add(repository)) {
            return Optional.empty();
        }
        return Optional.of(threads.submit(() -> {
            try {
                room.acquire();
                try {
                    work.run();
                } finally {
                    room.release();
                    busy.remove(repository);
                }
                // What became due meanwhile was passed over. After a failure the next tick is soon enough.
                wake();
            } catch (InterruptedException e) {
                busy.remove(repository);
                Thread.currentThread().interrupt();
            }
        }));
    }

    private void look(long id) {
        Optional<Mirror> found = mirrors.find(id);
        if (found.isEmpty()) {
            return;
        }
        Mirror mirror = found.get();
        HostedRepository repository = repositories.byId(id);
        List<String> problems = new ArrayList<>();
        try {
            problems.addAll(sync.look(repository, mirror.settings()));
            problems.addAll(statuses.tellAll(repository, mirror.settings()));
        } catch (RuntimeException e) {
            LOG.error("looking at the forge of {} failed", repository.name(), e);
            problems.add("something went wrong on the hub's side; the operator finds it in the log");
        }
        String error = String.join("\n", problems);
        if (!error.equals(mirror.error()) && !error.isEmpty()) {
            LOG.warn("mirror {}: {}", repository.name(), error);
        }
        mirrors.looked(
                mirror, clock.instant(), error.length() > LONGEST_ERROR ? error.substring(0, LONGEST_ERROR) : error);
    }

    private void tell(long id) {
        Set<Long> ids = Optional.ofNullable(changed.remove(id)).orElse(Set.of());
        Optional<Mirror> mirror = mirrors.find(id);
        if (mirror.isEmpty() || mirror.get().settings().token().isEmpty()) {
            return;
        }
        HostedRepository repository = repositories.byId(id);
        List<String> problems = new ArrayList<>();
        ids.forEach(run -> statuses.tell(repository, mirror.get().settings(), runs.require(run))
                .ifPresent(problems::add));
        problems.addAll(statuses.tellChanged(repository, mirror.get().settings()));
        for (String problem : problems) {
            LOG.warn("mirror {}: {}", repository.name(), problem);
        }
    }

    /** Interrupts what is under way; the next start takes it up again, since a look that has not ended is still due. */
    @Override
    public void close() {
        loop.interrupt();
        threads.shutdownNow();
        try {
            loop.join();
            if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("a mirror's look did not end within 10 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
