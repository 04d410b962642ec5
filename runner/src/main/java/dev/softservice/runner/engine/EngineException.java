package dev.softservice.runner.engine;

import java.util.Objects;

/** The engine is gone, hung or broken: the platform could not tell. The message is one line for the operator. */
public final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EngineException(String message, Throwable cause) {
        super(message, cause);
    }

    public EngineException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
