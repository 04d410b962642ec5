package dev.softservice.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.model.Rungs;
import dev.softservice.runner.model.TestResult.State;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TestHistoryTest {
    private static Run run(long id) {
        var sha = Sha.read("1".repeat(40)).orElseThrow();
        return new Run(
                new RunId(id),
                1,
                Run.Kind.BRANCH,
                OptionalInt.empty(),
                "refs/heads/main",
                sha,
                sha,
                Run.State.FINISHED,
                Optional.of(Run.Outcome.PASSED),
                Rungs.NONE,
                new Run.Counts(0, 0, 0, 0),
                List.of(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                1,
                Optional.empty(),
                OptionalLong.empty());
    }

    /** The newest first, with falling numbers from 100 on. */
    private static TestHistory history(List<State> states, List<Double> seconds) {
        var entries = new ArrayList<TestHistory.Entry>();
        for (int i = 0; i < states.size(); i++)
            entries.add(new TestHistory.Entry(run(100 - i), states.get(i), seconds.get(i % seconds.size()), ""));
        return new TestHistory(new TestNews.Test("wiki", "it saves"), entries, entries.size());
    }

    @Test
    void tellsTheFirstBadRunAndTheLastGoodOneBeforeIt() {
        var bad = history(
                List.of(State.FAILED, State.FAILED, State.FLAKY, State.PASSED, State.FAILED, State.PASSED),
                List.of(1.0));
        assertThat(bad.failingSince().map(Run::id)).contains(new RunId(99));
        assertThat(bad.passedBefore().map(Run::id)).contains(new RunId(97));
        assertThat(history(List.of(State.PASSED, State.FAILED), List.of(1.0)).passedBefore())
                .isEmpty();
        assertThat(history(List.of(State.FAILED, State.FAILED), List.of(1.0)).passedBefore())
                .isEmpty();
        assertThat(history(List.of(), List.of(1.0)).passedBefore()).isEmpty();
    }

    @Test
    void tellsWhetherItTakesLongerThanItDid() {
        var six = List.of(State.PASSED, State.PASSED, State.PASSED, State.PASSED, State.PASSED, State.PASSED);
        assertThat(history(six, List.of(3.0, 9.0, 3.0, 2.0, 2.0, 1.0)).trend())
                .as("the newer half against the older one, and no outlier counts")
                .contains(new TestHistory.Trend(3.0, 50));
        assertThat(history(six, List.of(1.0, 1.0, 1.0, 2.0, 2.0, 2.0)).trend())
                .contains(new TestHistory.Trend(1.0, -50));
        assertThat(history(six.subList(0, 5), List.of(1.0)).trend()).isEmpty();
        assertThat(history(six, List.of(0.0)).trend()).isEmpty();
    }
}
