package dev.softservice.runner.install;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;

/** A hub as an end user's machine sees it: git's own http-backend, the address where the key is published, and its images. */
final class HubOverHttp implements AutoCloseable {
    private final HttpServer server;
    private final Path repositories;
    final RegistryStub registry = new RegistryStub();
    volatile String allowedSigners = "";
    volatile int signersStatus = 200;

    HubOverHttp(Path repositories) throws IOException {
        this.repositories = repositories;
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::git);
        server.createContext("/v2/", registry::answer);
        server.createContext(
                "/.well-known/softservice/allowed_signers",
                exchange -> answer(exchange, signersStatus, allowedSigners.getBytes(StandardCharsets.UTF_8)));
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void git(HttpExchange exchange) throws IOException {
        var backend = new ProcessBuilder("git", "http-backend");
        var environment = backend.environment();
        environment.put("GIT_PROJECT_ROOT", repositories.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("GIT_CONFIG_COUNT", "1");
        environment.put("GIT_CONFIG_KEY_0", "safe.directory");
        environment.put("GIT_CONFIG_VALUE_0", "*");
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("PATH_INFO", exchange.getRequestURI().getPath());
        environment.put(
                "QUERY_STRING",
                java.util.Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), ""));
        header(exchange, "Content-Type", environment, "CONTENT_TYPE");
        header(exchange, "Git-Protocol", environment, "GIT_PROTOCOL");
        header(exchange, "Content-Encoding", environment, "HTTP_CONTENT_ENCODING");
        var process = backend.start();
        try (var in = process.getOutputStream()) {
            exchange.getRequestBody().transferTo(in);
        }
        var said = process.getInputStream().readAllBytes();
        int end = new String(said, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
        int status = 200;
        for (var line : new String(said, 0, Math.max(end, 0), StandardCharsets.ISO_8859_1).split("\r\n")) {
            var parts = line.split(": ", 2);
            if (parts[0].equals("Status")) status = Integer.parseInt(parts[1].substring(0, 3));
            else if (parts.length == 2) exchange.getResponseHeaders().add(parts[0], parts[1]);
        }
        answer(exchange, status, java.util.Arrays.copyOfRange(said, end + 4, said.length));
    }

    private static void header(
            HttpExchange exchange, String name, java.util.Map<String, String> environment, String variable) {
        var value = exchange.getRequestHeaders().getFirst(name);
        if (value != null) environment.put(variable, value);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (var out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
