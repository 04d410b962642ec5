package dev.softservice.server.web;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Reads a request's body byte for byte, whatever type it says it has, up to a limit: signatures are over bytes. */
final class BodyReader {
    private static final int MOST_FIELDS = 64;

    private final HttpServerRequest request;
    private final int limit;
    private final IntConsumer failed;
    private final Buffer body = Buffer.buffer();
    private boolean over;

    private BodyReader(HttpServerRequest request, int limit, IntConsumer failed) {
        this.request = request;
        this.limit = limit;
        this.failed = failed;
    }

    /** On the event loop, within the request's own turn. One of {@code then} and {@code failed}, given a status, is called once. */
    static void read(HttpServerRequest request, int limit, Consumer<byte[]> then, IntConsumer failed) {
        var reader = new BodyReader(request, limit, failed);
        if (reader.saysTooMuch()) {
            reader.fail(413);
            return;
        }
        request.handler(reader::take);
        request.exceptionHandler(_ -> reader.fail(400));
        request.endHandler(_ -> {
            if (reader.over) return;
            reader.over = true;
            then.accept(reader.body.getBytes());
        });
    }

    private boolean saysTooMuch() {
        var length = request.getHeader("Content-Length");
        return length != null && (length.length() > 10 || Long.parseLong(length) > limit);
    }

    private void take(Buffer chunk) {
        if (over) return;
        if (body.length() + chunk.length() > limit) fail(413);
        else body.appendBuffer(chunk);
    }

    private void fail(int status) {
        if (over) return;
        over = true;
        request.response().putHeader("Connection", "close");
        failed.accept(status);
    }

    /** The fields of a posted form; empty where the body is something else. */
    static MultiMap form(HttpServerRequest request, byte[] body) {
        var fields = MultiMap.caseInsensitiveMultiMap();
        var type = request.getHeader("Content-Type");
        if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded"))
            return fields;
        try {
            var text = new String(body, StandardCharsets.UTF_8);
            new QueryStringDecoder(text, StandardCharsets.UTF_8, false, MOST_FIELDS, true)
                    .parameters()
                    .forEach(fields::set);
        } catch (IllegalArgumentException malformed) {
            return MultiMap.caseInsensitiveMultiMap();
        }
        return fields;
    }
}
