package dev.softservice.server.web;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The hub's HTTP server: git's endpoint first, then the route table, and nothing else. */
public final class WebServer implements AutoCloseable {
    /** A percent sign that starts no byte: no decoder downstream has to wonder. */
    private static final Pattern MALFORMED = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private static final Duration DRAIN = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Handler<HttpServerRequest> requests;
    private final Dispatcher dispatcher;
    private final PublicUrl publicUrl;
    private final List<Address> addresses;
    private Optional<HttpServer> server = Optional.empty();

    private record Address(Pattern path, Route.Method method) {}

    /** {@code first} looks at requests before {@code dispatcher} answers those of {@code routes}. */
    public WebServer(Vertx vertx, StreamingEndpoint first, Routes routes, Dispatcher dispatcher, PublicUrl publicUrl) {
        this.vertx = vertx;
        this.dispatcher = dispatcher;
        this.publicUrl = publicUrl;
        this.addresses = routes.all().stream()
                .map(route -> new Address(Pattern.compile(PathPattern.regex(route.path())), route.method()))
                .toList();
        var router = router(vertx, routes);
        this.requests = request -> {
            if (MALFORMED.matcher(request.uri()).find() || hosts(request) > 1 || isUnclear(request))
                refuse(request, 400);
            else if (isCoded(request)) refuse(request, 501);
            else if (!first.take(request)) router.handle(request);
        };
    }

    /** What follows is not read as a request: another program before the hub may have taken it for something else. */
    private void refuse(HttpServerRequest request, int status) {
        request.response().putHeader("Connection", "close");
        dispatcher.refuse(request, Problems.ofStatus(status));
        BodyReader.linger(vertx, request);
    }

    /** A header without a name; some programs drop it, and some take it for a part of the one before. */
    private static boolean isUnclear(HttpServerRequest request) {
        return request.headers().contains("");
    }

    /** A body that would have to be unpacked before anybody can say where it ends. */
    private static boolean isCoded(HttpServerRequest request) {
        return request.headers().getAll("Transfer-Encoding").stream()
                .anyMatch(coding -> !"chunked".equalsIgnoreCase(coding.strip()));
    }

    private void invalid(HttpServerRequest request) {
        if (SpokenVersions.refuses(request)) dispatcher.refuse(request, Problems.ofStatus(505));
        else HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
    }

    /** Two of them, and the hub and a proxy before it may each believe another one. */
    private static int hosts(HttpServerRequest request) {
        return request.headers().getAll("Host").size();
    }

    private static HttpServerOptions options() {
        return new HttpServerOptions()
                .setMaxInitialLineLength(8 << 10)
                .setMaxHeaderSize(32 << 10)
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(180)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setDecompressionSupported(false)
                .setCompressionSupported(false);
    }

    /** The methods that an address answers to. */
    private String allowed(String path) {
        return addresses.stream()
                .filter(address -> address.path().matcher(path).matches())
                .flatMap(address -> address.method() == Route.Method.GET
                        ? Stream.of("GET", "HEAD")
                        : Stream.of(address.method().name()))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private Router router(Vertx vertx, Routes routes) {
        var router = Router.router(vertx);
        for (var route : routes.all()) {
            var matched =
                    router.routeWithRegex(HttpMethod.valueOf(route.method().name()), PathPattern.regex(route.path()));
            if (route.method() == Route.Method.GET) matched.method(HttpMethod.HEAD);
            matched.handler(context -> dispatcher.take(route, context));
            matched.failureHandler(this::failed);
        }
        for (var status : new int[] {400, 404, 405, 413, 500}) {
            router.errorHandler(status, this::failed);
        }
        return router;
    }

    /** What reading a request came to: below 400 it says nothing, and is the sender's fault all the same. */
    private void failed(RoutingContext context) {
        var status = context.statusCode() >= 400 ? context.statusCode() : 400;
        if (status == 405) context.response().putHeader("Allow", allowed(context.normalizedPath()));
        var answer =
                status < 500 || context.failure() == null ? Problems.ofStatus(status) : Problems.of(context.failure());
        dispatcher.refuse(context.request(), answer);
    }

    /** Shows what is in its certificate's files now. Refuses where that is of no use: then it goes on showing what it has. */
    public void renewed(TlsFiles files, Instant now) {
        var fresh = new ServerSSLOptions().setKeyCertOptions(files.read(vertx, now));
        server.ifPresent(listening -> listening
                // Even where the options look the same, which name the files and not what is in them.
                .updateSSLOptions(fresh, true)
                .toCompletionStage()
                .toCompletableFuture()
                .join());
    }

    /** Listens; returns the port. Refuses where its certificate is of no use. */
    public int start(ListenAddress address, Instant now) {
        var options = options();
        // Without ALPN: HTTP/1.1, as without TLS.
        address.tls()
                .ifPresent(files -> options.setSsl(true).setUseAlpn(false).setKeyCertOptions(files.read(vertx, now)));
        var listening = vertx.createHttpServer(options)
                .connectionHandler(SpokenVersions::watch)
                .invalidRequestHandler(this::invalid)
                .requestHandler(requests);
        server = Optional.of(listening);
        var port = listening
                .listen(address.port(), address.bind())
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        publicUrl.listeningAt(address.bind(), port);
        return port;
    }

    /** Lets what is under way finish, refusing what is new, for a few seconds; then closes. */
    @Override
    public void close() {
        dispatcher.drain(DRAIN);
        server.ifPresent(
                each -> each.close().toCompletionStage().toCompletableFuture().join());
        dispatcher.close();
    }
}
