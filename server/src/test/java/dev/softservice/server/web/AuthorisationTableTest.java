package dev.softservice.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.account.Role;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every route, asked with every kind of credential, compared with a table that a person has read. {@code -Dgolden.update=true} rewrites it. */
class AuthorisationTableTest {
    private static final Path TABLE = Path.of("src/test/resources/dev/softservice/server/web/authorisation.txt");
    private static final List<String> CREDENTIALS =
            List.of("none", "unknown", "reader", "contributor", "maintainer", "owner", "admin");
    private static final String HEADER = "# route: what " + String.join(", ", CREDENTIALS)
            + " get. in: the action runs; login: sent to log in; 401, 403: refused";

    private int clients;

    @Test
    void everyRouteLetsInExactlyWhomTheTableSays(@TempDir Path data) throws IOException {
        var routes = RoutesForTests.of(data).mapped(route -> route.with(_ -> Reply.text("in")));
        var lines = new ArrayList<String>();
        try (var web = new WebForTests(routes)) {
            for (var route : routes.all()) {
                lines.add(route.surface().name().toLowerCase() + " " + route.signature() + ": "
                        + CREDENTIALS.stream()
                                .map(who -> outcome(web, route, who))
                                .collect(Collectors.joining(" ")));
            }
        }
        lines.sort(String::compareTo);
        lines.addFirst(HEADER);
        if (Boolean.getBoolean("golden.update")) Files.write(TABLE, lines);
        assertThat(lines).isEqualTo(Files.readAllLines(TABLE));
    }

    @Test
    void whatIsNotInTheTableIsNotThere() {
        try (var web = new WebForTests(new Routes(List.of()))) {
            assertThat(web.get("/").statusCode()).isEqualTo(404);
            assertThat(web.get("/api/v1/repos").statusCode()).isEqualTo(404);
        }
    }

    private String outcome(WebForTests web, Route route, String who) {
        var path = route.path().replaceAll("\\{\\w+(\\.\\.\\.)?}", "1");
        var request = web.request(path);
        var form = "";
        switch (route.surface()) {
            case API, REGISTRY, RUNNER -> {
                // Each route is asked by a client of its own: the same one is held back after many wrong tokens.
                request.header("X-Forwarded-For", "10.0." + clients / 250 + "." + clients++ % 250);
                if (!who.equals("none")) request.header("Authorization", "Bearer " + who + "-token");
            }
            case PAGE -> {
                var id = who.equals("none") || who.equals("unknown")
                        ? web.sessions.newId()
                        : web.sessions.open(who + "-token");
                if (!who.equals("none")) request.header("Cookie", "softservice=" + id);
                form = "form-token=" + web.sessions.formToken(id);
            }
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

    @Test
    void everyRoleHasAColumn() {
        for (var role : Role.values()) {
            if (role != Role.ANONYMOUS)
                assertThat(CREDENTIALS).contains(role.name().toLowerCase());
        }
    }
}
