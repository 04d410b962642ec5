package dev.softservice.server.run;

import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.reporting.FinishedRun;
import dev.softservice.server.core.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** Finished runs as the report writers of the runner take them, so that a report from here reads like a contributor's own. */
public final class FinishedRuns {
    private static final int LOG_BYTES = 512 << 10;

    private final Runs runs;
    private final RunEvents events;

    public FinishedRuns(Runs runs, RunEvents events) {
        this.runs = runs;
        this.events = events;
    }

    /** {@code distro}: what the run is called by. Refused while the run goes on. */
    public FinishedRun of(Run run, String distro) {
        var outcome = run.verdict()
                .orElseThrow(() ->
                        Refusal.conflict("run " + run.id() + " goes on; ask for its reports when it has a verdict"));
        var end = run.verdictAt().or(run::finishedAt).orElse(run.queuedAt());
        return new FinishedRun(
                distro,
                verdict(run, outcome),
                run.steps().stream()
                        .map(step ->
                                new FinishedRun.Step(step.name(), step.state(), step.startedAt(), step.finishedAt()))
                        .toList(),
                log(run),
                run.startedAt().orElse(end),
                end,
                file -> attached(run, file));
    }

    private Optional<byte[]> attached(Run run, String file) {
        return runs.attachment(run.id(), file).map(stored -> {
            try (var in = stored.open()) {
                return in.readAllBytes();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
    }

    private Verdict verdict(Run run, Run.Outcome outcome) {
        Report report = runs.report(run.id());
        return switch (outcome) {
            case PASSED -> new Verdict.Passed(report);
            case FAILED -> new Verdict.Failed(report, reasons(run));
            case ERRORED -> new Verdict.Errored(report, run.reason());
            case CANCELLED, SUPERSEDED -> new Verdict.Cancelled(report);
        };
    }

    private List<String> reasons(Run run) {
        var reasons = runs.reasons(run);
        return reasons.isEmpty() ? List.of(run.reason()) : reasons;
    }

    private List<LogLine> log(Run run) {
        return events.tail(run.reusedFrom().orElse(run.id()), LOG_BYTES).events().stream()
                .flatMap(event -> event.logLine().stream())
                .toList();
    }
}
