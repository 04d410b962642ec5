package dev.softservice.server.web.page;

import dev.softservice.runner.model.Difference;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.Rungs;
import dev.softservice.runner.model.Said;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Trace;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Reports of runs in each state, and the lines that list runs. */
final class SampleReports extends PageSample {
    SampleReports(UnaryOperator<String> words) {
        super(words);
    }

    private Reports.Climb climb(int level, Optional<Ladder.State> next, List<String> moment) {
        var rungs = Ladder.rungs(Rungs.ofLevel(level)).stream()
                .map(one -> one.number() == level + 1 && next.isPresent()
                        ? new Ladder.RungView(one.number(), one.name(), one.shown(), next.get(), "")
                        : one)
                .toList();
        return new Reports.Climb(
                Ladder.level(Rungs.ofLevel(level)),
                rungs,
                moment,
                w("Level 4; stable v2.3.1 has level 6"),
                "build 45 %, accept 32 %");
    }

    private Reports.Report report(
            long id, Reports.Verdict verdict, String sentence, Reports.Climb climb, Reports.Tests tests) {
        return new Reports.Report(
                id, "/run", verdict, false, 0, sentence, climb, tests, "41.2 s", List.of(), List.of(), List.of(),
                List.of());
    }

    private static final Reports.Tests NO_TESTS = new Reports.Tests("", List.of(), List.of(), "", List.of(), "");

    /** Behind acceptance a service does not come back, and one test is flaky; it asks for more than stable. */
    Reports.Report fallen() {
        var flaky = new Reports.TestView(
                "flaky",
                w("uploads are kept"),
                w("team-wiki, after database was killed"),
                "1.2 s",
                w("expected status 200, got 503"),
                w("503 Service Unavailable"),
                w("200 OK"),
                false,
                List.of(),
                "",
                "/history",
                beside());
        var fallen = report(
                517,
                new Reports.Verdict("failed", "Failed"),
                w("after database was killed: database did not become healthy within 60 s"),
                climb(
                        4,
                        Optional.of(Ladder.State.FAILED),
                        List.of(
                                w("database | PANIC: could not locate a valid checkpoint record"),
                                w("database | startup process (PID 27) was terminated by signal 6: Aborted"))),
                new Reports.Tests(
                        "Tests: 1 flaky, 7 passed", List.of(), List.of(), "", List.of(flaky), "1 flaky test"));
        return new Reports.Report(
                fallen.id(),
                "/run",
                fallen.verdict(),
                false,
                0,
                fallen.sentence(),
                fallen.climb(),
                fallen.tests(),
                "3 min 2 s",
                List.of(),
                List.of(),
                List.of(new Reports.AskedView(
                        "v2.3.1",
                        List.of(w("reach the internet (for wiki.mail)"), w("publish the port admin")),
                        List.of(w("use the capability IPC_LOCK")))),
                List.of());
    }

    Reports.Report accepted() {
        return new Reports.Report(
                518,
                "/run",
                new Reports.Verdict("accepted", "Accepted, climbing on"),
                true,
                0,
                "Its acceptance tests pass. Deeper rungs follow; now: resilience.",
                climb(4, Optional.of(Ladder.State.RUNNING), List.of()),
                new Reports.Tests("Tests: 8 passed", List.of(), List.of(), "", List.of(), ""),
                "52.0 s",
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    Reports.Report failed() {
        return report(
                512,
                new Reports.Verdict("failed", "Failed"),
                w("an editor can save a page: expected “Saved” in the answer, got 500 Internal Server Error"),
                climb(3, Optional.of(Ladder.State.FAILED), List.of()),
                new Reports.Tests(
                        "Tests: 1 failed, 6 passed, 1 skipped",
                        List.of(new Reports.NewsView(
                                510,
                                "/run",
                                "1 newly failing, 1 fixed, 1 gone",
                                List.of(w("uploads are kept")),
                                List.of(w("mail goes out")))),
                        List.of(new Reports.TestView(
                                "failed",
                                w("an editor can save a page"),
                                w("team-wiki"),
                                "2.1 s",
                                w("expected “Saved” in the answer, got 500 Internal Server Error"),
                                w("POST http://web/index.php?action=submit\n"
                                        + "500 Internal Server Error\n\n"
                                        + "PHP Fatal error: Uncaught Wikimedia\\Rdbms\\DBQueryError: relation"
                                        + " \"mwuser\" does not exist\n"
                                        + "  at /usr/share/mediawiki/includes/libs/rdbms/database/Database.php:1618"),
                                "",
                                true,
                                List.of(new Reports.FileView("001-till.png", w("till.png"), "12.3 kB", true)),
                                "new",
                                "/history",
                                beside())),
                        "1 failing test",
                        List.of(),
                        ""));
    }

    Reports.Report passed() {
        return new Reports.Report(
                514,
                "/run",
                new Reports.Verdict("passed", "Passed"),
                false,
                0,
                "Every rung held, up to level 7: restores.",
                climb(7, Optional.empty(), List.of()),
                new Reports.Tests("Tests: 8 passed", List.of(), List.of(), "", List.of(), ""),
                "38.0 s",
                List.of(new Reports.Reused(498, "/run")),
                List.of(),
                List.of(),
                List.of(w("takes away the test \"mail goes out\"")));
    }

    Reports.Report live() {
        return new Reports.Report(
                515,
                "/run-live",
                new Reports.Verdict("running", "Running"),
                true,
                0,
                "Now: provision.",
                climb(2, Optional.of(Ladder.State.RUNNING), List.of()),
                NO_TESTS,
                "12.4 s",
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    Reports.Report broken() {
        return new Reports.Report(
                516,
                "/run-broken",
                new Reports.Verdict("errored", "Errored"),
                false,
                0,
                w("The platform could not tell, which is not the change’s fault: engine does not answer at"
                        + " /var/run/docker.sock"),
                climb(1, Optional.empty(), List.of()),
                NO_TESTS,
                "3.1 s",
                List.of(),
                List.of(new Reports.ProblemView("softservice.yaml:31:7", w("“priviledged” is not known here"))),
                List.of(),
                List.of());
    }

    List<Reports.Line> lines() {
        return List.of(
                run(515, "pull request #14", "running", 0, ""),
                run(
                        512,
                        "pull request #13",
                        "failed",
                        3,
                        "an editor can save a page: expected “Saved” in the answer, got 500 Internal Server Error"),
                run(511, "branch main", "passed", 4, ""),
                run(510, "the merge of #12", "queued", 0, ""),
                run(509, "main, because a distro that it uses changed", "errored", 1, "engine does not answer"),
                run(508, "pull request #13", "superseded", 0, "a newer push took its place"),
                run(507, "branch main", "cancelled", 0, "cancelled by ada"),
                run(506, "pull request #9", "waiting", 0, ""));
    }

    private Reports.Line run(long id, String subject, String verdict, int level, String reason) {
        return new Reports.Line(
                id,
                "/run",
                w(subject),
                new Reports.Verdict(verdict, Words.capital(verdict)),
                Ladder.level(Rungs.ofLevel(level)),
                level > 2 ? "Tests: 8 passed" : "",
                level > 0 ? "41.2 s" : "",
                w(reason),
                Instant.now().minusSeconds(3600));
    }

    Reports.TestView test(String kind, String name, String message) {
        return new Reports.TestView(
                kind,
                w(name),
                w("team-wiki"),
                "0.3 s",
                w(message),
                w("GET http://web/ 200\n<title>Team wiki</title>"),
                "",
                false,
                List.of(),
                "",
                "",
                TestBeside.NOTHING);
    }

    /** A service that the test talked to, one that says a lot and has nothing to do with it, and one that said nothing. */
    private TestBeside beside() {
        var trace = new Trace(
                1_795_000_000_000L,
                1_795_000_002_100L,
                List.of(w("web"), w("database")),
                List.of(
                        new Said(
                                w("web"),
                                2,
                                List.of(
                                        said("POST /index.php?action=submit 500"),
                                        new Said.Line(
                                                1_795_000_000_120L,
                                                LogLine.Stream.ERR,
                                                w("PHP Fatal error: relation \"mwuser\" does not exist"))),
                                List.of()),
                        new Said(w("database"), 0, List.of(), List.of()),
                        new Said(w("cache"), 4_711, List.of(said("GET a miss")), List.of(said("GET z miss")))));
        var test = new TestResult(w("team-wiki"), w("t"), TestResult.State.FAILED, 2.1, "", "")
                .with(trace)
                .differing(List.of(
                        new Difference("status", w("200"), w("500 Internal Server Error")),
                        new Difference(
                                w("somewhere in the body"),
                                w("<p>Saved by Eva at noon</p>"),
                                w("<p>Saved by nobody at noon</p>"))));
        return TestBeside.of(test);
    }

    private Said.Line said(String text) {
        return new Said.Line(1_795_000_000_100L, LogLine.Stream.OUT, w(text));
    }

    TestPage.Shown history() {
        return new TestPage.Shown(
                head("Runs"),
                w("an editor can save a page"),
                w("team-wiki"),
                "ran in 3 of the last 4 runs: 1 passed, 1 failed, 1 flaky",
                "flaky in 33 % of its runs",
                "takes 2.1 s, 40 % longer than before",
                List.of(new TestPage.Since(512, "/run")),
                List.of(new TestPage.Since(498, "/run")),
                List.of(
                        new TestPage.PointView("passed", "6.0", "40.0", w("run 498: passed, 0.9 s")),
                        new TestPage.PointView("flaky", "150.0", "30.0", w("run 511: flaky, 1.0 s")),
                        new TestPage.PointView("failed", "294.0", "6.0", w("run 512: failed, 2.1 s"))),
                List.of(
                        row("failed", 512, w("expected “Saved” in the answer, got 500 Internal Server Error"), "100"),
                        row("flaky", 511, w("connection refused"), "40.5"),
                        row("passed", 498, "", "12.0")));
    }

    private TestPage.Row row(String kind, long run, String message, String width) {
        return new TestPage.Row(
                kind, run, "/run", w("pull request #13"), Instant.now().minusSeconds(300), "2.1 s", width, message);
    }
}
