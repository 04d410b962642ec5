package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.MAINTAINER;
import static dev.softservice.server.web.Route.Method.DELETE;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.release.Release;
import dev.softservice.server.release.Statements;
import dev.softservice.server.release.Yanks;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.Runs;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.util.List;

/** The stable statement of a repository, and yanked releases. */
public final class ReleaseApi {
    private static final String DSSE = "application/vnd.dsse.envelope.v1+json";

    private final Repositories repositories;
    private final Statements statements;
    private final Yanks yanks;
    private final Runs runs;

    public ReleaseApi(Repositories repositories, Statements statements, Yanks yanks, Runs runs) {
        this.repositories = repositories;
        this.statements = statements;
        this.yanks = yanks;
        this.runs = runs;
    }

    public List<Route> routes() {
        return List.of(
                Route.api(GET, "/api/v1/repos/{owner}/{name}/statement", ANONYMOUS, this::statement),
                Route.api(POST, "/api/v1/repos/{owner}/{name}/releases/{version}/yank", MAINTAINER, this::yank),
                Route.api(DELETE, "/api/v1/repos/{owner}/{name}/releases/{version}/yank", MAINTAINER, this::restore));
    }

    private Reply statement(Call call) {
        var repository = repositories.require(call.repository());
        return statements
                .of(repository)
                .map(envelope -> Reply.bytes(200, DSSE, envelope))
                .orElseThrow(() -> Refusal.notFound(repository.name() + " has no release yet, so nothing is stable"));
    }

    private Reply yank(Call call) {
        var repository = repositories.require(call.repository());
        var reason = call.json("reason").line("reason", 500);
        return shown(yanks.yank(repository, call.path("version"), reason, call.account()));
    }

    private Reply restore(Call call) {
        var repository = repositories.require(call.repository());
        return shown(yanks.restore(repository, call.path("version"), call.account()));
    }

    private Reply shown(Release release) {
        var uses = runs.usesOf(List.of(release.run())).getOrDefault(release.run(), List.of());
        return Reply.json(Shapes.release(release, uses));
    }
}
