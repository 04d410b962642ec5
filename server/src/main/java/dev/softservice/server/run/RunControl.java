package dev.softservice.server.run;

import dev.softservice.runner.model.Rungs;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.RunId;
import dev.softservice.server.run.RunQueue.Changes;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * Acts after a transaction that changed runs was committed: stops workers whose run was cancelled, wakes workers for
 * new runs, and notifies listeners.
 */
public final class RunControl {
    private final RunQueue queue;
    private final RunEvents events;
    private final RunFeed feed;
    private final Function<List<RunId>, List<Run>> lookup;
    private final LiveRuns live = new LiveRuns();
    private final Bell bell = new Bell();

    /** {@code lookup}: those that are here. */
    public RunControl(RunQueue queue, RunEvents events, RunFeed feed, Function<List<RunId>, List<Run>> lookup) {
        this.queue = queue;
        this.events = events;
        this.feed = feed;
        this.lookup = lookup;
    }

    /** Call after the commit, never inside the transaction. */
    public void settle(Changes changes) {
        changes.ended.forEach(run -> live.stop(run, LiveRuns.Why.ENDED));
        for (var ended : lookup.apply(changes.ended)) {
            closeEvents(ended);
            feed.tell(ended);
        }
        if (!changes.queued.isEmpty()) bell.ring();
        lookup.apply(changes.queued).forEach(feed::tell);
    }

    /** The run as it stands now. */
    public Run require(RunId run) {
        return lookup.apply(List.of(run)).stream()
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("no run " + run + " here"));
    }

    /** Those of {@code runs} that are here, as they stand now. */
    public List<Run> all(List<RunId> runs) {
        return lookup.apply(runs);
    }

    /** Says again how a run stands, to all who listen: something of it was judged after its verdict. */
    public void tellAgain(RunId run) {
        tell(run);
    }

    void tell(RunId run) {
        feed.tell(require(run));
    }

    /** For runs that ended without their worker's doing: their readers are told by it. */
    private void closeEvents(Run run) {
        run.verdict().ifPresent(outcome -> {
            tellVerdict(
                    run.id(),
                    outcome,
                    run.rungs(),
                    run.reason(),
                    run.verdictAt().orElse(Instant.EPOCH));
            if (run.startedAt().isPresent()) events.end(run.id());
            else events.endUnbegun(run.id());
        });
    }

    void tellVerdict(RunId run, Run.Outcome outcome, Rungs rungs, String reason, Instant at) {
        var data = RunEvents.data(rungs)
                .put("verdict", Constants.word(outcome))
                .put("reason", reason)
                .put("at", at.toString());
        events.append(run, "verdict", data);
    }

    /** What puts runs in and ends them, within a transaction. */
    public RunQueue queue() {
        return queue;
    }

    RunEvents events() {
        return events;
    }

    LiveRuns live() {
        return live;
    }

    Bell bell() {
        return bell;
    }
}
