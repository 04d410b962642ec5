package dev.softservice.server.core;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/** What comes behind an answer that was given before all of the request had come. */
public final class EarlyAnswer {
    private EarlyAnswer() {}

    /**
     * On the event loop, once the answer is written. A client that is still sending sees it only while somebody reads on; but not for long, for it
     * may never end. What it sends is not kept. Then the connection closes.
     */
    public static void linger(Vertx vertx, HttpServerRequest request, long millis) {
        if (request.isEnded()) {
            request.connection().close();
            return;
        }
        long late = vertx.setTimer(millis, _ -> request.connection().close());
        request.handler(_ -> {});
        request.exceptionHandler(_ -> {});
        request.endHandler(_ -> {
            vertx.cancelTimer(late);
            request.connection().close();
        });
        request.resume();
    }
}
