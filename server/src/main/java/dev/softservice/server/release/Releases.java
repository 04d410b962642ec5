package dev.softservice.server.release;

import dev.softservice.server.repo.HostedRepository;
import java.util.List;
import java.util.Optional;

/** Releases and the hub's key. */
public final class Releases {
    /** Newest first, at most 100 below {@code before} (0: from the newest). */
    public List<Release> list(HostedRepository repository, long before) {
        throw new UnsupportedOperationException();
    }

    /** The one that {@code stable} points to. */
    public Optional<Release> stable(HostedRepository repository) {
        throw new UnsupportedOperationException();
    }

    /** The hub's {@code allowed_signers} file. */
    public String allowedSigners() {
        throw new UnsupportedOperationException();
    }

    /** {@code SHA256:…} of the hub's key. */
    public String fingerprint() {
        throw new UnsupportedOperationException();
    }
}
