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

    record Shown(
            Heads.Head head,
            String name,
            String suite,
            String counts,
            String flakiness,
            List<Since> since,
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
                        history
                                .failingSince()
                                .map(run -> new Since(run.id().value(), Reports.href(repository.name(), run.id())))
                                .stream()
                                .toList(),
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

    private static List<Row> rows(TestHistory history, RepositoryName repository) {
        double longest = history.entries().stream()
                .mapToDouble(TestHistory.Entry::seconds)
                .max()
                .orElse(0);
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
