package dev.softservice.runner.remote;

/** The hub says no, in one line; to ask the same again is of no use. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String line) {
        super(line, null, false, false);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
