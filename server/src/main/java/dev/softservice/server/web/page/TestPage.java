package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.runner.model.TestResult.State;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.Runs;
import dev.softservice.server.run.TestHistory;
import dev.softservice.server.web.AskedTest;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Text;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** One test over the last runs: whether it fails, since when, how often it is flaky, and how long it takes. */
public final class TestPage {
    /** {@code width}: of its bar, in percent of the longest time among the runs. */
    record Row(
            String kind,
            long run,
            String href,
            String subject,
            Instant queuedAt,
            String took,
            String width,
            String message) {}

    record Since(long run, String href) {}

    /** One run in the picture of how long it takes, the oldest first: {@code x} to {@code y} in its 300 by 60 units. */
    record PointView(String kind, String x, String y, String says) {}

    record Shown(
            Heads.Head head,
            String name,
            String suite,
            String counts,
            String flakiness,
            String trend,
            List<Since> since,
            List<Since> passed,
            List<PointView> points,
            List<Row> rows) {}

    private final DistroFrame frame;
    private final Runs runs;

    public TestPage(DistroFrame frame, Runs runs) {
        this.frame = frame;
        this.runs = runs;
    }

    public List<Route> routes() {
        return List.of(Route.page(GET, "/{owner}/{name}/tests", ANONYMOUS, this::show));
    }

    private Reply show(Call call) {
        var repository = frame.repository(call);
        var test = AskedTest.of(call, repository);
        var name = test.name();
        var history = runs.history(repository, test);
        if (history.entries().isEmpty())
            throw Refusal.notFound("no test " + Text.shortened(Text.showableName(name), 80) + " in the last "
                    + Words.count(history.looked(), "run") + " of " + repository.name());
        return frame.show(
                call,
                PageTemplate.TEST,
                Text.showableName(name) + " · " + repository.name(),
                new Shown(
                        frame.head(call, repository, "Runs"),
                        Text.showableName(name),
                        Text.showableName(test.suite()),
                        counts(history),
                        flakiness(history),
                        history.trend().map(TestPage::trend).orElse(""),
                        history
                                .failingSince()
                                .map(run -> new Since(run.id().value(), Reports.href(repository.name(), run.id())))
                                .stream()
                                .toList(),
                        history
                                .passedBefore()
                                .map(run -> new Since(run.id().value(), Reports.href(repository.name(), run.id())))
                                .stream()
                                .toList(),
                        points(history),
                        rows(history, repository.name())));
    }

    private static String counts(TestHistory history) {
        return "ran in " + history.entries().size() + " of the last " + Words.count(history.looked(), "run") + ": "
                + history.count(State.PASSED) + " passed, " + history.count(State.FAILED) + " failed, "
                + history.count(State.FLAKY) + " flaky";
    }

    private static String flakiness(TestHistory history) {
        long flaky = history.count(State.FLAKY);
        return flaky == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "flaky in %.0f %% of its runs",
                        100.0 * flaky / history.entries().size());
    }

    private static String trend(TestHistory.Trend trend) {
        var takes = "takes " + Words.seconds(trend.median());
        if (Math.abs(trend.percent()) < 20) return takes + ", as before";
        return takes + ", " + Math.abs(trend.percent()) + " % " + (trend.percent() > 0 ? "longer" : "less")
                + " than before";
    }

    private static List<PointView> points(TestHistory history) {
        double longest = longest(history);
        var oldestFirst = history.entries().reversed();
        if (longest == 0 || oldestFirst.size() < 3) return List.of();
        return IntStream.range(0, oldestFirst.size())
                .mapToObj(i -> {
                    var entry = oldestFirst.get(i);
                    return new PointView(
                            Constants.word(entry.state()),
                            String.format(Locale.ROOT, "%.1f", 6 + 288.0 * i / (oldestFirst.size() - 1)),
                            String.format(Locale.ROOT, "%.1f", 54 - 48 * entry.seconds() / longest),
                            "run " + entry.run().id() + ": " + Constants.word(entry.state()) + ", "
                                    + Words.seconds(entry.seconds()));
                })
                .toList();
    }

    private static double longest(TestHistory history) {
        return history.entries().stream()
                .mapToDouble(TestHistory.Entry::seconds)
                .max()
                .orElse(0);
    }

    private static List<Row> rows(TestHistory history, RepositoryName repository) {
        double longest = longest(history);
        return history.entries().stream()
                .map(entry -> new Row(
                        Constants.word(entry.state()),
                        entry.run().id().value(),
                        Reports.href(repository, entry.run().id()),
                        Reports.subject(entry.run()),
                        entry.run().queuedAt(),
                        entry.seconds() == 0 ? "" : Words.seconds(entry.seconds()),
                        longest == 0 ? "0" : String.format(Locale.ROOT, "%.1f", 100 * entry.seconds() / longest),
                        Text.showable(entry.message())))
                .toList();
    }
}
