package dev.softservice.server.run;

import dev.softservice.runner.model.TestResult;
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
    enum Stop {
        /** Somebody ended it; who and why is in its row already. */
        ENDED,
        /** It has been at work for longer than a run may be. */
        OVERDUE,
        /** The hub stops. */
        CLOSING
    }

    private record Live(Lease lease, Thread thread, long sinceNanos, List<TestResult> tests) {}

    private final Map<RunId, Live> runs = new HashMap<>();
    private final Map<RunId, Stop> stopped = new HashMap<>();

    synchronized void enter(Lease lease, long nanos) {
        runs.put(lease.run().id(), new Live(lease, Thread.currentThread(), nanos, new ArrayList<>()));
    }

    /** Also clears the thread's interrupt: one that was meant for this run must not hit the next. */
    synchronized void leave(Lease lease) {
        runs.remove(lease.run().id());
        stopped.remove(lease.run().id());
        Thread.interrupted();
    }

    /** Stops a run if it is here. The first reason counts. */
    synchronized void stop(RunId run, Stop why) {
        var live = runs.get(run);
        if (live == null) return;
        stopped.putIfAbsent(run, why);
        live.thread().interrupt();
    }

    synchronized void stopAll() {
        List.copyOf(runs.keySet()).forEach(run -> stop(run, Stop.CLOSING));
    }

    /** Stops whatever has been at work since before {@code nanos}. */
    synchronized void stopOverdue(long nanos) {
        List.copyOf(runs.values()).stream()
                .filter(live -> live.sinceNanos() - nanos < 0)
                .forEach(live -> stop(live.lease().run().id(), Stop.OVERDUE));
    }

    /** Returns why a run was stopped; empty where nobody stopped it. */
    synchronized Optional<Stop> stopped(RunId run) {
        return Optional.ofNullable(stopped.get(run));
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
