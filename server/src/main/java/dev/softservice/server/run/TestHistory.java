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

    /** The newest run in which it passed before the row of failures that lasts until now began; empty where it does not fail now, or did not pass in these runs. */
    public Optional<Run> passedBefore() {
        if (entries.isEmpty() || entries.getFirst().state() != State.FAILED) return Optional.empty();
        return entries.stream()
                .dropWhile(entry -> entry.state() == State.FAILED)
                .filter(entry -> entry.state() == State.PASSED)
                .map(Entry::run)
                .findFirst();
    }

    /**
     * How long it takes.
     *
     * @param median  seconds of the newer half of its runs
     * @param percent by how much longer that is than in the older half; negative: shorter
     */
    public record Trend(double median, int percent) {}

    /** Empty where it ran too seldom to tell, or takes no time. */
    public Optional<Trend> trend() {
        var took = entries.stream()
                .map(Entry::seconds)
                .filter(seconds -> seconds > 0)
                .toList();
        if (took.size() < 6) return Optional.empty();
        int half = took.size() / 2;
        double now = median(took.subList(0, half));
        double before = median(took.subList(half, took.size()));
        return Optional.of(new Trend(now, (int) Math.round(100 * (now / before - 1))));
    }

    private static double median(List<Double> seconds) {
        var sorted = seconds.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
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
