package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.server.catalog.Catalog;
import dev.softservice.server.release.Release;
import dev.softservice.server.release.Releases;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.Runs;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.util.List;

/** Repositories, their releases, and the catalog over all of them. */
public final class RepositoryApi {
    private final Repositories repositories;
    private final Releases releases;
    private final Runs runs;
    private final Catalog catalog;
    private final PublicUrl url;

    public RepositoryApi(Repositories repositories, Releases releases, Runs runs, Catalog catalog, PublicUrl url) {
        this.repositories = repositories;
        this.releases = releases;
        this.runs = runs;
        this.catalog = catalog;
        this.url = url;
    }

    public List<Route> routes() {
        return List.of(
                Route.api(GET, "/api/v1/repos/{owner}/{name}", ANONYMOUS, this::show),
                Route.api(GET, "/api/v1/repos/{owner}/{name}/releases", ANONYMOUS, this::releases),
                Route.api(GET, "/api/v1/catalog", ANONYMOUS, this::catalog));
    }

    private Reply show(Call call) {
        var repository = repositories.require(call.repository());
        return Reply.json(Shapes.repository(
                repository,
                shapes(releases.stable(repository).stream().toList()).stream().findFirst(),
                url));
    }

    private Reply releases(Call call) {
        var repository = repositories.require(call.repository());
        int limit = Paging.limit(call, Paging.MOST);
        var found = releases.list(repository, Paging.before(call), limit);
        var reply = Reply.json(shapes(found));
        return found.size() < limit
                ? reply
                : Paging.next(reply, call, url, "before=" + found.getLast().id(), limit);
    }

    private List<Shapes.ReleaseShape> shapes(List<Release> releases) {
        var uses = runs.usesOf(releases.stream().map(Release::run).toList());
        return releases.stream()
                .map(release -> Shapes.release(release, uses.getOrDefault(release.run(), List.of())))
                .toList();
    }

    private Reply catalog(Call call) {
        var page = catalog.search(call.query("q").orElse(""), (int) call.query("page", 1, 10_000, 1), call.visible());
        return Reply.json(Shapes.catalog(page, url));
    }
}
