package dev.softservice.runner.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.softservice.runner.model.TestResult.State;
import dev.softservice.runner.report.TestReport.Case;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        assertThat(report.cases())
                .containsExactly(
                        new Case("", "adds", State.PASSED, 0, "", ""),
                        new Case("", "subtracts", State.FAILED, 0, "expected 1, got 2", "expected 1\ngot 2"),
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
        assertThat(report.cases())
                .extracting(Case::suite, Case::name, Case::state, Case::message, Case::seconds)
                .containsExactly(
                        tuple("sums", "small", State.PASSED, "", 0.0),
                        tuple("sums", "large", State.FAILED, "too large", 0.25),
                        tuple("", "rest # time=1ms", State.PASSED, "", 0.0));
    }

    @Test
    void aParentThatFailsAlthoughItsSubtestsPassCounts() {
        var report = read("TAP version 14\n1..1\n# Subtest: a\n    ok 1 - x\n    1..1\nnot ok 1 - a\n");
        assertThat(report.cases())
                .extracting(Case::name, Case::state)
                .containsExactly(tuple("x", State.PASSED), tuple("a", State.FAILED));
    }

    @Test
    void whatIsCutShortOrCallsItOffIsRed() {
        assertThat(read("1..3\nok 1\nok 2\n").faults()).containsExactly("it plans 3 tests and shows 2");
        assertThat(read("ok 1\nok 2\n").faults())
                .containsExactly("it has no plan (a line such as 1..4), so it may be cut short");
        assertThat(read("1..3\nok 1\nBail out! database gone\n").faults())
                .containsExactly("it bails out: database gone");
        assertThat(read("Segmentation fault\n").faults())
                .containsExactly("it is neither JUnit XML nor TAP: it begins with 'Segmentation fault'");
        assertThat(read("").faults()).isNotEmpty();
    }

    @Test
    void aPlanOfNoneHasNoTestsAndTellsWhyAllAreSkipped() {
        assertThat(read("1..0\n")).isEqualTo(new TestReport(List.of(), List.of(), List.of()));
        assertThat(read("1..0 # SKIP nothing to do\n").cases())
                .containsExactly(new Case("", "all tests", State.SKIPPED, 0, "nothing to do", ""));
    }

    @Test
    void strictnessMakesWhatIsNoTapAFault() {
        assertThat(read("TAP version 14\n1..1\nwarming up\nok 1\n").faults()).isEmpty();
        assertThat(read("TAP version 14\npragma +strict\n1..1\nwarming up\nok 1\n")
                        .faults())
                .containsExactly("it asks for strictness (pragma +strict) and holds the line 'warming up'");
        assertThat(read("pragma +strict\n1..1\npragma -strict\nwarming up\nok 1\n")
                        .faults())
                .isEmpty();
    }

    @Test
    void escapesStandForThemselves() {
        assertThat(read("1..3\nok 1 - cell \\# todo 5\nok 2 - path C:\\\\ # SKIP no \\# here\nnot ok 3 # to do\n")
                        .cases())
                .extracting(Case::name, Case::state, Case::message)
                .containsExactly(
                        tuple("cell # todo 5", State.PASSED, ""),
                        tuple("path C:\\", State.SKIPPED, "no # here"),
                        tuple("# to do", State.FAILED, "not ok"));
    }

    @Test
    void numbersOutsideOfThePlanAndASecondPlanAreRed() {
        assertThat(read("1..2\nok 1\nok 7\n").faults()).containsExactly("it plans the tests 1 to 2 and shows number 7");
        assertThat(read("1..1\nok 1\n1..1\n").faults()).containsExactly("it has two plans");
    }

    @Test
    void whatComesBeforeTheFirstTestIsNoiseUnlessNothingFollows() {
        assertThat(read("(node:17) Warning: old\n1..1\nok 1 - a\n").faults()).isEmpty();
    }

    @Test
    void subtestsAreNamedByWhateverNamesThem() {
        var perl = "1..1\n    # Subtest: coins\n    ok 1 - one\n    1..1\nok 1 - coins\n";
        var bare = "1..1\n    ok 1 - one\n    1..1\nok 1 - coins\n";
        var braces = "1..1\nok 1 - coins {\n    ok 1 - one\n    1..1\n}\n";
        for (var tap : List.of(perl, bare, braces)) {
            assertThat(read(tap).faults()).isEmpty();
            assertThat(read(tap).cases()).extracting(Case::suite, Case::name).containsExactly(tuple("coins", "one"));
        }
        assertThat(read("1..1\n    ok 1\n    1..2\nok 1 - coins\n").faults())
                .containsExactly("its subtest 'coins' plans 2 tests and shows 1");
    }

    @Test
    void whatIsStillToBeDoneIsSoWithItsSubtests() {
        var report = read("1..2\n"
                + "ok 1\n"
                + "    # Subtest: a\n"
                + "    1..2\n"
                + "    ok 1 - in\n"
                + "    not ok 2 - out\n"
                + "not ok 2 - a # TODO later\n");
        assertThat(report.faults()).isEmpty();
        assertThat(report.cases())
                .extracting(one -> one.name() + " " + one.state() + " " + one.message())
                .containsExactly("test 1 PASSED ", "in PASSED ", "out SKIPPED later");
    }

    @Test
    void aTodoThatPassesPassed() {
        assertThat(read("1..1\nok 1 - prints # TODO soon\n").cases())
                .extracting(Case::state)
                .containsExactly(State.PASSED);
    }

    @Test
    void whateverComesIsReadOrRefusedButNeverThrows() {
        var words = new String[] {
            "ok",
            "not ok",
            "1..3",
            "    ok 1",
            "        not ok 2",
            "  ---",
            "  ...",
            "# Subtest: x",
            "    # Subtest: y",
            "Bail out!",
            "TAP version 14",
            "# SKIP",
            "1..99999999999",
            "\u0000",
            ""
        };
        var random = new Random(14);
        for (int round = 0; round < 3_000; round++) {
            var text = new StringBuilder();
            for (int line = random.nextInt(20); line >= 0; line--)
                text.append(words[random.nextInt(words.length)]).append(random.nextBoolean() ? "\n" : " ");
            assertThat(read(text.toString())).isNotNull();
        }
    }

    @Test
    void numbersThatStandTwiceAreMissingOrOutOfOrderAreRed() {
        assertThat(read("1..2\nok 1\nok 1\n").faults()).containsExactly("test 1 was reported twice, test 2 never");
        assertThat(read("1..3\nok 1\nok 2\nok 2\n").faults())
                .containsExactly("test 2 was reported twice, test 3 never");
        assertThat(read("1..3\nok 2\nok 3\nok 1\n").faults()).containsExactly("it shows test 2 where test 1 is due");
        assertThat(read("1..2\n    ok 1\n    ok 1\n    1..2\nok 1 - a\nok 2\n").faults())
                .containsExactly("its subtest 'a': test 1 was reported twice, test 2 never");
        assertThat(read("1..2\nok\nok 3\n").faults()).isNotEmpty();
        assertThat(read("1..1\nok 99999999999999\n").faults()).isNotEmpty();
    }

    @Test
    void versionFourteenLeavesTheOrderOpenAndExcusesWhatWasSkipped() {
        var shuffled = read("TAP version 14\n1..3\nok 2\nok 3\nok 1\n");
        assertThat(shuffled.faults()).isEmpty();
        assertThat(shuffled.notes()).containsExactly("it shows test 2 where test 1 is due");
        assertThat(read("TAP version 14\n1..1\nnot ok 1 # SKIP no scanner\n").cases())
                .extracting(Case::state, Case::message)
                .containsExactly(tuple(State.SKIPPED, "no scanner"));
        assertThat(read("1..1\nnot ok 1 - scans # SKIP no scanner\n").cases())
                .extracting(Case::name, Case::state)
                .containsExactly(tuple("scans", State.FAILED));
    }

    @Test
    void aPlanStandsFirstOrLast() {
        assertThat(read("ok 1\n1..2\nok 2\n").faults()).containsExactly("it shows tests before its plan and behind it");
        assertThat(read("ok 1\nok 2\n1..2\n").faults()).isEmpty();
        assertThat(read("1..2\nok 1\nTAP version 13\nok 2\n").faults())
                .containsExactly("it gives its version behind its first line");
        assertThat(read("TAP version 12\n1..1\nok 1\n").faults())
                .containsExactly("it says that it is TAP version 12; there are 13 and 14 to say");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# skipped for now",
                "# TODOS",
                "# todo-list is shown",
                "# todo.txt is written",
                "# SKIP_THIS",
                "#12 # TODO later",
                "\\# TODO later"
            })
    void whatOnlyBeginsLikeADirectiveExcusesNothing(String words) {
        assertThat(read("1..1\nnot ok 1 - shows " + words + "\n").cases())
                .extracting(Case::state)
                .containsExactly(State.FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"# TODO", "#todo later", "# ToDo: later", "# TODO(ann) later", "# TODO, later"})
    void aDirectiveIsOneHoweverItIsWritten(String words) {
        assertThat(read("1..1\nnot ok 1 - shows " + words + "\n").cases())
                .extracting(Case::state)
                .containsExactly(State.SKIPPED);
    }

    @Test
    void whatIsIndentedLikeNothingIsNoTest() {
        assertThat(read("1..2\nok 1\n  ok 2\n").faults()).containsExactly("it plans 2 tests and shows 1");
        assertThat(read("1..1\n  ok 1 - inner\n  not ok 2 - inner\n  1..2\nok 1 - outer\n")
                        .cases())
                .extracting(Case::name)
                .containsExactly("outer");
        assertThat(read("1..1\n---\nnot ok 1 - shown\n...\n").cases())
                .extracting(Case::state)
                .containsExactly(State.FAILED);
        assertThat(read("1..2\nok 1\n---\nnot ok 2 - shown\n...\n").cases())
                .extracting(Case::state)
                .containsExactly(State.PASSED, State.FAILED);
        assertThat(read("1..2\nok 1\n  ---\n  a: b\nnot ok 2 - shown\n").cases())
                .extracting(Case::state)
                .containsExactly(State.PASSED, State.FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\t", "  ", "        ", "\u2003", "\u001b[31m"})
    void aFailedTestThatIsIndentedLikeNothingIsToldOfOnce(String indentation) {
        var report = read("1..1\nok 1 - outer\n" + indentation + "not ok 1 - inner\n" + indentation + "not ok 2\n");
        assertThat(report.faults()).isEmpty();
        assertThat(report.cases()).extracting(Case::name).containsExactly("outer");
        assertThat(report.notes())
                .singleElement()
                .asString()
                .contains("not ok 1 - inner', which was not read: a test begins its line");
    }

    @Test
    void whatIsIndentedByOtherThanSpacesIsNoTest() {
        assertThat(read("1..2\nok 1\n\tok 2\n").faults()).containsExactly("it plans 2 tests and shows 1");
        assertThat(read("1..2\nok 1\n\u2003ok 2\n").faults()).containsExactly("it plans 2 tests and shows 1");
        assertThat(read("1..1\nok 1\n\tBail out! no database\n").faults()).containsExactly("it bails out: no database");
    }

    @Test
    void aPlanOfNoneIsOneWhateverFollowsIt() {
        assertThat(read("1..0 in all\n1..1\nok 1\n").faults()).containsExactly("it has two plans");
    }

    @Test
    void aNameMayEndInABraceThatOpensNothing() {
        var report = read("1..2\nok 1 - parses {\nnot ok 2 - parses }  {\n  ---\n  message: no\n  ...\n");
        assertThat(report.faults()).isEmpty();
        assertThat(report.cases())
                .extracting(Case::name, Case::state)
                .containsExactly(tuple("parses {", State.PASSED), tuple("parses } {", State.FAILED));
    }

    @Test
    void aFailureIsToldByWhatWasExpectedAndWhatCame() {
        assertThat(read("1..1\nnot ok 1 a\n  ---\n  operator: equal\n  expected: 100\n  actual:   107\n  ...\n")
                        .cases())
                .extracting(Case::message)
                .containsExactly("expected 100, got 107");
        assertThat(read("1..1\n"
                                + "not ok 1 a\n"
                                + "# Failed test 'a'\n"
                                + "# at t line 4.\n"
                                + "#          got: '2'\n"
                                + "#     expected: '1'\n")
                        .cases())
                .extracting(Case::message)
                .containsExactly("expected '1', got '2'");
        assertThat(read("1..1\nnot ok 1 a\n# why\n  ---\n  data:\n    wanted: 5\n    found: 6\n  ...\n")
                        .cases())
                .extracting(Case::message)
                .containsExactly("expected 5, got 6");
        assertThat(read("1..1\nnot ok 1 a\n  ---\n  error: |-\n    Error:\n    drawer stuck\n  at: b\n  ...\n")
                        .cases())
                .extracting(Case::message)
                .containsExactly("drawer stuck");
    }
}
