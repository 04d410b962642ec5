package dev.softservice.server.run;

import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.model.RungOutcome;
import dev.softservice.runner.model.Rungs;
import dev.softservice.server.core.PullKey;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.db.RungsColumn;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Gatherers;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The rows of runs that have not ended: putting in, leasing, giving back, ending. Every method works in the caller's transaction. What a
 * worker writes is fenced by its lease: a worker that has lost it changes nothing any more.
 */
public final class RunQueue {
    /** What a transaction did to runs, to be told to {@link RunControl#settle} after its commit. */
    public static final class Changes {
        final List<RunId> queued = new ArrayList<>();
        final List<RunId> ended = new ArrayList<>();

        /** The runs that were put in. */
        public List<RunId> queued() {
            return List.copyOf(queued);
        }
    }

    /** A run in one worker's hands. {@code owner} is unique to this lease; {@code trusted}: its code came from who may push to the repository. */
    record Lease(Run run, String owner, LadderPolicy ladder, boolean reuse, boolean trusted, Tests tests) {
        /** Names this attempt on the engine. */
        String requestId() {
            return run.requestId();
        }

        /** Whose runs it may share prepared networks with: the repository's own people's. */
        String domain() {
            return trusted ? "repository-" + run.repository() : "";
        }
    }

    record Conclusion(
            Run.Outcome outcome,
            Rungs rungs,
            Run.Counts tests,
            String reason,
            @Nullable RunId reusedFrom) {}

    /** Acceptance has passed. */
    record Accepted(Rungs rungs, Run.Counts tests, Instant at) {}

    /** A run that took its worker down with it this often is not tried again. */
    private static final int MOST_ATTEMPTS = 5;
    /** Of one kind that nobody has asked for, on the whole hub. */
    private static final int AT_ONCE = 4;

    private static final String OPEN = " and state <> 'FINISHED' and verdict is null";

    /** Knows pull requests. */
    @FunctionalInterface
    public interface Trust {
        /** Whether a pull request's code came from somebody who may push to the repository. */
        boolean of(Handle handle, PullKey pull);
    }

    private final Clock clock;
    private final Trust trust;

    public RunQueue(Clock clock, Trust trust) {
        this.clock = clock;
        this.trust = trust;
    }

    public RunId enqueue(Handle handle, RunOrder order, Changes changes) {
        return enqueue(handle, List.of(order), changes).getFirst();
    }

    /** Many in one go; returns their ids in the same order, which grow. */
    public List<RunId> enqueue(Handle handle, List<RunOrder> orders, Changes changes) {
        if (orders.isEmpty()) return List.of();
        // There is one writer, so what comes behind this id is what is put in here.
        long before = handle.createQuery("select coalesce(max(id), 0) from run")
                .mapTo(Long.class)
                .one();
        var rows = handle.prepareBatch("""
            insert into run (repository, kind, pull, ref, commit_sha, tree, state, required, climb, queued_at, reuse, approved)
            values (:repository, :kind, :pull, :ref, :commit, :tree, :state, :required, :climb, :now, :reuse, :approved)\
            """);
        for (var order : orders) {
            rows.bind("repository", order.repository())
                    .bind("kind", order.kind().name())
                    .bindByType("pull", order.pull().isPresent() ? order.pull().getAsInt() : null, Integer.class)
                    .bind("ref", order.ref())
                    .bind("commit", order.commit().name())
                    .bind("tree", order.tree().name())
                    .bind("state", order.approved() ? "QUEUED" : "WAITING")
                    .bind("required", order.ladder().required())
                    .bind("climb", order.ladder().climb())
                    .bind("now", clock.millis())
                    .bind("reuse", order.reuse() ? 1 : 0)
                    .bind("approved", order.approved() ? 1 : 0)
                    .add();
        }
        rows.execute();
        var ids = handle.createQuery("select id from run where id > :before order by id")
                .bind("before", before)
                .mapTo(RunId.class)
                .list();
        for (int i = 0; i < ids.size(); i++) {
            for (var note : orders.get(i).notes()) note(handle, ids.get(i), note);
        }
        changes.queued.addAll(ids);
        return ids;
    }

    /** Tests it with a change of a distro that it uses, or without that to compare. It proves nothing, and nothing answers in its place. */
    public RunId enqueue(Handle handle, RunOrder order, Trial trial, Changes changes) {
        var id = enqueue(handle, order, changes);
        trial.store(handle, id);
        return id;
    }

    /** Tests it with these older parts. It proves nothing, and nothing answers in its place. */
    public RunId enqueue(Handle handle, RunOrder order, List<Pin> pins, Changes changes) {
        var id = enqueue(handle, order, changes);
        pins.forEach(pin -> pin.store(handle, id));
        return id;
    }

    /** How many runs of this kind more the hub may begin by itself: a few at a time, so that a storm of them leaves workers to others. */
    public static int room(Handle handle, Run.Kind kind) {
        int open = handle.createQuery("select count(*) from run where kind = :kind and state <> 'FINISHED'")
                .bind("kind", kind.name())
                .mapTo(Integer.class)
                .one();
        return Math.max(0, AT_ONCE - open);
    }

    /** Ends these, where they are open. */
    public void supersede(Handle handle, List<RunId> runs, String reason, Changes changes) {
        if (runs.isEmpty()) return;
        changes.ended.addAll(handle.createQuery(end("SUPERSEDED", "id in (<runs>)"))
                .bind("now", clock.millis())
                .bind("reason", reason)
                .bindList("runs", runs)
                .mapTo(RunId.class)
                .list());
    }

    public void note(Handle handle, RunId run, String text) {
        handle.createUpdate("insert into run_note (run, text) values (:run, :text)")
                .bind("run", run)
                .bind("text", text)
                .execute();
    }

    /** Ends every open run of a pull request but those of {@code keepTree}: only its newest merge result is worth testing. */
    public void supersedePull(Handle handle, PullKey pull, Optional<Sha> keepTree, Changes changes) {
        changes.ended.addAll(
                handle.createQuery(end("SUPERSEDED", "repository = :repository and pull = :pull and tree <> :keep"))
                        .bind("now", clock.millis())
                        .bind("reason", "a newer merge result took its place")
                        .bind("repository", pull.repository())
                        .bind("pull", pull.number())
                        .bind("keep", keepTree.map(Sha::name).orElse(""))
                        .mapTo(RunId.class)
                        .list());
    }

    /** Ends every open run of a pull request that was to test it for landing, but those of {@code keep}, and of {@code too}. */
    public void supersedeGate(Handle handle, PullKey pull, Sha keep, Optional<Sha> too, Changes changes) {
        changes.ended.addAll(handle.createQuery(end(
                        "SUPERSEDED",
                        "repository = :repository and pull = :pull and kind = 'GATE' and tree <> :keep and"
                                + " tree <> :too"))
                .bind("now", clock.millis())
                .bind("reason", "the line for landing has changed")
                .bind("repository", pull.repository())
                .bind("pull", pull.number())
                .bind("keep", keep.name())
                .bind("too", too.map(Sha::name).orElse(""))
                .mapTo(RunId.class)
                .list());
    }

    /** Ends every open run of branches that were pushed again, merged into or deleted. */
    public void supersedeBranches(Handle handle, long repository, List<String> refs, Changes changes) {
        refs.stream()
                .gather(Gatherers.windowFixed(RunTable.AT_ONCE))
                .forEach(some -> changes.ended.addAll(handle.createQuery(
                                end("SUPERSEDED", "repository = :repository and ref in (<refs>) and kind = 'BRANCH'"))
                        .bind("now", clock.millis())
                        .bind("reason", "the branch has moved on")
                        .bind("repository", repository)
                        .bindList("refs", some)
                        .mapTo(RunId.class)
                        .list()));
    }

    /** False where the run has its verdict already. */
    boolean cancel(Handle handle, RunId run, String reason, Changes changes) {
        var ended = handle.createQuery(end("CANCELLED", "id = :id"))
                .bind("now", clock.millis())
                .bind("reason", reason)
                .bind("id", run)
                .mapTo(RunId.class)
                .list();
        changes.ended.addAll(ended);
        return !ended.isEmpty();
    }

    private static String end(String outcome, String which) {
        return "update run set state = 'FINISHED', verdict = '" + outcome
                + "', verdict_at = :now, finished_at = :now, reason = :reason," + " lease_owner = null where " + which
                + OPEN + " returning id";
    }

    /** A maintainer lets the waiting runs of this commit's merge result go ahead. */
    public void release(Handle handle, PullKey pull, Changes changes) {
        changes.queued.addAll(handle.createQuery("""
            update run set state = 'QUEUED', approved = 1 where repository = :repository and pull = :pull and state = 'WAITING' returning id\
            """)
                .bind("repository", pull.repository())
                .bind("pull", pull.number())
                .mapTo(RunId.class)
                .list());
    }

    /** Hands out the due run whose turn it is, see {@link Turns}. */
    Optional<Lease> lease(Handle handle, String owner) {
        return Turns.next(handle, clock.millis()).flatMap(run -> {
            Turns.took(handle, run);
            return take(handle, run, owner);
        });
    }

    /** Hands this very run out, if it is due still. */
    Optional<Lease> leaseOne(Handle handle, RunId run, String owner) {
        Turns.took(handle, run);
        return take(handle, run, owner);
    }

    /** Where a run stands in line, 1: it is next; empty for one that is not due. */
    OptionalInt place(Handle handle, RunId run) {
        return Turns.place(handle, clock.millis(), run);
    }

    /** Where the due runs of a repository stand in line. */
    Map<RunId, Integer> places(Handle handle, long repository) {
        return Turns.places(handle, clock.millis(), repository);
    }

    /** What the queue looks like to a repository, with so many workers. */
    Forecast.Facts forecast(Handle handle, long repository, int workers) {
        return Forecast.read(handle, clock.instant(), repository, workers);
    }

    /** Whether there is anything to lease; asked of a reader, so that an idle hub does not write. */
    boolean isDue(Handle handle) {
        return handle.createQuery("select count(*) from run where state = 'QUEUED' and not_before <= :now")
                        .bind("now", clock.millis())
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    /** Hands out a run that may be answered by a proof: one whose tree has been proven before, under whatever conditions. */
    Optional<Lease> leaseProven(Handle handle, String owner) {
        return proven(handle).flatMap(run -> take(handle, run, owner));
    }

    /** Whether {@link #leaseProven} has anything to give; asked of a reader. */
    boolean isProvenDue(Handle handle) {
        return proven(handle).isPresent();
    }

    private Optional<RunId> proven(Handle handle) {
        return handle.createQuery("""
            select r.id from run r where r.state = 'QUEUED' and r.reuse = 1 and r.not_before <= :now
            and exists (select 1 from proof p where p.tree = r.tree) order by r.id limit 1\
            """)
                .bind("now", clock.millis())
                .mapTo(RunId.class)
                .findOne();
    }

    private Optional<Lease> take(Handle handle, RunId run, String owner) {
        int hit = handle.createUpdate("""
            update run set state = 'RUNNING', started_at = :now, reason = '', lease_owner = :owner, lease_beat = 0, accepted_at = null, level = 0, rungs = '',
            passed = 0, failed = 0, skipped = 0, flaky = 0
            where id = :id and state = 'QUEUED'\
            """)
                .bind("now", clock.millis())
                .bind("owner", owner)
                .bind("id", run)
                .execute();
        if (hit == 0) return Optional.empty();
        handle.createUpdate("delete from step where run = :id").bind("id", run).execute();
        return held(handle, run, owner);
    }

    /** The lease that an owner has, as it was when it was given; empty: it has lost it, or the run has ended. */
    Optional<Lease> held(Handle handle, RunId run, String owner) {
        return handle.createQuery("select required, climb, reuse from run where " + FENCE)
                .bind("id", run)
                .bind("owner", owner)
                .map((row, _) -> lease(
                        handle,
                        RunTable.find(handle, run).orElseThrow(),
                        owner,
                        new LadderPolicy(row.getInt("required"), row.getInt("climb")),
                        row.getInt("reuse") > 0))
                .findOne();
    }

    private Lease lease(Handle handle, Run run, String owner, LadderPolicy ladder, boolean reuse) {
        return new Lease(run, owner, ladder, reuse, isTrusted(handle, run), Tests.of(handle, run.id()));
    }

    boolean isTrusted(Handle handle, Run run) {
        return switch (run.kind()) {
            case BRANCH, CARRY, SCHEDULED -> true;
            case TRIAL -> false;
            case PULL, GATE, MANUAL ->
                run.pull().isPresent()
                        && trust.of(
                                handle, new PullKey(run.repository(), run.pull().getAsInt()));
        };
    }

    /** The quick look found no proof: the run waits for a worker like any other. */
    void notProven(Handle handle, Lease lease) {
        handle.createUpdate("update run set state = 'QUEUED', reuse = 2, started_at = null, lease_owner = null where "
                        + FENCE)
                .bind("id", lease.run().id())
                .bind("owner", lease.owner())
                .execute();
    }

    private static final String FENCE = "id = :id and lease_owner = :owner and state = 'RUNNING'";

    /** What stable is while this lease lasts. */
    void compare(Handle handle, Lease lease, long release) {
        handle.createUpdate("update run set compared = :release where " + FENCE)
                .bind("release", release)
                .bind("id", lease.run().id())
                .bind("owner", lease.owner())
                .execute();
    }

    /** Records that acceptance has passed; false where the lease was lost, or there is a verdict. */
    boolean accept(Handle handle, Lease lease, Accepted accepted) {
        return handle.createUpdate("""
            update run set accepted_at = :at, level = :level, rungs = :rungs, passed = :passed, failed = :failed, skipped = :skipped, flaky = :flaky
            """ + "where " + FENCE + " and verdict is null")
                        .bind("at", accepted.at().toEpochMilli())
                        .bind("level", accepted.rungs().level())
                        .bind("rungs", RungsColumn.text(accepted.rungs()))
                        .bind("passed", accepted.tests().passed())
                        .bind("failed", accepted.tests().failed())
                        .bind("skipped", accepted.tests().skipped())
                        .bind("flaky", accepted.tests().flaky())
                        .bind("id", lease.run().id())
                        .bind("owner", lease.owner())
                        .execute()
                == 1;
    }

    /** Records the verdict; false where the lease or the race for the verdict was lost. */
    boolean conclude(Handle handle, Lease lease, Conclusion conclusion) {
        return handle.createUpdate("""
            update run set verdict = :verdict, verdict_at = :now, level = :level, rungs = :rungs, passed = :passed, failed = :failed, skipped = :skipped,
            flaky = :flaky, reason = :reason, reused_from = :reused
            """ + "where " + FENCE + " and verdict is null")
                        .bind("verdict", conclusion.outcome().name())
                        .bind("now", clock.millis())
                        .bind("level", conclusion.rungs().level())
                        .bind("rungs", RungsColumn.text(conclusion.rungs()))
                        .bind("passed", conclusion.tests().passed())
                        .bind("failed", conclusion.tests().failed())
                        .bind("skipped", conclusion.tests().skipped())
                        .bind("flaky", conclusion.tests().flaky())
                        .bind("reason", conclusion.reason())
                        .bindByType("reused", conclusion.reusedFrom(), RunId.class)
                        .bind("id", lease.run().id())
                        .bind("owner", lease.owner())
                        .execute()
                == 1;
    }

    /** What came of the rung that is judged by other runs, once this one has passed; false where that is known already. In the caller's transaction. */
    public boolean carries(Handle handle, RunId id, RungOutcome outcome) {
        var run = RunTable.find(handle, id).orElseThrow();
        var rungs = run.rungs().with(Rung.CARRIES, outcome);
        if (run.verdict().filter(Run.Outcome.PASSED::equals).isEmpty()
                || run.rungs().equals(rungs)) return false;
        handle.createUpdate("update run set level = :level, rungs = :rungs where id = :id")
                .bind("level", rungs.level())
                .bind("rungs", RungsColumn.text(rungs))
                .bind("id", id)
                .execute();
        return true;
    }

    /** The worker is done with a run that has its verdict. */
    boolean finish(Handle handle, Lease lease) {
        return handle.createUpdate("update run set state = 'FINISHED', finished_at = :now, lease_owner = null where "
                                + FENCE + " and verdict is not null")
                        .bind("now", clock.millis())
                        .bind("id", lease.run().id())
                        .bind("owner", lease.owner())
                        .execute()
                == 1;
    }

    /** Puts a run that has no verdict back, to be taken again after {@code delayMillis}, as the {@code attempt}th. */
    boolean giveBack(Handle handle, Lease lease, int attempt, long delayMillis, String reason) {
        return handle.createUpdate("""
            update run set state = 'QUEUED', attempt = :attempt, not_before = :then, reason = :reason, lease_owner = null
            """ + "where " + FENCE + " and verdict is null")
                        .bind("attempt", attempt)
                        .bind("then", clock.millis() + delayMillis)
                        .bind("reason", reason)
                        .bind("id", lease.run().id())
                        .bind("owner", lease.owner())
                        .execute()
                == 1;
    }

    /** Says that these owners live. */
    void beat(Handle handle, List<String> owners) {
        if (owners.isEmpty()) return;
        handle.createUpdate("update run set lease_beat = lease_beat + 1 where state = 'RUNNING' and lease_owner in"
                        + " (<owners>)")
                .bindList("owners", owners)
                .execute();
    }

    record Held(RunId run, String owner, long beat, int attempt) {
        /** In the hands of a process that does not end with this one. */
        boolean isElsewhere() {
            return RunsElsewhere.isOwner(owner);
        }
    }

    List<Held> held(Handle handle) {
        return handle.createQuery("select id, lease_owner, lease_beat, attempt from run where state = 'RUNNING'")
                .map((row, _) -> new Held(
                        new RunId(row.getLong("id")),
                        row.getString("lease_owner"),
                        row.getLong("lease_beat"),
                        row.getInt("attempt")))
                .list();
    }

    /** Takes a run from an owner that is dead: what has its verdict is finished, the rest starts anew. */
    void takeOver(Handle handle, Held held, Changes changes) {
        var fence = " where id = :id and lease_owner = :owner and lease_beat = :beat and state = 'RUNNING'";
        int done = handle.createUpdate("update run set state = 'FINISHED', finished_at = :now, lease_owner = null"
                        + fence + " and verdict is not null")
                .bind("now", clock.millis())
                .bind("id", held.run())
                .bind("owner", held.owner())
                .bind("beat", held.beat())
                .execute();
        int lost = held.attempt() < MOST_ATTEMPTS
                ? 0
                : handle.createUpdate("""
                    update run set state = 'FINISHED', verdict = 'ERRORED', verdict_at = :now, finished_at = :now, lease_owner = null,
                    reason = 'its worker was lost again and again'\
                    """ + fence)
                        .bind("now", clock.millis())
                        .bind("id", held.run())
                        .bind("owner", held.owner())
                        .bind("beat", held.beat())
                        .execute();
        if (done + lost > 0) {
            changes.ended.add(held.run());
            return;
        }
        int again = handle.createUpdate("""
            update run set state = 'QUEUED', attempt = attempt + 1, not_before = 0, lease_owner = null,
            reason = 'its worker was lost; taken up again'\
            """ + fence)
                .bind("id", held.run())
                .bind("owner", held.owner())
                .bind("beat", held.beat())
                .execute();
        if (again > 0) changes.queued.add(held.run());
    }
}
