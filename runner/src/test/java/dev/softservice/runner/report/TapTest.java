package dev.softservice.runner.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.TestResult.State;
import dev.softservice.runner.report.TestReport.Case;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TapTest {
    private static TestReport read(String tap) {
        return TestReport.read("a.tap", tap.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void readsVersionTwelveWithPlanLastDirectivesAndComments() {
        var report = read("""
                ok 1 - adds
                not ok 2 - subtracts
                # expected 1
                # got 2
                ok 3 # SKIP no network
                not ok 4 - divides # TODO later
                ok
                1..5
                """);
        assertThat(report.faults()).isEmpty();
        assertThat(report.cases()).containsExactly(
                new Case("", "adds", State.PASSED, 0, "", ""),
                new Case("", "subtracts", State.FAILED, 0, "expected 1", "expected 1\ngot 2"),
                new Case("", "test 3", State.SKIPPED, 0, "no network", ""),
                new Case("", "divides", State.SKIPPED, 0, "later", ""),
                new Case("", "test 5", State.PASSED, 0, "", ""));
    }

    @Test
    void readsVersionFourteenWithYamlAndSubtests() {
        var report = read("""
                TAP version 14
                1..2
                # Subtest: sums
                    ok 1 - small
                    not ok 2 - large
                      ---
                      message: 'too large'
                      duration_ms: 250
                      ...
                    1..2
                not ok 1 - sums
                ok 2 - rest # time=1ms
                """);
        assertThat(report.faults()).isEmpty();
        assertThat(report.cases()).extracting(Case::suite, Case::name, Case::state, Case::message, Case::seconds).containsExactly(
                org.assertj.core.groups.Tuple.tuple("sums", "small", State.PASSED, "", 0.0),
                org.assertj.core.groups.Tuple.tuple("sums", "large", State.FAILED, "too large", 0.25),
                org.assertj.core.groups.Tuple.tuple("", "rest # time=1ms", State.PASSED, "", 0.0));
    }

    @Test
    void aParentThatFailsAlthoughItsSubtestsPassCounts() {
        var report = read("TAP version 14\n1..1\n# Subtest: a\n    ok 1 - x\n    1..1\nnot ok 1 - a\n");
        assertThat(report.cases()).extracting(Case::name, Case::state).containsExactly(org.assertj.core.groups.Tuple.tuple("x", State.PASSED), org.assertj.core.groups.Tuple.tuple("a", State.FAILED));
    }

    @Test
    void whatIsCutShortOrCallsItOffIsRed() {
        assertThat(read("1..3\nok 1\nok 2\n").faults()).containsExactly("it plans 3 tests and shows 2");
        assertThat(read("ok 1\nok 2\n").faults()).containsExactly("it has no plan (a line such as 1..4), so it may be cut short");
        assertThat(read("1..3\nok 1\nBail out! database gone\n").faults()).containsExactly("it bails out: database gone");
        assertThat(read("Segmentation fault\n").faults()).containsExactly("it is neither JUnit XML nor TAP: it begins with 'Segmentation fault'");
        assertThat(read("").faults()).isNotEmpty();
    }

    @Test
    void aPlanOfNoneHasNoTests() {
        assertThat(read("1..0 # SKIP nothing to do\n")).isEqualTo(new TestReport(java.util.List.of(), java.util.List.of()));
    }

    @Test
    void whateverComesIsReadOrRefusedButNeverThrows() {
        var words = new String[] {"ok", "not ok", "1..3", "    ok 1", "        not ok 2", "  ---", "  ...", "# Subtest: x", "    # Subtest: y", "Bail out!", "TAP version 14", "# SKIP", "1..99999999999", "\u0000", ""};
        var random = new Random(14);
        for (int round = 0; round < 3_000; round++) {
            var text = new StringBuilder();
            for (int line = random.nextInt(20); line >= 0; line--) text.append(words[random.nextInt(words.length)]).append(random.nextBoolean() ? "\n" : " ");
            assertThat(read(text.toString())).isNotNull();
        }
    }
}
