package dev.softservice.runner.install;

import com.sun.net.httpserver.HttpExchange;
import dev.softservice.runner.image.TinyImage;
import dev.softservice.runner.model.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The images of a hub as an end user's machine sees them; told so, it cuts answers off, lies or has lost them. */
final class RegistryStub {
    /** Paths and Range headers, as they came. */
    final List<String> asked = Collections.synchronizedList(new ArrayList<>());

    /** Whether somebody has shown something that was not asked for. */
    volatile boolean leaked;

    private final Map<String, byte[]> blobs = new HashMap<>();
    /** How many answers are still to be cut off in the middle. */
    volatile int cuts;

    volatile boolean ignoresRanges;
    /** What has to be shown; its token server gives it to everybody. Empty: nothing has. */
    volatile String token = "";

    /** Where it redirects to what is read; empty: nowhere. */
    volatile String redirect = "";

    /** Whether it answers nothing but that it is busy. */
    volatile boolean busy;

    void put(TinyImage image) {
        put(image.manifest().write());
        put(image.config());
        image.layers().forEach(this::put);
    }

    private void put(byte[] content) {
        blobs.put(Digest.of(content).text(), content);
    }

    void lie(Digest digest, byte[] content) {
        blobs.put(digest.text(), content);
    }

    void lose(Digest digest) {
        blobs.remove(digest.text());
    }

    /** Whether it has sent the client somewhere else. */
    private boolean refers(HttpExchange exchange, String path) throws IOException {
        var here = "http://" + exchange.getRequestHeaders().getFirst("Host");
        if (path.equals("/v2/token")) {
            var given = ("{\"token\":\"" + token + "\"}").getBytes(StandardCharsets.UTF_8);
            var wanted = "service=registry&scope=repository%3Asamples%2Fnotes%3Apull";
            boolean right = wanted.equals(exchange.getRequestURI().getRawQuery());
            exchange.sendResponseHeaders(right ? 200 : 400, given.length);
            exchange.getResponseBody().write(given);
            return true;
        }
        var shown = exchange.getRequestHeaders().getFirst("Authorization");
        if (!token.isEmpty() && !("Bearer " + token).equals(shown)) {
            exchange.getResponseHeaders()
                    .set(
                            "WWW-Authenticate",
                            "Bearer realm=\"" + here
                                    + "/v2/token\",service=\"registry\",scope=\"repository:samples/notes:pull\"");
            exchange.sendResponseHeaders(401, -1);
            return true;
        }
        if (redirect.isEmpty()) {
            leaked |= token.isEmpty() && shown != null;
            return false;
        }
        exchange.getResponseHeaders().set("Location", redirect + path);
        exchange.sendResponseHeaders(307, -1);
        return true;
    }

    void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var range = exchange.getRequestHeaders().getFirst("Range");
        asked.add(path.substring(path.lastIndexOf('/') + 1) + (range == null ? "" : " " + range));
        if (busy || refers(exchange, path)) {
            try (exchange) {
                if (busy) exchange.sendResponseHeaders(503, -1);
            }
            return;
        }
        var content = blobs.get(path.substring(path.lastIndexOf('/') + 1));
        try (exchange) {
            if (content == null || !path.startsWith("/v2/samples/notes/")) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            int from = range == null || ignoresRanges
                    ? 0
                    : Integer.parseInt(range.replace("bytes=", "").replace("-", ""));
            if (from > 0)
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
            boolean cut = path.contains("/blobs/") && content.length > 1_000 && cuts > 0;
            if (cut) cuts--;
            exchange.getResponseBody().write(content, from, cut ? (content.length - from) / 2 : content.length - from);
            exchange.getResponseBody().flush();
        }
    }
}
