package dev.softservice.server.forge;

import java.io.IOException;

/** The forge gave no answer, broke one off, or says itself that it cannot answer now: not this mirror's fault. */
final class ForgeSilentException extends IOException {
    private static final long serialVersionUID = 1;

    ForgeSilentException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
