package dev.softservice.server.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.softservice.server.web.HubForTests;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conversation over HTTP, and what strangers send to it. */
class TalkApiTest {
    private static final String PULL = "/api/v1/repos/samples/team-wiki/pulls/1";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path data;

    private HubForTests hub;

    @BeforeEach
    void aPullRequest() throws Exception {
        hub = new HubForTests(data);
        var wiki = hub.repository("samples", "team-wiki");
        hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("Team wiki")));
        hub.settle();
        hub.propose(
                wiki,
                Map.of("softservice.yaml", HubForTests.manifest("Team wiki"), "NEWS", "one\ntwo\n"),
                "Tell the news");
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private static JsonNode json(HttpResponse<String> reply) throws IOException {
        return JSON.readTree(reply.body());
    }

    private static String body(String text) {
        return JsonNodeFactory.instance.objectNode().put("body", text).toString();
    }

    @Test
    void aLineIsSpokenOfAnsweredResolvedAndShownOnThePage() throws Exception {
        var said = hub.post(PULL + "/comments", "{\"body\": \"Is **this** new?\", \"path\": \"NEWS\", \"line\": 2}");
        assertThat(said.statusCode()).as(said.body()).isEqualTo(201);
        long id = json(said).get("id").asLong();
        assertThat(json(said).at("/current/line").asInt()).isEqualTo(2);
        assertThat(hub.post(PULL + "/comments", "{\"body\": \"Yes, see #1\", \"inReplyTo\": " + id + "}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(json(hub.post(PULL + "/comments/" + id + "/resolve", ""))
                        .get("resolvedBy")
                        .asText())
                .isEqualTo("admin");
        var page = hub.get("/samples/team-wiki/pulls/1").body();
        assertThat(page)
                .contains("Is <strong>this</strong> new?", "id=\"comment-" + id + "\"", "NEWS:2", "Resolved by admin")
                .contains("href=\"/samples/team-wiki/pulls/1\"");
        assertThat(json(hub.get(PULL + "/timeline")).findValuesAsText("type"))
                .contains("pushed", "tested", "commented");
    }

    @Test
    void aReviewIsSentAsOne() throws Exception {
        var sent = hub.post(
                PULL + "/reviews",
                "{\"version\": 1, \"verdict\": \"commented\", \"body\": \"Fine.\", \"comments\": [{\"body\": \"Why?\","
                        + " \"path\": \"NEWS\", \"line\": 1}]}");
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(201);
        assertThat(json(sent).get("comments")).hasSize(2);
        assertThat(json(hub.get(PULL + "/reviews")).findValuesAsText("verdict")).containsExactly("commented");
        assertThat(hub.get("/samples/team-wiki/pulls/1").body())
                .contains("review-" + json(sent).get("id"));
    }

    @Test
    void whatIsNotAcceptableIsRefusedInOneLine() throws Exception {
        for (var wrong : List.of(
                body(""),
                body("a\0b"),
                "{\"body\": \"broken \\ud800 half\"}",
                body("x".repeat(65_537)),
                "{\"body\": \"x\", \"path\": \"../../etc/passwd\", \"line\": 1}",
                "{\"body\": \"x\", \"path\": \"NEWS\", \"line\": 0}",
                "{\"body\": \"x\", \"path\": \"NEWS\", \"line\": 99999999999}",
                "{\"body\": \"x\", \"path\": \"NEWS\", \"line\": 1, \"side\": \"left\"}",
                "{\"body\": \"x\", \"path\": \"NEWS\"}",
                "{\"body\": \"x\", \"inReplyTo\": 4711}",
                "{\"body\": \"x\", \"author\": \"somebody\"}",
                "{\"body\": [\"x\"]}")) {
            var reply = hub.post(PULL + "/comments", wrong);
            assertThat(reply.statusCode()).as(wrong).isIn(404, 422);
            assertThat(json(reply).get("detail").asText()).isNotBlank().hasLineCount(1);
        }
        assertThat(hub.post(PULL + "/comments", body("x".repeat(1 << 20))).statusCode())
                .isEqualTo(413);
        assertThat(hub.post("/api/v1/repos/samples/team-wiki/pulls/9/comments", body("x"))
                        .statusCode())
                .isEqualTo(404);
        assertThat(json(hub.get(PULL + "/comments"))).isEmpty();
    }

    @Test
    void whatStrangersWriteIsShownAsHarmlessText() {
        for (var bomb : List.of(
                "<script>alert(1)</script>",
                "[x](javascript:alert(1)) ![i](https://foreign.example/a.png)",
                "*a **b ".repeat(8_000),
                "[".repeat(60_000),
                "> ".repeat(30_000) + "deep",
                "- ".repeat(30_000) + "deep",
                "`".repeat(60_000),
                "turned \u202e around")) {
            assertThat(hub.post(PULL + "/comments", body(bomb)).statusCode())
                    .as(bomb.substring(0, Math.min(20, bomb.length())))
                    .isEqualTo(201);
        }
        var page = hub.get("/samples/team-wiki/pulls/1");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .doesNotContain("<script>alert", "href=\"javascript:", "src=\"https://foreign", "\u202e");
    }
}
