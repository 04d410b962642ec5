package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.pull.Landed;
import dev.softservice.server.release.Release;
import dev.softservice.server.release.ReleaseDifferences;
import dev.softservice.server.release.Releases;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Text;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Two releases side by side: what a user must know first, then what else is new, what it is made of, and the evidence. */
public final class ComparePage {
    record Choice(String version, boolean from, boolean to) {}

    record News(String mark, String says) {}

    record Commit(String sha, String subject, String author, Instant at) {}

    record Moved(String name, String before, String after) {}

    /** One line of the two sides' evidence. */
    record Fact(String name, String before, String after) {}

    /** {@code differ}: there is something to show; {@code none}: nothing that its users would notice is new. */
    record Shown(
            Heads.Head head,
            List<Choice> choices,
            String from,
            String to,
            boolean none,
            List<News> first,
            List<News> also,
            List<ReleasesPage.Change> merged,
            List<Moved> moved,
            List<Fact> evidence,
            List<Commit> commits,
            boolean more) {}

    private final DistroFrame frame;
    private final Releases releases;
    private final ReleaseDifferences differences;
    private final Landed landed;

    public ComparePage(DistroFrame frame, Releases releases, ReleaseDifferences differences, Landed landed) {
        this.frame = frame;
        this.releases = releases;
        this.differences = differences;
        this.landed = landed;
    }

    public List<Route> routes() {
        return List.of(Route.page(GET, "/{owner}/{name}/compare", ANONYMOUS, this::show));
    }

    static String href(HostedRepository repository, String from, String to) {
        return "/" + repository.name() + "/compare?from=" + from + "&to=" + to;
    }

    /** Without a choice: the newest release against the one before. */
    private Reply show(Call call) {
        var repository = frame.repository(call);
        var all = releases.list(repository, 0);
        if (all.isEmpty()) throw Refusal.notFound(repository.name() + " has no release yet");
        var to = call.query("to").orElse(all.getFirst().version());
        var from =
                call.query("from").orElse(all.get(Math.min(1, all.size() - 1)).version());
        var found = differences.between(repository, from, to);
        var choices = all.stream()
                .map(Release::version)
                .map(version -> new Choice(version, version.equals(from), version.equals(to)))
                .toList();
        return frame.show(
                call,
                PageTemplate.COMPARE,
                from + " and " + to + " · " + repository.name(),
                shown(frame.head(call, repository, "Releases"), repository, choices, found));
    }

    private Shown shown(
            Heads.Head head, HostedRepository repository, List<Choice> choices, ReleaseDifferences.Difference found) {
        var before = found.from().release();
        var after = found.to().release();
        var merged = landed.between(repository, Optional.of(before.commit()), after.commit()).stream()
                .map(change -> ReleasesPage.change(repository, change))
                .toList();
        return new Shown(
                head,
                choices,
                before.version(),
                after.version(),
                found.news().isEmpty(),
                news(found, true),
                news(found, false),
                merged,
                moved(found),
                evidence(found),
                found.commits().stream().map(ComparePage::commit).toList(),
                found.more());
    }

    private static List<News> news(ReleaseDifferences.Difference found, boolean first) {
        return found.news().stream()
                .filter(item -> item.first() == first)
                .map(item -> new News(first ? "waiting" : "running", Words.capital(Text.showable("it " + item.says()))))
                .toList();
    }

    private static List<Moved> moved(ReleaseDifferences.Difference found) {
        return java.util.stream.Stream.concat(found.parts().stream(), found.images().stream())
                .map(one -> new Moved(Text.showable(one.name()), or(one.before()), or(one.after())))
                .toList();
    }

    private static String or(String text) {
        return text.isEmpty() ? "–" : Text.showable(text);
    }

    private static List<Fact> evidence(ReleaseDifferences.Difference found) {
        var from = found.from();
        var to = found.to();
        return List.of(
                new Fact(
                        "Level",
                        Integer.toString(from.release().level()),
                        Integer.toString(to.release().level())),
                new Fact("Tests", tests(from), tests(to)),
                new Fact("Engine", or(from.engine()), or(to.engine())),
                new Fact("Architecture", or(from.architecture()), or(to.architecture())),
                new Fact("Evidence", from.release().evidence(), to.release().evidence()));
    }

    private static String tests(ReleaseDifferences.Side side) {
        var tests = side.tests();
        return tests.passed() + " passed, " + tests.failed() + " failed, " + tests.skipped() + " skipped, "
                + tests.flaky() + " flaky";
    }

    private static Commit commit(GitReader.Commit commit) {
        return new Commit(
                commit.id().name(),
                Text.showable(commit.subject()),
                Text.showable(commit.author().name()),
                commit.author().when());
    }
}
