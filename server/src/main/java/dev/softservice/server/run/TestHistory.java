package dev.softservice.server.run;

import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One test in the last judged runs of its distro.
 *
 * @param entries newest first; runs in which it did not run are left out
 * @param looked  how many runs were looked at
 */
public record TestHistory(TestNews.Test test, List<Entry> entries, int looked) {
    /** What came of it in one run; {@code seconds}: its longest time there. */
    public record Entry(Run run, State state, double seconds, String message) {}

    /** Adds what came of the test in {@code run}, if it ran there. */
    static Optional<Entry> entry(TestNews.Test test, Run run, List<TestResult> tests) {
        var those = tests.stream()
                .filter(result -> TestNews.Test.of(result).equals(test))
                .toList();
        if (those.isEmpty()) return Optional.empty();
        var worst = those.getFirst();
        for (var each : those) if (TestNews.worse(each.state(), worst.state()) != worst.state()) worst = each;
        return Optional.of(new Entry(
                run,
                worst.state(),
                those.stream().mapToDouble(TestResult::seconds).max().orElse(0),
                worst.message()));
    }

    public long count(State state) {
        return entries.stream().filter(entry -> entry.state() == state).count();
    }

    /** The oldest run of the row of failures that lasts until now; empty where it does not fail now. */
    public Optional<Run> failingSince() {
        var failing = new ArrayList<Run>();
        for (var entry : entries) {
            if (entry.state() != State.FAILED) break;
            failing.add(entry.run());
        }
        return failing.isEmpty() ? Optional.empty() : Optional.of(failing.getLast());
    }
}
