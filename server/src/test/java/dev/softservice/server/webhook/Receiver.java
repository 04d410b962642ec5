package dev.softservice.server.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes webhooks on loopback, answers as it is told to, and keeps what came. */
final class Receiver implements AutoCloseable {
    /** One request: header names as they came, with one value each. */
    record Got(Map<String, List<String>> headers, byte[] body) {
        String header(String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .map(header -> header.getValue().getFirst())
                    .findFirst()
                    .orElse("");
        }
    }

    /** What it answers from now on. */
    record Answer(int status, Map<String, String> headers, String body) {}

    private final HttpServer server;
    private final List<Got> got = new CopyOnWriteArrayList<>();
    private volatile Answer answer = new Answer(204, Map.of(), "");

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
    }

    String origin() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void answers(int status, Map<String, String> headers, String body) {
        answer = new Answer(status, headers, body);
    }

    List<Got> got() {
        return List.copyOf(got);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            got.add(new Got(
                    new HashMap<>(exchange.getRequestHeaders()),
                    exchange.getRequestBody().readAllBytes()));
            var now = answer;
            now.headers().forEach(exchange.getResponseHeaders()::set);
            var text = now.body().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(now.status(), text.length == 0 ? -1 : text.length);
            if (text.length > 0) exchange.getResponseBody().write(text);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
