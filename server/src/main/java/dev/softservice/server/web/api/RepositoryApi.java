package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.MAINTAINER;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.server.release.Release;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Hub;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.util.List;
import java.util.Optional;

/** Repositories, their releases, and the catalog over all of them. */
final class RepositoryApi {
    private final Hub hub;

    RepositoryApi(Hub hub) {
        this.hub = hub;
    }

    List<Route> routes() {
        return List.of(
                Route.api(POST, "/api/v1/repos", MAINTAINER, this::create),
                Route.api(GET, "/api/v1/repos/{owner}/{name}", ANONYMOUS, this::show),
                Route.api(GET, "/api/v1/repos/{owner}/{name}/releases", ANONYMOUS, this::releases),
                Route.api(GET, "/api/v1/catalog", ANONYMOUS, this::catalog));
    }

    private Reply create(Call call) {
        var json = call.json("owner", "name", "description");
        var name = new RepositoryName(json.line("owner", 39), json.line("name", 39));
        var created = hub.repositories()
                .create(name, json.optionalLine("description", 500).orElse(""), call.account());
        return Reply.json(201, Shapes.repository(created, Optional.empty(), hub.url()))
                .with("Location", hub.url().of("/api/v1/repos/" + name));
    }

    private Reply show(Call call) {
        var repository = hub.repositories().require(call.repository());
        return Reply.json(Shapes.repository(
                repository,
                shapes(hub.releases().stable(repository).stream().toList()).stream()
                        .findFirst(),
                hub.url()));
    }

    private Reply releases(Call call) {
        var repository = hub.repositories().require(call.repository());
        return Reply.json(shapes(hub.releases().list(repository, Paging.before(call))));
    }

    private List<Shapes.ReleaseShape> shapes(List<Release> releases) {
        var uses = hub.runs().usesOf(releases.stream().map(Release::run).toList());
        return releases.stream()
                .map(release -> Shapes.release(release, uses.getOrDefault(release.run(), List.of())))
                .toList();
    }

    private Reply catalog(Call call) {
        var page = hub.catalog().search(call.query("q").orElse(""), (int) call.query("page", 1, 10_000, 1));
        return Reply.json(Shapes.catalog(page, hub.url()));
    }
}
