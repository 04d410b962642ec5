package dev.softservice.webhooks;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A shared secret or token. Its text never shows in a log: {@link #toString} is a mask. */
public record Secret(String text) {
    public Secret {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a secret must not be blank");
        }
        if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("a secret must not contain control characters");
        }
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The value of an {@code Authorization} header (RFC 7617), with this as the password. */
    public String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + text).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "***";
    }
}
