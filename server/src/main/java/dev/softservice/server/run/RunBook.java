package dev.softservice.server.run;

import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.Rungs;
import dev.softservice.runner.model.Verdict;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.RunId;
import dev.softservice.server.run.RunQueue.Accepted;
import dev.softservice.server.run.RunQueue.Conclusion;
import dev.softservice.server.run.RunQueue.Lease;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down what comes of leased runs and tells who listens. Whoever has lost the lease, or the race for the verdict, changes nothing. */
final class RunBook {
    private static final Logger LOG = LoggerFactory.getLogger(RunBook.class);
    private static final int LONGEST_REASON = 500;

    private final Tools tools;
    private final BooleanSupplier stopping;

    RunBook(Tools tools, BooleanSupplier stopping) {
        this.tools = tools;
        this.stopping = stopping;
    }

    /** Acceptance has passed and deeper rungs follow: from now on everybody may know. */
    void accept(Lease lease, Report report, Instant at) {
        var run = lease.run();
        tools.reports().write(run.id(), report);
        var recorded = new boolean[1];
        persist(() -> recorded[0] = tools.database().write(handle -> {
            boolean ours = tools.queue().accept(handle, lease, new Accepted(report.rungs(), Found.counts(report), at));
            if (ours) Found.store(handle, run, report);
            return ours;
        }));
        if (!recorded[0]) return;
        tools.control()
                .events()
                .append(run.id(), "accepted", RunEvents.data(report.rungs()).put("at", at.toString()));
        tools.control().tell(run.id());
    }

    /** Records a verdict that stands; a second time changes nothing. {@code key}: what the run has proven, if it passed. */
    void decide(Lease lease, Verdict verdict, Optional<String> key) {
        var report = verdict.report();
        tools.reports().write(lease.run().id(), report);
        switch (verdict) {
            case Verdict.Passed _ ->
                conclude(lease, judged(lease, report.rungs(), Found.counts(report), null), report, key);
            case Verdict.Failed failed -> {
                tools.reports().writeReasons(lease.run().id(), failed.reasons());
                conclude(
                        lease,
                        conclusion(Run.Outcome.FAILED, report, failed.reasons().getFirst()),
                        report,
                        Optional.empty());
            }
            case Verdict.Errored _, Verdict.Cancelled _ ->
                throw new IllegalArgumentException("not a verdict that stands");
        }
    }

    /** The run's key was proven by another run. */
    void reuse(Lease lease, Run proven) {
        RunRecorder.say(
                tools.control().events(),
                lease.run().id(),
                tools.clock().instant(),
                "proven by run " + proven.id() + " already: same tree, same composition, same images");
        conclude(lease, judged(lease, proven.rungs(), proven.tests(), proven.id()), Report.EMPTY, Optional.empty());
        finish(lease);
    }

    /** Ends a run without a verdict of its own: {@code outcome} is cancelled or errored. */
    void end(Lease lease, Run.Outcome outcome, Report report, String reason) {
        conclude(lease, conclusion(outcome, report, reason), report, Optional.empty());
        finish(lease);
    }

    /** What passed still has to reach the level that the target branch asks for: a pull request may not lower it. */
    private static Conclusion judged(Lease lease, Rungs rungs, Run.Counts tests, @Nullable RunId reusedFrom) {
        boolean enough = rungs.reach(lease.ladder().required());
        var reason = enough
                ? ""
                : "reaches " + rungs.text() + ", and its target asks for level "
                        + lease.ladder().required() + ": give back what made it reach that";
        return new Conclusion(enough ? Run.Outcome.PASSED : Run.Outcome.FAILED, rungs, tests, reason, reusedFrom);
    }

    private static Conclusion conclusion(Run.Outcome outcome, Report report, String reason) {
        return new Conclusion(outcome, report.rungs(), Found.counts(report), oneLine(reason), null);
    }

    private void conclude(Lease lease, Conclusion conclusion, Report report, Optional<String> key) {
        RunId run = lease.run().id();
        tools.control().events().sync(run);
        var recorded = new boolean[1];
        persist(() -> recorded[0] = tools.database().write(handle -> {
            boolean first = tools.queue().conclude(handle, lease, conclusion);
            if (first) {
                Found.store(handle, lease.run(), report);
                key.ifPresent(proven -> tools.queue()
                        .prove(handle, proven, lease.run(), conclusion.rungs().level()));
            }
            return first;
        }));
        if (!recorded[0]) return;
        tools.control()
                .tellVerdict(
                        run,
                        conclusion.outcome(),
                        conclusion.rungs(),
                        conclusion.reason(),
                        tools.clock().instant());
        tools.control().tell(run);
    }

    /** Whoever else ended the run has closed its events already. */
    void finish(Lease lease) {
        var ours = new boolean[1];
        persist(() -> ours[0] = tools.database().write(handle -> tools.queue().finish(handle, lease)));
        if (!ours[0]) return;
        tools.control().events().end(lease.run().id());
        tools.control().tell(lease.run().id());
    }

    /** Puts a run without a verdict back, to be taken again as the {@code attempt}th. */
    void giveBack(Lease lease, int attempt, long delayMillis, String reason) {
        var back = new boolean[1];
        persist(() -> back[0] = tools.database()
                .write(handle -> tools.queue().giveBack(handle, lease, attempt, delayMillis, oneLine(reason))));
        if (!back[0]) {
            // Its verdict stood already when things went wrong: then it has ended.
            finish(lease);
            return;
        }
        tools.control().events().suspend(lease.run().id());
        tools.control().tell(lease.run().id());
    }

    private static String oneLine(String text) {
        var line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…";
    }

    /** A database that is busy is waited for: what a run has found is not thrown away. Gives up only when the hub stops. */
    void persist(Runnable write) {
        while (true) {
            try {
                write.run();
                return;
            } catch (Refusal busy) {
                if (busy.kind() != Refusal.Kind.BUSY || stopping.getAsBoolean()) throw busy;
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException cancelled) {
            LOG.debug("interrupted while the database was busy; the row decides");
        }
    }
}
