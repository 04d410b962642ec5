package dev.softservice.runner.cli;

import java.util.Objects;

/** What the user gave can't be used; the message is one line that names place, rule and remedy. Ends the command with exit code 2. */
public final class BadInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadInput(String message) {
        super(message, null, false, false);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
