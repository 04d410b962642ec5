package dev.softservice.webhooks.http;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** An answer whose body is still to be read; closing it frees the connection. Header names are lower case. */
public final class HttpAnswer implements AutoCloseable {
    private final int status;
    private final String reason;
    private final Map<String, List<String>> headers;
    private final InputStream body;
    private final Closeable connection;

    HttpAnswer(int status, String reason, Map<String, List<String>> headers, InputStream body, Closeable connection) {
        this.status = status;
        this.reason = reason;
        this.headers = headers;
        this.body = body;
        this.connection = connection;
    }

    public int status() {
        return status;
    }

    /** The status line's words; empty where there are none. */
    public String reason() {
        return reason;
    }

    public Map<String, List<String>> headers() {
        return headers;
    }

    public Optional<String> header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()).stream()
                .findFirst();
    }

    public InputStream body() {
        return body;
    }

    /** The whole body; more than {@code max} bytes are an {@link IOException}. */
    public byte[] bytes(int max) throws IOException {
        byte[] read = body.readNBytes(max + 1);
        if (read.length > max) {
            throw new IOException("the answer is longer than " + max + " bytes");
        }
        return read;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
