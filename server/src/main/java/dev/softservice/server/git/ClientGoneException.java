package dev.softservice.server.git;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The client has closed its connection: nobody is left to be told anything. */
final class ClientGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    ClientGoneException(@Nullable Throwable cause) {
        super("the client has gone", cause);
    }

    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }
}
