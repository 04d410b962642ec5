package dev.softservice.runner.climb;

import dev.softservice.manifest.composition.Composition;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.model.Architecture;
import dev.softservice.runner.model.Attachment;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.RungOutcome;
import dev.softservice.runner.model.Rungs;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.runner.model.TestResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a run has found so far; safe while it goes on. */
final class Findings {
    private final Telling telling;
    private final RunLog log;
    private final List<TestResult> tests = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private List<Problem> problems = List.of();
    private BuildImages.Made made = new BuildImages.Made(Map.of(), Map.of(), Map.of());
    private List<Composition.Used> uses = List.of();
    private Rungs rungs = Rungs.NONE;
    private Optional<Architecture> architecture = Optional.empty();
    private String engine = "";
    private long since = System.nanoTime();

    Findings(Telling telling, RunLog log) {
        this.telling = telling;
        this.log = log;
    }

    synchronized Report report() {
        return new Report(
                rungs,
                List.copyOf(problems),
                tests.stream()
                        .map(test -> test.with(log.beside().whole(test.trace())))
                        .toList(),
                Map.copyOf(made.images()),
                Map.copyOf(made.bases()),
                uses,
                notes.stream().map(log::masked).toList(),
                architecture.map(Architecture::name).orElse(""),
                engine,
                log.timeline().phases());
    }

    synchronized void problems(List<Problem> found) {
        problems = found;
    }

    synchronized void made(BuildImages.Made found) {
        made = found;
    }

    synchronized void on(Optional<Architecture> kind, String product) {
        architecture = kind;
        engine = product;
    }

    synchronized void uses(List<Composition.Used> found) {
        uses = found;
    }

    /** What was noted before is no news. */
    synchronized void note(List<String> more) {
        more.stream().filter(note -> !notes.contains(note)).forEach(notes::add);
    }

    void begin(StepName step) {
        telling.begin(step);
    }

    /** The step that is under way has held, and no rung ends with it. */
    void stepHeld() {
        telling.end(StepState.PASSED);
    }

    /** The rung is held on what was checked. */
    void held(Rung rung, RungOutcome.Checked checked) {
        outcome(rung, new RungOutcome.Held(checked.in(elapsed())));
        telling.end(StepState.PASSED);
    }

    /** The rung has nothing to show here. */
    void notApplicable(Rung rung, RungOutcome.Reason reason) {
        elapsed();
        outcome(rung, new RungOutcome.NotApplicable(reason));
        telling.end(StepState.PASSED);
    }

    /** The rung was checked, and does not hold. */
    void broke(Rung rung) {
        outcome(rung, new RungOutcome.Failed());
    }

    private synchronized void outcome(Rung rung, RungOutcome outcome) {
        rungs = rungs.with(rung, outcome);
    }

    /** Since the last rung, in seconds and no finer than milliseconds. */
    private synchronized double elapsed() {
        long now = System.nanoTime();
        long millis = (now - since) / 1_000_000;
        since = now;
        return millis / 1e3;
    }

    void tested(TestResult result) {
        var shown = new TestResult(
                line(result.suite()),
                line(result.name()),
                result.state(),
                result.seconds(),
                line(result.message()),
                lines(result.output()),
                result.moment(),
                lines(result.retry()),
                result.attachments().stream().map(this::kept).toList(),
                result.trace(),
                result.differences().stream()
                        .map(difference -> difference.shown(this::lines))
                        .toList());
        synchronized (this) {
            tests.add(shown);
        }
        telling.test(shown);
    }

    private Attachment kept(Attachment attachment) {
        var name = line(attachment.name());
        if (attachment.content().length == 0 && attachment.bytes() > 0)
            return new Attachment(name, attachment.bytes(), "");
        var content = log.masked(attachment.content());
        return new Attachment(
                name, content.length, telling.attachment(name, content).orElse(""));
    }

    private String lines(String text) {
        return log.masked(Sanitizer.cleanLines(log.masked(text)));
    }

    private String line(String text) {
        return log.shown(text.replaceAll("\\R", " "));
    }
}
