package dev.softservice.server.web;

import io.vertx.core.http.HttpServerRequest;

/**
 * Handles requests before the route table does, while their bodies are not read yet: git's own protocol, which streams
 * both ways.
 */
@FunctionalInterface
public interface StreamingEndpoint {
    StreamingEndpoint NONE = _ -> false;

    /** Called on the event loop. True: the request is taken, authorised and answered by this endpoint; false: the route table has it. */
    boolean take(HttpServerRequest request);
}
