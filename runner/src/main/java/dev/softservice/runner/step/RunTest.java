package dev.softservice.runner.step;

import dev.softservice.runner.TestResult;
import dev.softservice.runner.TestResult.State;
import dev.softservice.runner.engine.Environment.Finished;
import dev.softservice.runner.engine.Environment.ReportFile;
import dev.softservice.runner.plan.PlannedTest;
import dev.softservice.runner.report.TestReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A test in a container of its own. It is green only if its command exits with 0 and every report is readable, green and holds at least one
 * test: neither an exit code nor a report alone is believed.
 */
final class RunTest {
    private RunTest() {}

    static List<TestResult> judge(Accept.Turn turn, PlannedTest.Run test, Finished finished) {
        var results = new ArrayList<TestResult>();
        var faults = new ArrayList<String>();
        for (var file : finished.reports()) results.addAll(read(turn.before() + test.name(), file, faults));
        if (test.results().isPresent() && finished.exit().isPresent()) {
            if (finished.reports().isEmpty()) faults.add("no report was found under " + test.results().get());
            else if (results.isEmpty() && faults.isEmpty()) faults.add("no tests ran: the reports under " + test.results().get() + " hold none");
        }
        boolean red = results.stream().anyMatch(result -> result.state() == State.FAILED);
        exitFault(test, finished, red).ifPresent(faults::addFirst);
        double seconds = finished.took().toMillis() / 1e3;
        var output = String.join("\n", finished.tail());
        if (!faults.isEmpty()) results.addFirst(new TestResult(turn.suite(), test.name(), State.FAILED, seconds, String.join("; ", faults), output));
        else if (test.results().isEmpty()) results.add(new TestResult(turn.suite(), test.name(), State.PASSED, seconds, "", output));
        return results;
    }

    /** A bad exit code says nothing new where a report shows which test failed. */
    private static Optional<String> exitFault(PlannedTest.Run test, Finished finished, boolean red) {
        if (finished.exit().isEmpty()) return Optional.of("it did not end within its time limit of " + Probed.text(test.timeout()) + " and was killed");
        int exit = finished.exit().get();
        if (finished.limit().isPresent()) return Optional.of("it met its " + finished.limit().get() + " and was killed");
        if (exit == 0 || red) return Optional.empty();
        var last = finished.tail().isEmpty() ? "" : ", saying " + Probed.excerpt(finished.tail().getLast());
        return Optional.of("expected its command to exit with 0, it exited with " + exit + last);
    }

    private static List<TestResult> read(String suite, ReportFile file, List<String> faults) {
        if (file.truncated()) {
            faults.add("the report " + file.path() + " is larger than what is read of one");
            return List.of();
        }
        var report = TestReport.read(file.path(), file.content());
        report.faults().forEach(fault -> faults.add("the report " + file.path() + " can't be trusted: " + fault));
        if (report.cases().isEmpty() && report.faults().isEmpty()) faults.add("no tests ran: the report " + file.path() + " holds none");
        return report.cases().stream().map(one -> new TestResult(one.suite().isBlank() ? suite : suite + " / " + one.suite(), one.name(), one.state(),
                one.seconds(), one.message(), one.output())).toList();
    }
}
