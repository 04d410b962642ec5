package dev.softservice.server.run;

import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.stop.Stop;
import dev.softservice.runner.stop.StopReason;
import dev.softservice.server.core.RunId;
import dev.softservice.server.run.RunQueue.Lease;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The runs that this process is working on: how to stop one and why it was stopped, which leases to keep, what has been found so far. */
final class LiveRuns {
    /** Why a run was stopped while its worker was at it. */
    enum Why implements StopReason.Asked {
        /** Somebody ended it; who and why is in its row already. */
        ENDED,
        /** It has been at work for longer than a run may be. */
        OVERDUE,
        /** The hub stops. */
        CLOSING
    }

    private record Live(Lease lease, Stop stop, long sinceNanos, List<TestResult> tests) {}

    private final Map<RunId, Live> runs = new HashMap<>();

    /** Returns what is asked when the run is to stop. */
    synchronized Stop enter(Lease lease, long nanos) {
        var stop = new Stop();
        runs.put(lease.run().id(), new Live(lease, stop, nanos, new ArrayList<>()));
        return stop;
    }

    synchronized void leave(Lease lease) {
        runs.remove(lease.run().id());
    }

    /** Stops a run if it is here. The first reason counts. */
    synchronized void stop(RunId run, Why why) {
        var live = runs.get(run);
        if (live != null) live.stop().ask(why);
    }

    /** Stops those that end with this process. */
    synchronized void stopAll() {
        List.copyOf(runs.values()).stream()
                .filter(live -> !RunsElsewhere.isOwner(live.lease().owner()))
                .forEach(live -> stop(live.lease().run().id(), Why.CLOSING));
    }

    /** Stops whatever has been at work since before {@code nanos}. */
    synchronized void stopOverdue(long nanos) {
        List.copyOf(runs.values()).stream()
                .filter(live -> live.sinceNanos() - nanos < 0)
                .forEach(live -> stop(live.lease().run().id(), Why.OVERDUE));
    }

    /** Returns why a run was stopped; empty where nobody stopped it. */
    synchronized Optional<Why> stopped(RunId run) {
        return Optional.ofNullable(runs.get(run))
                .flatMap(live -> live.stop().reason())
                .filter(Why.class::isInstance)
                .map(Why.class::cast);
    }

    synchronized List<String> owners() {
        return runs.values().stream().map(live -> live.lease().owner()).toList();
    }

    synchronized Set<String> requestIds() {
        return runs.values().stream().map(live -> live.lease().requestId()).collect(Collectors.toSet());
    }

    synchronized void found(RunId run, TestResult test) {
        var live = runs.get(run);
        if (live != null) live.tests().add(test);
    }

    synchronized Optional<List<TestResult>> tests(RunId run) {
        return Optional.ofNullable(runs.get(run)).map(live -> List.copyOf(live.tests()));
    }
}
