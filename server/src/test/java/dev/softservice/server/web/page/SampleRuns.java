package dev.softservice.server.web.page;

import dev.softservice.runner.model.Phase;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.Rungs;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Trace;
import dev.softservice.runner.reporting.Talks;
import dev.softservice.runner.reporting.TimelinePicture;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A run with its steps, tests and log. */
final class SampleRuns extends PageSample {
    private final SampleReports reports;

    private final SampleDistros distros;

    SampleRuns(UnaryOperator<String> words) {
        super(words);
        this.reports = new SampleReports(words);
        this.distros = new SampleDistros(words);
    }

    RunPages.Shown run(Reports.Report report, boolean live) {
        var steps = List.of(
                new RunSteps.View("read", "passed", 0, 1, "12 ms"),
                new RunSteps.View("plan", "passed", 1, 2, "40 ms"),
                new RunSteps.View("build", "passed", 3, 45, "18.4 s"),
                live
                        ? new RunSteps.View("provision", "running", 48, 52, "4.0 s")
                        : new RunSteps.View("provision", "passed", 48, 22, "9.1 s"),
                live
                        ? new RunSteps.View("accept", "none", 0, 0, "")
                        : new RunSteps.View("accept", "failed", 70, 30, "13.2 s"));
        var rest = live
                ? List.<TestGroups.Group>of()
                : List.of(
                        new TestGroups.Group(
                                w("team-wiki"),
                                "",
                                "",
                                "1 failed, 2 passed, 1 skipped",
                                true,
                                List.of(
                                        new TestGroups.Suite(
                                                "",
                                                List.of(
                                                        reports.test(
                                                                "passed", "the front page carries the site's name", ""),
                                                        reports.test("skipped", "mail goes out", "mail is off"))),
                                        new TestGroups.Suite(
                                                w("people work with the wiki / test_wiki"),
                                                List.of(reports.test("passed", "uploads are kept", ""))))),
                        new TestGroups.Group(
                                w("database"),
                                w("samples/postgresql 15.0.2"),
                                "/samples/postgresql",
                                "1 passed",
                                false,
                                List.of(new TestGroups.Suite(
                                        "", List.of(reports.test("passed", "it accepts connections", ""))))));
        var log = List.of(
                log("out", "build:web", "Step 3/7 : RUN apt-get install -y mediawiki php-pgsql"),
                log("out", "database", "database system is ready to accept connections"),
                log(
                        "err",
                        "web",
                        "AH00558: apache2: Could not reliably determine the server's fully qualified domain name,"
                            + " using 172.20.0.3. Set the 'ServerName' directive globally to suppress this message"),
                log("out", "test:an editor can save a page", "POST /index.php?action=submit 500"),
                log("err", "web", "PHP Fatal error: Uncaught DBQueryError: relation \"mwuser\" does not exist"));
        return new RunPages.Shown(
                head("Runs"),
                new Reports.Line(
                        report.id(),
                        "/run",
                        w("pull request #13"),
                        report.verdict(),
                        report.climb().level(),
                        report.tests().counts(),
                        report.took(),
                        "",
                        Instant.now().minusSeconds(300)),
                MERGE,
                "",
                live,
                !live,
                List.of(new RunPages.TrialView(w("#13 of samples/postgresql"), "/pull", true, w("samples/team-wiki"))),
                report,
                steps,
                live ? List.of() : when().stream().toList(),
                live ? new Talks.View(List.of(), List.of()) : Talks.of(seen()),
                "2 tests passed, 1 skipped",
                rest,
                new RunPages.LogPart(log, true, 4711),
                live,
                live ? "" : w("softservice reproduce https://hub.example.org/samples/team-wiki/runs/513"),
                List.of(
                        new DistroPage.Pair("commit", MERGE, "/x"),
                        new DistroPage.Pair("tree", HEAD, ""),
                        new DistroPage.Pair("ref", w("refs/pull/13/merge"), ""),
                        new DistroPage.Pair("kind", "pull", "")),
                List.of(
                        new RunPages.UseView(
                                w("wiki"),
                                w("samples/team-wiki"),
                                "/samples/team-wiki",
                                w("v2.3.1"),
                                MERGE,
                                "/x",
                                HEAD),
                        new RunPages.UseView(
                                w("wiki.database"),
                                w("samples/postgresql"),
                                "/samples/postgresql",
                                w("v15.0.2"),
                                HEAD,
                                "",
                                MERGE)),
                distros.made());
    }

    LogPage.Shown log() {
        return new LogPage.Shown(
                head("Runs"),
                513,
                "/run",
                new LogPage.Asked(w("fatal"), w("web"), true, "2026-11-22T12:00:00Z", "2026-11-22T12:00:02Z"),
                true,
                List.of(
                        new LogPage.LineView(
                                4711,
                                "err",
                                "14:02:31.120",
                                w("web"),
                                w("PHP Fatal error: relation \"mwuser\" does not exist"),
                                "/log#l4711"),
                        new LogPage.LineView(
                                4790, "out", "14:02:31.140", w("database"), w("connection closed"), "/log#l4790")),
                "/log?after=4790",
                "/api/v1/runs/513/log?q=fatal&");
    }

    private Optional<TimelinePicture.View> when() {
        return TimelinePicture.of(seen());
    }

    private Report seen() {
        long at = 1_795_000_000_000L;
        var test = new TestResult(
                        w("team-wiki"), w("an editor can save a page"), TestResult.State.FAILED, 2.1, "no", "")
                .with(new Trace(at + 28_000, at + 30_100, List.of(w("web"), w("database")), List.of()));
        var tested = new Report(Rungs.NONE, List.of(), List.of(test), Map.of(), Map.of(), List.of(), List.of());
        return tested.with(List.of(
                new Phase(w("web"), Phase.Kind.BUILD, StepName.BUILD, at, at + 18_400, true),
                new Phase(w("postgres:16"), Phase.Kind.PULL, StepName.BUILD, at, at + 3_000, true),
                new Phase(w("database"), Phase.Kind.START, StepName.PROVISION, at + 18_500, at + 21_000, true),
                new Phase(w("web"), Phase.Kind.START, StepName.PROVISION, at + 21_000, at + 27_500, true),
                new Phase(w("database"), Phase.Kind.KILL, StepName.RESILIENCE, at + 31_000, at + 35_000, false)));
    }

    private RunPages.LogView log(String stream, String source, String text) {
        return new RunPages.LogView(stream, "14:02:31", w(source), w(text));
    }
}
