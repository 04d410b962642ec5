package dev.softservice.server.forge;

import dev.softservice.runner.model.Reason;
import java.io.IOException;
import java.net.URISyntaxException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.eclipse.jgit.transport.URIish;

/** Git's way to a forge, through guarded connections only. */
final class ForgeTransport {
    private ForgeTransport() {}

    static Transport open(Repository here, Mirror.Settings forge, GuardedConnections connections) throws IOException {
        try {
            Transport transport =
                    Transport.open(here, new URIish(forge.cloneUrl().toString()));
            if (!(transport instanceof TransportHttp overHttp)) {
                transport.close();
                throw new IOException(forge.cloneUrl() + ": only http and https are spoken");
            }
            overHttp.setHttpConnectionFactory(connections);
            return overHttp;
        } catch (URISyntaxException e) {
            throw new IOException(forge.cloneUrl() + ": " + e.getReason(), e);
        }
    }

    /** One line. The innermost message is the one that says what happened; JGit's outer ones repeat the address. */
    static String reason(IOException thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return Reason.of(cause).replaceAll("\\s+", " ");
    }
}
