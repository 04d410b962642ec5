package dev.softservice.server.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Somebody who uses the installed wiki through MediaWiki's own pages and API, with a browser's cookies. */
final class WikiVisitor implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final URI wiki;

    WikiVisitor(URI wiki) {
        this.wiki = wiki;
    }

    /** The page as a browser gets it. */
    String page(String title) throws InterruptedException {
        return send(HttpRequest.newBuilder(wiki.resolve("/wiki/" + encoded(title.replace(' ', '_'))))
                .build());
    }

    String frontPage() throws InterruptedException {
        return send(HttpRequest.newBuilder(wiki).build());
    }

    void logIn(String name, String password) throws InterruptedException {
        var answer = api(Map.of(
                        "action",
                        "clientlogin",
                        "username",
                        name,
                        "password",
                        password,
                        "loginreturnurl",
                        wiki.toString(),
                        "logintoken",
                        token("login")))
                .path("clientlogin");
        Unmet.unless(
                answer.path("status").asText().equals("PASS"),
                "the wiki did not let " + name + " in: "
                        + answer.path("message").asText());
    }

    void save(String title, String text) throws InterruptedException {
        var answer = api(Map.of("action", "edit", "title", title, "text", text, "token", token("csrf")));
        Unmet.unless(
                answer.path("edit").path("result").asText().equals("Success"),
                "the wiki did not save " + title + ": " + Plain.line(answer.toString(), 200));
    }

    /** Whether the wiki has an extension of this name. */
    boolean has(String extension) throws InterruptedException {
        for (var found : api(Map.of("action", "query", "meta", "siteinfo", "siprop", "extensions"))
                .path("query")
                .path("extensions")) {
            if (found.path("name").asText().equals(extension)) return true;
        }
        return false;
    }

    private String token(String kind) throws InterruptedException {
        return api(Map.of("action", "query", "meta", "tokens", "type", kind))
                .path("query")
                .path("tokens")
                .path(kind + "token")
                .asText();
    }

    private JsonNode api(Map<String, String> parameters) throws InterruptedException {
        var form = new LinkedHashMap<>(parameters);
        form.put("format", "json");
        form.put("formatversion", "2");
        var body = form.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        var request = HttpRequest.newBuilder(wiki.resolve("/api.php"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .timeout(Duration.ofSeconds(30))
                .build();
        try {
            return JSON.readTree(send(request));
        } catch (com.fasterxml.jackson.core.JsonProcessingException malformed) {
            throw new Unmet("the wiki's API answered no JSON");
        }
    }

    private String send(HttpRequest request) throws InterruptedException {
        try {
            var answer = http.send(request, BodyHandlers.ofString());
            Unmet.unless(answer.statusCode() == 200, request.uri() + " answered " + answer.statusCode());
            return answer.body();
        } catch (IOException gone) {
            throw new Unmet(request.uri() + " gave no answer: " + gone.getMessage());
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.close();
    }
}
