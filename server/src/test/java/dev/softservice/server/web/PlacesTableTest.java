package dev.softservice.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Accounts;
import dev.softservice.server.account.Bearer;
import dev.softservice.server.account.Reach;
import dev.softservice.server.account.Role;
import dev.softservice.server.account.TokenScope;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Members;
import dev.softservice.server.repo.Members.Member;
import dev.softservice.server.repo.Realm;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.Run;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every route that leads to a repository, a run or a namespace, asked with every kind of credential where that is public and where it is private,
 * compared with a table that a person has read. The roles are those of a real hub. {@code -Dgolden.update=true} rewrites the table.
 */
class PlacesTableTest {
    private static final Path TABLE = Path.of("src/test/resources/dev/softservice/server/web/places.txt");

    private final Map<String, String> tokens = new LinkedHashMap<>();
    private HubForTests hub;
    private HostedRepository open;
    private HostedRepository closed;
    private int clients;

    @Test
    void everyRouteLetsInExactlyWhomTheTableSays(@TempDir Path data, @TempDir Path other) throws Exception {
        var routes = RoutesForTests.of(other).mapped(route -> route.with(_ -> Reply.text("in")));
        try (var whole = new HubForTests(data)) {
            hub = whole;
            people();
            var runs = Map.of(open.id(), run(open), closed.id(), run(closed));
            try (var web = new WebForTests(
                    routes,
                    answer -> Reply.html(answer.status(), answer.title()),
                    hub.app.waysIn().authentication(),
                    new HubStanding(hub.app.access(), hub.app.runs()::find))) {
                var lines = new ArrayList<String>();
                for (var route : routes.all()) {
                    if (Place.kind(route) == Place.Kind.HUB) continue;
                    for (var place : List.of(open, closed)) {
                        var path = path(route, place, runs.get(place.id()));
                        lines.add(route.surface().name().toLowerCase() + " " + route.signature() + " "
                                + (place.isPrivate() ? "private" : "public") + ": "
                                + tokens.keySet().stream()
                                        .map(who -> outcome(web, route, path, who))
                                        .collect(Collectors.joining(" ")));
                    }
                }
                lines.sort(String::compareTo);
                lines.addFirst("# what these get: " + String.join(", ", tokens.keySet())
                        + ". in: the action runs; login: sent to log in; else refused");
                if (Boolean.getBoolean("golden.update")) Files.write(TABLE, lines);
                assertThat(lines).isEqualTo(Files.readAllLines(TABLE));
            }
        }
    }

    /** Somebody of each kind; none of them has a role on the hub but to read, and the admin. */
    private void people() {
        open = hub.app.repositories().create(new RepositoryName("acme", "open"), "", false, Account.HUB);
        closed = hub.app.repositories().create(new RepositoryName("secret", "closed"), "", true, Account.HUB);
        var elsewhere = hub.app.repositories().create(new RepositoryName("others", "wiki"), "", false, Account.HUB);
        tokens.put("nobody", "");
        tokens.put("stranger", account("stranger"));
        for (var role : List.of("reader", "contributor", "maintainer", "owner")) {
            tokens.put(role, account(role));
            for (var place : List.of(open, closed))
                give(place, role, Role.valueOf(role.toUpperCase(java.util.Locale.ROOT)));
        }
        tokens.put("owner-elsewhere", account("another"));
        give(elsewhere, "another", Role.OWNER);
        tokens.put("admin", HubForTests.ADMIN_TOKEN);
        tokens.put("admins-token-to-read", token("admin", Role.READER, Reach.FULL.scopes(), Optional.empty()));
        tokens.put("owners-token-for-git", token("owner", Role.OWNER, Set.of(TokenScope.GIT), Optional.empty()));
        tokens.put(
                "owners-token-for-the-private",
                token("owner", Role.OWNER, Reach.FULL.scopes(), Optional.of(closed.id())));
        tokens.put(
                "owners-token-for-another",
                token("owner", Role.OWNER, Reach.FULL.scopes(), Optional.of(elsewhere.id())));
        tokens.put("disabled-owner", account("gone"));
        for (var place : List.of(open, closed)) give(place, "gone", Role.OWNER);
        hub.app.accounts().disable("gone", true, Account.HUB);
    }

    private String account(String name) {
        hub.app.accounts().create(name, Role.READER, Account.HUB);
        return token(name, Role.OWNER, Reach.FULL.scopes(), Optional.empty());
    }

    private String token(String name, Role most, Set<TokenScope> scopes, Optional<Long> repository) {
        var asked =
                new Accounts.TokenRequest(name, "a token", new Reach(most, scopes, repository, 0), Optional.empty());
        return hub.app.accounts().issue(asked, Bearer.HUB).text();
    }

    /** In the repository, and in its whole namespace, so that the routes of namespaces show the same. */
    private void give(HostedRepository repository, String name, Role role) {
        var members = new Members(hub.app.database(), hub.app.audit(), () -> {});
        var owner = Account.HUB;
        members.set(new Realm.One(repository), new Member(name, false, role), owner);
        var namespace = hub.app
                .roles()
                .namespaces()
                .require(repository.name().owner(), dev.softservice.server.repo.Visible.ALL);
        members.set(new Realm.Whole(namespace), new Member(name, false, role), owner);
    }

    private Run run(HostedRepository repository) throws IOException, InterruptedException {
        hub.pushMain(repository, Map.of("softservice.yaml", HubForTests.manifest("A wiki")));
        hub.settle();
        return hub.newestRun(repository);
    }

    private static String path(Route route, HostedRepository place, Run run) {
        return route.path()
                .replace("{owner}", place.name().owner())
                .replace("{name}", place.name().name())
                .replace("{org}", place.name().owner())
                .replace("{id}", run.id().toString())
                .replaceAll("\\{\\w+(\\.\\.\\.)?}", "1");
    }

    private String outcome(WebForTests web, Route route, String path, String who) {
        var token = tokens.getOrDefault(who, "");
        var request = web.request(path);
        var form = "";
        if (route.surface() == Route.Surface.PAGE) {
            var id = token.isEmpty() ? web.sessions.newId() : web.sessions.open(token);
            request.header("Cookie", "softservice=" + id);
            form = "form-token=" + web.sessions.formToken(id);
        } else if (!token.isEmpty()) {
            // Each time a client of its own: the same one is held back after many wrong tokens.
            request.header("X-Forwarded-For", "10.1." + clients / 250 + "." + clients++ % 250);
            request.header("Authorization", "Bearer " + token);
        }
        if (route.method().changes()) {
            request.header("Content-Type", "application/x-www-form-urlencoded")
                    .method(route.method().name(), BodyPublishers.ofString(form));
        }
        var reply = web.send(request);
        return switch (reply.statusCode()) {
            case 200 -> reply.body().equals("in") ? "in" : "?";
            case 303 -> "login";
            default -> Integer.toString(reply.statusCode());
        };
    }
}
