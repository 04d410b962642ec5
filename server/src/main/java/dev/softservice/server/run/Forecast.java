package dev.softservice.server.run;

import dev.softservice.server.core.RunId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.jdbi.v3.core.Handle;

/**
 * When queued runs are taken up, as far as that can be told: those ahead are gone through in the order of {@link Turns}, each takes the worker that is free
 * first, and is thought to take as long as its repository's runs took of late.
 */
final class Forecast {
    private static final int MEASURED_OF_ONE = 15;
    private static final int MEASURED_OF_ALL = 200;
    private static final String MEASURED =
            " verdict in ('PASSED', 'FAILED') and kind <> 'TRIAL' and reused_from is null and started_at is not null"
                    + " order by id desc limit :most";

    record Queued(RunId run, long repository) {}

    record Under(long repository, Instant since) {}

    /**
     * What is known.
     *
     * @param line  the queued runs that are due, in order
     * @param usual how long runs took of late, by repository; those without any are left out
     */
    record Facts(List<Queued> line, List<Under> running, Map<Long, Duration> usual, int workers, Instant now) {}

    private Forecast() {}

    /** What the queue looks like to {@code repository}. */
    static Facts read(Handle handle, Instant now, long repository, int workers) {
        var usual = new HashMap<Long, Duration>();
        var line = Turns.line(handle, now.toEpochMilli());
        var running = handle.createQuery("select repository, started_at from run where state = 'RUNNING'")
                .map((row, _) -> new Under(row.getLong("repository"), Instant.ofEpochMilli(row.getLong("started_at"))))
                .list();
        boolean others = line.stream().anyMatch(queued -> queued.repository() != repository)
                || running.stream().anyMatch(under -> under.repository() != repository);
        if (others) usual.putAll(ofAll(handle));
        usual.remove(repository);
        median(ofOne(handle, repository)).ifPresent(duration -> usual.put(repository, duration));
        return new Facts(line, running, usual, workers, now);
    }

    private static List<Duration> ofOne(Handle handle, long repository) {
        return handle.createQuery(
                        "select verdict_at - started_at from run where repository = :repository and" + MEASURED)
                .bind("repository", repository)
                .bind("most", MEASURED_OF_ONE)
                .mapTo(Long.class)
                .map(Duration::ofMillis)
                .list();
    }

    private static Map<Long, Duration> ofAll(Handle handle) {
        var measured = new HashMap<Long, List<Duration>>();
        handle.createQuery("select repository, verdict_at - started_at as took from run where" + MEASURED)
                .bind("most", MEASURED_OF_ALL)
                .map((row, _) -> measured.computeIfAbsent(row.getLong("repository"), _ -> new ArrayList<>())
                        .add(Duration.ofMillis(row.getLong("took"))))
                .list();
        var usual = new HashMap<Long, Duration>();
        measured.forEach((repository, took) -> median(took).ifPresent(duration -> usual.put(repository, duration)));
        return usual;
    }

    private static Optional<Duration> median(List<Duration> took) {
        return took.stream().sorted().skip(took.size() / 2).findFirst();
    }

    /** What each due run of {@code repository} waits for. */
    static Map<RunId, Wait> waits(Facts facts, long repository) {
        int free = Math.max(0, facts.workers() - facts.running().size());
        var workers = new Workers(facts, free);
        var waits = new HashMap<RunId, Wait>();
        int own = (int) facts.running().stream()
                .filter(under -> under.repository() == repository)
                .count();
        for (int ahead = 0; ahead < facts.line().size(); ahead++) {
            var queued = facts.line().get(ahead);
            var starts = workers.take(queued.repository());
            if (queued.repository() != repository) continue;
            waits.put(
                    queued.run(),
                    ahead < free
                            ? new Wait(ahead + 1, 0, 0, Optional.of(Duration.ZERO))
                            : new Wait(ahead + 1, own, facts.running().size() + ahead, starts));
            own++;
        }
        return waits;
    }

    /** When each worker is free next; once one has a run of which nothing was measured, nobody can tell any more. */
    private static final class Workers {
        private final Map<Long, Duration> usual;
        private final PriorityQueue<Duration> freeIn = new PriorityQueue<>();
        private boolean known = true;

        Workers(Facts facts, int free) {
            usual = facts.usual();
            for (int i = 0; i < free; i++) freeIn.add(Duration.ZERO);
            for (var under : facts.running()) {
                var took = usual.get(under.repository());
                if (took == null) known = false;
                else {
                    var left = took.minus(Duration.between(under.since(), facts.now()));
                    freeIn.add(left.isNegative() ? Duration.ZERO : left);
                }
            }
        }

        /** When the worker that is free first takes a run of {@code repository}. */
        Optional<Duration> take(long repository) {
            if (!known || freeIn.isEmpty()) return Optional.empty();
            var starts = freeIn.remove();
            var took = usual.get(repository);
            if (took == null) known = false;
            else freeIn.add(starts.plus(took));
            return Optional.of(starts);
        }
    }
}
