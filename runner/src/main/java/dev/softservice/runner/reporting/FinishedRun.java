package dev.softservice.runner.reporting;

import dev.softservice.manifest.model.Problem;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.runner.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A run that is over, as the reports need it.
 *
 * @param distro its name, or its folder's where the manifest could not be read
 * @param log    the last lines of its log; the whole log may be longer
 * @param attached the content of what a test attached, by what it is kept as; empty: it can't be read
 */
public record FinishedRun(
        String distro,
        Verdict verdict,
        List<Step> steps,
        List<LogLine> log,
        Instant startedAt,
        Instant finishedAt,
        Function<String, Optional<byte[]>> attached) {
    public FinishedRun {
        steps = List.copyOf(steps);
        log = List.copyOf(log);
    }

    /** With nothing attached that could be read. */
    public FinishedRun(
            String distro,
            Verdict verdict,
            List<Step> steps,
            List<LogLine> log,
            Instant startedAt,
            Instant finishedAt) {
        this(distro, verdict, steps, log, startedAt, finishedAt, _ -> Optional.empty());
    }

    /** One phase, as far as it came. */
    public record Step(StepName name, StepState state, Instant startedAt, Optional<Instant> finishedAt) {}

    public double seconds() {
        return Duration.between(startedAt, finishedAt).toMillis() / 1000.0;
    }

    /** {@code passed}, {@code failed}, {@code errored} or {@code cancelled}. */
    public String word() {
        return switch (verdict) {
            case Verdict.Passed _ -> "passed";
            case Verdict.Failed _ -> "failed";
            case Verdict.Errored _ -> "errored";
            case Verdict.Cancelled _ -> "cancelled";
        };
    }

    /** Why it did not pass, one line each, the most telling first; empty where it passed or was cancelled. */
    public List<String> reasons() {
        return switch (verdict) {
            case Verdict.Failed failed -> failed.reasons();
            case Verdict.Errored errored -> List.of(errored.reason());
            case Verdict.Passed _, Verdict.Cancelled _ -> List.of();
        };
    }

    /** The manifest itself could not be used. */
    public boolean isInvalid() {
        return verdict instanceof Verdict.Failed
                && verdict.report().problems().stream()
                        .anyMatch(problem -> problem.severity() == Problem.Severity.ERROR);
    }
}
