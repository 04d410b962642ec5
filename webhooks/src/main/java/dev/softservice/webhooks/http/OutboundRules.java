package dev.softservice.webhooks.http;

import java.net.InetAddress;
import java.net.URI;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Where the hub may send requests to on a user's word: any public address by https on port 443, and the origins that the operator listed,
 * which may be private, plain http or on another port.
 */
public record OutboundRules(Set<HttpOrigin> listed) {
    /** Nothing but public https. */
    public static final OutboundRules PUBLIC = new OutboundRules(Set.of());

    public OutboundRules {
        listed = Set.copyOf(listed);
    }

    /** {@code http://git.lan:3000, https://10.0.0.7}; throws {@link IllegalArgumentException} with one line for any other text. */
    public static OutboundRules listing(Collection<String> origins) {
        Set<HttpOrigin> listed = new HashSet<>();
        for (String text : origins) {
            Optional<HttpOrigin> origin = uri(text).flatMap(HttpOrigin::of);
            if (origin.isEmpty()) {
                throw new IllegalArgumentException("\"" + text + "\": must be an origin such as http://git.lan:3000");
            }
            listed.add(origin.get());
        }
        return new OutboundRules(listed);
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(URI.create(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Why nothing may be sent to {@code uri}, told from its text alone; empty: the address it resolves to decides. */
    public Optional<String> objection(URI uri) {
        Optional<HttpOrigin> origin = HttpOrigin.of(uri);
        if (origin.isEmpty()) {
            return Optional.of("must be an https URL with a host and without user name or password");
        }
        boolean usual = origin.get().scheme().equals("https") && origin.get().port() == 443;
        if (usual || listed.contains(origin.get())) {
            return Optional.empty();
        }
        return Optional.of(origin.get() + ": only https on port 443; the operator may list other origins with --forge");
    }

    /** Whether a connection to this very address may be opened; called where it is dialled. */
    boolean mayDial(String host, int port, InetAddress address) {
        String bare = HttpOrigin.bare(host);
        return listed.stream().anyMatch(origin -> origin.host().equals(bare) && origin.port() == port)
                || PublicAddress.is(address);
    }
}
