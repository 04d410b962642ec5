package dev.softservice.runner.model;

/** Says in words why something failed. */
public final class Reason {
    private Reason() {}

    /** Returns the failure's message, or the name of its class if it has none. */
    public static String of(Throwable failure) {
        var message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    /** Returns what {@link #of} says of the innermost cause, as one line: for failures whose outer messages only repeat where they happened. */
    public static String innermost(Throwable failure) {
        var cause = failure;
        while (true) {
            var deeper = cause.getCause();
            if (deeper == null) return of(cause).replaceAll("\\s+", " ");
            cause = deeper;
        }
    }
}
