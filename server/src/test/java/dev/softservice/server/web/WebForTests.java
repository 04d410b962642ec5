package dev.softservice.server.web;

import dev.softservice.server.account.Account;
import dev.softservice.server.account.Authentication;
import dev.softservice.server.account.Bearer;
import dev.softservice.server.account.Role;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A real server on a random port with the routes of a test, and an account per role whose token is {@code ROLE-token}. */
public final class WebForTests implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Dispatcher dispatcher;
    private final WebServer server;
    private final SessionsForTests kept = new SessionsForTests();
    public final Sessions sessions = kept.sessions;
    public final PublicUrl publicUrl;
    public final int port;

    public WebForTests(Routes routes, Problems.Looks looks) {
        this(
                routes,
                looks,
                new Authentication(token -> authenticate(token).map(Bearer::of), Clock.systemUTC()),
                (_, _, bearer) -> bearer.onHub());
    }

    /** With accounts and roles that are kept somewhere. */
    WebForTests(Routes routes, Problems.Looks looks, Authentication authentication, AccountInPlace standing) {
        var address = new ListenAddress("127.0.0.1", 0);
        publicUrl = new PublicUrl(Optional.empty(), address);
        dispatcher = new Dispatcher(
                new Authorisation(authentication, standing, sessions, publicUrl),
                looks,
                ClientAddresses.behind(List.of("127.0.0.1")),
                new SimpleMeterRegistry());
        server = new WebServer(vertx, StreamingEndpoint.NONE, routes, dispatcher, publicUrl);
        port = server.start(address, Instant.now());
    }

    BodyBudget bodies() {
        return dispatcher.bodies();
    }

    public WebForTests(Routes routes) {
        this(routes, answer -> Reply.html(answer.status(), answer.title()));
    }

    public static Optional<Account> authenticate(String token) {
        for (var role : Role.values()) {
            if (role != Role.ANONYMOUS && token.equals(tokenOf(role))) {
                return Optional.of(new Account(role.ordinal(), role.name().toLowerCase(Locale.ROOT), role));
            }
        }
        return Optional.empty();
    }

    public static String tokenOf(Role role) {
        return role.name().toLowerCase(Locale.ROOT) + "-token";
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> get(String path) {
        return send(request(path));
    }

    @Override
    public void close() {
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
        client.shutdown();
        kept.close();
    }
}
