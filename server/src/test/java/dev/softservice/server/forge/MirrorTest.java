package dev.softservice.server.forge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.server.MovableClock;
import dev.softservice.server.app.ConfigForTests;
import dev.softservice.server.app.MirrorParts;
import dev.softservice.server.app.MoreRoutes;
import dev.softservice.server.app.Web;
import dev.softservice.server.db.DatabaseKind;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.scenario.Hub;
import dev.softservice.server.web.Routes;
import dev.softservice.server.web.StreamingEndpoint;
import dev.softservice.server.web.WebForTests;
import dev.softservice.webhooks.Backoff;
import dev.softservice.webhooks.http.GuardedHttp;
import dev.softservice.webhooks.http.OutboundRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A hub and a forge, both real but for the engine; the hub's {@code samples/wiki} may mirror the forge's {@code octo/wiki}. */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
abstract class MirrorTest {
    static final String SECRET = "the hook's shared secret";
    static final Duration POLL = Duration.ofSeconds(60);
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String MIRROR = "/api/v1/repos/samples/wiki/mirror";

    @Parameter
    DatabaseKind kind;

    @TempDir
    Path folder;

    final MovableClock clock = new MovableClock();
    Optional<String> database = Optional.empty();
    ForgeStub forge;
    Hub hub;
    HostedRepository wiki;
    Mirrors mirrors;
    WebForTests web;

    @BeforeEach
    void open() throws IOException {
        if (kind == DatabaseKind.POSTGRES) {
            database = Optional.of(DatabaseKind.freshPostgresUrl());
        }
        forge = new ForgeStub(folder.resolve("forge"));
        openHub();
    }

    private void openHub() {
        hub = Hub.open(folder.resolve("hub"), database);
        wiki = hub.repository("wiki");
        var app = hub.app;
        var parts = MirrorParts.of(app, clock);
        var http = new GuardedHttp(OutboundRules.listing(List.of(forge.origin())));
        mirrors = new Mirrors(
                parts, http, new Backoff(2, Duration.ofSeconds(1), Duration.ofSeconds(5), _ -> {}), 100 << 20);
        app.feed().listen("mirrors under test", mirrors::onRun);
        web = new WebForTests(new Routes(mirrors.routes()));
    }

    @AfterEach
    void close() {
        closeHub();
        forge.close();
    }

    private void closeHub() {
        web.close();
        mirrors.close();
        hub.close();
    }

    void restart() {
        closeHub();
        openHub();
    }

    /** Sets the mirror up; {@code more}: further JSON fields, each with a comma before it. */
    HttpResponse<String> mirror(String more) {
        return put("""
            {"kind": "github", "url": "%s", "secret": "%s", "token": "%s", "pollSeconds": %d%s}\
            """.formatted(forge.cloneUrl(), SECRET, ForgeStub.TOKEN, POLL.toSeconds(), more));
    }

    HttpResponse<String> put(String json) {
        return web.send(as("maintainer", MIRROR)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(json)));
    }

    HttpResponse<String> shown() {
        return web.send(as("maintainer", MIRROR));
    }

    HttpResponse<String> remove() {
        return web.send(as("maintainer", MIRROR).DELETE());
    }

    private HttpRequest.Builder as(String role, String path) {
        return web.request(path).header("Authorization", "Bearer " + role + "-token");
    }

    /** What the hub's pages and API say to everybody. */
    String get(String path) {
        try (var site = new Web(hub.app, ConfigForTests.listening(), clock, StreamingEndpoint.NONE, MoreRoutes.NONE)) {
            int port = site.start();
            return web.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)))
                    .body();
        }
    }

    /** What the mirror's last look complained of. */
    List<String> complaints() {
        return json(shown().body())
                .get("error")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HttpResponse<String> deliver(ForgeStub.Hook hook) {
        return web.send(hook.to(web.request("/api/v1/hooks/samples/wiki")));
    }

    void delivered(ForgeStub.Hook hook) {
        assertThat(deliver(hook).statusCode()).isEqualTo(202);
    }

    /** Does whatever is due now, until nothing is. */
    void look() {
        try {
            mirrors.runDue();
            hub.drain();
            mirrors.runDue();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** An interval passes. */
    void poll() {
        clock.forward(POLL);
        look();
    }

    /** Everything that is queued is run, and the forge is told. */
    void settle() {
        hub.settle();
        look();
    }

    Optional<ObjectId> tip(String branch) {
        return hub.tip(wiki, "refs/heads/" + branch);
    }

    Optional<String> main() {
        return tip("main").map(ObjectId::name);
    }

    List<PullRequest> pulls() {
        return hub.app.pulls().list(wiki, Optional.empty(), 0, 100);
    }

    PullRequest pull() {
        assertThat(pulls()).hasSize(1);
        return pulls().getFirst();
    }

    /** What the forge shows beside a commit now. */
    Optional<ForgeStub.Status> status(String sha, String context) {
        return forge.statuses.stream()
                .filter(status -> status.sha().equals(sha) && status.context().equals(context))
                .reduce((_, last) -> last);
    }

    String state(String sha, String context) {
        return status(sha, context).map(ForgeStub.Status::state).orElse("nothing");
    }

    /** The forge's main holds a distro, and the hub has taken it over, verified and released it. */
    String mirrored(String more) {
        String sha = forge.push("main", "softservice.yaml", Hub.manifest("2.3"));
        assertThat(mirror(more).statusCode()).isEqualTo(201);
        look();
        settle();
        assertThat(complaints()).isEmpty();
        return sha;
    }
}
