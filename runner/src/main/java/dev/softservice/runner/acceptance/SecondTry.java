package dev.softservice.runner.acceptance;

import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Two attempts of one test in one environment, as one outcome. What failed at first and passes then is flaky. What passed at first has passed: that a test does not work
 * twice in one environment is no fault that anybody asked about.
 *
 * @param suite what a test of one case belongs to, as does the case that speaks for a whole container; so {@code name}
 */
record SecondTry(String suite, String name) {
    List<TestResult> of(List<TestResult> first, List<TestResult> second) {
        boolean broken = second.stream().anyMatch(result -> isWhole(result) && result.state() == State.FAILED);
        var results = new ArrayList<TestResult>();
        for (var result : first)
            results.add(result.state() == State.FAILED && !broken ? settled(result, same(second, result)) : result);
        // A container that broke before it wrote its report has more to say the second time.
        second.stream()
                .filter(result -> !isWhole(result) && same(first, result).isEmpty())
                .forEach(results::add);
        return results;
    }

    private TestResult settled(TestResult failed, Optional<TestResult> again) {
        boolean passed = again.map(result -> result.state() == State.PASSED).orElse(isWhole(failed));
        if (!passed) return failed;
        return failed.flaky(
                again.map(TestResult::output).orElse(""),
                Stream.concat(
                                failed.attachments().stream(),
                                again.stream().flatMap(result -> result.attachments().stream()))
                        .toList());
    }

    /** Names are kept apart within one attempt, in the order of the report. */
    private static Optional<TestResult> same(List<TestResult> results, TestResult as) {
        return results.stream()
                .filter(result ->
                        result.suite().equals(as.suite()) && result.name().equals(as.name()))
                .findFirst();
    }

    private boolean isWhole(TestResult result) {
        return result.suite().equals(suite) && result.name().equals(name);
    }
}
