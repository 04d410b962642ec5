package dev.softservice.runner.mutants;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.softservice.runner.engine.Environment.Executed;
import dev.softservice.runner.engine.Environment.Finished;
import dev.softservice.runner.engine.Environment.Found;
import dev.softservice.runner.engine.Environment.ReportFile;
import dev.softservice.runner.engine.FakeEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An engine without containers in which the services of {@code notes} do what they should: what is wrong is then the manifest, a report or the plan. */
final class ModelEngine implements AutoCloseable {
    private final HttpServer web;

    ModelEngine() throws IOException {
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.createContext("/", ModelEngine::answer);
        web.start();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        boolean post = exchange.getRequestMethod().equals("POST");
        var body = exchange.getRequestURI().getPath().equals("/notes.json")
                ? "{\"format\":1,\"open\":true,\"count\":3}"
                : "<h1>Notes</h1>";
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(post ? 201 : 200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Its suite hands in the reports of this version. */
    FakeEngine of(Path candidate) {
        var engine = new FakeEngine();
        engine.executions.add(new Executed(Optional.of(0), "50 of 50 seeded notes are there"));
        engine.commands.put("cat /var/index/count", new ArrayDeque<>(List.of(new Executed(Optional.of(0), "3"))));
        engine.addresses.put("web:80", web.getAddress());
        engine.finished = new Finished(
                Optional.of(0),
                Optional.empty(),
                new Found("/results", reports(candidate), Map.of()),
                List.of(),
                Duration.ofMillis(10));
        return engine;
    }

    private static List<ReportFile> reports(Path candidate) {
        try (var files = Files.list(candidate.resolve("web/reports"))) {
            return files.filter(file -> file.toString().matches(".*\\.(xml|tap)"))
                    .sorted()
                    .map(file -> new ReportFile("/results/" + file.getFileName(), bytes(file), false))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        web.stop(0);
    }
}
