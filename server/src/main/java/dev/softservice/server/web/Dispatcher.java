package dev.softservice.server.web;

import dev.softservice.server.core.Refusal;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one matched request from wire to answer: authorisation, action, headers, body; each on a virtual thread of its own. */
public final class Dispatcher implements AutoCloseable {
    static final String COOKIE = "softservice";
    static final String FORM_TOKEN = "form-token";
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final int AT_ONCE = 2_000;

    private final Authorisation authorisation;
    private final Problems.Looks looks;
    private final MeterRegistry meters;
    private final BodyBudget bodies = BodyBudget.usual();
    private final ClientAddresses clients;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("web-", 0).factory());
    private final Semaphore room = new Semaphore(AT_ONCE);
    private volatile boolean draining;

    public Dispatcher(
            Authorisation authorisation, Problems.Looks looks, ClientAddresses clients, MeterRegistry meters) {
        this.authorisation = authorisation;
        this.looks = looks;
        this.clients = clients;
        this.meters = meters;
    }

    BodyBudget bodies() {
        return bodies;
    }

    /**
     * On the event loop, nothing of the body read yet. On the API a caller who may not come in is refused here, before anything is held for them; a
     * page's form proves itself by what is in its body.
     */
    void take(Route route, RoutingContext context) {
        if (route.surface() == Route.Surface.PAGE || route.body().bytes() == 0) {
            read(route, context);
            return;
        }
        if (draining || !room.tryAcquire()) {
            refuse(context.request(), Problems.ofStatus(503));
            return;
        }
        context.request().pause();
        var loop = Objects.requireNonNull(Vertx.currentContext());
        var request = read(route, context, new byte[0]);
        var proof = proof(context.request(), request);
        var from = provenance(context, request);
        var began = System.nanoTime();
        threads.execute(() -> {
            Optional<Reply> no;
            try {
                no = refused(route, request, () -> authorisation.admit(route, request.path(), proof, from));
            } finally {
                room.release();
            }
            loop.runOnContext(_ -> no.ifPresentOrElse(
                    reply -> {
                        refused(route, context, reply);
                        time(route, reply, began);
                    },
                    () -> read(route, context)));
        });
    }

    /** A client that waits for a word before it sends its body gets the answer in its place. */
    private void refused(Route route, RoutingContext context, Reply reply) {
        var request = context.request();
        if (BodyReader.waits(request)) {
            request.response().putHeader("Connection", "close");
            send(request, reply);
            BodyReader.linger(context.vertx(), request);
        } else {
            BodyReader.discard(
                    context,
                    route.body().bytes(),
                    () -> send(request, reply),
                    status -> refuse(request, Problems.ofStatus(status)));
        }
    }

    private Optional<Reply> refused(Route route, Call.Request request, Admission admission) {
        try {
            route.body().door().check(new Call(route, request, admission.admit()));
            return Optional.empty();
        } catch (Moved moved) {
            return Optional.of(moved.reply(route, request.uri(), looks));
        } catch (RuntimeException | Error e) {
            return Optional.of(Problems.reply(route.surface(), Problems.of(e), looks));
        }
    }

    private void read(Route route, RoutingContext context) {
        var share = bodies.share();
        BodyReader.read(context, route.body().bytes(), share, body -> dispatch(route, context, body, share), status -> {
            share.close();
            refuse(context.request(), Problems.ofStatus(status));
        });
    }

    /** On the event loop, the body read already. */
    private void dispatch(Route route, RoutingContext context, byte[] body, BodyBudget.Share share) {
        if (draining || !room.tryAcquire()) {
            share.close();
            refuse(context.request(), Problems.ofStatus(503));
            return;
        }
        var began = System.nanoTime();
        var request = read(route, context, body);
        var proof = proof(context.request(), request);
        var from = provenance(context, request);
        threads.execute(() -> {
            Reply reply;
            try {
                reply = answer(route, request, () -> authorisation.admit(route, request.path(), proof, from));
                // While it has its place: a hub that stops closes connections once no place is taken.
                if (reply.content() instanceof Reply.Whole) send(context.request(), reply);
            } finally {
                share.close();
                room.release();
            }
            // A stream or a large file may last for hours and takes no place.
            if (!(reply.content() instanceof Reply.Whole)) send(context.request(), reply);
            time(route, reply, began);
        });
    }

    private void time(Route route, Reply reply, long began) {
        meters.timer(
                        "softservice.http",
                        "route",
                        route.path(),
                        "method",
                        route.method().name(),
                        "status",
                        Integer.toString(reply.status()))
                .record(Duration.ofNanos(System.nanoTime() - began));
    }

    private interface Admission {
        Visitor admit();
    }

    private Reply answer(Route route, Call.Request request, Admission admission) {
        try {
            return route.action().answer(new Call(route, request, admission.admit()));
        } catch (Moved moved) {
            return moved.reply(route, request.uri(), looks);
        } catch (Refusal e) {
            if (e.kind() == Refusal.Kind.UNAUTHENTICATED
                    && route.surface() == Route.Surface.PAGE
                    && !route.method().changes()) {
                return Reply.redirect("/login?next="
                        + java.net.URLEncoder.encode(request.uri(), java.nio.charset.StandardCharsets.UTF_8));
            }
            return Problems.reply(route.surface(), Problems.of(e), looks);
        } catch (RuntimeException | Error e) {
            return Problems.reply(route.surface(), Problems.of(e), looks);
        }
    }

    /** For what never reached an action: the address alone tells whether a program or a person asked. */
    void refuse(HttpServerRequest request, Problems.Answer answer) {
        if (request.response().headWritten()) {
            request.response().reset();
            return;
        }
        var surface = request.uri().startsWith("/api/") || request.uri().startsWith("/runner/v1/")
                ? Route.Surface.API
                : request.uri().startsWith("/v2/") ? Route.Surface.REGISTRY : Route.Surface.PAGE;
        send(request, Problems.reply(surface, answer, looks));
    }

    private Call.Request read(Route route, RoutingContext context, byte[] body) {
        var request = context.request();
        var path = new java.util.HashMap<String, String>();
        for (var name : PathPattern.names(route.path())) path.put(name, PathPattern.value(context, name));
        var form = route.surface() == Route.Surface.PAGE
                ? BodyReader.form(request, body)
                : MultiMap.caseInsensitiveMultiMap();
        return new Call.Request(
                request.uri(),
                Map.copyOf(path),
                context.queryParams(),
                headers(request),
                body,
                form,
                clients.of(request));
    }

    /** A range counts for GET alone: HEAD tells of the whole (RFC 9110, 14.2). */
    private static MultiMap headers(HttpServerRequest request) {
        return request.method() == HttpMethod.HEAD
                ? MultiMap.caseInsensitiveMultiMap().addAll(request.headers()).remove("Range")
                : request.headers();
    }

    private static Authorisation.Proof proof(HttpServerRequest request, Call.Request read) {
        return new Authorisation.Proof(
                Optional.ofNullable(request.getHeader("Authorization")),
                Optional.ofNullable(request.getCookie(COOKIE)).map(cookie -> cookie.getValue()),
                read.remote());
    }

    private static Authorisation.Provenance provenance(RoutingContext context, Call.Request request) {
        var authority = context.request().authority();
        var token = request.form().get(FORM_TOKEN);
        return new Authorisation.Provenance(
                Optional.ofNullable(context.request().getHeader("Origin")),
                Optional.ofNullable(context.request().getHeader("Sec-Fetch-Site")),
                authority == null ? "" : authority.toString(),
                token == null ? "" : token);
    }

    private void send(HttpServerRequest request, Reply reply) {
        var response = request.response();
        if (response.ended() || response.closed()) return;
        response.setStatusCode(reply.status());
        var packed = Compression.wanted(request, reply);
        Headers.put(response, reply, packed);
        var head = request.method() == HttpMethod.HEAD;
        switch (reply.content()) {
            case Reply.Whole whole
            when head || reply.status() == 304 || reply.status() == 204 -> {
                if (reply.status() == 200 && !packed)
                    response.putHeader("Content-Length", Integer.toString(whole.bytes().length));
                response.end();
            }
            case Reply.Whole whole ->
                response.end(Buffer.buffer(packed ? Compression.packed(whole.bytes()) : whole.bytes()));
            case Reply.FilePart part
            when head -> {
                response.putHeader("Content-Length", Long.toString(part.range().length()));
                response.end();
            }
            case Reply.FilePart part -> file(response, part);
            case Reply.Streamed _ when head -> response.end();
            case Reply.Streamed streamed -> stream(request, streamed, packed);
        }
    }

    /** The kernel hands the file on; a slow reader holds no thread. */
    private static void file(HttpServerResponse response, Reply.FilePart part) {
        response.putHeader("Content-Length", Long.toString(part.range().length()));
        response.sendFile(
                        part.file().toString(),
                        part.range().from(),
                        part.range().length())
                .onFailure(gone -> {
                    LOG.debug("a file was not sent to its end: {}", gone.getMessage());
                    if (!response.ended()) response.reset();
                });
    }

    private void stream(HttpServerRequest request, Reply.Streamed streamed, boolean packed) {
        var response = request.response();
        if (!response.headers().contains("Content-Length")) response.setChunked(true);
        try {
            var out = new ResponseStream(response);
            if (packed) {
                try (var gzip = Compression.packing(out)) {
                    streamed.writer().write(gzip);
                }
            } else {
                streamed.writer().write(out);
            }
            // Not where it failed: what ends as it should is taken for the whole.
            out.close();
        } catch (IOException e) {
            LOG.debug("a client left early: {}", e.getMessage());
            response.reset();
        } catch (RuntimeException | Error e) {
            if (!response.headWritten()) {
                response.headers().clear();
                response.setChunked(false);
            }
            refuse(request, Problems.of(e));
        }
    }

    /** Refuses what comes from now on with 503, and waits a while for what is under way. */
    void drain(Duration patience) {
        draining = true;
        try {
            if (room.tryAcquire(AT_ONCE, patience.toMillis(), TimeUnit.MILLISECONDS)) room.release(AT_ONCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
