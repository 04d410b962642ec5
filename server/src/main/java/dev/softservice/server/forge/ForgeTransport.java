package dev.softservice.server.forge;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;

/** Git's way to a forge, through guarded connections only. */
final class ForgeTransport {
    private ForgeTransport() {}

    static Transport open(Repository here, URI address, GuardedConnections connections) throws IOException {
        try {
            Transport transport = Transport.open(here, new URIish(address.toString()));
            if (!(transport instanceof TransportHttp overHttp)) {
                transport.close();
                throw new IOException(address + ": only http and https are spoken");
            }
            overHttp.setHttpConnectionFactory(connections);
            return overHttp;
        } catch (URISyntaxException e) {
            throw new IOException(address + ": " + e.getReason(), e);
        }
    }
}
