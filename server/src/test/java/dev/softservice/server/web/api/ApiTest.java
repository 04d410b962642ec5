package dev.softservice.server.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.softservice.server.web.HubForTests;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApiTest extends OnAHub {
    private static final String WIKI = "/api/v1/repos/samples/team-wiki";

    @Test
    void aRepositoryIsMadeOnceAndThenFound() throws IOException {
        var made = hub.post("/api/v1/repos", """
            {"owner": "samples", "name": "team-wiki", "description": "A wiki"}\
            """);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(made.headers().firstValue("Location")).contains("http://127.0.0.1:" + hub.port + WIKI);
        var found = json(hub.get(WIKI));
        assertThat(found.get("owner").asText()).isEqualTo("samples");
        assertThat(found.get("cloneUrl").asText()).endsWith("/samples/team-wiki.git");
        assertThat(found.get("stable").isNull()).isTrue();
        assertThat(hub.post("/api/v1/repos", "{\"owner\": \"samples\", \"name\": \"team-wiki\"}")
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void aGreenPullRequestShowsItsRunAndMergesIntoARelease() throws Exception {
        var wiki = hub.repository("samples", "team-wiki");
        hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki")));
        hub.settle();
        var head = hub.propose(
                wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki"), "NEWS", "more"), "More news");
        hub.settle();

        var pull = json(hub.get(WIKI + "/pulls/1"));
        assertThat(names(pull)).contains("number", "state", "title", "base", "head", "merge", "verdict", "run");
        assertThat(pull.get("state").asText()).isEqualTo("open");
        assertThat(pull.get("head").asText()).isEqualTo(head.name());
        assertThat(pull.get("verdict").asText()).isEqualTo("passed");

        var run = json(hub.get("/api/v1/runs/" + pull.get("run").asLong()));
        assertThat(names(run))
                .contains(
                        "id",
                        "repo",
                        "kind",
                        "commit",
                        "tree",
                        "state",
                        "verdict",
                        "level",
                        "queuedAt",
                        "startedAt",
                        "verdictAt",
                        "finishedAt",
                        "reusedFrom",
                        "steps",
                        "tests");
        assertThat(run.get("repo").asText()).isEqualTo("samples/team-wiki");
        assertThat(run.get("commit").asText()).isEqualTo(pull.get("merge").asText());
        assertThat(names(run.get("steps").get(0))).containsExactly("name", "state", "startedAt", "finishedAt");
        assertThat(names(run.get("tests").get(0)))
                .containsExactly(
                        "suite",
                        "name",
                        "state",
                        "seconds",
                        "message",
                        "output",
                        "rung",
                        "moment",
                        "retry",
                        "attachments",
                        "startedAt",
                        "finishedAt",
                        "talkedTo",
                        "said",
                        "differences");

        var status = json(hub.get(WIKI + "/commits/" + head.name() + "/status"));
        assertThat(status.get("state").asText()).isEqualTo("success");
        assertThat(status.get("statuses").get(0).get("context").asText()).isEqualTo("softservice/pull");

        assertThat(pull.get("stopsChecking").get("what")).isEmpty();
        var merged = json(hub.post(WIKI + "/pulls/1/merge", ""));
        assertThat(merged.get("state").asText()).isEqualTo("merged");
        hub.settle();
        var releases = json(hub.get(WIKI + "/releases"));
        assertThat(releases.get(0).get("tag").asText()).isEqualTo("v2.3.1");
        var part = hub.get(WIKI + "/releases?limit=1");
        assertThat(json(part)).hasSize(1);
        var next = part.headers().firstValue("Link").orElseThrow().replaceFirst("<https?://[^/]+([^>]*)>.*", "$1");
        assertThat(json(hub.get(next)).get(0).get("tag").asText()).isEqualTo("v2.3.0");
        assertThat(hub.get(WIKI + "/releases").headers().firstValue("Link")).isEmpty();
        assertThat(json(hub.get(WIKI)).get("stable").get("version").asText()).isEqualTo("2.3.1");
        assertThat(json(hub.get("/api/v1/catalog?q=wiki"))
                        .get("entries")
                        .get(0)
                        .get("version")
                        .asText())
                .isEqualTo("2.3.1");
    }

    @Test
    void whatStopsCheckingSomethingIsMergedOnceTheHeadIsNamed() throws Exception {
        var wiki = hub.repository("samples", "team-wiki");
        hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki")));
        hub.settle();
        var weaker = HubForTests.manifest("Team wiki").replace("an editor can save a page", "it is there");
        var head = hub.propose(wiki, Map.of("softservice.yaml", weaker), "Tidy");
        hub.settle();

        var pull = json(hub.get(WIKI + "/pulls/1"));
        var lost = "renames the test \"an editor can save a page\" to \"it is there\"";
        assertThat(pull.get("stopsChecking").get("open").get(0).asText()).isEqualTo(lost);
        assertThat(pull.get("mergeable").get("reason").asText()).contains(lost);
        var refused = hub.post(WIKI + "/pulls/1/merge", "");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(json(refused).get("detail").asText()).contains(lost);

        var merged = json(hub.post(WIKI + "/pulls/1/merge", "{\"acceptWeaker\": \"" + head.name() + "\"}"));
        assertThat(merged.get("state").asText()).isEqualTo("merged");
        assertThat(merged.get("stopsChecking").get("what").get(0).asText()).isEqualTo(lost);
        assertThat(merged.get("stopsChecking").get("open")).isEmpty();
        assertThat(merged.get("stopsChecking").get("acceptedBy").asText()).isNotBlank();
    }

    @Test
    void aRedPullRequestSaysWhyAndDoesNotMerge() throws Exception {
        var wiki = hub.repository("samples", "team-wiki");
        hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki")));
        hub.propose(
                wiki,
                Map.of(
                        "softservice.yaml",
                        HubForTests.manifest("Team wiki"),
                        "verdict.txt",
                        "fails\nexpected Saved, got 500\n"),
                "Break it");
        hub.settle();
        var pull = json(hub.get(WIKI + "/pulls/1"));
        assertThat(pull.get("verdict").asText()).isEqualTo("failed");
        assertThat(pull.get("mergeable").get("now").asBoolean()).isFalse();
        assertThat(json(hub.get("/api/v1/runs/" + pull.get("run")))
                        .get("reason")
                        .asText())
                .contains("expected Saved, got 500");
        var refused = hub.post(WIKI + "/pulls/1/merge", "");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(json(refused).get("detail").asText()).isNotBlank();
    }

    @Test
    void mergeWhenVerifiedLandsByItself() throws Exception {
        var wiki = hub.repository("samples", "team-wiki");
        hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki")));
        hub.settle();
        hub.propose(
                wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki"), "verdict.txt", "holds"), "Later");
        hub.engine.held.take();
        assertThat(json(hub.post(WIKI + "/pulls/1/merge", "{\"when\": \"verified\"}"))
                        .get("state")
                        .asText())
                .isEqualTo("open");
        hub.engine.go("on we go");
        hub.settle();
        assertThat(json(hub.get(WIKI + "/pulls/1")).get("state").asText()).isEqualTo("merged");
    }

    @Test
    void aRunningRunIsCancelledAndRetried() throws Exception {
        var wiki = hub.repository("samples", "team-wiki");
        hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki"), "verdict.txt", "holds"));
        hub.engine.held.take();
        var id = hub.newestRun(wiki).id();
        assertThat(json(hub.post("/api/v1/runs/" + id + "/cancel", ""))
                        .get("verdict")
                        .asText())
                .isEqualTo("cancelled");
        var again = hub.post("/api/v1/runs/" + id + "/retry", "");
        assertThat(again.statusCode()).as(again.body()).isEqualTo(201);
        hub.engine.held.take();
        hub.engine.go("green now");
        hub.settle();
        assertThat(json(hub.get("/api/v1/runs/" + json(again).get("id")))
                        .get("verdict")
                        .asText())
                .isEqualTo("passed");
        assertThat(hub.get("/api/v1/runs/" + json(again).get("id") + "/log").body())
                .contains("web | green now");
    }

    @Test
    void listsGoBackByLinkHeader() throws Exception {
        var wiki = hub.repository("samples", "team-wiki");
        for (var i = 0; i < 3; i++) {
            hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("Wiki " + i)));
            hub.settle();
        }
        var first = hub.get(WIKI + "/runs?limit=2");
        assertThat(json(first)).hasSize(2);
        var next = first.headers().firstValue("Link").orElseThrow();
        assertThat(next)
                .startsWith("<http://127.0.0.1:" + hub.port + WIKI + "/runs?before=")
                .endsWith("; rel=\"next\"");
        var rest = json(hub.get(next.substring(next.indexOf(WIKI), next.indexOf('>'))));
        var last = json(first).get(1).get("id").asLong();
        assertThat(rest).isNotEmpty().allMatch(run -> run.get("id").asLong() < last);
    }

    @Test
    void usersAndTokensAreMadeAndRevoked() throws IOException {
        assertThat(hub.post("/api/v1/users", "{\"name\": \"ada\", \"role\": \"contributor\"}")
                        .statusCode())
                .isEqualTo(201);
        var token = json(hub.post("/api/v1/tokens", "{\"user\": \"ada\", \"name\": \"laptop\"}"));
        assertThat(names(token)).containsExactly("id", "token", "user", "role", "scopes", "repository", "expiresAt");
        var bearer = "Bearer " + token.get("token").asText();
        assertThat(hub.send(hub.request("/api/v1/catalog").header("Authorization", bearer))
                        .statusCode())
                .isEqualTo(200);
        assertThat(hub.send(hub.request("/api/v1/tokens/" + token.get("id"))
                                .header("Authorization", bearer)
                                .DELETE())
                        .statusCode())
                .isEqualTo(204);
        assertThat(hub.send(hub.request("/api/v1/catalog").header("Authorization", bearer))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void healthMetricsKeyAndSchemaAreThere() throws Exception {
        var wiki = hub.repository("samples", "team-wiki");
        hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki")));
        hub.settle();
        for (var path : List.of("/livez", "/readyz", "/healthz", "/openapi.json", "/schema/softservice-v1.json")) {
            assertThat(hub.get(path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(hub.get("/.well-known/softservice/allowed_signers").body()).contains("ssh-ed25519");
        assertThat(hub.get("/metrics").statusCode()).as("without a token").isEqualTo(401);
        assertThat(hub.send(hub.request("/metrics").header("Authorization", "Bearer " + HubForTests.ADMIN_TOKEN))
                        .body())
                .contains("softservice_runs_finished_total{kind=\"branch\",verdict=\"passed\"} 1.0")
                .contains("softservice_runs_queued")
                .contains("jvm_memory_used_bytes")
                .contains("softservice_http_seconds");
    }

    private static List<String> names(JsonNode node) {
        return node.propertyStream().map(Map.Entry::getKey).toList();
    }
}
