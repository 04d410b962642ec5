package dev.softservice.server.run;

import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.RungOutcome;
import dev.softservice.runner.model.Rungs;
import dev.softservice.runner.model.Verdict;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.RunId;
import dev.softservice.server.db.Database;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.RunQueue.Accepted;
import dev.softservice.server.run.RunQueue.Conclusion;
import dev.softservice.server.run.RunQueue.Lease;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the results of leased runs and notifies listeners. A worker that has lost its lease, or comes second with a
 * verdict, changes nothing.
 */
public final class RunBook {
    private static final Logger LOG = LoggerFactory.getLogger(RunBook.class);
    private static final int LONGEST_REASON = 500;

    private final Database database;
    private final RunControl control;
    private final RunFiles files;
    private final RunReports reports;
    private final Clock clock;
    private volatile boolean stopping;

    public RunBook(Database database, RunControl control, RunFiles files, Clock clock) {
        this.database = database;
        this.control = control;
        this.files = files;
        this.reports = new RunReports(files);
        this.clock = clock;
    }

    /** The hub stops: a database that is busy is waited for no longer. */
    void stop() {
        stopping = true;
    }

    boolean isStopping() {
        return stopping;
    }

    RunControl control() {
        return control;
    }

    /** Milliseconds since the epoch. */
    long now() {
        return clock.millis();
    }

    /** Listens to the run's verification and writes down what it hears; {@code key}: what the run will have proven, if it passes. */
    RunRecorder recorder(Lease lease, Optional<String> key) {
        return recorder(lease, key, files.freshAttachments(lease.run().id()));
    }

    /** The same for an attempt that another process of this hub has begun, and that proves nothing. */
    RunRecorder recorderAgain(Lease lease) {
        return recorder(lease, Optional.empty(), files.attachments(lease.run().id()));
    }

    /** What is kept of the run beside its row. */
    RunFiles files() {
        return files;
    }

    private RunRecorder recorder(Lease lease, Optional<String> key, Attachments attachments) {
        return new RunRecorder(lease.run().id(), database, control, attachments, new RunRecorder.Verdicts() {
            @Override
            public void accepted(Verdict.Passed verdict, Instant at) {
                accept(lease, verdict.report(), at);
            }

            @Override
            public void stands(Verdict verdict) {
                decide(lease, verdict, key);
            }
        });
    }

    /** A line of the hub's own in the run's log. */
    void say(Lease lease, String text) {
        RunRecorder.say(control.events(), lease.run().id(), clock.instant(), text);
    }

    /** The run that proved this key, if any. One of another, private repository does not count: its report is not for everybody. */
    Optional<Run> proof(String key, Run of) {
        return database.read(handle -> Proofs.find(handle, key)
                .map(run -> RunTable.find(handle, run).orElseThrow())
                .filter(proven -> proven.repository() == of.repository()
                        || !Repositories.isPrivate(handle, proven.repository())));
    }

    /** The quick look found no proof: the run waits for a worker like any other. */
    void notProven(Lease lease) {
        persist(() -> database.run(handle -> control.queue().notProven(handle, lease)));
    }

    /** What stable is while this lease lasts. */
    void compare(Lease lease, Baseline baseline) {
        persist(() -> database.run(handle -> control.queue().compare(handle, lease, baseline.release())));
    }

    /** Acceptance has passed and deeper rungs follow: from now on everybody may know. */
    void accept(Lease lease, Report report, Instant at) {
        var run = lease.run();
        reports.write(run.id(), report);
        var recorded = new boolean[1];
        persist(() -> recorded[0] = database.write(handle -> {
            boolean ours =
                    control.queue().accept(handle, lease, new Accepted(report.rungs(), Found.counts(report), at));
            if (ours) Found.store(handle, run, report);
            return ours;
        }));
        if (!recorded[0]) return;
        control.events()
                .append(run.id(), "accepted", RunEvents.data(report.rungs()).put("at", at.toString()));
        control.tell(run.id());
    }

    /** Records a verdict that stands; a second time changes nothing. {@code key}: what the run has proven, if it passed. */
    void decide(Lease lease, Verdict verdict, Optional<String> key) {
        var report = verdict.report();
        reports.write(lease.run().id(), report);
        switch (verdict) {
            case Verdict.Passed _ ->
                conclude(lease, judged(lease, report.rungs(), Found.counts(report), null), report, key);
            case Verdict.Failed failed -> {
                reports.writeReasons(lease.run().id(), failed.reasons());
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
        say(lease, "proven by run " + proven.id() + " already: same tree, same composition, same images");
        // Who uses a distro changes without it, so what was seen of that then says nothing now.
        var rungs = proven.rungs().with(Rung.CARRIES, new RungOutcome.NotRun());
        conclude(lease, judged(lease, rungs, proven.tests(), proven.id()), Report.EMPTY, Optional.empty());
        finish(lease);
    }

    /** Ends a run without a verdict of its own: {@code outcome} is cancelled or errored. */
    void end(Lease lease, Run.Outcome outcome, Report report, String reason) {
        conclude(lease, conclusion(outcome, report, reason), report, Optional.empty());
        finish(lease);
    }

    /** What passed still has to reach the level that the target branch asks for: a pull request may not lower it. */
    private static Conclusion judged(Lease lease, Rungs rungs, Run.Counts tests, @Nullable RunId reusedFrom) {
        int required = lease.ladder().requiredAlone();
        boolean enough = rungs.reach(required);
        var reason = enough
                ? ""
                : "reaches " + rungs.text() + ", and its target asks for level " + required
                        + ": give back what made it reach that";
        return new Conclusion(enough ? Run.Outcome.PASSED : Run.Outcome.FAILED, rungs, tests, reason, reusedFrom);
    }

    private static Conclusion conclusion(Run.Outcome outcome, Report report, String reason) {
        return new Conclusion(outcome, report.rungs(), Found.counts(report), oneLine(reason), null);
    }

    private void conclude(Lease lease, Conclusion conclusion, Report report, Optional<String> key) {
        RunId run = lease.run().id();
        control.events().sync(run);
        var recorded = new boolean[1];
        persist(() -> recorded[0] = database.write(handle -> {
            boolean first = control.queue().conclude(handle, lease, conclusion);
            if (first) {
                Found.store(handle, lease.run(), report);
                key.ifPresent(proven -> Proofs.keep(
                        handle, proven, lease.run(), conclusion.rungs().level()));
            }
            return first;
        }));
        if (!recorded[0]) return;
        control.tellVerdict(run, conclusion.outcome(), conclusion.rungs(), conclusion.reason(), clock.instant());
        control.tell(run);
    }

    /** The one that ended the run has closed its events already. */
    void finish(Lease lease) {
        var ours = new boolean[1];
        persist(() -> ours[0] = database.write(handle -> control.queue().finish(handle, lease)));
        if (!ours[0]) return;
        control.events().end(lease.run().id());
        control.tell(lease.run().id());
    }

    /** Puts a run without a verdict back, to be taken again as the {@code attempt}th. */
    void giveBack(Lease lease, int attempt, long delayMillis, String reason) {
        var back = new boolean[1];
        persist(() -> back[0] = database.write(
                handle -> control.queue().giveBack(handle, lease, attempt, delayMillis, oneLine(reason))));
        if (!back[0]) {
            // Its verdict stood already when things went wrong: then it has ended.
            finish(lease);
            return;
        }
        control.events().suspend(lease.run().id());
        control.tell(lease.run().id());
    }

    private static String oneLine(String text) {
        var line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…";
    }

    /** A database that is busy is waited for: what a run has found is not thrown away. Gives up only when the hub stops. */
    private void persist(Runnable write) {
        while (true) {
            try {
                write.run();
                return;
            } catch (Refusal busy) {
                if (busy.kind() != Refusal.Kind.BUSY || stopping) throw busy;
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException hurried) {
            LOG.debug("interrupted while the database was busy; asked again at once");
        }
    }
}
