package dev.softservice.server.scale;

import dev.softservice.server.app.Running;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.web.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The addresses behind every route of a filled hub that can be read in one piece. */
final class Targets {
    /** What a filled hub has nothing of: links that are told once, downloads, images, mirrors, pictures, streams without an end. */
    private static final List<String> NOT_HERE = List.of(
            "/join/{secret}",
            "/setup/{secret}",
            "/first/{secret}",
            "/download/{file}",
            "/install.sh",
            "/api/v1/runs/{id}/events",
            "/api/v1/runs/{id}/attachments/{file}",
            "/api/v1/runs/{id}/reports/{file}",
            "/api/v1/runs/{id}/reproduction",
            "/api/v1/runs/{id}/trees/{tree}",
            "/api/v1/repos/{owner}/{name}/import",
            "/api/v1/repos/{owner}/{name}/mirror",
            "/api/v1/repos/{owner}/{name}/statement",
            "/api/v1/orgs/{org}/teams/{team}",
            "/{owner}/{name}/icon",
            "/{owner}/{name}/mirror",
            "/{owner}/{name}/runs/{id}/pictures/{file}",
            "/v2/{owner}/{name}/blobs/{digest}",
            "/v2/{owner}/{name}/manifests/{reference}");

    /** @param member asked by an administrator; else by somebody who has not logged in */
    record Target(String path, boolean page, boolean member) {}

    private Targets() {}

    /** Of the repository that has most, and, where the route is about one, of another one too. */
    static List<Target> of(Running hub, LargeHub.Filled filled) {
        var all = new ArrayList<Target>();
        for (var route : hub.routes().all()) {
            if (route.method() != Route.Method.GET || NOT_HERE.contains(route.path())) continue;
            boolean page = route.surface() == Route.Surface.PAGE;
            var busy = path(hub, route.path(), filled.busy());
            all.add(new Target(busy, page, true));
            if (page && busy.equals("/")) all.add(new Target("/?q=wiki+77", true, false));
            if (page && route.path().contains("{name}"))
                all.add(new Target(path(hub, route.path(), filled.usual()), true, true));
            if (page
                    && List.of("/", "/{owner}/{name}", "/{owner}/{name}/pulls/{number}", "/{org}")
                            .contains(route.path())) all.add(new Target(busy, true, false));
        }
        return all;
    }

    private static String path(Running hub, String route, HostedRepository of) {
        // The newest run is a branch's; the first pull request is open and talked about.
        var run = hub.app()
                .runs()
                .list(of, Optional.empty(), Optional.empty(), 0, 1)
                .getFirst();
        var words = Map.of(
                "owner",
                of.name().owner(),
                "name",
                of.name().name(),
                "org",
                of.name().owner(),
                "ref",
                "main",
                "path...",
                "softservice.yaml",
                "version",
                route.contains("/versions/") ? "2" : "1.0.0",
                "user",
                "user-3",
                "id",
                route.contains("webhooks") ? "1" : run.id().toString(),
                "sha",
                run.commit().name(),
                "file",
                "site.css");
        var path = route;
        for (var word : words.entrySet()) path = path.replace("{" + word.getKey() + "}", word.getValue());
        path = path.replaceAll("\\{\\w+(\\.\\.\\.)?}", "1");
        return path.endsWith("/tests") ? path + "?suite=" + of.name().name() + "&name=page+3+can+be+edited" : path;
    }
}
