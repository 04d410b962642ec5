package dev.softservice.server.forge;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** The forge gave no answer, broke one off, or says itself that it answers nothing now: not this mirror's fault. */
final class ForgeSilentException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Optional<Instant> until;

    /** {@code until}: when it lets itself be asked again, where it says so. */
    ForgeSilentException(IOException cause, Optional<Instant> until) {
        super(cause.getMessage(), cause);
        this.until = until;
    }

    Optional<Instant> until() {
        return until;
    }
}
