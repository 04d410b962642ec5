package dev.softservice.server.forge;

import dev.softservice.webhooks.RateLimit;
import dev.softservice.webhooks.http.ForbiddenAddressException;
import dev.softservice.webhooks.http.GuardedHttp;
import dev.softservice.webhooks.http.HttpOrigin;
import java.io.IOException;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;

/**
 * Opens JGit's connections through the guarded HTTP client, to one origin only: a redirect to any other is refused, and so the token never
 * leaves it. For one thread and one fetch; closing it closes every connection that it gave.
 */
final class GuardedConnections implements HttpConnectionFactory, AutoCloseable {
    private final GuardedHttp http;
    private final HttpOrigin origin;
    private final Optional<String> authorization;
    private final long maxBytes;
    private final List<GuardedConnection> given = new ArrayList<>();

    /** {@code maxBytes}: how much one answer may hold. */
    GuardedConnections(GuardedHttp http, Mirror.Settings mirror, long maxBytes) {
        this(http, mirror.cloneUrl(), authorization(mirror), maxBytes);
    }

    GuardedConnections(GuardedHttp http, URI address, Optional<String> authorization, long maxBytes) {
        this.http = http;
        this.origin = HttpOrigin.of(address).orElseThrow();
        this.authorization = authorization;
        this.maxBytes = maxBytes;
    }

    private static Optional<String> authorization(Mirror.Settings mirror) {
        String user = mirror.choices().user().orElse(mirror.kind().gitUser());
        return mirror.token().map(token -> token.basic(user));
    }

    @Override
    public HttpConnection create(URL url) throws IOException {
        URI uri;
        try {
            uri = url.toURI();
        } catch (URISyntaxException e) {
            throw new IOException("not a URL: " + e.getReason(), e);
        }
        if (!HttpOrigin.of(uri).equals(Optional.of(origin))) {
            throw new ForbiddenAddressException("redirected away from " + origin + "; write the new address instead");
        }
        var connection = new GuardedConnection(http, uri, authorization, maxBytes);
        given.add(connection);
        return connection;
    }

    /** The host's proxy settings have no say in where users' addresses lead. */
    @Override
    public HttpConnection create(URL url, Proxy ignored) throws IOException {
        return create(url);
    }

    /** Whether the last request was not answered; see {@link GuardedConnection#isSilent}. */
    boolean isSilent() {
        return !given.isEmpty() && given.getLast().isSilent();
    }

    /** When the forge lets itself be asked again, where its last answer says so. */
    Optional<Instant> until(Instant now) {
        return given.isEmpty()
                ? Optional.empty()
                : RateLimit.wait(given.getLast().getHeaderFields(), now).map(now::plus);
    }

    @Override
    public void close() throws IOException {
        IOException first = null;
        for (GuardedConnection connection : given) {
            try {
                connection.close();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
