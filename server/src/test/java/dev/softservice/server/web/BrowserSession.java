package dev.softservice.server.web;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Asks for pages and sends their forms as a browser does, cookie and form token included, without a browser. */
public final class BrowserSession implements AutoCloseable {
    private static final Pattern TOKEN = Pattern.compile("name=\"form-token\" value=\"([^\"]*)\"");

    private final HttpClient client = HttpClient.newHttpClient();
    private final String address;
    private String cookie = "";

    /** Of somebody who has not logged in to the hub at {@code address}. */
    public BrowserSession(String address) {
        this.address = address;
    }

    /** Logs in to the hub at {@code address} with one of its tokens. */
    public BrowserSession(String address, String token) {
        this(address);
        post("/login", "/login", Map.of("token", token, "next", "/"));
    }

    /** The cookie as it is sent. */
    public String cookie() {
        return cookie;
    }

    /** What the address answers; a redirect is not followed. */
    public HttpResponse<String> get(String path) {
        return send(request(path));
    }

    /** Opens {@code page}, fills in a form of it and sends that to {@code path}. */
    public HttpResponse<String> post(String page, String path, Map<String, String> fields) {
        if (cookie.isEmpty()) get(page);
        var token = TOKEN.matcher(get(page).body());
        if (!token.find()) throw new AssertionError("no form on " + page);
        var form = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "form-token=" + URLEncoder.encode(token.group(1), StandardCharsets.UTF_8) + "&" + form)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).header("Cookie", cookie);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            var reply = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            reply.headers().firstValue("Set-Cookie").ifPresent(set -> cookie = set.split(";")[0]);
            return reply;
        } catch (java.io.IOException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
