package dev.softservice.webhooks.http;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Scheme, host and port: what a request must not leave by a redirect. {@code host} is lower case, without brackets or a trailing dot. */
public record HttpOrigin(String scheme, String host, int port) {
    private static final Set<String> SCHEMES = Set.of("http", "https");

    /** The origin of an absolute http or https URL without user name and password; empty for any other. */
    public static Optional<HttpOrigin> of(URI uri) {
        if (uri.getScheme() == null || uri.getHost() == null || uri.getRawUserInfo() != null) {
            return Optional.empty();
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        if (!SCHEMES.contains(scheme) || uri.getPort() == 0 || uri.getPort() > 65535) {
            return Optional.empty();
        }
        int usual = scheme.equals("https") ? 443 : 80;
        return Optional.of(new HttpOrigin(scheme, bare(uri.getHost()), uri.getPort() < 0 ? usual : uri.getPort()));
    }

    static String bare(String host) {
        String bare = host.toLowerCase(Locale.ROOT);
        if (bare.startsWith("[") && bare.endsWith("]")) {
            bare = bare.substring(1, bare.length() - 1);
        }
        return bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
    }

    @Override
    public String toString() {
        return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
