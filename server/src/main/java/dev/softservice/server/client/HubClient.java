package dev.softservice.server.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Asks one hub's API, with one token. */
final class HubClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final URI hub;
    private final Optional<String> token;

    /** @param hub its address, without a slash at the end */
    HubClient(URI hub, Optional<String> token) {
        this.hub = hub;
        this.token = token;
    }

    /** What the hub says no to, or what keeps it from answering. */
    static final class FailedException extends Exception {
        private static final long serialVersionUID = 1L;
        private final boolean platform;

        FailedException(boolean platform, String line) {
            super(line, null, false, false);
            this.platform = platform;
        }

        /** Whether nobody could tell, as opposed to a refusal. */
        boolean isPlatform() {
            return platform;
        }
    }

    /** {@code body} empty: none is sent. Returns the answer's text, empty where there is none. */
    String ask(String method, String path, Map<String, ?> body) throws FailedException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(hub + path)).timeout(PATIENCE);
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            if (body.isEmpty()) request.method(method, BodyPublishers.noBody());
            else
                request.header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(JSON.writeValueAsString(body)));
            var answer = client.send(request.build(), BodyHandlers.ofString());
            if (answer.statusCode() < 300) return answer.body();
            throw new FailedException(
                    answer.statusCode() >= 500, hub + ": " + said(answer.statusCode(), answer.body()));
        } catch (IOException failed) {
            throw new FailedException(
                    true,
                    hub + " does not answer: "
                            + Optional.ofNullable(failed.getMessage()).orElse("no connection"));
        }
    }

    static JsonNode read(String text) throws FailedException {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new FailedException(true, "the answer is not a hub's: is the address right?");
        }
    }

    private static String said(int status, String body) {
        try {
            var detail = JSON.readTree(body).path("detail").asText("");
            return detail.isEmpty() ? "status " + status : detail;
        } catch (JsonProcessingException malformed) {
            return "status " + status + ", and nothing that a hub says; is the address right?";
        }
    }
}
