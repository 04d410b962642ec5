package dev.softservice.server.web;

import dev.softservice.server.core.Refusal;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Plain HTTP beside a hub that speaks TLS: what an authority asks for is answered, everybody else is sent to the hub's own address. */
public final class PlainDoor {
    private static final String QUESTIONS = "/.well-known/acme-challenge/";

    private final Vertx vertx;
    private final Function<String, Optional<String>> answers;
    private final PublicUrl hub;

    /** @param answers to an authority's tokens */
    public PlainDoor(Vertx vertx, Function<String, Optional<String>> answers, PublicUrl hub) {
        this.vertx = vertx;
        this.answers = answers;
        this.hub = hub;
    }

    /** Listens, until {@code vertx} is closed. Refuses in one line where it can't. */
    public void open(String bind, int port) {
        var options = new HttpServerOptions()
                .setMaxInitialLineLength(8 << 10)
                .setMaxHeaderSize(16 << 10)
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(10)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
        try {
            vertx.createHttpServer(options)
                    .requestHandler(this::answer)
                    .listen(port, bind)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        } catch (CompletionException failed) {
            var why = failed.getCause() == null ? failed : failed.getCause();
            throw Refusal.conflict("cannot listen on " + bind + ":" + port + " for the authority's questions: "
                    + why.getMessage() + "; choose another --acme-port, to which port 80 is forwarded");
        }
    }

    private void answer(HttpServerRequest request) {
        var response = request.response().putHeader("Connection", "close");
        var path = request.path();
        boolean read = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
        if (!read || path == null || !request.uri().startsWith("/"))
            response.setStatusCode(403).end("plain HTTP is for reading only: use " + hub.base() + "\n");
        else if (path.startsWith(QUESTIONS)) {
            var answer = answers.apply(path.substring(QUESTIONS.length()));
            response.putHeader("Content-Type", "text/plain")
                    .setStatusCode(answer.isPresent() ? 200 : 404)
                    .end(answer.orElse("nobody asks for this\n"));
        } else
            response.putHeader("Location", hub.of(request.uri()))
                    .setStatusCode(308)
                    .end();
    }
}
