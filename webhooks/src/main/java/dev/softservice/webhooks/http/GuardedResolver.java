package dev.softservice.webhooks.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves a name once and gives only addresses that may be dialled. The connector dials exactly what this returns, so a name that
 * answers otherwise the second time (DNS rebinding) gains nothing.
 */
final class GuardedResolver implements DnsResolver {
    /** How names become addresses: {@code InetAddress::getAllByName}. */
    @FunctionalInterface
    interface Names {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    private final OutboundRules rules;
    private final Names names;

    GuardedResolver(OutboundRules rules, Names names) {
        this.rules = rules;
        this.names = names;
    }

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
        List<InetSocketAddress> allowed = new ArrayList<>();
        for (InetAddress address : names.addresses(HttpOrigin.bare(host))) {
            if (rules.mayDial(host, port, address)) {
                allowed.add(new InetSocketAddress(address, port));
            }
        }
        if (allowed.isEmpty()) {
            throw new ForbiddenAddressException(
                    host + ": not a public address; the operator may list its origin with --forge");
        }
        return allowed;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        throw new ForbiddenAddressException(host + ": addresses are only given together with a port");
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}
