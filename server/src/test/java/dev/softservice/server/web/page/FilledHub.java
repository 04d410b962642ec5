package dev.softservice.server.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.web.HubForTests;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.RoutesForTests;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A whole hub with something on each page: a released distro with a pull request that is talked about, a repository without anything, a team and
 * an account.
 */
public final class FilledHub implements AutoCloseable {
    private static final String MANIFEST = "softservice.yaml";

    /** What needs a link that is told once, files of the operator, a test's name, or the worker of mirrors, which this hub is without. */
    private static final List<String> NOT_HERE = List.of(
            "GET /join",
            "GET /join/{secret}",
            "GET /setup/{secret}",
            "GET /profile/mail/confirm/{secret}",
            "GET /profile/mail/stop/{secret}",
            "GET /login/forgot",
            "GET /login/provider",
            "GET /login/provider/back",
            "GET /first/{secret}",
            "GET /download",
            "GET /download/{file}",
            "GET /install.sh",
            "GET /assets/{file}",
            "GET /{owner}/{name}/tests",
            "GET /{owner}/{name}/mirror",
            "GET /{owner}/{name}/webhooks",
            "GET /mirrors",
            "GET /start",
            "GET /{owner}/{name}/runs/{id}/pictures/{file}");

    public final HubForTests hub;
    /** What the whole program answers, pages and API, that can be read in one piece. */
    public final List<Route> readable;

    final HostedRepository filled;
    final HostedRepository empty;

    /** {@code folder}: for its data, and for those of a second hub that only tells its routes. */
    public FilledHub(Path folder) throws Exception {
        readable = RoutesForTests.of(folder.resolve("routes")).all().stream()
                .filter(route ->
                        route.method() == Route.Method.GET && !route.path().endsWith("/events"))
                .toList();
        hub = new HubForTests(folder.resolve("data"));
        filled = filled();
        empty = hub.repository("acme", "empty");
    }

    private HostedRepository filled() throws InterruptedException {
        var repository = hub.repository("acme", "wiki");
        hub.pushMain(
                repository,
                Map.of(MANIFEST, HubForTests.manifest("A wiki"), "README.md", "# A wiki\n\n## For teams\n"));
        hub.settle();
        hub.propose(
                repository,
                Map.of(MANIFEST, HubForTests.manifest("A better wiki"), "README.md", "# A wiki\n"),
                "A better title");
        hub.settle();
        assertThat(hub.post("/api/v1/repos/acme/wiki/pulls/1/comments", "{\"body\": \"# Why?\"}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(hub.post("/api/v1/orgs/acme/teams", "{\"name\": \"core\"}").statusCode())
                .isEqualTo(201);
        assertThat(hub.app.releases().stable(repository)).isPresent();
        hub.app.accounts().create("ada", Role.READER, Account.HUB);
        return repository;
    }

    /** Whether it is a page that this hub has something to show on. */
    static boolean isHere(Route route) {
        return route.surface() == Route.Surface.PAGE && !NOT_HERE.contains(route.signature());
    }

    /** The addresses of all pages that an administrator is shown. */
    public List<String> pages() {
        try (var browser = hub.browser()) {
            return Stream.concat(
                            readable.stream().filter(FilledHub::isHere).map(route -> path(route, filled)),
                            Stream.of("/" + empty.name()))
                    .filter(path -> isPage(browser.get(path)))
                    .toList();
        }
    }

    private static boolean isPage(HttpResponse<?> reply) {
        return reply.statusCode() == 200
                && reply.headers().firstValue("Content-Type").orElse("").startsWith("text/html")
                && reply.headers().firstValue("Content-Disposition").isEmpty();
    }

    static String path(Route route, HostedRepository repository) {
        return route.path()
                .replace("{owner}", repository.name().owner())
                .replace("{name}", repository.name().name())
                .replace("{org}", repository.name().owner())
                .replace("{ref}", BranchName.MAIN.name())
                .replace("{path...}", MANIFEST)
                .replace("{version}", "2.3.0")
                .replace("{team}", "core")
                .replace("{user}", "ada")
                .replaceAll("\\{\\w+(\\.\\.\\.)?}", "1");
    }

    @Override
    public void close() {
        hub.close();
    }
}
