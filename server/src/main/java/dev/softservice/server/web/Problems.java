package dev.softservice.server.web;

import dev.softservice.server.core.Refusal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns refusals into answers, and the unforeseen into a 500 that shows nothing of the inside. */
public final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    /** {@code title}: the status in words; {@code detail}: one line for the caller. */
    public record Answer(int status, String title, String detail) {}

    /** How a problem looks on a page. */
    @FunctionalInterface
    public interface Looks {
        Reply page(Answer answer);
    }

    private Problems() {}

    static Answer of(Throwable thrown) {
        if (thrown instanceof Refusal refusal) return of(refusal.kind(), refusal.getMessage());
        var id = UUID.randomUUID().toString();
        LOG.error("request failed, id {}", id, thrown);
        return new Answer(
                500,
                "Internal error",
                "something is wrong on the hub's side; the operator finds it in the log under " + id);
    }

    static Answer of(Refusal.Kind kind, String detail) {
        return new Answer(kind.status(), kind.title(), detail);
    }

    /** For what the wire itself got wrong, before any action. */
    static Answer ofStatus(int status) {
        return switch (status) {
            case 400 -> new Answer(400, "Bad request", "the request is malformed");
            case 404 -> of(Refusal.Kind.NOT_FOUND, "there is nothing at this address");
            case 405 -> new Answer(405, "Method not allowed", "this address does not answer to that method");
            case 408 -> new Answer(408, "Too slow", "the request took too long to arrive");
            case 413 -> of(Refusal.Kind.TOO_LARGE, "the request is larger than this address takes");
            case 415 -> new Answer(415, "Media type not known", "send JSON to the API and forms to pages");
            case 501 ->
                new Answer(501, "Not served", "this hub takes no transfer coding but chunked; send the body as it is");
            case 503 -> of(Refusal.Kind.BUSY, "the hub is stopping or at its limit; try again in a few seconds");
            case 505 ->
                new Answer(505, "HTTP version not served", "this hub speaks HTTP/1.1 and HTTP/1.0; ask by one of them");
            default -> new Answer(status, "Error", "the request can't be answered");
        };
    }

    /** One of the OCI distribution specification's errors. */
    public static Reply registry(int status, String code, String message) {
        return Reply.json(status, Map.of("errors", List.of(Map.of("code", code, "message", message))));
    }

    private static String code(int status) {
        return switch (status) {
            case 401 -> "UNAUTHORIZED";
            case 403 -> "DENIED";
            case 404 -> "NAME_UNKNOWN";
            case 405 -> "UNSUPPORTED";
            case 429, 503 -> "TOOMANYREQUESTS";
            default -> "UNKNOWN";
        };
    }

    static Reply reply(Route.Surface surface, Answer answer, Looks looks) {
        var reply = switch (surface) {
            case API, RUNNER -> Reply.problem(answer.status(), answer.title(), answer.detail());
            case REGISTRY -> registry(answer.status(), code(answer.status()), answer.detail());
            case PAGE -> looks.page(answer);
        };
        return switch (answer.status()) {
            case 401 ->
                switch (surface) {
                    case API, RUNNER -> reply.with("WWW-Authenticate", "Bearer realm=\"softservice\"");
                    // The Bearer of registries is another protocol; with Basic an engine just sends the token as
                    // password.
                    case REGISTRY -> reply.with("WWW-Authenticate", "Basic realm=\"softservice\"");
                    case PAGE -> reply;
                };
            case 429, 503 -> reply.with("Retry-After", "5");
            default -> reply;
        };
    }
}
