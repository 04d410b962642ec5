package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.manifest.composition.Composition;
import dev.softservice.manifest.model.Problem;
import dev.softservice.runner.climb.RunListener;
import dev.softservice.runner.model.Attachment;
import dev.softservice.runner.model.Difference;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.Rungs;
import dev.softservice.runner.model.Said;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Trace;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.reporting.CtrfReport;
import dev.softservice.runner.reporting.FinishedRun;
import dev.softservice.runner.reporting.HtmlReport;
import dev.softservice.runner.reporting.JunitReport;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportsTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final Report REPORT = new Report(
            Rungs.ofLevel(3),
            List.of(new Problem(
                    Problem.Severity.WARNING,
                    "softservice.yaml",
                    4,
                    1,
                    "container-name",
                    "container_name only names things and is left out")),
            List.of(
                    new TestResult(
                            "team-wiki",
                            "the front page carries the site's name",
                            TestResult.State.PASSED,
                            0.123,
                            "",
                            "HTTP 200"),
                    new TestResult(
                            "team-wiki",
                            "a page can be saved",
                            TestResult.State.FAILED,
                            12.34,
                            "POST http://web/: expected status 200, got 503",
                            "HTTP 503\n<b>&\u001b[31m"),
                    new TestResult("editor", "login", TestResult.State.SKIPPED, 0, "not on this system", ""),
                    new TestResult(
                            "team-wiki",
                            "a search finds it",
                            TestResult.State.FLAKY,
                            0.5,
                            "expected the body to contain 'found'",
                            "nothing yet",
                            TestResult.Moment.ACCEPTANCE,
                            "found it"),
                    new TestResult(
                            "team-wiki",
                            "a page can be read",
                            TestResult.State.FAILED,
                            0.25,
                            "connection refused",
                            "",
                            new TestResult.Moment(StepName.RESILIENCE, "after database was killed"),
                            "")),
            Map.of("web", "sha256:" + "1".repeat(64)),
            Map.of("debian:bookworm-slim", "debian@sha256:" + "4".repeat(64)),
            List.of(new Composition.Used(
                    "database",
                    "https://hub.example.org/samples/postgresql",
                    "v15.0.2",
                    "2".repeat(40),
                    "3".repeat(40))),
            List.of("service web asks for 8 cpus and gets 2"));

    private static final Progress.Task WEB = new Progress.Task(Progress.Work.BUILD, "web");
    private static final Progress.Task TESTS = new Progress.Task(Progress.Work.BUILD, "tests");
    private static final Progress.Task NGINX = new Progress.Task(Progress.Work.PULL, "nginx:1.27");

    @TempDir
    Path folder;

    private FinishedRun run(Verdict verdict) {
        var record = new RunRecord(RunListener.SILENT, Optional.empty());
        tell(record);
        return new FinishedRun("team-wiki", verdict, record.steps(), record.log(), NOON, NOON.plusMillis(41_300));
    }

    private static void tell(RunListener to) {
        to.step(StepName.READ, StepState.RUNNING, NOON);
        to.step(StepName.READ, StepState.PASSED, NOON.plusMillis(20));
        to.step(StepName.BUILD, StepState.RUNNING, NOON.plusMillis(20));
        to.progress(StepName.BUILD, new Progress.Underway(WEB, "step 3/7"));
        to.progress(StepName.BUILD, new Progress.Underway(WEB, "step 3/7"));
        to.log(new LogLine(NOON.plusMillis(30), "build:web", LogLine.Stream.OUT, "Step 3/7 : RUN make"));
        to.log(new LogLine(
                NOON.plusMillis(40), "web", LogLine.Stream.ERR, "warning: \u001b[31mred\u001b[0m and \u202eturned"));
        to.step(StepName.BUILD, StepState.PASSED, NOON.plusMillis(5_020));
        to.step(StepName.ACCEPT, StepState.RUNNING, NOON.plusMillis(5_020));
        REPORT.tests().forEach(to::test);
        to.step(StepName.ACCEPT, StepState.FAILED, NOON.plusMillis(41_300));
    }

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13};

    /** A failed test with all that may be beside it, in words of strangers. */
    private FinishedRun withEverythingBeside() {
        long at = NOON.toEpochMilli();
        var said = new Said(
                "web",
                4_711,
                List.of(new Said.Line(at + 40, LogLine.Stream.OUT, "<script>alert(1)</script> \u202eturned")),
                List.of(new Said.Line(at + 90, LogLine.Stream.ERR, "relation does not exist")));
        var test = new TestResult("team-wiki", "a page can be saved", TestResult.State.FAILED, 0.1, "no", "seen")
                .with(new Trace(
                        at,
                        at + 100,
                        List.of("web", "database"),
                        List.of(said, new Said("database", 0, List.of(), List.of()))))
                .differing(List.of(new Difference("status", "200", "500 <b>Oh</b>")))
                .with(List.of(
                        new Attachment("/results/till.png", PNG.length, "001-till.png"),
                        new Attachment("/results/evil.png", 20, "002-evil.png"),
                        new Attachment("/results/lost.png", 20, "")));
        var report = new Report(Rungs.ofLevel(3), List.of(), List.of(test), Map.of(), Map.of(), List.of(), List.of());
        return new FinishedRun(
                "team-wiki",
                new Verdict.Failed(report, List.of("test 'a page can be saved' failed: no")),
                List.of(),
                List.of(),
                NOON,
                NOON.plusSeconds(1),
                file -> Optional.of(
                        file.equals("001-till.png") ? PNG : "<svg onload=alert(1)>".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aFailedTestHasBesideItWhatServicesSaidWhatWasExpectedAndItsPictures() throws Exception {
        var page = HtmlReport.of(withEverythingBeside());
        assertThat(page)
                .contains(
                        "12:00:00.000 to 12:00:00.100 UTC",
                        "&lt;script&gt;alert(1)&lt;/script&gt; \ufffdturned",
                        "… 4709 more lines …",
                        "relation does not exist",
                        "expected: </span>200",
                        "came: </span>500 &lt;b&gt;Oh&lt;/b&gt;",
                        "src=\"data:image/png;base64,iVBORw0KGgo")
                .doesNotContain("<script>", "svg onload", "\u202e", "<b>Oh");
        assertThat(page.indexOf("<code>web</code>")).isLessThan(page.indexOf("<code>database</code>"));
        assertThat(page.split("<img ", -1))
                .as("only what is a picture by its content")
                .hasSize(2);

        var xml = JunitReport.of(withEverythingBeside());
        assertThat(xml).contains("timestamp=\"2026-11-22T12:00:00Z\"", "<system-err>What services said meanwhile:");
        DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        var ctrf = new JsonMapper().readTree(CtrfReport.of(withEverythingBeside(), "1"));
        var test = ctrf.at("/results/tests/1");
        assertThat(test.get("stop").asLong() - test.get("start").asLong()).isEqualTo(100);
        assertThat(test.get("stderr").get(0).asText()).endsWith("web | <script>alert(1)</script> \ufffdturned");
        var json =
                new JsonMapper().readTree(JsonReport.of(withEverythingBeside())).at("/tests/0");
        assertThat(json.get("finishedAt").asText()).isEqualTo("2026-11-22T12:00:00.100Z");
        assertThat(json.get("talkedTo").toString()).isEqualTo("[\"web\",\"database\"]");
        assertThat(json.at("/said/0/last/0/stream").asText()).isEqualTo("err");
        assertThat(json.at("/differences/0/actual").asText()).isEqualTo("500 <b>Oh</b>");
    }

    private Verdict failed() {
        return new Verdict.Failed(
                REPORT, List.of("test 'a page can be saved' failed: POST http://web/: expected status 200, got 503"));
    }

    private String shown(Shell shell) throws InterruptedException {
        var out = new ByteArrayOutputStream();
        var screen = Screen.of(shell.world(out, new ByteArrayOutputStream()));
        try (var display = new RunDisplay(screen, Clock.fixed(NOON.plusSeconds(41), ZoneOffset.UTC), ZoneOffset.UTC)) {
            tell(display);
        }
        Summary.print(screen, run(failed()));
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void inATerminalALineAtTheBottomShowsWhatIsUnderWay() throws Exception {
        var out = new ByteArrayOutputStream();
        var screen =
                Screen.of(new Shell(folder).inTerminal().with("COLUMNS", "20").world(out, new ByteArrayOutputStream()));
        try (var display = new RunDisplay(screen, Clock.fixed(NOON.plusSeconds(41), ZoneOffset.UTC), ZoneOffset.UTC)) {
            display.step(StepName.BUILD, StepState.RUNNING, NOON);
            display.progress(StepName.BUILD, new Progress.Underway(WEB, "step 3/7"));
            var deadline = System.nanoTime() + java.util.concurrent.TimeUnit.SECONDS.toNanos(20);
            display.progress(StepName.BUILD, new Progress.Underway(TESTS, "step 1/2"));
            display.progress(StepName.BUILD, new Progress.Done(TESTS));
            display.progress(StepName.BUILD, new Progress.Underway(NGINX, ""));
            while (!out.toString(StandardCharsets.UTF_8)
                    .contains("build  41 s\n  ├ build web  step\n  └ pull nginx:1.27")) {
                assertThat(System.nanoTime())
                        .as("nothing is drawn: " + out.toString(StandardCharsets.UTF_8))
                        .isLessThan(deadline);
                Thread.sleep(10);
            }
        }
        assertThat(out.toString(StandardCharsets.UTF_8))
                .as("cut to the terminal's width, and gone in the end")
                .doesNotContain("step 3/7")
                .endsWith("\r\u001b[1A\u001b[1A\u001b[J")
                .doesNotContain("\u001b[?25l");
    }

    @Test
    void withoutATerminalARunIsPlainLinesAndEndsWithASummary() throws Exception {
        Golden.assertMatches("run-plain.txt", shown(new Shell(folder)));
    }

    @Test
    void aTerminalThatCanDoNothingGetsPlainLinesToo() throws Exception {
        var plain = shown(new Shell(folder));
        assertThat(shown(new Shell(folder).inTerminal().with("TERM", "dumb"))).isEqualTo(plain);
        assertThat(shown(new Shell(folder).inTerminal().with("NO_COLOR", "1")))
                .as("lines that move have no colours")
                .doesNotContain("\u001b[3")
                .doesNotContain("\u001b[1m")
                .doesNotContain("\u001b[2m");
    }

    @Test
    void inATerminalWhatStrangersWroteCannotSteerIt() throws Exception {
        var shown = shown(new Shell(folder).inTerminal());
        assertThat(shown)
                .contains("\u001b[32m✓\u001b[0m")
                .doesNotContain("warning: \u001b[31m")
                .doesNotContain("\u202e");
    }

    @Test
    void theJsonDocumentHoldsEverything() throws IOException {
        var json = JsonReport.of(run(failed()));
        Golden.assertMatches("run.json", json);
        assertThat(new JsonMapper().readTree(json).at("/tests/1/state").asText())
                .isEqualTo("failed");
    }

    @Test
    void theJunitFileIsWellFormedAndCountsTheSame() throws Exception {
        var xml = JunitReport.of(run(failed()));
        Golden.assertMatches("run.junit.xml", xml);
        var document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        assertThat(document.getElementsByTagName("testcase").getLength()).isEqualTo(6);
        assertThat(document.getElementsByTagName("failure").getLength()).isEqualTo(3);
        assertThat(document.getElementsByTagName("flakyFailure").getLength()).isEqualTo(1);
    }

    @Test
    void aRunThatBrokeBeforeTheFirstTestIsRedInJunitAndNeverAnEmptyGreenFile() {
        var broken = JunitReport.of(
                run(new Verdict.Failed(Report.EMPTY, List.of("the image of web can't be built: RUN make"))));
        assertThat(broken).contains("failures=\"1\"").contains("RUN make");
        var errored = JunitReport.of(run(new Verdict.Errored(Report.EMPTY, "the engine is gone")));
        assertThat(errored).contains("errors=\"1\"").contains("the engine is gone");
    }

    @Test
    void theCtrfDocumentCountsTheSameAndTellsAFlakyTestFromAPassedOne() throws Exception {
        var json = new JsonMapper().readTree(CtrfReport.of(run(failed()), "0.1.0"));
        var summary = json.at("/results/summary");
        assertThat(json.path("reportFormat").asText()).isEqualTo("CTRF");
        assertThat(summary.path("tests").asInt())
                .isEqualTo(json.at("/results/tests").size())
                .isEqualTo(summary.path("passed").asInt()
                        + summary.path("failed").asInt()
                        + summary.path("skipped").asInt()
                        + summary.path("pending").asInt()
                        + summary.path("other").asInt());
        assertThat(summary.path("failed").asInt()).isEqualTo(3);
        assertThat(summary.path("flaky").asInt()).isEqualTo(1);
        var flaky = json.at("/results/tests/4");
        assertThat(flaky.path("status").asText()).isEqualTo("passed");
        assertThat(flaky.path("flaky").asBoolean()).isTrue();
        assertThat(flaky.at("/retryAttempts/0/message").asText()).isEqualTo("expected the body to contain 'found'");
        assertThat(json.at("/results/tests/0/status").asText()).isEqualTo("failed");
        var errored = new JsonMapper()
                .readTree(CtrfReport.of(run(new Verdict.Errored(Report.EMPTY, "the engine is gone")), "0.1.0"));
        assertThat(errored.at("/results/tests/0/status").asText()).isEqualTo("other");
        assertThat(errored.at("/results/summary/failed").asInt()).isZero();
    }

    @Test
    void theHtmlPageNeedsNothingElseAndShowsWhatStrangersPrintedAsText() throws IOException {
        var page = HtmlReport.of(run(failed()));
        Golden.assertMatches("run.html", page);
        assertThat(page)
                .contains("expected status 200, got 503")
                .contains("&lt;b&gt;&amp;")
                .contains("3 provisions: held")
                .doesNotContain("<b>&")
                .doesNotContain("\u001b")
                .doesNotContain("\u202e")
                .doesNotContain("<script")
                .doesNotContain("src=")
                .doesNotContain("href=");
    }

    @Test
    void theEndingOfTheNameChoosesTheFormatAndAnotherOneIsRefusedBeforeTheRun() throws Exception {
        var world = new Shell(folder).world(new ByteArrayOutputStream(), new ByteArrayOutputStream());
        ReportOptions.of(world, "old.xml", List.of("r.HTML", "r.xml", "r.json")).write(run(failed()));
        assertThat(folder.resolve("r.HTML")).content().startsWith("<!doctype html>");
        assertThat(folder.resolve("r.xml")).hasSameTextualContentAs(folder.resolve("old.xml"));
        assertThat(folder.resolve("r.json")).content().contains("\"CTRF\"");
        assertThatThrownBy(() -> ReportOptions.of(world, "", List.of("r.txt")))
                .hasMessage("--report r.txt: end its name with .html, .xml (JUnit) or .json (CTRF)");
        assertThatThrownBy(() -> ReportOptions.of(world, "", List.of("no/where.html")))
                .hasMessageContaining("its folder is not there or not writable");
    }

    @Test
    void whatATestAttachesIsWrittenNowhereUnlessAFolderIsNamed() {
        assertThat(new RunRecord(RunListener.SILENT, Optional.empty()).attachment("/r/a.png", new byte[1]))
                .isEmpty();
        var kept = new RunRecord(
                        RunListener.SILENT,
                        Optional.of(new dev.softservice.runner.files.AttachmentFolder(folder.resolve("kept"))))
                .attachment("/r/a.png", new byte[1]);
        assertThat(kept).contains(folder.resolve("kept/001-a.png").toString());
        assertThat(folder.resolve("kept/001-a.png")).hasSize(1);
    }

    @Test
    void theExitCodeTellsWhoseTurnItIs() {
        assertThat(ExitCode.of(run(new Verdict.Passed(REPORT)))).isZero();
        assertThat(ExitCode.of(run(failed()))).isEqualTo(1);
        assertThat(ExitCode.of(run(new Verdict.Errored(REPORT, "gone")))).isEqualTo(3);
        assertThat(ExitCode.of(run(new Verdict.Cancelled(REPORT)))).isEqualTo(130);
        var invalid = new Report(
                Rungs.ofLevel(0),
                List.of(new Problem(Problem.Severity.ERROR, "softservice.yaml", 1, 1, "unknown-key", "no")),
                List.of(),
                Map.of(),
                Map.of(),
                List.of(),
                List.of());
        assertThat(ExitCode.of(run(new Verdict.Failed(invalid, List.of("no"))))).isEqualTo(2);
    }
}
