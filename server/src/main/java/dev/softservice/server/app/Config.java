package dev.softservice.server.app;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.image.ImageStore;
import dev.softservice.server.mail.SmtpSettings;
import dev.softservice.server.oidc.OidcSettings;
import dev.softservice.server.tls.Acme;
import dev.softservice.server.web.ClientAddresses;
import dev.softservice.server.web.ListenAddress;
import dev.softservice.server.web.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The operator's settings, in groups. Each part of the hub gets the group that it uses. Every field is a flag of {@code
 * softservice serve} and an environment variable {@code SOFTSERVICE_*}.
 *
 * @param images     which images of releases are kept, and how much room they may take
 * @param people     what people are reached and known by besides this hub
 * @param adminToken the first token; empty: one is made on the first start and printed once
 */
public record Config(
        Storage storage,
        Listening listening,
        Verifying verifying,
        Incoming incoming,
        ImageStore.Rules images,
        People people,
        Optional<String> adminToken) {
    /**
     * Where the hub keeps things.
     *
     * @param data     the data folder: database (unless {@code database} says otherwise), repositories, run files, the hub's key
     * @param database a JDBC URL {@code jdbc:postgresql://…}; empty: SQLite in the data folder
     */
    public record Storage(Path data, Optional<String> database) {}

    /**
     * Where the hub listens, and what it is called from outside.
     *
     * @param bind      the address to listen on
     * @param port      0: any free port
     * @param publicUrl what links are built from; empty: http://bind:port, never the Host header
     * @param proxies   addresses or networks of the proxies whose word about their client's address counts
     * @param tls       empty: plain HTTP, for this machine or behind a proxy
     * @param acme      where what is in those files comes from; empty: from the operator
     */
    public record Listening(
            String bind,
            int port,
            Optional<URI> publicUrl,
            List<String> proxies,
            Optional<TlsFiles> tls,
            Optional<Acme> acme) {
        /** With files of the operator's. */
        public Listening(String bind, int port, Optional<URI> publicUrl, List<String> proxies, Optional<TlsFiles> tls) {
            this(bind, port, publicUrl, proxies, tls, Optional.empty());
        }

        /** Over plain HTTP. */
        public Listening(String bind, int port, Optional<URI> publicUrl, List<String> proxies) {
            this(bind, port, publicUrl, proxies, Optional.empty());
        }

        /** Throws a refusal where a proxy is no address. */
        ClientAddresses clients() {
            try {
                return ClientAddresses.behind(proxies);
            } catch (IllegalArgumentException malformed) {
                throw Refusal.invalid("--trusted-proxy: " + malformed.getMessage());
            }
        }

        ListenAddress address() {
            return new ListenAddress(bind, port, tls);
        }
    }

    /**
     * What people are reached and known by besides this hub.
     *
     * @param mail the server that takes the hub's mail; empty: it sends none
     * @param provider the OpenID provider that people sign in with; empty: none
     */
    public record People(Optional<SmtpSettings> mail, Optional<OidcSettings> provider) {
        /** Nothing but the hub itself. */
        public static final People OF_THE_HUB = new People(Optional.empty(), Optional.empty());
    }

    /**
     * How runs work.
     *
     * @param workers    runs at once
     * @param level      the highest rung of the verification ladder that runs climb to; acceptance at least
     * @param keepImages days that an image built for runs is kept after its last use
     * @param users      distros that a change is tried with before it is merged, of those that use what it changes
     * @param anew       days after which a release is verified anew; 0: never
     */
    public record Verifying(int workers, int level, int keepImages, int users, int anew) {}

    /**
     * What may come in from outside.
     *
     * @param quarantine bytes that one push, or one fetch from a forge, may bring
     * @param forges     origins ({@code https://git.example.org:8443}) of forges besides those at public addresses by https on
     *                   port 443
     */
    public record Incoming(long quarantine, List<String> forges) {}
}
