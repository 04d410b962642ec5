package dev.softservice.runner.cli;

import java.util.Objects;

/**
 * The user's input can't be used. The message is one line with place, rule and remedy. The command ends with exit code
 * 2.
 */
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
