package dev.softservice.webhooks.http;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * One request to send.
 *
 * @param body     sent with the {@code Content-Type} that stands among the headers
 * @param deadline from here to the last byte of the answer, however busily the other side sends
 */
public record HttpCall(String method, URI uri, Map<String, String> headers, Optional<byte[]> body, Duration deadline) {
    public HttpCall {
        headers = Map.copyOf(headers);
    }
}
