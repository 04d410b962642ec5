package dev.softservice.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.softservice.runner.testing.Soon;
import dev.softservice.server.web.BrowserSession;
import dev.softservice.server.web.HubForTests;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A webhook is made, tried, stopped and removed, by a person on pages and by a program through the API, on a hub that really sends. */
class WebhookPagesTest {
    private static final String PAGE = "/samples/wiki/webhooks";
    private static final String API = "/api/v1/repos/samples/wiki/webhooks";

    @TempDir
    Path folder;

    private Receiver receiver;
    private HubForTests hub;
    private BrowserSession browser;

    @BeforeEach
    void open() throws Exception {
        receiver = new Receiver();
        hub = new HubForTests(folder, receiver.origin());
        hub.repository("samples", "wiki");
        browser = hub.browser();
    }

    @AfterEach
    void close() {
        browser.close();
        hub.close();
        receiver.close();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return hub.send(hub.request(path)
                .header("Authorization", "Bearer " + HubForTests.ADMIN_TOKEN)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private static JsonNode json(HttpResponse<String> reply, int status) throws IOException {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(status);
        return new ObjectMapper().readTree(reply.body());
    }

    @Test
    void aPersonMakesTriesStopsAndRemovesOne() throws Exception {
        assertThat(browser.get(PAGE).body()).contains("Add one", "pull.opened").doesNotContain("Try it");
        var made = browser.post(PAGE, PAGE, Map.of("url", receiver.origin() + "/hook", "run.finished", "yes"));
        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(made.body()).containsPattern("id=\"webhook-secret\">whsec_[A-Za-z0-9+/=&#;x]+<");
        assertThat(browser.get(PAGE).body())
                .contains("run.finished", "Nothing was sent yet.")
                .doesNotContain("whsec_");

        assertThat(browser.post(PAGE, PAGE + "/1/ping", Map.of()).statusCode()).isEqualTo(303);
        await(() -> browser.get(PAGE).body().contains("<td>taken</td>"), "the page says that it was taken");
        assertThat(receiver.got()).hasSize(1);
        assertThat(browser.post(PAGE, PAGE + "/1/deliveries/1/redeliver", Map.of())
                        .statusCode())
                .isEqualTo(303);
        await(() -> receiver.got().size() == 2, "it comes again");
        assertThat(receiver.got().get(1).header("webhook-id"))
                .isEqualTo(receiver.got().get(0).header("webhook-id"));

        browser.post(PAGE, PAGE + "/1/active", Map.of("active", "no"));
        assertThat(browser.get(PAGE).body())
                .contains("Nothing is sent: it was stopped by hand.")
                .doesNotContain("Try it");
        assertThat(browser.post(PAGE, PAGE + "/1/ping", Map.of()).body()).contains("webhook 1 is stopped");
        browser.post(PAGE, PAGE + "/1/active", Map.of("active", "yes"));
        assertThat(browser.get(PAGE).body()).contains("Try it");
        browser.post(PAGE, PAGE + "/1/remove", Map.of());
        assertThat(browser.get(PAGE).body()).doesNotContain(receiver.origin());
    }

    @Test
    void whatCannotWorkIsSaidBesideTheFormAndWhatWasTypedStays() {
        var inside = browser.post(PAGE, PAGE, Map.of("url", "http://10.1.2.3/hook", "run.finished", "yes"));
        assertThat(inside.statusCode()).isEqualTo(422);
        assertThat(inside.body()).contains("role=\"alert\">field url", "http://10.1.2.3/hook");
        var nothing = browser.post(PAGE, PAGE, Map.of("url", receiver.origin()));
        assertThat(nothing.statusCode()).isEqualTo(422);
        assertThat(nothing.body()).contains("choose at least one thing to be told of", receiver.origin());
    }

    @Test
    void aProgramDoesTheSameThroughTheApi() throws Exception {
        var made = json(
                send(
                        "POST",
                        API,
                        "{\"url\": \"%s\", \"events\": [\"release.published\"]}".formatted(receiver.origin())),
                201);
        assertThat(made.path("newSecret").asText()).startsWith("whsec_");
        var one = API + "/" + made.path("id").asLong();
        assertThat(json(send("GET", API, ""), 200)).hasSize(1);
        assertThat(json(send("GET", one, ""), 200).path("newSecret").isNull()).isTrue();

        var ping = json(send("POST", one + "/ping", ""), 202);
        assertThat(ping.path("event").asText()).isEqualTo("ping");
        await(() -> receiver.got().size() == 1, "the ping arrives");
        await(() -> state(one).equals("delivered"), "it is noted");
        var again = one + "/deliveries/" + ping.path("id").asLong() + "/redeliver";
        json(send("POST", again, ""), 202);
        await(() -> receiver.got().size() == 2, "it comes again");
        assertThat(send("GET", one + "/deliveries?limit=1", "").headers().firstValue("Link"))
                .hasValueSatisfying(link -> assertThat(link).contains(one + "/deliveries?before=", "rel=\"next\""));

        var stopped = json(send("PUT", one, "{\"url\": \"%s\", \"active\": false}".formatted(receiver.origin())), 200);
        assertThat(stopped.path("active").asBoolean()).isFalse();
        assertThat(stopped.path("events")).hasSize(8);
        assertThat(json(send("POST", one + "/ping", ""), 409).path("detail").asText())
                .contains("is stopped");
        assertThat(send("DELETE", one, "").statusCode()).isEqualTo(204);
        assertThat(json(send("GET", one, ""), 404).path("detail").asText()).contains("has no webhook 1");
        json(send("POST", API, "{\"url\": \"https://127.0.0.1/\"}"), 422);
    }

    private static <E extends Exception> void await(Soon.Condition<E> condition, String what) throws E {
        Soon.await(condition);
        assertThat(condition.holds()).as(what).isTrue();
    }

    private String state(String one) throws Exception {
        return json(send("GET", one + "/deliveries", ""), 200)
                .path(0)
                .path("state")
                .asText();
    }
}
