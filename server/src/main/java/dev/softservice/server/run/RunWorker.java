package dev.softservice.server.run;

import dev.softservice.runner.Limits;
import dev.softservice.runner.Report;
import dev.softservice.runner.RunRequest;
import dev.softservice.runner.TestResult;
import dev.softservice.runner.Verdict;
import dev.softservice.server.Refusal;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.RunQueue.Conclusion;
import dev.softservice.server.run.RunQueue.Lease;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.eclipse.jgit.lib.ObjectId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works on one leased run at a time, from the tree to the recorded verdict. */
final class RunWorker {
    private static final Logger LOG = LoggerFactory.getLogger(RunWorker.class);
    /** The top of the ladder: a run climbs as far as its manifest goes. */
    private static final int TOP = 7;
    private static final int ATTEMPTS = 3;
    private static final long FIRST_DELAY = 5_000;
    private static final int LONGEST_REASON = 500;

    private final Tools tools;
    private final BooleanSupplier stopping;

    RunWorker(Tools tools, BooleanSupplier stopping) {
        this.tools = tools;
        this.stopping = stopping;
    }

    /** Never throws for what happens to a run; when it returns the lease is given up. */
    void execute(Lease lease, boolean onlyIfProven) {
        long run = lease.run().id();
        tools.control().live().enter(lease, System.nanoTime());
        try {
            if (!onlyIfProven) tools.control().tell(run);
            attempt(lease, onlyIfProven);
        } catch (RuntimeException failed) {
            Thread.interrupted();
            LOG.error("run {}", run, failed);
            couldNotTell(lease, Report.EMPTY, "the hub: " + failed.getMessage());
        } finally {
            tools.control().live().leave(lease);
        }
    }

    private void attempt(Lease lease, boolean onlyIfProven) {
        var request = request(lease);
        var key = proofKey(lease.run(), request);
        var proven = lease.reuse() ? key.flatMap(known -> tools.database().read(handle -> tools.queue().proof(handle, known))) : Optional.<Long>empty();
        if (proven.isPresent()) reuse(lease, proven.get());
        else if (onlyIfProven) persist(() -> tools.database().run(handle -> tools.queue().notProven(handle, lease)));
        else verify(lease, request, key);
    }

    private RunRequest request(Lease lease) {
        return new RunRequest(lease.requestId(), tools.hubId(), tools.files().source(lease.requestId()), Map.of(), TOP, false, Limits.DEFAULT);
    }

    private RepositoryName repository(Run run) {
        return tools.repositories().byId(run.repository()).name();
    }

    /** Without a key there is nothing to reuse and nothing to prove, but a run can still tell. */
    private Optional<String> proofKey(Run run, RunRequest request) {
        try {
            return Optional.of(tools.verifier().proofKey(run.tree(), tools.git().files(repository(run), ObjectId.fromString(run.commit())), request));
        } catch (RuntimeException unknown) {
            LOG.info("run {}: no proof key: {}", run.id(), unknown.getMessage());
            return Optional.empty();
        }
    }

    private void reuse(Lease lease, long provenRun) {
        var proven = tools.database().read(handle -> RunTable.find(handle, provenRun)).orElseThrow();
        RunRecorder.say(tools.control().events(), lease.run().id(), tools.clock().instant(),
                "proven by run " + provenRun + " already: same tree, same composition, same images");
        conclude(lease, judged(lease, proven.level(), proven.tests(), provenRun), Optional.empty());
        finish(lease);
    }

    private void verify(Lease lease, RunRequest request, Optional<String> key) {
        var run = lease.run();
        if (run.attempt() > 1) RunRecorder.say(tools.control().events(), run.id(), tools.clock().instant(), "attempt " + run.attempt());
        var recorder = new RunRecorder(run.id(), tools.database(), tools.control(), verdict -> decide(lease, verdict, key));
        var verdict = verdict(run, request, recorder);
        Thread.interrupted();
        tools.images().used(verdict.report().images().values());
        switch (verdict) {
            case Verdict.Passed _, Verdict.Failed _ -> {
                decide(lease, verdict, key);
                finish(lease);
            }
            case Verdict.Errored errored -> couldNotTell(lease, errored.report(), errored.reason());
            case Verdict.Cancelled cancelled -> stopped(lease, cancelled.report());
        }
    }

    private Verdict verdict(Run run, RunRequest request, RunRecorder recorder) {
        try {
            tools.git().export(repository(run), ObjectId.fromString(run.commit()), tools.files().freshSource(request.id()));
            return tools.verifier().run(request, recorder);
        } finally {
            clear(request.source());
        }
    }

    /** Records a verdict that stands; a second time changes nothing. */
    private void decide(Lease lease, Verdict verdict, Optional<String> key) {
        var report = verdict.report();
        tools.files().writeReport(lease.run().id(), report);
        switch (verdict) {
            case Verdict.Passed _ -> conclude(lease, judged(lease, report.level(), counts(report), null), key);
            case Verdict.Failed failed -> conclude(lease, conclusion(Run.Outcome.FAILED, report, failed.reasons().getFirst()), Optional.empty());
            case Verdict.Errored _, Verdict.Cancelled _ -> throw new IllegalArgumentException("not a verdict that stands");
        }
    }

    /** What passed still has to reach the level that the target branch asks for: a pull request may not lower it. */
    private static Conclusion judged(Lease lease, int level, Run.Counts tests, @org.jspecify.annotations.Nullable Long reusedFrom) {
        boolean enough = level >= lease.required();
        var reason = enough ? "" : "reaches level " + level + ", and its target asks for level " + lease.required()
                + ": give back what made it reach that";
        return new Conclusion(enough ? Run.Outcome.PASSED : Run.Outcome.FAILED, level, tests, reason, reusedFrom);
    }

    private static Conclusion conclusion(Run.Outcome outcome, Report report, String reason) {
        return new Conclusion(outcome, report.level(), counts(report), oneLine(reason), null);
    }

    private static Run.Counts counts(Report report) {
        return new Run.Counts(count(report, TestResult.State.PASSED), count(report, TestResult.State.FAILED), count(report, TestResult.State.SKIPPED));
    }

    private static int count(Report report, TestResult.State state) {
        return (int) report.tests().stream().filter(test -> test.state() == state).count();
    }

    /** {@code key}: what this run has proven, if it passed. */
    private void conclude(Lease lease, Conclusion conclusion, Optional<String> key) {
        long run = lease.run().id();
        tools.control().events().sync(run);
        var recorded = new boolean[1];
        persist(() -> recorded[0] = tools.database().write(handle -> {
            boolean first = tools.queue().conclude(handle, lease, conclusion);
            if (first) key.ifPresent(proven -> tools.queue().prove(handle, proven, lease.run(), conclusion.level()));
            return first;
        }));
        if (!recorded[0]) return;
        tools.control().tellVerdict(run, conclusion.outcome(), conclusion.level(), conclusion.reason(), tools.clock().instant());
        tools.control().tell(run);
    }

    /** Whoever else ended the run has closed its events already. */
    private void finish(Lease lease) {
        var ours = new boolean[1];
        persist(() -> ours[0] = tools.database().write(handle -> tools.queue().finish(handle, lease)));
        if (!ours[0]) return;
        tools.control().events().end(lease.run().id());
        tools.control().tell(lease.run().id());
    }

    /** Interrupted: by whoever ended the run, whose word is in the row already, or because the hub stops. */
    private void stopped(Lease lease, Report report) {
        if (stopping.getAsBoolean()) {
            giveBack(lease, lease.run().attempt(), 0, "the hub was stopped; taken up again");
            return;
        }
        if (tools.control().live().isOverdue(lease.run().id())) {
            couldNotTell(lease, report, "did not end within its time limit");
            return;
        }
        conclude(lease, conclusion(Run.Outcome.CANCELLED, report, "stopped"), Optional.empty());
        finish(lease);
    }

    /** The platform's fault: tried again by itself, and after the last attempt said plainly. */
    private void couldNotTell(Lease lease, Report report, String reason) {
        int attempt = lease.run().attempt();
        if (stopping.getAsBoolean()) {
            giveBack(lease, attempt, 0, "the hub was stopped; taken up again");
            return;
        }
        var trouble = tools.verifier().trouble();
        if (trouble.isPresent()) {
            giveBack(lease, attempt, FIRST_DELAY, "waits for the container engine: " + trouble.get());
        } else if (attempt < ATTEMPTS) {
            giveBack(lease, attempt + 1, FIRST_DELAY * attempt * attempt, "attempt " + attempt + " could not tell (" + reason + "); taken up again by itself");
        } else {
            conclude(lease, conclusion(Run.Outcome.ERRORED, report, "the platform could not tell, " + attempt + " times: " + reason), Optional.empty());
            finish(lease);
        }
    }

    private void giveBack(Lease lease, int attempt, long delayMillis, String reason) {
        var back = new boolean[1];
        persist(() -> back[0] = tools.database().write(handle -> tools.queue().giveBack(handle, lease, attempt, delayMillis, oneLine(reason))));
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
    private void persist(Runnable write) {
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

    private static void clear(Path source) {
        try {
            RunFiles.clear(source);
        } catch (IOException left) {
            LOG.warn("{} is left behind until the next start: {}", source, left.getMessage());
        }
    }
}
