package dev.softservice.server.web;

import java.util.Optional;

/** Where the hub listens. {@code port}: 0 for any free one. {@code tls}: empty for plain HTTP. */
public record ListenAddress(String bind, int port, Optional<TlsFiles> tls) {
    public ListenAddress(String bind, int port) {
        this(bind, port, Optional.empty());
    }

    /** What its addresses begin with. */
    public String scheme() {
        return tls.isPresent() ? "https" : "http";
    }
}
