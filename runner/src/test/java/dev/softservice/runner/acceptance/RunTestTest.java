package dev.softservice.runner.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.engine.Environment.Finished;
import dev.softservice.runner.engine.Environment.Found;
import dev.softservice.runner.engine.Environment.ReportFile;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.State;
import dev.softservice.runner.plan.PlannedTest;
import dev.softservice.runner.plan.SmallContainer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunTestTest {
    private static final List<String> NOTES = new java.util.concurrent.CopyOnWriteArrayList<>();
    private static final Accept.Turn SAMPLE = new Accept.Turn("sample", "", Map.of(), NOTES::add);

    private static final String GREEN = "<testsuite name='s'><testcase name='a'/></testsuite>";
    private static final String RED =
            "<testsuite name='s'><testcase name='a'><failure message='no'/></testcase></testsuite>";

    private static PlannedTest.Run test(Optional<String> results) {
        return new PlannedTest.Run("t", SmallContainer.of("test:t"), results, Duration.ofSeconds(5));
    }

    private static List<String> judged(Optional<Integer> exit, Optional<String> limit, String... reports) {
        var files = java.util.stream.IntStream.range(0, reports.length)
                .mapToObj(i -> new ReportFile(
                        "/r/" + i + ".xml", reports[i].getBytes(StandardCharsets.UTF_8), reports[i].equals("cut")))
                .toList();
        return RunTest.judge(
                        SAMPLE,
                        test(Optional.of("/r")),
                        new Finished(
                                exit,
                                limit,
                                new Found("/r", files, Map.of("/r/shots/till.png", 12_345L, "/r/big.log", 7_000_000L)),
                                List.of("last"),
                                Duration.ofSeconds(1)))
                .stream()
                .map(RunTestTest::text)
                .toList();
    }

    private static String text(TestResult result) {
        return result.suite() + ": " + result.name() + " " + result.state()
                + (result.message().isEmpty() ? "" : " " + result.message());
    }

    private static final Optional<Integer> OK = Optional.of(0);

    @Test
    void greenOnlyWhereExitCodeAndEveryReportAgree() {
        assertThat(judged(OK, Optional.empty(), GREEN)).containsExactly("t / s: a PASSED");
        assertThat(judged(OK, Optional.empty(), GREEN, RED))
                .containsExactly("t / s: a PASSED", "t / s: a #2 FAILED no");
        assertThat(judged(Optional.of(1), Optional.empty(), RED)).containsExactly("t / s: a FAILED no");
        assertThat(judged(Optional.of(1), Optional.empty(), GREEN))
                .containsExactly(
                        "sample: t FAILED expected its command to exit with 0, it exited with 1, saying 'last'",
                        "t / s: a PASSED");
    }

    @Test
    void noTestsNoReportAndUnreadableReportsAreRed() {
        assertThat(judged(OK, Optional.empty())).containsExactly("sample: t FAILED no report was found under /r");
        assertThat(judged(OK, Optional.empty(), "<testsuite/>"))
                .containsExactly("sample: t FAILED no tests ran: the report /r/0.xml holds none");
        assertThat(judged(OK, Optional.empty(), GREEN, "<testsuite/>").getFirst())
                .isEqualTo("sample: t FAILED no tests ran: the report /r/1.xml holds none");
        assertThat(judged(OK, Optional.empty(), GREEN, "<html/>").getFirst())
                .isEqualTo("sample: t FAILED the report /r/1.xml can't be trusted: its root element is <html>, not"
                        + " <testsuites> or <testsuite>; name the reports alone under results, with a glob such as"
                        + " /results/TEST-*.xml");
        assertThat(judged(OK, Optional.empty(), "cut"))
                .containsExactly("sample: t FAILED the report /r/0.xml is larger than what is read of one");
    }

    @Test
    void aLimitThatWasMetIsNamed() {
        assertThat(judged(Optional.empty(), Optional.empty()))
                .containsExactly("sample: t FAILED it did not end within its time limit of 5 s and was killed");
        assertThat(judged(Optional.of(137), Optional.of("memory limit of 512 MiB"))
                        .getFirst())
                .startsWith("sample: t FAILED it met its memory limit of 512 MiB and was killed");
        assertThat(judged(Optional.empty(), Optional.of("cpu limit of 0.5 for 87 % of its time")))
                .containsExactly(
                        "sample: t FAILED it did not end within its time limit of 5 s and was killed; it was held to"
                                + " its cpu limit of 0.5 for 87 % of its time");
    }

    @Test
    void withoutReportsTheExitCodeAloneIsOneTest() {
        var finished = new Finished(OK, Optional.empty(), Found.NOTHING, List.of("fine"), Duration.ofMillis(1500));
        assertThat(RunTest.judge(SAMPLE, test(Optional.empty()), finished))
                .containsExactly(new TestResult("sample", "t", State.PASSED, 1.5, "", "fine"));
    }

    @Test
    void whereEveryTestWasSkippedNoneRan() {
        var skipped = "<testsuite><testcase name='a'><skipped message='no scanner'/></testcase></testsuite>";
        assertThat(judged(OK, Optional.empty(), skipped))
                .containsExactly(
                        "sample: t FAILED no tests ran: the one test under /r was skipped (no scanner)",
                        "t: a SKIPPED no scanner");
        assertThat(judged(OK, Optional.empty(), "1..0 # SKIP no network", GREEN))
                .containsExactly("t: all tests SKIPPED no network", "t / s: a PASSED");
    }

    @Test
    void testsOfOneNameAreKeptApart() {
        var twice = "<testsuite name='s'><testcase name='a'/><testcase name='a'><failure"
                + " message='no'/></testcase></testsuite>";
        assertThat(judged(OK, Optional.empty(), twice, GREEN))
                .containsExactly("t / s: a PASSED", "t / s: a #2 FAILED no", "t / s: a #3 PASSED");
    }

    @Test
    void testsOfOneNameAreNoAttemptsOfOneTestWhateverTheCommandSays() {
        var failed = "<testcase name='pays'><failure message='refused'/></testcase>";
        var passed = "<testcase name='pays'/>";
        assertThat(judged(OK, Optional.empty(), "<testsuite name='s'>" + failed + passed + "</testsuite>"))
                .containsExactly("t / s: pays FAILED refused", "t / s: pays #2 PASSED");
        assertThat(judged(OK, Optional.empty(), "<testsuite name='s'>" + passed + failed + passed + "</testsuite>"))
                .containsExactly("t / s: pays PASSED", "t / s: pays #2 FAILED refused", "t / s: pays #3 PASSED");
        assertThat(judged(OK, Optional.empty(), "1..2\nnot ok 1 - pays\nok 2 - pays\n"))
                .containsExactly("t: pays FAILED not ok", "t: pays #2 PASSED");
    }

    @Test
    void aReportMarksItsOwnAttempts() {
        assertThat(judged(
                        OK,
                        Optional.empty(),
                        "<testsuite name='s' tests='3' failures='2'><testcase name='a'><flakyFailure"
                                + " message='early'/><flakyError message='late'/></testcase></testsuite>"))
                .containsExactly("t / s: a FLAKY early");
        assertThat(judged(
                        Optional.of(1),
                        Optional.empty(),
                        "<testsuite name='s' tests='3' failures='3'><testcase name='a'><failure"
                                + " message='one'/><rerunFailure message='two'/><rerunFailure"
                                + " message='three'/></testcase></testsuite>"))
                .containsExactly("t / s: a FAILED one");
    }

    private static String gotestsum(String... cases) {
        return "<testsuites><testsuite name='s' time='0.002000'><properties><property name='go.version'"
                + " value='go1.19.8'/></properties>"
                + String.join("", cases) + "</testsuite></testsuites>";
    }

    @Test
    void attemptsThatAKnownProducerWritesAsTestsAreOneWhereTheCommandSaysSo() {
        var failed = "<testcase name='a'><failure message='early'/></testcase>";
        var passed = "<testcase name='a'/>";
        assertThat(judged(OK, Optional.empty(), gotestsum(failed, passed))).containsExactly("t / s: a FLAKY early");
        assertThat(judged(Optional.of(1), Optional.empty(), gotestsum(failed, passed)))
                .containsExactly("t / s: a FAILED early", "t / s: a #2 PASSED");
        // What passed runs twice, too: each test was asked for twice.
        assertThat(judged(
                        OK,
                        Optional.empty(),
                        gotestsum(failed, passed, "<testcase name='b'/>", "<testcase name='b'/>")))
                .contains("t / s: a FAILED early", "t / s: a #2 PASSED");
    }

    @Test
    void whatIsOddAboutAReportIsNotedWithItsPlace() {
        NOTES.clear();
        judged(OK, Optional.empty(), "<testsuite tests='9'><testcase name='a'/></testsuite>");
        assertThat(NOTES).containsExactly("test 't', report /r/0.xml: it counts 9 tests but shows 1");
    }

    @Test
    void attachmentsAreListedWithTheirSizeAndRefusedOutsideOfTheResults() {
        var marks = java.util.stream.Stream.of(
                        "shots/till.png", "/r/big.log", "../etc/shadow", "/etc/passwd", "gone.png", "a\0b")
                .map(path -> "[[ATTACHMENT|" + path + "]]")
                .toList();
        var file = new ReportFile(
                "/r/0.tap",
                ("1..1\nok 1 - a\n  ---\n  " + String.join("\n  ", marks) + "\n  ...\n")
                        .getBytes(StandardCharsets.UTF_8),
                false);
        var found = new Found(
                "/r",
                List.of(file),
                Map.of("/r/shots/till.png", 12_345L, "/r/big.log", 9_000_000L),
                Map.of("/r/shots/till.png", new byte[12_345]),
                List.of());
        var judged = RunTest.judge(
                        SAMPLE,
                        test(Optional.of("/r")),
                        new Finished(OK, Optional.empty(), found, List.of(), Duration.ZERO))
                .getFirst();
        assertThat(judged.attachments())
                .extracting(
                        attachment -> attachment.name() + " " + attachment.bytes() + " " + attachment.content().length)
                .containsExactly("/r/shots/till.png 12345 12345", "/r/big.log 9000000 0");
        assertThat(judged.output().lines().skip(marks.size()))
                .containsExactly(
                        "attachment /r/shots/till.png: 12.3 kB",
                        "attachment /r/big.log: 9.0 MB, which is not kept",
                        "attachment ../etc/shadow: refused, it is outside of /r",
                        "attachment /etc/passwd: refused, it is outside of /r",
                        "attachment gone.png: not found under /r",
                        "attachment refused, its name is no path");
    }

    @Test
    void aReportThatIsALinkIsRedHoweverGreenTheOthersAre() {
        var file = new ReportFile("/r/0.xml", GREEN.getBytes(StandardCharsets.UTF_8), false);
        for (var reports : List.of(List.<ReportFile>of(), List.of(file))) {
            var found = new Found("/r", reports, Map.of(), Map.of(), List.of("/r/latest.xml"));
            var judged = RunTest.judge(
                    SAMPLE,
                    test(Optional.of("/r")),
                    new Finished(OK, Optional.empty(), found, List.of(), Duration.ZERO));
            assertThat(text(judged.getFirst()))
                    .isEqualTo("sample: t FAILED the report /r/latest.xml is a link, which is not followed; let the"
                            + " test write the file there");
        }
    }

    @Test
    void aTestThatIsCalledLikeANumberedOneKeepsANameOfItsOwn() {
        assertThat(judged(OK, Optional.empty(), """
            <testsuite><testcase name='pays'/><testcase name='pays #2'/><testcase name='pays'><failure
            message='declined'/></testcase><testcase name='pays #2'/></testsuite>\
            """))
                .extracting(line -> line.replaceFirst("^[^:]*: ", ""))
                .containsExactly("pays PASSED", "pays #2 PASSED", "pays #3 FAILED declined", "pays #2 #2 PASSED");
    }

    @Test
    void aReportThatIsOlderThanItsTestIsRed() {
        var file = new ReportFile("/r/0.xml", GREEN.getBytes(StandardCharsets.UTF_8), false, true);
        var judged = RunTest.judge(
                SAMPLE,
                test(Optional.of("/r")),
                new Finished(OK, Optional.empty(), new Found("/r", List.of(file), Map.of()), List.of(), Duration.ZERO));
        assertThat(text(judged.getFirst()))
                .startsWith("sample: t FAILED the report /r/0.xml is older than the test: its image brought it");
    }
}
