package dev.softservice.server.runners;

import dev.softservice.runner.wire.Messages;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.db.Database;
import dev.softservice.server.run.RunsElsewhere;
import dev.softservice.server.runners.RunnerTable.LeaseRow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** The leases that runners have. They outlive the hub's process: the first word about one after a start takes it up again. */
final class HandedOut {
    static final String OVER =
            "this lease is over: its run has ended, or was taken up again, because nothing was heard of it";

    private static final Duration FORGOTTEN = Duration.ofDays(1);

    private final Database database;
    private final RunsElsewhere elsewhere;
    private final LongSupplier nanos;
    private final ConcurrentMap<Long, Session> sessions = new ConcurrentHashMap<>();

    /** {@code nanos}: a monotonic clock. */
    HandedOut(Database database, RunsElsewhere elsewhere, LongSupplier nanos) {
        this.database = database;
        this.elsewhere = elsewhere;
        this.nanos = nanos;
    }

    /** A lease with its fencing number. */
    record Given(long fence, Session session) {}

    /** Gives a runner the run whose turn it is. */
    Optional<Given> give(KnownRunner runner, java.time.Instant now) {
        boolean strangers = !runner.machine()
                .labels()
                .getOrDefault(Messages.STRANGERS, "yes")
                .equals("no");
        var fence = new long[1];
        return elsewhere
                .take(runner.id(), strangers, (handle, run) -> {
                    fence[0] = RunnerTable.lease(handle, runner, run, now);
                    return fence[0];
                })
                .map(run -> {
                    run.say("verified by the runner " + runner.name());
                    var session = new Session(run, runner, nanos);
                    sessions.put(fence[0], session);
                    return new Given(fence[0], session);
                });
    }

    /** The lease of that number, if this runner has it still. */
    Session require(KnownRunner runner, long fence) {
        var session = find(runner, fence).orElseThrow(() -> Refusal.conflict(OVER));
        session.touch();
        return session;
    }

    private Optional<Session> find(KnownRunner runner, long fence) {
        var known = sessions.get(fence);
        if (known != null)
            return Optional.of(known).filter(session -> session.runner().id() == runner.id());
        return database.read(handle -> RunnerTable.lease(handle, fence))
                .filter(row -> row.runner() == runner.id() && row.ended().isEmpty())
                .flatMap(row -> resume(runner, row));
    }

    /** Only one of two calls at once may read what is kept and go on from there. */
    private synchronized Optional<Session> resume(KnownRunner runner, LeaseRow row) {
        var known = sessions.get(row.fence());
        if (known != null) return Optional.of(known);
        var resumed = elsewhere
                .resume(row.run(), RunsElsewhere.owner(row.runner(), row.fence()))
                .map(run -> new Session(run, runner, nanos));
        resumed.ifPresentOrElse(
                session -> sessions.put(row.fence(), session), () -> ended(row.fence(), RunnerTable.LOST));
        return resumed;
    }

    /** Whether the end of that lease was told by these very bytes already: an answer can get lost. */
    boolean isEnded(KnownRunner runner, long fence, String digest) {
        return database.read(handle -> RunnerTable.lease(handle, fence))
                .filter(row -> row.runner() == runner.id() && row.ended().equals(digest))
                .isPresent();
    }

    void ended(long fence, String how) {
        database.run(handle -> RunnerTable.end(handle, fence, how));
        sessions.remove(fence);
    }

    /** A runner was started again: what its earlier start had is lost. */
    void started(KnownRunner runner) {
        lose(runner, row -> !row.boot().equals(runner.boot()), "the runner " + runner.name() + " was started anew");
    }

    /** Nothing that this runner says counts any more. */
    void removed(KnownRunner runner) {
        lose(runner, _ -> true, "the runner " + runner.name() + " was removed");
    }

    private void lose(KnownRunner runner, java.util.function.Predicate<LeaseRow> which, String reason) {
        database.read(handle -> RunnerTable.leases(handle, runner.id())).stream()
                .filter(which)
                .forEach(row -> find(runner, row.fence()).ifPresent(session -> lose(row.fence(), session, reason)));
    }

    private void lose(long fence, Session session, String reason) {
        session.lose(reason);
        ended(fence, RunnerTable.LOST);
    }

    /** Takes up again what belongs to runners that have been silent for too long; forgets what ended long ago. */
    void tend(java.time.Instant now) {
        long most = Duration.ofSeconds(Messages.SILENCE).toNanos();
        sessions.forEach((fence, session) -> {
            if (session.silentNanos() > most)
                lose(
                        fence,
                        session,
                        "nothing was heard of the runner " + session.runner().name() + " for " + Messages.SILENCE
                                + " s");
        });
        database.run(handle -> RunnerTable.forget(handle, now.minus(FORGOTTEN)));
    }

    /** Which runs each runner has, by the runner's id. */
    Map<Long, List<Long>> runs() {
        return sessions.values().stream()
                .collect(Collectors.groupingBy(
                        session -> session.runner().id(),
                        Collectors.mapping(session -> session.run().run().id().value(), Collectors.toList())));
    }
}
