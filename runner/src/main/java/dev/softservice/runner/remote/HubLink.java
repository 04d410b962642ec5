package dev.softservice.runner.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.softservice.runner.model.Reason;
import dev.softservice.runner.wire.Messages;
import dev.softservice.runner.wire.WireJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Calls one hub. No answer, and an answer that may be another one later, is an {@link IOException} with one line; a no is a {@link RefusedException}. */
final class HubLink implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** For what is large. */
    private static final Duration LONGEST = Duration.ofMinutes(20);

    private static final int LARGEST = 16 << 20;
    private static final JsonMapper JSON = new JsonMapper();

    private final URI hub;
    private final Optional<String> secret;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** {@code hub}: without a slash at its end; {@code secret}: what it gave this runner. */
    HubLink(URI hub, Optional<String> secret) {
        this.hub = hub;
        this.secret = secret;
    }

    URI hub() {
        return hub;
    }

    /** Posts a message; {@code held}: how long the hub may hold the call. */
    <T> T post(String path, Object message, Class<T> answer, Duration held) throws IOException, RefusedException {
        var request = request(path, PATIENCE.plus(held))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(WireJson.write(message)));
        return WireJson.read(bytes(request), answer);
    }

    <T> T get(String path, Class<T> answer) throws IOException, RefusedException {
        return WireJson.read(bytes(request(path, PATIENCE).GET()), answer);
    }

    /** Hands over bytes as they are, with a header of this value. */
    byte[] put(String path, byte[] body, String header, String value) throws IOException, RefusedException {
        return bytes(request(path, LONGEST)
                .header(header, value)
                .header("Content-Type", "application/octet-stream")
                .PUT(BodyPublishers.ofByteArray(body)));
    }

    /** A body of any length; the caller closes it. */
    InputStream stream(String path) throws IOException, RefusedException {
        return send(request(path, LONGEST).GET());
    }

    private HttpRequest.Builder request(String path, Duration patience) {
        var request =
                HttpRequest.newBuilder(URI.create(hub + Messages.PATH + path)).timeout(patience);
        secret.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        return request;
    }

    private byte[] bytes(HttpRequest.Builder request) throws IOException, RefusedException {
        try (var body = send(request)) {
            return body.readNBytes(LARGEST);
        }
    }

    private InputStream send(HttpRequest.Builder request) throws IOException, RefusedException {
        HttpResponse<InputStream> answer;
        try {
            answer = client.send(request.build(), BodyHandlers.ofInputStream());
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("told to stop");
        } catch (IOException gone) {
            throw new IOException(hub + " does not answer: " + Reason.of(gone), gone);
        }
        int status = answer.statusCode();
        if (status < 300) return answer.body();
        var said = said(answer);
        if (status >= 500 || status == 408 || status == 429) throw new IOException(hub + ": " + said);
        throw new RefusedException(hub + ": " + said);
    }

    private static String said(HttpResponse<InputStream> answer) throws IOException {
        try (var body = answer.body()) {
            var detail = JSON.readTree(new String(body.readNBytes(LARGEST), StandardCharsets.UTF_8))
                    .path("detail")
                    .asText("");
            return detail.isEmpty() ? "status " + answer.statusCode() : detail.replaceAll("\\p{Cntrl}", " ");
        } catch (JsonProcessingException notJson) {
            return "status " + answer.statusCode() + ", and nothing that a hub says; is the address right?";
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
