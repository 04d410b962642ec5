package dev.softservice.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.model.TestResult.State;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the one line of a failure says, for failures in the shapes of many tools. */
class SaidOfFailuresTest {
    private static TestReport xml(String inside) {
        return TestReport.read(
                "r.xml",
                ("<testsuite name=\"s\"><testcase classname=\"C\" name=\"works\">" + inside + "</testcase></testsuite>")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static String said(String failure) {
        return xml(failure).cases().getFirst().message();
    }

    private static String tap(String text) {
        return TestReport.read("r.tap", text.getBytes(StandardCharsets.UTF_8))
                .cases()
                .getFirst()
                .message();
    }

    @Test
    void whatWasExpectedAndWhatCameStandBehindTheSentence() {
        assertThat(said("<failure>Error: expect(received).toBe(expected) // Object.is equality\n\n"
                        + "Expected: 3\n"
                        + "Received: 2\n"
                        + "    at a.test.js:3:5</failure>"))
                .isEqualTo("Error: expect(received).toBe(expected) // Object.is equality … Expected: 3, Received: 2");
        assertThat(said("<failure message=\"Assert.Equal() Failure: Values differ&#10;Expected: 1&#10;Actual:   2\"/>"))
                .isEqualTo("Assert.Equal() Failure: Values differ … Expected: 1, Actual:   2");
        assertThat(said("<failure message=\"Expected&#10;    &lt;int&gt;: 1&#10;to equal&#10;    &lt;int&gt;: 2\"/>"))
                .isEqualTo("Expected <int>: 1 to equal <int>: 2");
    }

    @Test
    void aPlaceAndTheTestsNameSayNothing() {
        assertThat(said("<failure message=\"a.spec.ts:3:5 works\"><![CDATA[  [chromium] › a.spec.ts:3:5 › works"
                        + " ─────\n\n"
                        + "    Error: page is empty\n"
                        + "]]></failure>"))
                .isEqualTo("Error: page is empty");
        assertThat(said("<failure message=\"Failure (test-a.R:3:3): works\">Failure ('test-a.R:3:3'): works\n"
                        + "1 not equal to 2.</failure>"))
                .isEqualTo("1 not equal to 2.");
        assertThat(said("<failure message=\"not ok 1 - works\">not ok 1 - works\n"
                        + "#   Failed test 'works'\n"
                        + "#   at t.t line 3.\n"
                        + "#          got: '1'\n"
                        + "#     expected: '2'\n"
                        + "</failure>"))
                .isEqualTo("got: '1', expected: '2'");
        assertThat(said("<failure message=\"Failed\">=== RUN   TestA\n"
                        + "    a_test.go:7: \n"
                        + "        Error Trace:\ta_test.go:7\n"
                        + "        Error:      Not equal: \n"
                        + "            expected: 1\n"
                        + "            actual  : 2\n"
                        + "</failure>"))
                .startsWith("Error:      Not equal: expected: 1");
    }

    @Test
    void diagnosticsOfTapInEveryShape() {
        assertThat(tap("1..1\nnot ok 1 - a\n  ---\n    expected: |-\n      foo\n      bar\n    actual: |-\n      foo\n"
                        + "      baz\n  ...\n"))
                .isEqualTo("expected foo bar, got foo baz");
        assertThat(tap("1..1\nnot ok 1 - a\n  ---\n  message: failed\n  actual  : 1\n  expected: 2\n  ...\n"))
                .isEqualTo("expected 2, got 1");
        assertThat(tap("1..1\n"
                        + "not ok 1 - a\n"
                        + "  ---\n"
                        + "    name: AssertionError\n"
                        + "    values:\n"
                        + "      'Difference (- actual, + expected):': |-\n"
                        + "        - 1\n"
                        + "        + 2\n"
                        + "  ...\n"))
                .isEqualTo("- 1, + 2");
        assertThat(tap("1..1\n"
                        + "not ok 1 - a\n"
                        + "# Failed test 1: \"a\"\n"
                        + "#         have: 1\n"
                        + "#         want: 2\n"
                        + "# Looks like you failed 1 test of 1\n"))
                .isEqualTo("expected 2, got 1");
    }

    @Test
    void linesBelowATestThatAreNoTapTellOfItsFailureAndStayWhatTheyAre() {
        var text = "1..2\nnot ok 1 works\n  AssertionError: 1 == 2\n      at Context.x (t.js:3:5)\nok 2 more\n";
        assertThat(tap(text)).isEqualTo("AssertionError: 1 == 2");
        var strict = TestReport.read("r.tap", ("pragma +strict\n" + text).getBytes(StandardCharsets.UTF_8));
        assertThat(strict.faults()).anyMatch(fault -> fault.contains("AssertionError: 1 == 2"));
    }

    @Test
    void anAddressForATerminalIsLeftOut() {
        var escape = "\u001b";
        assertThat(said("<failure message=\"" + escape + "]8;;http://x" + escape + "\\link" + escape + "]8;;" + escape
                        + "\\ broke\"/>"))
                .isEqualTo("link broke");
    }

    @ParameterizedTest
    @ValueSource(strings = {"skipped", "ignored", "pending", "notrun", "untested"})
    void aStatusAloneCanSayThatATestDidNotRun(String status) {
        var report = TestReport.read(
                "r.xml",
                ("<testsuite name=\"s\"><testcase name=\"a\" status=\"" + status + "\"/></testsuite>")
                        .getBytes(StandardCharsets.UTF_8));
        assertThat(report.cases())
                .singleElement()
                .extracting(TestReport.Case::state)
                .isEqualTo(State.SKIPPED);
    }

    @ParameterizedTest
    @CsvSource({
        "robot, --xunit",
        "Catch2TestRun, -r junit",
        "Catch, -r junit",
        "doctest, -r=junit",
        "TestLog, --log_format=JUNIT",
        "TestResult, --log_format=JUNIT",
        "TestCase, junitxml"
    })
    void aFrameworksOwnFormatIsRefusedWithWhatMakesItWriteThisOne(String root, String remedy) {
        var report = TestReport.read("r.xml", ("<" + root + "/>").getBytes(StandardCharsets.UTF_8));
        assertThat(report.faults()).singleElement().asString().contains(remedy);
    }
}
