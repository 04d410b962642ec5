package dev.softservice.runner.cli;

import dev.softservice.runner.climb.RunListener;
import dev.softservice.runner.files.AttachmentFolder;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.reporting.FinishedRun.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Passes what it hears on, and keeps the steps and the end of the log for the reports. */
final class RunRecord implements RunListener {
    /** What one page can show; the terminal has shown all of it. */
    private static final int MOST_LINES = 2_000;

    private final RunListener next;
    private final List<Step> steps = new ArrayList<>();
    private final ArrayDeque<LogLine> log = new ArrayDeque<>();
    private final Optional<AttachmentFolder> attachments;

    /** {@code attachments}: where they are kept; nowhere, they are not. */
    RunRecord(RunListener next, Optional<AttachmentFolder> attachments) {
        this.next = next;
        this.attachments = attachments;
    }

    @Override
    public void step(StepName name, StepState state, Instant at) {
        var last = steps.isEmpty() ? Optional.<Step>empty() : Optional.of(steps.getLast());
        if (last.isPresent() && last.get().name() == name && state != StepState.RUNNING) {
            steps.set(steps.size() - 1, new Step(name, state, last.get().startedAt(), Optional.of(at)));
        } else {
            steps.add(new Step(name, state, at, state == StepState.RUNNING ? Optional.empty() : Optional.of(at)));
        }
        next.step(name, state, at);
    }

    @Override
    public void progress(StepName step, Progress what) {
        next.progress(step, what);
    }

    @Override
    public void log(LogLine line) {
        if (log.size() == MOST_LINES) log.removeFirst();
        log.addLast(line);
        next.log(line);
    }

    @Override
    public void test(TestResult result) {
        next.test(result);
    }

    @Override
    public Optional<String> attachment(String name, byte[] content) {
        return attachments.flatMap(folder -> folder.keep(name, content)
                .map(file -> folder.folder().resolve(file).toString()));
    }

    /** What {@link #attachment} has kept as {@code file}; empty: it can't be read. */
    static Optional<byte[]> attached(String file) {
        try {
            return Optional.of(Files.readAllBytes(Path.of(file)));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    @Override
    public void accepted(Verdict verdict, Instant at) {
        next.accepted(verdict, at);
    }

    List<Step> steps() {
        return List.copyOf(steps);
    }

    /** The last lines. */
    List<LogLine> log() {
        return List.copyOf(log);
    }
}
