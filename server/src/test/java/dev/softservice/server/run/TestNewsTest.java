package dev.softservice.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.State;
import dev.softservice.server.core.RunId;
import java.util.List;
import org.junit.jupiter.api.Test;

class TestNewsTest {
    private static TestResult test(String name, State state) {
        return new TestResult("wiki", name, state, 1, "", "");
    }

    private static List<String> names(List<TestNews.Test> tests) {
        return tests.stream().map(TestNews.Test::name).toList();
    }

    private static TestNews news(List<TestResult> then, List<TestResult> now, boolean complete) {
        return TestNews.between(new RunId(1), then, now, complete);
    }

    @Test
    void eachTestIsInOneGroupAtMost() {
        var then = List.of(
                test("good", State.PASSED),
                test("bad", State.FAILED),
                test("mended", State.FAILED),
                test("dropped", State.PASSED),
                test("shaky", State.FLAKY));
        var now = List.of(
                test("good", State.FAILED),
                test("bad", State.FAILED),
                test("mended", State.PASSED),
                test("fresh", State.FAILED),
                test("shaky", State.FLAKY));
        var news = news(then, now, true);
        assertThat(names(news.newlyFailing())).containsExactly("good", "fresh");
        assertThat(names(news.stillFailing())).containsExactly("bad");
        assertThat(names(news.fixed())).containsExactly("mended");
        assertThat(names(news.flaky())).containsExactly("shaky");
        assertThat(names(news.gone())).containsExactly("dropped");
    }

    @Test
    void whatDidNotRunBecauseTheRunEndedBeforeIsNotGone() {
        assertThat(news(List.of(test("a", State.PASSED)), List.of(), false).isQuiet())
                .isTrue();
    }

    @Test
    void aTestThatPassedAtFirstAndFailedOnADeeperRungFails() {
        var deeper = test("a", State.FAILED).at(new TestResult.Moment(StepName.RESILIENCE, "after web was killed"));
        var news = news(List.of(test("a", State.PASSED)), List.of(test("a", State.PASSED), deeper), true);
        assertThat(names(news.newlyFailing())).containsExactly("a");
    }

    @Test
    void aTestOfTheSameNameInAnotherSuiteIsAnotherTest() {
        var other = new TestResult("proxy", "a", State.FAILED, 1, "", "");
        var news = news(List.of(test("a", State.FAILED)), List.of(test("a", State.FAILED), other), true);
        assertThat(news.newlyFailing()).containsExactly(new TestNews.Test("proxy", "a"));
        assertThat(names(news.stillFailing())).containsExactly("a");
    }

    @Test
    void aSkippedTestIsNotFixed() {
        assertThat(news(List.of(test("a", State.FAILED)), List.of(test("a", State.SKIPPED)), true)
                        .fixed())
                .isEmpty();
    }
}
