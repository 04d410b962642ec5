package dev.softservice.server.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.webhooks.Secret;
import dev.softservice.webhooks.Signature;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is delivered to a hook's address: genuine or not, once or often, early or late. */
class HookTest extends MirrorTest {
    @Test
    void aPingIsAnsweredAndLeadsToNothing() {
        mirrored("");
        int asked = forge.requests.size();
        HttpResponse<String> answer = deliver(forge.ping(SECRET));
        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(json(answer.body()).get("look").asBoolean()).isFalse();
        look();
        assertThat(forge.requests).hasSize(asked);
    }

    @Test
    void whatIsOfNoInterestIsNotRefused() {
        mirrored("");
        assertThat(deliver(ForgeStub.signed(
                                SECRET, "star", "d1", "{\"action\":\"created\"}".getBytes(StandardCharsets.UTF_8)))
                        .statusCode())
                .isEqualTo(202);
        assertThat(deliver(forge.pullHook(SECRET, "pull_request-labeled", 7)).statusCode())
                .isEqualTo(202);
    }

    @Test
    void anUnsignedOrForgedDeliveryIsRefusedAndLeadsToNothing() {
        mirrored("");
        int asked = forge.requests.size();
        forge.push("main", "page", "two");
        var unsigned = web.request("/api/v1/hooks/samples/wiki")
                .header("X-GitHub-Event", "push")
                .POST(HttpRequest.BodyPublishers.ofString("{}"));
        HttpResponse<String> answer = web.send(unsigned);
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(json(answer.body()).get("detail").asText()).contains("X-Hub-Signature-256", "missing");

        assertThat(deliver(forge.pushHook("another repository's secret", "main"))
                        .statusCode())
                .isEqualTo(401);
        look();
        assertThat(forge.requests).hasSize(asked);
    }

    @Test
    void aGenuineDeliveryThatIsNotReadableNamesTheField() {
        mirrored("");
        HttpResponse<String> answer =
                deliver(ForgeStub.signed(SECRET, "push", "d1", "{\"ref\":7}".getBytes(StandardCharsets.UTF_8)));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(json(answer.body()).get("detail").asText()).startsWith("field /");
        delivered(forge.pushHook(SECRET, "main"));
    }

    @Test
    void aRepositoryThatMirrorsNothingTakesNoHooks() {
        assertThat(web.send(web.request("/api/v1/hooks/samples/wiki").POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(404);
        assertThat(web.send(web.request("/api/v1/hooks/samples/nothing").POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(404);
        assertThat(web.send(web.request("/api/v1/hooks/samples/..").POST(HttpRequest.BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aBodyAboveTheLimitIsRefusedAndTheNextOneIsTaken() {
        mirrored("");
        byte[] large = new byte[26 * 1024 * 1024];
        Arrays.fill(large, (byte) ' ');
        var request = web.request("/api/v1/hooks/samples/wiki")
                .header("X-Hub-Signature-256", "sha256=" + Signature.hmacSha256(new Secret(SECRET), large))
                .header("X-GitHub-Event", "push")
                .POST(HttpRequest.BodyPublishers.ofByteArray(large));
        assertThat(web.send(request).statusCode()).isEqualTo(413);
        delivered(forge.pushHook(SECRET, "main"));
    }

    @Test
    void aDeliveryThatIsSentAgainLooksAgain() {
        mirrored("");
        ForgeStub.Hook hook = forge.pushHook(SECRET, "main");
        assertThat(json(deliver(hook).body()).get("look").asBoolean()).isTrue();
        look();
        int asked = forge.requests.size();
        assertThat(json(deliver(hook).body()).get("look").asBoolean()).isTrue();
        look();
        assertThat(forge.requests).hasSizeGreaterThan(asked);
        clock.forward(Duration.ofDays(7));
        assertThat(deliver(hook).statusCode()).isEqualTo(202);
    }

    @Test
    void theSameIdWithAnotherBodyIsAConflictThatIsAudited() {
        mirrored("");
        byte[] first = "{\"zen\":\"a\"}".getBytes(StandardCharsets.UTF_8);
        byte[] second = "{\"zen\":\"b\"}".getBytes(StandardCharsets.UTF_8);
        delivered(ForgeStub.signed(SECRET, "ping", "same", first));
        HttpResponse<String> answer = deliver(ForgeStub.signed(SECRET, "ping", "same", second));
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(hub.app.audit().list(0, hub.admin)).first().satisfies(entry -> {
            assertThat(entry.action()).isEqualTo("hook.conflict");
            assertThat(entry.subject()).isEqualTo("samples/wiki");
        });
    }

    @Test
    void aHintSurvivesARestart() {
        mirrored("");
        String sha = forge.push("main", "page", "two");
        delivered(forge.pushHook(SECRET, "main"));
        restart();
        look();
        assertThat(main()).contains(sha);
    }

    @Test
    void aPayloadsOwnAddressesAreNeverAsked() {
        mirrored("");
        String sha = forge.push("main", "page", "two");
        ForgeStub.Hook hook = forge.pushHook(SECRET, "main");
        assertThat(new String(hook.body(), StandardCharsets.UTF_8)).contains("https://evil.example.org/octo/wiki.git");
        delivered(hook);
        look();
        assertThat(main()).contains(sha);
        assertThat(complaints()).isEmpty();
    }

    @Test
    void aHookOfAnotherRepositoryWithThisSecretIsOnlyAReasonToLook() {
        mirrored("");
        byte[] body = new String(forge.pushHook(SECRET, "main").body(), StandardCharsets.UTF_8)
                .replace("octo/wiki", "octo/other")
                .getBytes(StandardCharsets.UTF_8);
        String before = main().orElseThrow();
        delivered(ForgeStub.signed(SECRET, "push", "d9", body));
        look();
        assertThat(main()).contains(before);
        assertThat(complaints()).isEmpty();
    }

    @Test
    void theFormThatGitHubSendsByDefaultIsTakenToo() {
        mirrored("");
        byte[] form = ("payload="
                        + java.net.URLEncoder.encode(
                                new String(forge.ping(SECRET).body(), StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8);
        var request = web.request("/api/v1/hooks/samples/wiki")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-GitHub-Event", "ping")
                .header("X-Hub-Signature-256", "sha256=" + Signature.hmacSha256(new Secret(SECRET), form))
                .POST(HttpRequest.BodyPublishers.ofByteArray(form));
        assertThat(web.send(request).statusCode()).isEqualTo(202);
    }

    @Test
    void aLongFormWhosePayloadIsNoJsonIsRefusedAndTheNextDeliveryIsTaken() {
        mirrored("");
        byte[] form = ("payload=" + "x".repeat(300_000)).getBytes(StandardCharsets.UTF_8);
        var request = web.request("/api/v1/hooks/samples/wiki")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-GitHub-Event", "ping")
                .header("X-Hub-Signature-256", "sha256=" + Signature.hmacSha256(new Secret(SECRET), form))
                .POST(HttpRequest.BodyPublishers.ofByteArray(form));
        assertThat(web.send(request).statusCode()).isEqualTo(422);
        delivered(forge.pushHook(SECRET, "main"));
    }

    @Test
    void aRemovedMirrorTakesNoMoreHooks() {
        mirrored("");
        assertThat(remove().statusCode()).isEqualTo(204);
        assertThat(deliver(forge.pushHook(SECRET, "main")).statusCode()).isEqualTo(404);
        assertThat(List.of(remove().statusCode(), shown().statusCode())).containsOnly(404);
        assertThat(main()).as("what was taken over stays").isPresent();
    }
}
