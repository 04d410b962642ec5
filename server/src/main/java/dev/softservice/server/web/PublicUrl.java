package dev.softservice.server.web;

import java.net.URI;
import java.util.Optional;

/** The address of the hub: the operator's public URL, or else the address that it listens on. Never the Host header. */
public final class PublicUrl {
    private final Optional<URI> configured;
    private final String scheme;
    private volatile URI listening;

    /** {@code configured}: what the operator says; else links are built from {@code listening}. */
    public PublicUrl(Optional<URI> configured, ListenAddress listening) {
        this.configured = configured;
        this.scheme = listening.scheme();
        this.listening = at(listening.bind(), listening.port());
    }

    /** Told once the port is known, where the operator left the choice to the system. */
    void listeningAt(String bind, int port) {
        listening = at(bind, port);
    }

    /** Without a slash at the end. */
    public URI base() {
        return configured.orElse(listening);
    }

    /** The address of a path that begins with a slash. */
    public String of(String path) {
        var base = base().toString();
        return (base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path;
    }

    private URI at(String bind, int port) {
        var host = bind.equals("0.0.0.0") || bind.equals("::")
                ? "localhost"
                : bind.contains(":") ? "[" + bind + "]" : bind;
        boolean usual = port == 0 || port == (scheme.equals("https") ? 443 : 80);
        return URI.create(scheme + "://" + host + (usual ? "" : ":" + port));
    }
}
