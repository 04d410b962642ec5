package dev.softservice.server.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an action answers with. Headers that guard every answer are added where it is sent. */
public record Reply(int status, String type, Map<String, String> headers, Content content) {
    public static final String JSON = "application/json";
    public static final String HTML = "text/html; charset=utf-8";
    public static final String TEXT = "text/plain; charset=utf-8";

    public sealed interface Content {}

    public record Whole(byte[] bytes) implements Content {}

    public record Streamed(Writer writer) implements Content {}

    /** A part of a file, which may be all of it. */
    public record FilePart(Path file, ByteRange range) implements Content {}

    /** Writes a body of any length; {@code out} blocks while the client is slow, and throws once it is gone. */
    @FunctionalInterface
    public interface Writer {
        void write(OutputStream out) throws IOException;
    }

    public Reply {
        headers = Map.copyOf(headers);
        headers.values().forEach(Reply::refuseLineBreaks);
    }

    public static Reply json(Object body) {
        return json(200, body);
    }

    /** {@code body} is written by Jackson: records as objects, instants as ISO 8601, absent optionals as null. */
    public static Reply json(int status, Object body) {
        try {
            return bytes(status, JSON, Json.MAPPER.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("unwritable answer: " + e.getOriginalMessage(), e);
        }
    }

    public static Reply text(String text) {
        return bytes(200, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    public static Reply html(int status, String html) {
        return bytes(status, HTML, html.getBytes(StandardCharsets.UTF_8));
    }

    public static Reply bytes(int status, String type, byte[] bytes) {
        return new Reply(status, type, Map.of(), new Whole(bytes));
    }

    public static Reply stream(String type, Writer writer) {
        return new Reply(200, type, Map.of(), new Streamed(writer));
    }

    public static Reply file(int status, String type, Path file, ByteRange range) {
        return new Reply(status, type, Map.of(), new FilePart(file, range));
    }

    public static Reply nothing() {
        return bytes(204, TEXT, new byte[0]);
    }

    /** See other: {@code path} is a path on this hub, beginning with one slash; anything else would lead away from it. */
    public static Reply redirect(String path) {
        if (!path.matches("/(?![/\\\\])[\\x21-\\x7e]*|/"))
            throw new IllegalArgumentException("not a local path: " + path);
        return bytes(303, TEXT, new byte[0]).with("Location", path);
    }

    /** See other, at another site: only where the operator's settings lead. */
    public static Reply away(URI address) {
        return bytes(303, TEXT, new byte[0]).with("Location", address.toString());
    }

    /** An RFC 9457 problem. */
    public static Reply problem(int status, String title, String detail) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", "about:blank");
        body.put("title", title);
        body.put("status", status);
        body.put("detail", detail);
        var json = json(status, body);
        return new Reply(status, "application/problem+json", Map.of(), json.content());
    }

    public Reply with(String header, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Reply(status, type, more, content);
    }

    /** The same, locked in a sandbox but for styles of its own: what a stranger's program had a part in, and a browser might show. */
    public Reply sandboxed() {
        return with(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'");
    }

    private static void refuseLineBreaks(String value) {
        if (value.chars().anyMatch(c -> c < 0x20 && c != '\t' || c == 0x7f)) {
            throw new IllegalArgumentException("control character in a header");
        }
    }
}
