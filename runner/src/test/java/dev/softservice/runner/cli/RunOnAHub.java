package dev.softservice.runner.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.pack.PackWriter;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.TreeFormatter;

/** A hub with one run, number 12 of {@code samples/sleeper}, as far as those see it who make that run again. */
final class RunOnAHub implements AutoCloseable {
    static final JsonMapper JSON = new JsonMapper();

    /** What it says of the run; a test changes it. */
    final ObjectNode run;

    /** Set: who has no such token is told that there is no run. */
    Optional<String> token = Optional.empty();
    /** What it has forgotten. */
    boolean swept;

    private final HttpServer server;
    private final FileRepository repository;
    private final ObjectId tree;

    /** @param files by their names */
    RunOnAHub(Path folder, Map<String, String> files) throws IOException {
        repository = new FileRepository(folder.resolve("hub.git").toFile());
        repository.create(true);
        try (var inserter = repository.newObjectInserter()) {
            var formatter = new TreeFormatter();
            for (var file : new TreeMap<>(files).entrySet())
                formatter.append(
                        file.getKey(),
                        FileMode.REGULAR_FILE,
                        inserter.insert(Constants.OBJ_BLOB, file.getValue().getBytes(StandardCharsets.UTF_8)));
            tree = inserter.insert(formatter);
            inserter.flush();
        }
        run = JSON.createObjectNode()
                .put("run", 12)
                .put("repo", "samples/sleeper")
                .put("verdict", "failed")
                .put("reason", "test 'it is as quiet as asked' failed: expected quiet")
                .put("step", "accept")
                .put("commit", "1".repeat(40))
                .put("tree", tree.name())
                .put("architecture", "")
                .put("engine", "")
                .put("unreleased", false);
        run.putArray("uses");
        run.putObject("images").put("bed", "sha256:0").put("test:t", "sha256:0");
        run.putObject("bases");
        run.putNull("stable");
        run.putArray("failed").add("it is as quiet as asked");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String page() {
        return url() + "/samples/sleeper/runs/12";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var shown = exchange.getRequestHeaders().getFirst("Authorization");
            if (token.isPresent() && !("Bearer " + token.get()).equals(shown)) refuse(exchange, "no run 12");
            else if (path.equals("/api/v1/runs/12/reproduction")) {
                var body = JSON.writeValueAsBytes(run);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            } else if (path.equals("/api/v1/runs/12/trees/" + tree.name()) && !swept) {
                exchange.sendResponseHeaders(200, 0);
                try (var writer = new PackWriter(repository)) {
                    writer.preparePack(NullProgressMonitor.INSTANCE, Set.of(tree), Set.of());
                    writer.writePack(
                            NullProgressMonitor.INSTANCE, NullProgressMonitor.INSTANCE, exchange.getResponseBody());
                }
            } else if (path.startsWith("/api/v1/runs/12/trees/"))
                refuse(
                        exchange,
                        "run 12 is too old: its tree is not kept any more; run it again, and reproduce that one");
            else refuse(exchange, "no run of that number");
        }
    }

    private static void refuse(HttpExchange exchange, String detail) throws IOException {
        var body = JSON.writeValueAsBytes(JSON.createObjectNode().put("detail", detail));
        exchange.sendResponseHeaders(404, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        repository.close();
    }
}
