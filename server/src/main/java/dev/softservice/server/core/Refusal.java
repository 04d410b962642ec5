package dev.softservice.server.core;

/**
 * The one way to say no. The message is one line that names place, rule and remedy; a single class turns the kind into an HTTP
 * status, and git's front end into "remote rejected".
 */
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public enum Kind {
        UNAUTHENTICATED,
        FORBIDDEN,
        NOT_FOUND,
        CONFLICT,
        INVALID,
        TOO_LARGE,
        BUSY
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
}
