package dev.softservice.server.app;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.image.ImageStore;
import dev.softservice.server.web.ClientAddresses;
import dev.softservice.server.web.ListenAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The operator's settings. Every field is a flag of {@code softservice serve} and an environment variable {@code SOFTSERVICE_*};
 * the README's table is compared with this record by a test.
 *
 * @param data       the data folder: database (unless {@code database} says otherwise), repositories, run files, the hub's key
 * @param bind       the address to listen on
 * @param port       0: any free port
 * @param publicUrl  what links are built from; empty: http://bind:port, never the Host header
 * @param database   a JDBC URL {@code jdbc:postgresql://…}; empty: SQLite in the data folder
 * @param adminToken the first token; empty: one is made on the first start and printed once
 * @param workers    runs at once
 * @param quarantine bytes that one push may bring
 * @param forges     origins ({@code https://git.example.org:8443}) of forges besides those at public addresses by https on port 443
 * @param keepImages days that an image built for runs is kept after its last use
 * @param images     which images of releases are kept, and how much room they may take
 * @param level      the highest rung of the verification ladder that runs climb to; acceptance at least
 * @param proxies    addresses or networks of the proxies whose word about their client's address counts
 */
public record Config(
        Path data,
        String bind,
        int port,
        Optional<URI> publicUrl,
        Optional<String> database,
        Optional<String> adminToken,
        int workers,
        long quarantine,
        List<String> forges,
        int keepImages,
        ImageStore.Rules images,
        int level,
        List<String> proxies) {
    /** Throws a refusal where a proxy is no address. */
    ClientAddresses clients() {
        try {
            return ClientAddresses.behind(proxies);
        } catch (IllegalArgumentException malformed) {
            throw Refusal.invalid("--trusted-proxy: " + malformed.getMessage());
        }
    }

    ListenAddress address() {
        return new ListenAddress(bind, port);
    }
}
