package dev.softservice.server.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.app.MirrorParts;
import dev.softservice.server.scenario.Hub;
import dev.softservice.server.web.Routes;
import dev.softservice.server.web.WebForTests;
import dev.softservice.webhooks.http.OutboundRules;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/forges.md} says to type works, one command after the other. */
class ForgesDocumentTest {
    private static final Pattern COMMAND =
            Pattern.compile("```sh\ncurl (?:-X (\\w+) )?\\$HUB(\\S+)(.*?)```", Pattern.DOTALL);
    private static final Pattern BODY = Pattern.compile("-d '(.*)'", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void everyCommandInTheDocumentSucceeds() throws IOException {
        List<MatchResult> commands = COMMAND.matcher(Files.readString(Path.of("../docs/forges.md")))
                .results()
                .toList();
        assertThat(commands).hasSize(4);
        try (Hub hub = Hub.open(folder, Optional.empty())) {
            hub.repository("wiki");
            try (Mirrors mirrors = new Mirrors(MirrorParts.of(hub.app, Clock.systemUTC()), OutboundRules.PUBLIC, 1);
                    WebForTests web = new WebForTests(new Routes(mirrors.routes()))) {
                for (MatchResult command : commands) {
                    HttpResponse<String> answer = send(web, command);
                    assertThat(answer.statusCode())
                            .as("%s: %s", command.group(), answer.body())
                            .isBetween(200, 204);
                }
            }
        }
    }

    private static HttpResponse<String> send(WebForTests web, MatchResult command) {
        Matcher body = BODY.matcher(command.group(3));
        var publisher =
                body.find() ? HttpRequest.BodyPublishers.ofString(body.group(1)) : HttpRequest.BodyPublishers.noBody();
        var request = web.request(command.group(2))
                .header("Authorization", "Bearer maintainer-token")
                .method(command.group(1) == null ? "GET" : command.group(1), publisher);
        if (command.group(3).contains("Content-Type: application/json")) {
            request.header("Content-Type", "application/json");
        }
        return web.send(request);
    }
}
