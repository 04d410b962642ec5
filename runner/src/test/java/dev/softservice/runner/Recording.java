package dev.softservice.runner;

import dev.softservice.runner.climb.RunListener;
import dev.softservice.runner.engine.Road;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Keeps what a run tells, and lets a test wait for a moment of it. */
public class Recording implements RunListener {
    public final List<String> steps = new CopyOnWriteArrayList<>();
    public final List<LogLine> lines = new CopyOnWriteArrayList<>();
    public final List<String> progress = new CopyOnWriteArrayList<>();
    public final List<TestResult> tests = new CopyOnWriteArrayList<>();
    public final List<Road> roads = new CopyOnWriteArrayList<>();
    public volatile Optional<Verdict> verdict = Optional.empty();
    private volatile Predicate<LogLine> awaited = _ -> false;
    private final CountDownLatch seen = new CountDownLatch(1);

    /** {@link #await} returns once such a line has come. */
    public Recording awaiting(Predicate<LogLine> line) {
        awaited = line;
        return this;
    }

    public void await() throws InterruptedException {
        if (!seen.await(60, TimeUnit.SECONDS))
            throw new AssertionError("the awaited line did not come; lines: " + lines);
    }

    @Override
    public void step(StepName step, StepState state, Instant at) {
        steps.add(step + " " + state);
    }

    @Override
    public void progress(StepName step, Progress what) {
        progress.add(step + " " + what.text());
    }

    @Override
    public void log(LogLine line) {
        lines.add(line);
        if (awaited.test(line)) seen.countDown();
    }

    @Override
    public void came(Road road) {
        roads.add(road);
    }

    @Override
    public void test(TestResult result) {
        tests.add(result);
    }

    @Override
    public void accepted(Verdict verdict, Instant at) {
        steps.add(verdict instanceof Verdict.Passed ? "accepted" : "not accepted");
    }

    @Override
    public void verdict(Verdict verdict, Instant at) {
        this.verdict = Optional.of(verdict);
    }

    public String log() {
        return String.join(
                "\n",
                lines.stream()
                        .map(line -> line.source() + " " + line.stream() + " " + line.text())
                        .toList());
    }
}
