package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.git.GitReader;
import dev.softservice.server.pull.Landed;
import dev.softservice.server.release.ReleaseDifferences;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is different between two releases. */
public final class CompareApi {
    /** {@code more}: there are more commits than these. */
    record CompareShape(
            SideShape from,
            SideShape to,
            List<NewsShape> news,
            List<MergedShape> merged,
            List<CommitShape> commits,
            boolean more,
            List<MovedShape> parts,
            List<MovedShape> images,
            String url) {}

    record SideShape(
            String version,
            String commit,
            Instant createdAt,
            int level,
            Tests tests,
            String evidence,
            long run,
            Optional<String> engine,
            Optional<String> architecture) {}

    record Tests(int passed, int failed, int skipped, int flaky) {}

    /** {@code first}: a user has to know it before upgrading. */
    record NewsShape(String kind, boolean first, String says) {}

    record MergedShape(int number, String title, String author) {}

    record CommitShape(String sha, String subject, String author, Instant at) {}

    /** {@code before}, {@code after}: none where it was not there. */
    record MovedShape(String name, Optional<String> before, Optional<String> after) {}

    private final Repositories repositories;
    private final ReleaseDifferences differences;
    private final Landed landed;
    private final PublicUrl url;

    public CompareApi(Repositories repositories, ReleaseDifferences differences, Landed landed, PublicUrl url) {
        this.repositories = repositories;
        this.differences = differences;
        this.landed = landed;
        this.url = url;
    }

    public List<Route> routes() {
        return List.of(Route.api(GET, "/api/v1/repos/{owner}/{name}/compare", ANONYMOUS, this::show));
    }

    private Reply show(Call call) {
        var repository = repositories.require(call.repository());
        var from = version(call, "from");
        var to = version(call, "to");
        var found = differences.between(repository, from, to);
        var before = Optional.of(found.from().release().commit());
        return Reply.json(new CompareShape(
                side(found.from()),
                side(found.to()),
                found.news().stream()
                        .map(item -> new NewsShape(Constants.word(item.kind()), item.first(), item.says()))
                        .toList(),
                landed.between(repository, before, found.to().release().commit()).stream()
                        .map(change -> new MergedShape(change.number(), change.title(), change.author()))
                        .toList(),
                found.commits().stream().map(CompareApi::commit).toList(),
                found.more(),
                found.parts().stream().map(CompareApi::moved).toList(),
                found.images().stream().map(CompareApi::moved).toList(),
                url.of("/" + repository.name() + "/compare?from=" + from + "&to=" + to)));
    }

    private static String version(Call call, String name) {
        return call.query(name)
                .orElseThrow(() -> Refusal.invalid(name + ": say which release, as ?from=1.0.0&to=1.1.0"));
    }

    private static SideShape side(ReleaseDifferences.Side side) {
        var release = side.release();
        var tests = side.tests();
        return new SideShape(
                release.version(),
                release.commit().name(),
                release.createdAt(),
                release.level(),
                new Tests(tests.passed(), tests.failed(), tests.skipped(), tests.flaky()),
                release.evidence(),
                release.run().value(),
                given(side.engine()),
                given(side.architecture()));
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(known -> !known.isEmpty());
    }

    private static CommitShape commit(GitReader.Commit commit) {
        return new CommitShape(
                commit.id().name(),
                commit.subject(),
                commit.author().name(),
                commit.author().when());
    }

    private static MovedShape moved(ReleaseDifferences.Moved moved) {
        return new MovedShape(moved.name(), given(moved.before()), given(moved.after()));
    }
}
