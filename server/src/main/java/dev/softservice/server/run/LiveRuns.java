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

/** The runs that this process is working on: whose thread to interrupt, which leases to keep, what has been found so far. */
final class LiveRuns {
    private record Live(Lease lease, Thread thread, long sinceNanos, List<TestResult> tests) {}

    private final Map<RunId, Live> runs = new HashMap<>();
    private final Set<RunId> overdue = new java.util.HashSet<>();

    synchronized void enter(Lease lease, long nanos) {
        runs.put(lease.run().id(), new Live(lease, Thread.currentThread(), nanos, new ArrayList<>()));
    }

    /** Also clears the thread's interrupt: one that was meant for this run must not hit the next. */
    synchronized void leave(Lease lease) {
        runs.remove(lease.run().id());
        overdue.remove(lease.run().id());
        Thread.interrupted();
    }

    synchronized void interrupt(RunId run) {
        var live = runs.get(run);
        if (live != null) live.thread().interrupt();
    }

    synchronized void interruptAll() {
        runs.values().forEach(live -> live.thread().interrupt());
    }

    /** Interrupts whatever has been at work since before {@code nanos}. */
    synchronized void interruptOverdue(long nanos) {
        runs.values().stream().filter(live -> live.sinceNanos() - nanos < 0).forEach(live -> {
            overdue.add(live.lease().run().id());
            live.thread().interrupt();
        });
    }

    synchronized boolean isOverdue(RunId run) {
        return overdue.contains(run);
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
