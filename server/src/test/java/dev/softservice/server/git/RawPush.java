package dev.softservice.server.git;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A push as bytes: what no git client would send. */
record RawPush(GitServer server) {
    static final String NONE = "0000000000000000000000000000000000000000";

    /** The answer's body, side-band included, to a push that makes {@code ref} from a pack. */
    String make(String ref, String commit, byte[] pack) {
        return send("contributor", command(NONE, commit, ref), pack).body();
    }

    static byte[] command(String before, String after, String ref) {
        return (line(before + " " + after + " " + ref + "\0 report-status side-band-64k agent=hand-made\n") + "0000")
                .getBytes(StandardCharsets.UTF_8);
    }

    static String line(String text) {
        return "%04x".formatted(text.getBytes(StandardCharsets.UTF_8).length + 4) + text;
    }

    HttpResponse<String> send(String token, byte[] commands, byte[] pack) {
        var body = ByteBuffer.allocate(commands.length + pack.length)
                .put(commands)
                .put(pack)
                .array();
        return post(HttpRequest.newBuilder(URI.create(server.url() + "/git-receive-pack"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/x-git-receive-pack-request")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build());
    }

    static HttpResponse<String> post(HttpRequest request) {
        try (var client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10))
                .build()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException broken) {
            throw new AssertionError(broken);
        }
    }
}
