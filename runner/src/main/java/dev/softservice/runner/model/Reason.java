package dev.softservice.runner.model;

/** Says in words why something failed. */
public final class Reason {
    private Reason() {}

    /** Returns the failure's message, or the name of its class if it has none. */
    public static String of(Throwable failure) {
        var message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
