package dev.softservice.server.tls;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the hub gets a certificate from by itself, by the ACME protocol (RFC 8555).
 *
 * @param domains   the names that the certificate is for; the first is the hub's
 * @param directory of the authority
 * @param authority certificates in PEM that the authority's own server is believed by; empty: those that Java knows
 * @param mail      where the authority writes to; empty: nowhere
 * @param port      where the authority's questions arrive, by plain HTTP; it asks at port 80 of the domains
 */
public record Acme(List<String> domains, URI directory, Optional<Path> authority, Optional<String> mail, int port) {
    public static final URI LETS_ENCRYPT = URI.create("https://acme-v02.api.letsencrypt.org/directory");

    public Acme {
        domains = List.copyOf(domains);
    }

    String domain() {
        return domains.getFirst();
    }
}
