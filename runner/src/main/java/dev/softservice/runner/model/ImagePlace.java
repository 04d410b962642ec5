package dev.softservice.runner.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * One repository of a registry: {@code https://registry.example.org/softservice/samples/wiki}.
 *
 * @param url http or https, without user, query and fragment, and without a slash at its end
 */
public record ImagePlace(String url) {
    private static final String PATH = "(/[a-z0-9]+([._-]+[a-z0-9]+)*)+";

    public ImagePlace {
        var uri = uri(url);
        boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
        if (!web
                || uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null
                || !uri.getRawPath().matches(PATH))
            throw new IllegalArgumentException(
                    "'" + url + "' is no repository of a registry: https://HOST/NAME, the name in lower case");
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("'" + text + "' is not an address");
        }
    }

    /** Where the distribution specification has it, without a slash at the end. */
    public String api() {
        var uri = URI.create(url);
        return uri.getScheme() + "://" + uri.getRawAuthority() + "/v2" + uri.getRawPath();
    }

    /** Whether what is sent there can be read on the way: plain HTTP, and not to this machine. */
    public static boolean isUnprotected(URI address) {
        return !"https".equals(address.getScheme())
                && !String.valueOf(address.getHost())
                        .toLowerCase(Locale.ROOT)
                        .matches("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");
    }

    @Override
    public String toString() {
        return url;
    }
}
