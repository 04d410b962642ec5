package dev.softservice.runner.wire;

import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.Verdict;
import java.util.List;
import java.util.Objects;

/**
 * How an attempt ended.
 *
 * @param fence   of its lease, as {@code hub}, {@code run} and {@code tree}: what is signed for one lease says nothing of another
 * @param reasons of a failed or an errored one, else empty
 */
public record End(String hub, long run, long fence, String tree, Outcome outcome, Report report, List<String> reasons) {
    public enum Outcome {
        PASSED,
        FAILED,
        ERRORED,
        CANCELLED
    }

    public End {
        Objects.requireNonNull(outcome);
        Objects.requireNonNull(report);
        Objects.requireNonNull(report.problems());
        Objects.requireNonNull(report.tests());
        Objects.requireNonNull(report.images());
        Objects.requireNonNull(report.notes());
        reasons = List.copyOf(reasons);
        boolean reasoned = outcome == Outcome.FAILED || outcome == Outcome.ERRORED;
        if (reasoned == reasons.isEmpty())
            throw new IllegalArgumentException("reasons: of what failed or errored, and of nothing else");
        if (outcome == Outcome.PASSED && report.level() == 0)
            throw new IllegalArgumentException("a run that passed holds a rung");
    }

    /** What an attempt at {@code lease} came to. */
    public static End of(String hub, Messages.Lease lease, Verdict verdict) {
        var outcome = switch (verdict) {
            case Verdict.Passed _ -> Outcome.PASSED;
            case Verdict.Failed _ -> Outcome.FAILED;
            case Verdict.Errored _ -> Outcome.ERRORED;
            case Verdict.Cancelled _ -> Outcome.CANCELLED;
        };
        var reasons = switch (verdict) {
            case Verdict.Failed failed -> failed.reasons();
            case Verdict.Errored errored -> List.of(errored.reason());
            case Verdict.Passed _, Verdict.Cancelled _ -> List.<String>of();
        };
        return new End(hub, lease.run(), lease.fence(), lease.tree(), outcome, verdict.report(), reasons);
    }

    public Verdict verdict() {
        return switch (outcome) {
            case PASSED -> new Verdict.Passed(report);
            case FAILED -> new Verdict.Failed(report, reasons);
            case ERRORED -> new Verdict.Errored(report, reasons.getFirst());
            case CANCELLED -> new Verdict.Cancelled(report);
        };
    }
}
