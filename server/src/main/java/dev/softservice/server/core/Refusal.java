package dev.softservice.server.core;

import java.util.Objects;

/**
 * The only way to refuse a request. The message is one line with place, rule and remedy. The kind decides which status
 * pages, the API and git's endpoint answer with.
 */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The one table of statuses. */
    public enum Kind {
        UNAUTHENTICATED(401, 401, "Login needed"),
        FORBIDDEN(403, 403, "Not allowed"),
        NOT_FOUND(404, 404, "Not found"),
        CONFLICT(409, 409, "Conflict"),
        INVALID(422, 400, "Not acceptable as given"),
        TOO_LARGE(413, 413, "Too large"),
        THROTTLED(429, 429, "Too many tries"),
        BUSY(503, 503, "Busy");

        private final int status;
        private final int gitStatus;
        private final String title;

        Kind(int status, int gitStatus, String title) {
            this.status = status;
            this.gitStatus = gitStatus;
            this.title = title;
        }

        /** The HTTP status of pages and API. */
        public int status() {
            return status;
        }

        /** The HTTP status of git's protocol, which has one word for every malformed request. */
        public int gitStatus() {
            return gitStatus;
        }

        /** The status in words. */
        public String title() {
            return title;
        }
    }

    private final Kind kind;

    private Refusal(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    public static Refusal of(Kind kind, String message) {
        return new Refusal(kind, message);
    }

    public static Refusal notFound(String what) {
        return new Refusal(Kind.NOT_FOUND, what);
    }

    public static Refusal invalid(String message) {
        return new Refusal(Kind.INVALID, message);
    }

    public static Refusal conflict(String message) {
        return new Refusal(Kind.CONFLICT, message);
    }

    public static Refusal forbidden(String message) {
        return new Refusal(Kind.FORBIDDEN, message);
    }

    /** Whatever would change something in a repository that is archived. */
    public static Refusal archived(String repository) {
        return forbidden(
                repository + " is archived, and read only: an owner can take it out of the archive, in its settings");
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
