package dev.softservice.server.git;

import java.io.IOException;
import java.util.Objects;

/** The client neither sends nor takes anything, or only a trickle, and has had its time. */
final class SlowClientException extends IOException {
    private static final long serialVersionUID = 1L;

    SlowClientException(String message) {
        super(message);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
