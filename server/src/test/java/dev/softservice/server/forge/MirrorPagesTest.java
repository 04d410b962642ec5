package dev.softservice.server.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.testing.Soon;
import dev.softservice.server.scenario.Hub;
import dev.softservice.server.web.BrowserSession;
import dev.softservice.server.web.HubForTests;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mirror is set up, seen and ended on pages, by a person who never uses the API. */
class MirrorPagesTest {
    private static final String PAGE = "/samples/wiki/mirror";

    @TempDir
    Path folder;

    private ForgeStub forge;
    private HubForTests hub;
    private BrowserSession browser;

    @BeforeEach
    void open() throws Exception {
        forge = new ForgeStub(folder.resolve("forge"));
        forge.push("main", "softservice.yaml", Hub.manifest("2.3"));
        hub = new HubForTests(folder.resolve("hub"), forge.origin());
        hub.repository("samples", "wiki");
        browser = hub.browser();
    }

    @AfterEach
    void close() {
        browser.close();
        hub.close();
        forge.close();
    }

    @Test
    void aMirrorIsSetUpSeenAndEnded() throws Exception {
        assertThat(browser.get(PAGE).body()).contains("Clone URL").doesNotContain("How it does", "End it");
        assertThat(browser.get("/mirrors").body()).contains("No repository mirrors a forge.");

        var made = browser.post(PAGE, PAGE, fields(Map.of("secret", MirrorTest.SECRET, "pushReleases", "yes")));
        assertThat(made.headers().firstValue("Location")).contains(PAGE);
        assertThat(browser.get(PAGE).body())
                .contains(
                        "How it does",
                        forge.cloneUrl().toString(),
                        "one is kept",
                        "/api/v1/hooks/samples/wiki",
                        " checked")
                .doesNotContain(ForgeStub.TOKEN, MirrorTest.SECRET);
        await("none yet");

        deliver();
        assertThat(browser.get(PAGE).body()).contains("Deliveries", "push refs/heads/main");
        assertThat(browser.post(PAGE, PAGE + "/look", Map.of()).statusCode()).isEqualTo(303);
        assertThat(browser.get("/mirrors").body())
                .contains("samples/wiki", forge.cloneUrl().toString());

        assertThat(browser.post(PAGE, PAGE + "/remove", Map.of()).statusCode()).isEqualTo(303);
        assertThat(browser.get(PAGE).body()).doesNotContain("How it does");
    }

    @Test
    void aRepositoryOfAForgeComesInOneStepUnderItsNameThere() throws Exception {
        var made = browser.post(
                "/start",
                "/start/mirror",
                Map.of("kind", "github", "url", forge.cloneUrl().toString(), "owner", "octo", "name", ""));
        assertThat(made.headers().firstValue("Location")).contains("/octo/wiki/mirror");
        assertThat(browser.get("/octo/wiki/mirror").body())
                .contains("How it does", forge.cloneUrl().toString());
    }

    @Test
    void theHubsOwnSecretIsShownOnce() {
        var made = browser.post(PAGE, PAGE, fields(Map.of()));
        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(made.body()).containsPattern("id=\"hook-secret\">[0-9a-f]{64}<");
        assertThat(browser.get(PAGE).body()).doesNotContain("hook-secret");
    }

    @Test
    void whatCannotWorkIsSaidBesideTheFormAndWhatWasTypedStays() {
        for (var wrong : Map.of(
                        "url", "http://10.1.2.3/octo/wiki.git",
                        "api", "https://192.168.7.7/api",
                        "pollSeconds", "5",
                        "kind", "svn",
                        "branches", "a..b")
                .entrySet()) {
            var answer = browser.post(PAGE, PAGE, fields(Map.of(wrong.getKey(), wrong.getValue())));
            assertThat(answer.statusCode()).as(wrong.getKey()).isEqualTo(422);
            assertThat(answer.body()).contains("role=\"alert\">field " + wrong.getKey());
            if (!wrong.getKey().equals("kind")) assertThat(answer.body()).contains(wrong.getValue());
        }
        assertThat(browser.get(PAGE).body()).doesNotContain("How it does");
    }

    @Test
    void aForgeThatDoesNotAnswerIsToldThere() throws Exception {
        browser.post(PAGE, PAGE, fields(Map.of()));
        await("none yet");
        assertThat(browser.get(PAGE).body()).doesNotContain("has not answered");
        forge.close();
        browser.post(PAGE, PAGE + "/look", Map.of());
        Soon.await(() -> browser.get(PAGE).body().contains(forge.origin() + " has not answered 1 look;"));
    }

    private Map<String, String> fields(Map<String, String> more) {
        var fields = new HashMap<>(Map.of(
                "kind", "github", "url", forge.cloneUrl().toString(), "token", ForgeStub.TOKEN, "pollSeconds", "60"));
        fields.putAll(more);
        return fields;
    }

    /** Returns once the page does not say {@code words} any more. */
    private void await(String words) throws InterruptedException {
        var until = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (browser.get(PAGE).body().contains(words)) {
            assertThat(System.nanoTime()).as("still " + words).isLessThan(until);
            Thread.sleep(100);
        }
    }

    private void deliver() throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var hook = forge.pushHook(MirrorTest.SECRET, "main")
                    .to(HttpRequest.newBuilder(URI.create(hub.address() + "/api/v1/hooks/samples/wiki")));
            assertThat(client.send(hook.build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(202);
        }
    }
}
