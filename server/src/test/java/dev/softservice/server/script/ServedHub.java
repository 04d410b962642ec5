package dev.softservice.server.script;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.softservice.runner.OtherProcess;
import dev.softservice.server.Main;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code softservice serve} as a process of its own, without an engine, with one account for each role. */
final class ServedHub implements AutoCloseable {
    private static final String ADMIN = "an-admin-token-for-scripts";

    final String url;
    final HttpClient client = HttpClient.newHttpClient();
    /** By the account's name: {@code admin}, {@code maintainer}, {@code contributor}, {@code reader}. */
    final Map<String, String> tokens = new HashMap<>(Map.of("admin", ADMIN));

    private final Process process;

    ServedHub(Path folder) throws IOException {
        Files.createDirectories(folder);
        var builder = new ProcessBuilder(command("serve", "--data", "data", "--port", "0"))
                .directory(folder.toFile())
                .redirectError(folder.resolve("log").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("SOFTSERVICE_"));
        builder.environment().put("SOFTSERVICE_ADMIN_TOKEN", ADMIN);
        builder.environment().put("DOCKER_HOST", "unix://" + folder.resolve("no.sock"));
        process = builder.start();
        var out = process.inputReader();
        var line = out.readLine();
        while (line != null && !line.startsWith("ready ")) line = out.readLine();
        if (line == null) throw new AssertionError("the hub ended: " + Files.readString(folder.resolve("log")));
        url = line.substring("ready ".length());
        for (var role : List.of("maintainer", "contributor", "reader")) {
            post("/users", "{\"name\": \"%s\", \"role\": \"%s\"}".formatted(role, role));
            var token = post(
                    "/tokens", "{\"user\": \"%s\", \"name\": \"scripts\", \"role\": \"%s\"}".formatted(role, role));
            tokens.put(role, token.path("token").asText());
        }
    }

    /** The whole command, as a process starts it. */
    static List<String> command(String... arguments) {
        return OtherProcess.command(List.of(), Main.class, arguments);
    }

    /** As the admin. */
    JsonNode post(String path, String json) {
        try {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create(url + "/api/v1" + path))
                            .header("Authorization", "Bearer " + ADMIN)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(json))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) throw new AssertionError(path + ": " + answer.body());
            return new ObjectMapper().readTree(answer.body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(path, e);
        }
    }

    @Override
    public void close() {
        client.close();
        process.destroy();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
