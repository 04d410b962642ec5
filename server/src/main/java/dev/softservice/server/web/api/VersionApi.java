package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.git.Comparison;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.PullVersion;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.pull.Versions;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Text;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/** The versions of a pull request, and what each one changes. */
public final class VersionApi {
    private static final String VERSIONS = "/api/v1/repos/{owner}/{name}/pulls/{number}/versions";

    record VersionShape(
            int number, String head, String base, String mergeBase, String ref, String pushedBy, Instant pushedAt) {}

    /** {@code carried}: what came from the base branch since {@code since} is left out. */
    record DiffShape(
            int version,
            OptionalInt since,
            boolean carried,
            int added,
            int removed,
            boolean truncated,
            List<FileShape> files) {}

    /** {@code patch}: hunks in unified form; empty for what is not text, or too large. */
    record FileShape(
            String change,
            String oldPath,
            String path,
            String oldMode,
            String mode,
            boolean binary,
            boolean truncated,
            int added,
            int removed,
            String patch) {}

    private final Repositories repositories;
    private final Pulls pulls;
    private final Versions versions;

    public VersionApi(Repositories repositories, Pulls pulls, Versions versions) {
        this.repositories = repositories;
        this.pulls = pulls;
        this.versions = versions;
    }

    public List<Route> routes() {
        return List.of(
                Route.api(GET, VERSIONS, ANONYMOUS, this::list),
                Route.api(GET, VERSIONS + "/{version}/diff", ANONYMOUS, this::diff));
    }

    private Reply list(Call call) {
        var repository = repositories.require(call.repository());
        var pull = PullApi.pull(repositories, pulls, call);
        return Reply.json(versions.list(pull).stream()
                .map(version -> shape(repository, pull, version))
                .toList());
    }

    private VersionShape shape(HostedRepository repository, PullRequest pull, PullVersion version) {
        return new VersionShape(
                version.number(),
                version.head().name(),
                version.base().name(),
                versions.mergeBase(repository, version).name(),
                Versions.ref(pull, version),
                version.by(),
                version.at());
    }

    private Reply diff(Call call) {
        var repository = repositories.require(call.repository());
        var pull = PullApi.pull(repositories, pulls, call);
        var newer = versions.require(pull, (int) Math.min(call.pathNumber("version"), Integer.MAX_VALUE));
        int since = (int) call.query("since", 1, Integer.MAX_VALUE, 0);
        if (since == 0) {
            var whole = versions.changes(repository, newer, Comparison.Limits.DEFAULT);
            return Reply.json(shape(newer, OptionalInt.empty(), true, whole));
        }
        if (since >= newer.number())
            throw Refusal.invalid("query parameter since must be less than the version, " + newer.number());
        var between = versions.between(repository, versions.require(pull, since), newer, Comparison.Limits.DEFAULT);
        return Reply.json(shape(newer, OptionalInt.of(since), between.carried(), between.comparison()));
    }

    private static DiffShape shape(PullVersion version, OptionalInt since, boolean carried, Comparison comparison) {
        return new DiffShape(
                version.number(),
                since,
                carried,
                comparison.added(),
                comparison.removed(),
                comparison.truncated(),
                comparison.files().stream().map(VersionApi::shape).toList());
    }

    private static FileShape shape(Comparison.FileChange file) {
        return new FileShape(
                Constants.word(file.change()),
                file.oldPath(),
                file.newPath(),
                file.oldMode(),
                file.newMode(),
                file.binary(),
                file.truncated(),
                file.added(),
                file.removed(),
                patch(file.hunks()));
    }

    private static String patch(List<Comparison.Hunk> hunks) {
        var text = new StringBuilder();
        for (var hunk : hunks) {
            text.append("@@ -%d,%d +%d,%d @@\n"
                    .formatted(hunk.oldStart(), hunk.oldLines(), hunk.newStart(), hunk.newLines()));
            for (var line : hunk.lines()) {
                var sign = switch (line.kind()) {
                    case CONTEXT -> ' ';
                    case ADDED -> '+';
                    case REMOVED -> '-';
                };
                text.append(sign).append(Text.showable(line.text())).append('\n');
                if (line.unended()) text.append("\\ No newline at end of file\n");
            }
        }
        return text.toString();
    }
}
