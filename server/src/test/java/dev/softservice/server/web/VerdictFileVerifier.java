package dev.softservice.server.web;

import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.runner.climb.RunListener;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.model.Attachment;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.Rungs;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.stop.Stop;
import dev.softservice.server.run.Verifier;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/**
 * Stands in for the engine. What a run comes to is in the distro's own file {@code verdict.txt}: its first line passes, fails, holds
 * (until {@link #go}) or climbs (holds behind acceptance), the rest is what the one test says and prints. Lines {@code attach: NAME} attach a file that holds its own name.
 */
public final class VerdictFileVerifier implements Verifier {
    public final BlockingQueue<String> held = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> released = new LinkedBlockingQueue<>();

    @Override
    public Verdict run(RunRequest request, RunListener listener, Stop stop) {
        var script = read(request).lines().toList();
        for (var step : List.of(StepName.READ, StepName.PLAN, StepName.BUILD, StepName.PROVISION)) {
            listener.step(step, StepState.RUNNING, Instant.now());
            listener.step(step, StepState.PASSED, Instant.now());
        }
        listener.step(StepName.ACCEPT, StepState.RUNNING, Instant.now());
        listener.log(new LogLine(Instant.now(), "web", LogLine.Stream.OUT, "ready to serve"));
        script.stream()
                .skip(1)
                .forEach(line -> listener.log(new LogLine(Instant.now(), "test:one", LogLine.Stream.ERR, line)));
        var word = script.isEmpty() ? "passes" : script.getFirst();
        if (word.equals("holds") && !hold(request, listener, stop)) return new Verdict.Cancelled(Report.EMPTY);
        var failed = word.equals("fails");
        var message = failed ? script.stream().skip(1).findFirst().orElse("no") : "";
        var test = new TestResult(
                        "team-wiki",
                        "an editor can save a page",
                        failed ? TestResult.State.FAILED : TestResult.State.PASSED,
                        0.25,
                        message,
                        String.join("\n", script))
                .with(script.stream()
                        .filter(line -> line.startsWith("attach: "))
                        .map(line -> attached(line.substring(8), listener))
                        .toList());
        listener.test(test);
        listener.step(StepName.ACCEPT, failed ? StepState.FAILED : StepState.PASSED, Instant.now());
        var report = new Report(
                Rungs.ofLevel(failed ? 3 : 4), List.of(), List.of(test), Map.of(), Map.of(), List.of(), List.of());
        if (word.equals("climbs")) {
            listener.accepted(new Verdict.Passed(report), Instant.now());
            listener.step(StepName.RESILIENCE, StepState.RUNNING, Instant.now());
            if (!hold(request, listener, stop)) return new Verdict.Cancelled(Report.EMPTY);
            listener.step(StepName.RESILIENCE, StepState.PASSED, Instant.now());
        }
        var verdict =
                failed ? new Verdict.Failed(report, List.of(test.name() + ": " + message)) : new Verdict.Passed(report);
        listener.verdict(verdict, Instant.now());
        return verdict;
    }

    private static Attachment attached(String name, RunListener listener) {
        return new Attachment(
                name,
                name.length(),
                listener.attachment(name, name.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                        .orElse(""));
    }

    /** False: it was told to stop. */
    private boolean hold(RunRequest request, RunListener listener, Stop stop) {
        held.add(request.id());
        var waiting = Thread.currentThread();
        try (var _ = stop.onAsked(_ -> waiting.interrupt())) {
            listener.log(new LogLine(Instant.now(), "web", LogLine.Stream.OUT, released.take()));
            return true;
        } catch (InterruptedException stopped) {
            return false;
        }
    }

    /** Lets one held run go on, which then logs {@code line} and passes. */
    public void go(String line) {
        released.add(line);
    }

    private static String read(RunRequest request) {
        try {
            var file = request.source().folder().resolve("verdict.txt");
            return Files.exists(file) ? Files.readString(file) : "passes";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String proofKey(String tree, RepositoryFiles files, RunRequest request) {
        return tree;
    }

    @Override
    public Optional<String> trouble() {
        return Optional.empty();
    }

    @Override
    public int collectImages(Instant madeBefore, java.util.function.Predicate<String> used) {
        return 0;
    }

    @Override
    public Optional<String> findImage(String reference) {
        return Optional.empty();
    }

    @Override
    public Optional<String> renewImage(String reference) {
        return Optional.empty();
    }

    @Override
    public InputStream saveImages(List<String> ids) {
        throw new AssertionError("there are no images here");
    }

    @Override
    public int sweep(Supplier<Set<String>> live) {
        return 0;
    }
}
