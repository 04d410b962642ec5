package dev.softservice.runner.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.State;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two runs of one test's container. */
class SecondTryTest {
    private static final SecondTry SUITE = new SecondTry("wiki", "browser");

    private static TestResult one(String name, State state) {
        return new TestResult(
                "browser / pages", name, state, 1, state == State.FAILED ? name + " broke" : "", name + " " + state);
    }

    private static TestResult whole(State state) {
        return new TestResult(
                "wiki",
                "browser",
                state,
                1,
                state == State.FAILED ? "expected its command to exit with 0, it exited with 9" : "",
                "all of it " + state);
    }

    private static List<String> of(List<TestResult> first, List<TestResult> second) {
        return SUITE.of(first, second).stream()
                .map(result -> result.name() + " " + result.state()
                        + (result.retry().isEmpty() ? "" : " (" + result.output() + ", then " + result.retry() + ")"))
                .toList();
    }

    @Test
    void aCaseThatFailedThenPassedIsFlakyAndOneThatFailedTwiceIsNot() {
        assertThat(of(
                        List.of(one("a", State.FAILED), one("b", State.FAILED), one("c", State.PASSED)),
                        List.of(one("a", State.PASSED), one("b", State.FAILED), one("c", State.FAILED))))
                .containsExactly("a FLAKY (a FAILED, then a PASSED)", "b FAILED", "c PASSED");
    }

    @Test
    void aCaseThatIsNotThereTheSecondTimeHasNotPassed() {
        assertThat(of(List.of(one("a", State.FAILED)), List.of(one("b", State.PASSED))))
                .containsExactly("a FAILED", "b PASSED");
        assertThat(of(List.of(one("a", State.FAILED)), List.of(one("a", State.SKIPPED))))
                .containsExactly("a FAILED");
    }

    @Test
    void nothingIsBelievedOfASecondContainerThatBrokeItself() {
        assertThat(of(List.of(one("a", State.FAILED)), List.of(whole(State.FAILED), one("a", State.PASSED))))
                .containsExactly("a FAILED");
    }

    @Test
    void aContainerThatBrokeOnlyTheFirstTimeIsFlakyAndWhatItReportsThenCounts() {
        assertThat(of(List.of(whole(State.FAILED)), List.of(one("a", State.PASSED))))
                .containsExactly("browser FLAKY", "a PASSED");
        assertThat(of(List.of(whole(State.FAILED)), List.of(one("a", State.FAILED))))
                .containsExactly("browser FLAKY", "a FAILED");
        assertThat(of(List.of(whole(State.FAILED)), List.of(whole(State.PASSED))))
                .containsExactly("browser FLAKY (all of it FAILED, then all of it PASSED)");
    }
}
