package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.runner.cli.RunnerVersion;
import dev.softservice.runner.model.TestResult.State;
import dev.softservice.runner.reporting.CtrfReport;
import dev.softservice.runner.reporting.FinishedRun;
import dev.softservice.runner.reporting.HtmlReport;
import dev.softservice.runner.reporting.JunitReport;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.pull.RunNews;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.FinishedRuns;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import dev.softservice.server.run.TestHistory;
import dev.softservice.server.run.TestNews;
import dev.softservice.server.web.AskedTest;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Runs' reports as files, what is new in a run, and how a test fared over time. */
public final class ReportApi {
    private record Format(String type, Function<FinishedRun, String> of) {}

    private static final Map<String, Format> FORMATS = Map.of(
            "report.html", new Format(Reply.HTML, HtmlReport::of),
            "junit.xml", new Format("application/xml", JunitReport::of),
            "ctrf.json", new Format(Reply.JSON, run -> CtrfReport.of(run, RunnerVersion.text())));

    record News(
            OptionalLong comparedWith,
            List<TestNews.Test> newlyFailing,
            List<TestNews.Test> stillFailing,
            List<TestNews.Test> fixed,
            List<TestNews.Test> flaky,
            List<TestNews.Test> gone) {}

    record Timeline(List<PhaseShape> phases) {}

    /** {@code ended}: it ended as it should: built, healthy. */
    record PhaseShape(String subject, String kind, String step, Instant startedAt, Instant finishedAt, boolean ended) {}

    record History(
            String suite,
            String name,
            int looked,
            long passed,
            long failed,
            long flaky,
            OptionalLong failingSince,
            OptionalLong passedBefore,
            Optional<TestHistory.Trend> trend,
            List<Entry> entries) {}

    record Entry(long run, String ref, String commit, String state, double seconds, String message, Instant queuedAt) {}

    private final Repositories repositories;
    private final Runs runs;
    private final FinishedRuns finished;
    private final RunNews news;

    public ReportApi(Repositories repositories, Runs runs, FinishedRuns finished, RunNews news) {
        this.repositories = repositories;
        this.runs = runs;
        this.finished = finished;
        this.news = news;
    }

    public List<Route> routes() {
        return List.of(
                Route.api(GET, "/api/v1/runs/{id}/reports/{file}", ANONYMOUS, this::report),
                Route.api(GET, "/api/v1/runs/{id}/news", ANONYMOUS, this::news),
                Route.api(GET, "/api/v1/runs/{id}/timeline", ANONYMOUS, this::timeline),
                Route.api(GET, "/api/v1/repos/{owner}/{name}/tests", ANONYMOUS, this::history));
    }

    /** A download, never shown as a page of the hub: it holds what strangers' programs printed. */
    private Reply report(Call call) {
        var run = runs.require(call.run());
        var format = FORMATS.get(call.path("file"));
        if (format == null)
            throw Refusal.notFound("no report " + call.path("file") + "; there are "
                    + String.join(", ", FORMATS.keySet().stream().sorted().toList()));
        var repository = repositories.byId(run.repository()).name();
        var content = format.of().apply(finished.of(run, repository.name()));
        return Reply.bytes(200, format.type(), content.getBytes(StandardCharsets.UTF_8))
                .sandboxed()
                .with(
                        "Content-Disposition",
                        "attachment; filename=\"" + repository.name() + "-run-" + run.id() + "-" + call.path("file")
                                + "\"");
    }

    private Reply news(Call call) {
        var run = runs.require(call.run());
        var found = news.of(repositories.byId(run.repository()), run, runs.tests(run.id()));
        return Reply.json(found.map(each -> new News(
                        OptionalLong.of(each.before().value()),
                        each.newlyFailing(),
                        each.stillFailing(),
                        each.fixed(),
                        each.flaky(),
                        each.gone()))
                .orElse(new News(OptionalLong.empty(), List.of(), List.of(), List.of(), List.of(), List.of())));
    }

    private Reply timeline(Call call) {
        return Reply.json(new Timeline(runs.report(runs.require(call.run()).id()).timeline().stream()
                .map(phase -> new PhaseShape(
                        phase.subject(),
                        Constants.word(phase.kind()),
                        Constants.word(phase.step()),
                        Instant.ofEpochMilli(phase.startMillis()),
                        Instant.ofEpochMilli(phase.endMillis()),
                        phase.ended()))
                .toList()));
    }

    private Reply history(Call call) {
        var repository = repositories.require(call.repository());
        var test = AskedTest.of(call, repository);
        var history = runs.history(repository, test);
        return Reply.json(new History(
                test.suite(),
                test.name(),
                history.looked(),
                history.count(State.PASSED),
                history.count(State.FAILED),
                history.count(State.FLAKY),
                history.failingSince().map(Run::id).stream()
                        .mapToLong(id -> id.value())
                        .findFirst(),
                history.passedBefore().map(Run::id).stream()
                        .mapToLong(id -> id.value())
                        .findFirst(),
                history.trend(),
                history.entries().stream().map(ReportApi::entry).toList()));
    }

    private static Entry entry(TestHistory.Entry entry) {
        var run = entry.run();
        return new Entry(
                run.id().value(),
                run.ref(),
                run.commit().name(),
                Constants.word(entry.state()),
                entry.seconds(),
                entry.message(),
                run.queuedAt());
    }
}
