package dev.softservice.server.web;

import dev.softservice.server.core.EarlyAnswer;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/** Reads a request's body byte for byte, whatever type it says it has, up to a limit: signatures are over bytes. */
final class BodyReader {
    private static final int MOST_FIELDS = 64;
    private static final long SLOWEST_MILLIS = 60_000;
    private static final long LINGER_MILLIS = 5_000;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final int limit;
    private final Optional<BodyBudget.Share> share;
    private final IntConsumer failed;
    private Buffer body = Buffer.buffer();
    private int length;
    private boolean over;
    private long slow = -1;

    private BodyReader(RoutingContext context, int limit, Optional<BodyBudget.Share> share, IntConsumer failed) {
        this.vertx = context.vertx();
        this.request = context.request();
        this.limit = limit;
        this.share = share;
        this.failed = failed;
    }

    /**
     * On the event loop, within the request's own turn or while it is paused. One of {@code then} and {@code failed}, given a status, is called
     * once. What is held counts against {@code share}, which the caller closes.
     */
    static void read(
            RoutingContext context, int limit, BodyBudget.Share share, Consumer<byte[]> then, IntConsumer failed) {
        read(context, new BodyReader(context, limit, Optional.of(share), failed), then);
    }

    /** Reads as {@link #read} and keeps nothing: a client that is refused while still sending would not see the answer. */
    static void discard(RoutingContext context, int limit, Runnable then, IntConsumer failed) {
        read(context, new BodyReader(context, limit, Optional.empty(), failed), _ -> then.run());
    }

    private static void read(RoutingContext context, BodyReader reader, Consumer<byte[]> then) {
        var request = context.request();
        if (reader.saysTooMuch()) {
            reader.fail(413);
            return;
        }
        if (waits(request)) request.response().writeContinue();
        reader.slow = reader.vertx.setTimer(SLOWEST_MILLIS, _ -> reader.fail(408));
        request.handler(reader::take);
        request.exceptionHandler(_ -> reader.fail(400));
        request.endHandler(_ -> {
            reader.vertx.cancelTimer(reader.slow);
            if (reader.over) return;
            reader.over = true;
            then.accept(reader.body.getBytes());
        });
        request.resume();
    }

    private boolean saysTooMuch() {
        var length = request.getHeader("Content-Length");
        return length != null && (length.length() > 10 || Long.parseLong(length) > limit);
    }

    private void take(Buffer chunk) {
        if (over) return;
        length += chunk.length();
        if (length > limit) fail(413);
        else if (share.isPresent()) {
            if (share.get().take(chunk.length())) body.appendBuffer(chunk);
            else fail(503);
        }
    }

    private void fail(int status) {
        if (over) return;
        over = true;
        // Before the caller gives the share back: a timer that runs on would keep what nobody counts any more.
        vertx.cancelTimer(slow);
        body = Buffer.buffer();
        request.response().putHeader("Connection", "close");
        failed.accept(status);
        linger(vertx, request);
    }

    /** Whether the client has a body, and sends it only when it is told to go on. */
    static boolean waits(HttpServerRequest request) {
        return "100-continue".equalsIgnoreCase(request.getHeader("Expect"))
                && (request.headers().contains("Content-Length")
                        || request.headers().contains("Transfer-Encoding"));
    }

    static void linger(Vertx vertx, HttpServerRequest request) {
        EarlyAnswer.linger(vertx, request, LINGER_MILLIS);
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
