package dev.softservice.server.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.function.BiConsumer;

/** The hub's REST API as one person uses it. Whatever is not a 2xx answer is {@link Unmet}. */
final class PersonsHub {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http;
    private final URI hub;
    private final String token;

    PersonsHub(HttpClient http, URI hub, String token) {
        this.http = http;
        this.hub = hub;
        this.token = token;
    }

    /** The same hub, seen by somebody else. */
    PersonsHub as(String otherToken) {
        return new PersonsHub(http, hub, otherToken);
    }

    String token() {
        return token;
    }

    /** The page that a person would look at. */
    String address(String path) {
        return hub.resolve(path).toString();
    }

    JsonNode get(String path) throws InterruptedException {
        return json("GET " + path, send(request("/api/v1" + path).build(), "GET " + path));
    }

    JsonNode post(String path, Map<String, ?> body) throws InterruptedException {
        try {
            var request = request("/api/v1" + path)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
                    .build();
            return json("POST " + path, send(request, "POST " + path));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A page or file outside the API. */
    String text(String path) throws InterruptedException {
        return send(request(path).build(), "GET " + path);
    }

    /** Follows a run's events until the last one; {@code listener} gets each event's type and data. */
    void follow(long run, BiConsumer<String, JsonNode> listener) throws InterruptedException {
        var what = "GET /runs/" + run + "/events";
        try {
            var answer = http.send(
                    request("/api/v1/runs/" + run + "/events")
                            .timeout(Duration.ofHours(2))
                            .header("Accept", "text/event-stream")
                            .build(),
                    BodyHandlers.ofLines());
            Unmet.unless(answer.statusCode() == 200, what + " answered " + answer.statusCode());
            try (var lines = answer.body()) {
                var type = "message";
                for (var iterator = lines.iterator(); iterator.hasNext(); ) {
                    var line = iterator.next();
                    if (line.startsWith("event:")) type = line.substring(6).strip();
                    if (line.startsWith("data:"))
                        listener.accept(type, JSON.readTree(line.substring(5).strip()));
                    if (line.isEmpty() && type.equals("end")) return;
                }
            }
        } catch (IOException | java.io.UncheckedIOException broken) {
            throw new Unmet(what + " broke off: " + broken.getMessage());
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(hub.resolve(path))
                .timeout(Duration.ofMinutes(1))
                .header("Authorization", "Bearer " + token);
    }

    private String send(HttpRequest request, String what) throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            Unmet.unless(
                    answer.statusCode() / 100 == 2,
                    what + " answered " + answer.statusCode() + ": " + Plain.line(answer.body(), 300));
            return answer.body();
        } catch (IOException gone) {
            throw new Unmet(what + " got no answer: " + gone.getMessage());
        }
    }

    private static JsonNode json(String what, String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new Unmet(what + " answered no JSON: " + Plain.line(text, 120));
        }
    }
}
