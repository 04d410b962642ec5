package dev.softservice.server.run;

import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.Verdict;
import dev.softservice.server.run.LiveRuns.Why;
import dev.softservice.server.run.RunQueue.Lease;
import java.util.Optional;
import java.util.function.Supplier;

/** What becomes of a run when an attempt at it is over, wherever that was: it has its verdict, or it is taken up again. */
final class AttemptEnd {
    private static final int ATTEMPTS = 3;
    private static final long FIRST_DELAY = 5_000;

    private final RunBook book;
    private final Supplier<Optional<String>> trouble;

    /** {@code trouble}: why nothing can be verified there at present. */
    AttemptEnd(RunBook book, Supplier<Optional<String>> trouble) {
        this.book = book;
        this.trouble = trouble;
    }

    /** {@code key}: what the run has proven, if it passed. */
    void conclude(Lease lease, Verdict verdict, Optional<String> key) {
        switch (verdict) {
            case Verdict.Passed _, Verdict.Failed _ -> {
                book.decide(lease, verdict, key);
                book.finish(lease);
            }
            case Verdict.Errored errored -> couldNotTell(lease, errored.report(), errored.reason());
            case Verdict.Cancelled cancelled -> stopped(lease, cancelled.report());
        }
    }

    /** A hub that stops also stops what has just begun and is not known as live yet. */
    void stopped(Lease lease, Report report) {
        var why = book.control().live().stopped(lease.run().id());
        switch (why.orElse(book.isStopping() ? Why.CLOSING : Why.ENDED)) {
            case CLOSING -> book.giveBack(lease, lease.run().attempt(), 0, "the hub was stopped; taken up again");
            case OVERDUE -> couldNotTell(lease, report, "did not end within its time limit");
            case ENDED -> book.end(lease, Run.Outcome.CANCELLED, report, "stopped");
        }
    }

    /** The platform's fault: tried again by itself, and after the last attempt said plainly. */
    void couldNotTell(Lease lease, Report report, String reason) {
        int attempt = lease.run().attempt();
        if (book.isStopping()) {
            book.giveBack(lease, attempt, 0, "the hub was stopped; taken up again");
            return;
        }
        var broken = trouble.get();
        if (broken.isPresent()) {
            book.giveBack(lease, attempt, FIRST_DELAY, "waits for the container engine: " + broken.get());
        } else if (attempt < ATTEMPTS) {
            book.giveBack(
                    lease,
                    attempt + 1,
                    FIRST_DELAY * attempt * attempt,
                    "attempt " + attempt + " could not tell (" + reason + "); taken up again by itself");
        } else {
            book.end(
                    lease,
                    Run.Outcome.ERRORED,
                    report,
                    "the platform could not tell, " + attempt + " times: " + reason);
        }
    }
}
