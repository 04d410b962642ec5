package dev.softservice.runner.install;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.runner.evidence.Version;
import dev.softservice.runner.model.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** {@code softservice yank}: asks a hub to take a release back, or to take that back. */
public final class HubYanks {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LARGEST = 1 << 20;
    private static final JsonMapper JSON = new JsonMapper();

    private final String token;

    /** @param token of a maintainer of the repository */
    public HubYanks(String token) {
        this.token = token;
    }

    /** {@code reason} empty: it may be installed again. */
    public void yank(Source source, Version version, Optional<String> reason) throws InterruptedException {
        var hub = source.hub()
                .orElseThrow(() -> InstallRefusal.input("a repository on disk has nobody who yanks: give the hub's"
                        + " address, https://HUB/OWNER/NAME"));
        source.requireSafeForToken();
        var path = source.url().substring(hub.length());
        var url = hub + "/api/v1/repos" + path + "/releases/" + version + "/yank";
        var request = HttpRequest.newBuilder(URI.create(url))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token)
                .header("Accept", "application/json");
        reason.ifPresentOrElse(
                why -> request.header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(
                                JSON.createObjectNode().put("reason", why).toString())),
                request::DELETE);
        try (var client = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build()) {
            var response = client.send(
                    request.build(), BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), LARGEST));
            if (response.statusCode() != 200)
                throw InstallRefusal.input(url + " answers with " + response.statusCode() + detail(response.body()));
        } catch (IOException e) {
            throw InstallRefusal.unreachable(url + " can't be reached: " + Reason.of(e));
        }
    }

    /** What the hub gives as its reason, in its own words. */
    private static String detail(String body) {
        try {
            var detail = JSON.readTree(body).path("detail").asText();
            return detail.isEmpty() ? "" : ": " + detail.replaceAll("\\p{Cntrl}", " ");
        } catch (JsonProcessingException notJson) {
            return ": is this a hub?";
        }
    }
}
