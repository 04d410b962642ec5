package dev.softservice.server.run;

import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.State;
import dev.softservice.server.core.RunId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is new in a run's tests, compared with an earlier run. A test is known by its suite and its name; if it ran on several rungs, its
 * worst outcome counts.
 *
 * @param before       the run that it is compared with
 * @param newlyFailing failed now, and did not fail then; a test that is new and fails is among them
 * @param stillFailing failed then and now
 * @param fixed        failed then, and passed now
 * @param flaky        failed now, and passed when it was tried once more
 * @param gone         was there then, and did not run now; empty where the run ended before all tests had run
 */
public record TestNews(
        RunId before,
        List<Test> newlyFailing,
        List<Test> stillFailing,
        List<Test> fixed,
        List<Test> flaky,
        List<Test> gone) {
    /** One test of a distro, over all its runs. */
    public record Test(String suite, String name) {
        public static Test of(TestResult result) {
            return new Test(result.suite(), result.name());
        }
    }

    /** {@code complete}: all tests have run now, so that what is missing is gone. */
    static TestNews between(RunId before, List<TestResult> then, List<TestResult> now, boolean complete) {
        var old = worst(then);
        var failing = new ArrayList<Test>();
        var still = new ArrayList<Test>();
        var fixed = new ArrayList<Test>();
        var flaky = new ArrayList<Test>();
        var today = worst(now);
        today.forEach((test, state) -> {
            boolean failedThen = old.get(test) == State.FAILED;
            if (state == State.FAILED) (failedThen ? still : failing).add(test);
            else if (state == State.FLAKY) flaky.add(test);
            else if (failedThen && state == State.PASSED) fixed.add(test);
        });
        var gone = complete
                ? old.keySet().stream().filter(test -> !today.containsKey(test)).toList()
                : List.<Test>of();
        return new TestNews(
                before, List.copyOf(failing), List.copyOf(still), List.copyOf(fixed), List.copyOf(flaky), gone);
    }

    public boolean isQuiet() {
        return newlyFailing.isEmpty() && stillFailing.isEmpty() && fixed.isEmpty() && flaky.isEmpty() && gone.isEmpty();
    }

    private static Map<Test, State> worst(List<TestResult> tests) {
        var worst = new LinkedHashMap<Test, State>();
        for (var test : tests) worst.merge(Test.of(test), test.state(), TestNews::worse);
        return worst;
    }

    static State worse(State one, State other) {
        return rank(one) >= rank(other) ? one : other;
    }

    private static int rank(State state) {
        return switch (state) {
            case SKIPPED -> 0;
            case PASSED -> 1;
            case FLAKY -> 2;
            case FAILED -> 3;
        };
    }
}
