package dev.softservice.runner.acceptance;

import dev.softservice.runner.engine.Environment.Finished;
import dev.softservice.runner.engine.Environment.ReportFile;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.State;
import dev.softservice.runner.plan.PlannedTest;
import dev.softservice.runner.report.TestReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A test in a container of its own. It is green only if its command exits with 0 and every report is readable, green and holds at least one
 * test that ran: neither an exit code nor a report alone is believed.
 */
final class RunTest {
    private final Accept.Turn turn;
    private final PlannedTest.Run test;
    private final Finished finished;
    private final List<TestResult> results = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    private RunTest(Accept.Turn turn, PlannedTest.Run test, Finished finished) {
        this.turn = turn;
        this.test = test;
        this.finished = finished;
    }

    static List<TestResult> judge(Accept.Turn turn, PlannedTest.Run test, Finished finished) {
        return new RunTest(turn, test, finished).judged();
    }

    private List<TestResult> judged() {
        var namesakes = new Namesakes(finished.exit().equals(Optional.of(0)));
        for (var file : finished.found().reports()) read(file, namesakes);
        results.addAll(namesakes.apart());
        for (var link : finished.found().links())
            faults.add("the report " + link + " is a link, which is not followed; let the test write the file there");
        if (test.results().isPresent() && finished.exit().isPresent()) {
            if (finished.found().reports().isEmpty() && faults.isEmpty())
                faults.add("no report was found under " + test.results().get());
            else if (results.isEmpty() && faults.isEmpty())
                faults.add("no tests ran: the reports under " + test.results().get() + " hold none");
            else if (faults.isEmpty() && results.stream().allMatch(result -> result.state() == State.SKIPPED))
                faults.add("no tests ran: " + allSkipped());
        }
        boolean red = results.stream().anyMatch(result -> result.state() == State.FAILED);
        exitFault(red).ifPresent(faults::addFirst);
        double seconds = finished.took().toMillis() / 1e3;
        var output = String.join("\n", finished.tail());
        if (!faults.isEmpty())
            results.addFirst(new TestResult(
                    turn.suite(), test.name(), State.FAILED, seconds, String.join("; ", faults), output));
        else if (test.results().isEmpty())
            results.add(new TestResult(turn.suite(), test.name(), State.PASSED, seconds, "", output));
        return results;
    }

    private String allSkipped() {
        var why = results.stream()
                .map(TestResult::message)
                .filter(message -> !message.isEmpty())
                .findFirst()
                .map(message -> " (" + message + ")")
                .orElse("");
        return (results.size() == 1 ? "the one test" : "all " + results.size() + " tests") + " under "
                + test.results().orElseThrow() + (results.size() == 1 ? " was skipped" : " were skipped") + why;
    }

    /** A bad exit code says nothing new where a report shows which test failed. */
    private Optional<String> exitFault(boolean red) {
        if (finished.exit().isEmpty())
            return Optional.of(
                    "it did not end within its time limit of " + Probed.text(test.timeout()) + " and was killed"
                            + finished.limit()
                                    .map(limit -> "; it was held to its " + limit)
                                    .orElse(""));
        int exit = finished.exit().get();
        if (finished.limit().isPresent())
            return Optional.of("it met its " + finished.limit().get() + " and was killed");
        if (exit == 0 || red) return Optional.empty();
        var last = finished.tail().isEmpty()
                ? ""
                : ", saying " + Probed.excerpt(finished.tail().getLast());
        return Optional.of("expected its command to exit with 0, it exited with " + exit + last);
    }

    private void read(ReportFile file, Namesakes namesakes) {
        if (file.truncated()) {
            faults.add("the report " + file.path() + " is larger than what is read of one");
            return;
        }
        if (file.older())
            faults.add("the report " + file.path()
                    + " is older than the test: its image brought it, or it keeps the date of another file;"
                    + " let the test write it");
        var report = TestReport.read(file.path(), file.content());
        report.faults().forEach(fault -> faults.add("the report " + file.path() + " can't be trusted: " + fault));
        report.notes()
                .forEach(
                        note -> turn.notes().accept("test '" + test.name() + "', report " + file.path() + ": " + note));
        if (report.cases().isEmpty() && report.faults().isEmpty())
            faults.add("no tests ran: the report " + file.path() + " holds none");
        var attachments = new NamedAttachments(finished.found());
        var results = report.cases().stream()
                .map(one -> result(one, attachments.of(file.path(), one.output()))
                        .with(attachments.files(file.path(), one.output())))
                .toList();
        namesakes.add(results, report.attempts());
    }

    private TestResult result(TestReport.Case one, List<String> attachments) {
        var suite = turn.before() + test.name();
        var output = attachments.isEmpty() ? one.output() : one.output() + "\n" + String.join("\n", attachments);
        return new TestResult(
                        one.suite().isBlank() ? suite : suite + " / " + one.suite(),
                        one.name(),
                        one.state(),
                        one.seconds(),
                        one.message(),
                        output)
                .differing(one.difference().stream().toList());
    }
}
