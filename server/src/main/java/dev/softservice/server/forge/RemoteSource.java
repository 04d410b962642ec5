package dev.softservice.server.forge;

import dev.softservice.server.git.RefImport;
import dev.softservice.webhooks.Secret;
import dev.softservice.webhooks.http.GuardedHttp;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.Transport;

/** A repository at an address elsewhere, reached as mirrors are: by guarded connections to one origin only. */
public final class RemoteSource implements RefImport.Source {
    /** How one is let in there. Forges that know accounts by the token alone take any name. */
    public record Login(String user, Secret token) {}

    private final URI address;
    private final GuardedConnections connections;

    /** {@code http} has nothing to object to in {@code address}. {@code maxBytes}: how much one answer may hold. */
    public RemoteSource(GuardedHttp http, URI address, Optional<Login> login, long maxBytes) {
        this.address = address;
        this.connections =
                new GuardedConnections(http, address, login.map(as -> as.token().basic(as.user())), maxBytes);
    }

    @Override
    public Transport open(Repository into) throws IOException {
        return ForgeTransport.open(into, address, connections);
    }

    @Override
    public void close() throws IOException {
        connections.close();
    }
}
