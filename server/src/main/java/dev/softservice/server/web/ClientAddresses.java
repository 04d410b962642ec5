package dev.softservice.server.web;

import io.vertx.core.http.HttpServerRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds out which client a request comes from. Behind a proxy that the operator trusts, the peer of the connection is the proxy. Such a proxy
 * appends its own peer to {@code X-Forwarded-For}, so the list is read from its end: the first address that is no trusted proxy is the client.
 * What stands before it was written by the client and counts for nothing.
 */
public final class ClientAddresses {
    private static final int LONGEST_HEADER = 2_000;
    private static final int IPV6_SITE_BYTES = 8;

    private final List<Network> trusted;

    /** An address, or a network such as {@code 10.0.0.0/8}: the bytes of its first address, and how many of their bits count. */
    private record Network(byte[] address, int bits) {
        boolean contains(InetAddress other) {
            var bytes = other.getAddress();
            if (bytes.length != address.length) return false;
            for (var bit = 0; bit < bits; bit++) {
                var mask = 0x80 >> (bit % 8);
                if ((bytes[bit / 8] & mask) != (address[bit / 8] & mask)) return false;
            }
            return true;
        }
    }

    private ClientAddresses(List<Network> trusted) {
        this.trusted = trusted;
    }

    /** {@code proxies}: addresses or networks, IPv4 or IPv6. Throws {@link IllegalArgumentException} with one line about the first that is neither. */
    public static ClientAddresses behind(List<String> proxies) {
        return new ClientAddresses(
                proxies.stream().map(ClientAddresses::network).toList());
    }

    private static Network network(String text) {
        var slash = text.indexOf('/');
        var address = address(slash < 0 ? text : text.substring(0, slash)).orElseThrow(() -> malformed(text));
        var most = address.getAddress().length * 8;
        var length = slash < 0 ? Integer.toString(most) : text.substring(slash + 1);
        if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > most) throw malformed(text);
        return new Network(address.getAddress(), Integer.parseInt(length));
    }

    private static IllegalArgumentException malformed(String text) {
        return new IllegalArgumentException(
                "'" + text + "' is no address and no network; give one such as 127.0.0.1 or 10.0.0.0/8");
    }

    /** As below, with what the request says. */
    public String of(HttpServerRequest request) {
        var peer = request.remoteAddress();
        return peer == null ? "" : of(peer.hostAddress(), request.headers().getAll("X-Forwarded-For"));
    }

    /**
     * The client's address; of IPv6 only its first 64 bits, since one client has them all.
     *
     * @param peer      the other end of the connection
     * @param forwarded the values of all {@code X-Forwarded-For} headers, in their order
     */
    String of(String peer, List<String> forwarded) {
        var client = peer;
        var named = String.join(",", forwarded);
        var hops = named.length() > LONGEST_HEADER ? new String[0] : named.split(",");
        for (var hop = hops.length - 1; hop >= 0 && isTrusted(client); hop--) {
            var before = address(hops[hop].strip());
            if (before.isEmpty()) break;
            client = before.get().getHostAddress();
        }
        return site(client);
    }

    private boolean isTrusted(String text) {
        return address(text)
                .filter(address -> trusted.stream().anyMatch(network -> network.contains(address)))
                .isPresent();
    }

    private static String site(String text) {
        return address(text)
                .filter(Inet6Address.class::isInstance)
                .map(address -> first64Bits(Arrays.copyOf(address.getAddress(), IPV6_SITE_BYTES)))
                .orElse(text);
    }

    /** Literals only: a name is never looked up. */
    private static Optional<InetAddress> address(String text) {
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException noLiteral) {
            return Optional.empty();
        }
    }

    private static String first64Bits(byte[] site) {
        var text = new StringBuilder();
        for (var at = 0; at < site.length; at += 2) {
            text.append(Integer.toHexString((site[at] & 0xff) << 8 | site[at + 1] & 0xff))
                    .append(':');
        }
        return text + ":/64";
    }
}
