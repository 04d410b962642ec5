package dev.softservice.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.model.TestResult.State;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Failures that a producer does not write as most do: by an attribute, a word of its own, a property of the suite, a sum at the end. */
class SaidInOtherWordsTest {
    private static TestReport read(String name, String text) {
        return TestReport.read(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static TestReport suite(String inside) {
        return read("r.xml", "<testsuite name='s'>" + inside + "</testsuite>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<testcase name='a' success='false'/> | FAILED",
                "<testcase name='a' success='True'/> | PASSED",
                "<testcase name='a' executed='False'/> | SKIPPED",
                "<testcase name='a' status='KO'/> | FAILED",
                "<testcase name='a' status='not ok'/> | FAILED",
                "<testcase name='a' status='FAIL (timeout)'/> | FAILED",
                "<testcase name='a' status='Inconclusive'/> | SKIPPED",
                "<testcase name='a' status='failover tested'/> | PASSED",
                "<testcase name='a'><Failure message='no'/></testcase> | FAILED",
                "<testcase name='a'><ERROR/></testcase> | FAILED",
                "<testcase name='a'><rerun message='no'/></testcase> | FLAKY",
                "<testcase name='a'><warning type='PHPUnit\\Framework\\Warning'>No tests found</warning></testcase> |"
                        + " FAILED",
                "<testcase name='a'><warning type='Lint'>long line</warning></testcase> | PASSED",
                "<testcase name='a' status='notrun'><skipped message='Unable to find executable'/></testcase> | FAILED",
                "<testcase name='a' status='notrun'><skipped message='Required Files Missing'/></testcase> | FAILED",
                "<testcase name='a' status='notrun'><skipped message='Fixture dependency failed'/></testcase> | FAILED",
                "<testcase name='a' status='notrun'><skipped message='SKIP_RETURN_CODE=77'/></testcase> | SKIPPED",
                "<testcase name='a' status='notrun' result='suppressed'/> | SKIPPED"
            })
    void theStateIsWhatTheProducerMeans(String test, State state) {
        assertThat(suite(test).cases())
                .singleElement()
                .extracting(TestReport.Case::state)
                .isEqualTo(state);
    }

    @Test
    void aSuiteThatSaysThatItDidNotSucceedIsRed() {
        var property = "<properties><property name='SuiteSucceeded' value='%s'/><property"
                + " name='SpecialSuiteFailureReason' value='Detected Programmatic Focus'/></properties>";
        assertThat(suite(property.formatted("false") + "<testcase name='a'/>").faults())
                .containsExactly("its suite 's' says that it did not succeed, and shows no test that failed: Detected"
                        + " Programmatic Focus");
        assertThat(suite(property.formatted("false") + "<testcase name='a'><failure/></testcase>")
                        .faults())
                .isEmpty();
        assertThat(suite(property.formatted("true") + "<testcase name='a'/>").faults())
                .isEmpty();
    }

    @Test
    void failuresAreCountedUnderEitherName() {
        assertThat(read("r.xml", "<testsuite failed='1'><testcase name='a'/></testsuite>")
                        .faults())
                .hasSize(1);
        assertThat(read("r.xml", "<testsuite failed='1'><testcase name='a' success='false'/></testsuite>")
                        .faults())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1..1\nok 1 - a\n# tests 2\n# pass 1\n# fail 1\n",
                "ok 1 - a\n1..1\n# Looks like you failed 1 test of 2.\n",
                "TAP version 13\n1..1\nok 1 - a\n# failed: 3\n"
            })
    void aSumAtTheEndThatCountsOtherFailuresThanAreShownIsRed(String text) {
        assertThat(read("r.tap", text).faults())
                .singleElement()
                .asString()
                .startsWith("it says at its end that ")
                .endsWith(" failed, and shows none that did");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1..1\nok 1 - a\n# tests 1\n# pass 1\n# fail 0\n",
                "1..2\nok 1 - a\n# fail 1\nok 2 - b\n",
                "1..1\nnot ok 1 - a # TODO later\n# fail 1\n",
                "1..1\nok 1 - a\n# fail 1 of these was expected\n",
                "1..1\nok 1 - a\n  # Looks like you failed 1 test of 1.\n"
            })
    void whatOnlySoundsLikeOneIsNone(String text) {
        assertThat(read("r.tap", text).faults()).isEmpty();
        assertThat(read("r.tap", text).cases()).noneMatch(test -> test.state() == State.FAILED);
    }
}
