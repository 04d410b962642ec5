package dev.softservice.runner.cli;

import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.runner.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A run that is over, as the reports need it.
 *
 * @param distro its name, or its folder's where the manifest could not be read
 */
record FinishedRun(String distro, Verdict verdict, List<Step> steps, Instant startedAt, Instant finishedAt) {
    /** One phase, as far as it came. */
    record Step(StepName name, StepState state, Instant startedAt, Optional<Instant> finishedAt) {}

    double seconds() {
        return Duration.between(startedAt, finishedAt).toMillis() / 1000.0;
    }

    /** {@code passed}, {@code failed}, {@code errored} or {@code cancelled}. */
    String word() {
        return switch (verdict) {
            case Verdict.Passed _ -> "passed";
            case Verdict.Failed _ -> "failed";
            case Verdict.Errored _ -> "errored";
            case Verdict.Cancelled _ -> "cancelled";
        };
    }

    int exitCode() {
        return switch (verdict) {
            case Verdict.Passed _ -> ExitCode.PASSED;
            case Verdict.Failed failed -> invalid(failed) ? ExitCode.BAD_INPUT : ExitCode.FAILED;
            case Verdict.Errored _ -> ExitCode.NO_ANSWER;
            case Verdict.Cancelled _ -> ExitCode.INTERRUPTED;
        };
    }

    /** The manifest itself could not be used. */
    private static boolean invalid(Verdict.Failed failed) {
        return failed.report().problems().stream()
                .anyMatch(problem -> problem.severity() == dev.softservice.manifest.model.Problem.Severity.ERROR);
    }
}
