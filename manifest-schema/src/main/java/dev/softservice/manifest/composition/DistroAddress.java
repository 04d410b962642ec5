package dev.softservice.manifest.composition;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a distro's repository is: an absolute Git URL without {@code .git} and without a trailing slash, so that one repository has one
 * address and a cycle is seen as one. Schemes: http, https, file.
 */
public record DistroAddress(String url) {
    private static final Pattern ON_HUB = Pattern.compile("[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*");

    /** Whether {@code distro} is {@code owner/name}, which only means something on a hub. */
    public static boolean isOnHub(String distro) {
        return ON_HUB.matcher(distro).matches();
    }

    /** The address of what a manifest names; {@code hub} is the hub that the naming distro came from. Empty: it is neither a name on a known hub nor a URL. */
    public static Optional<DistroAddress> of(String distro, Optional<String> hub) {
        if (isOnHub(distro)) return hub.map(base -> new DistroAddress(stripped(base) + "/" + distro));
        try {
            var uri = new URI(distro);
            var scheme = uri.getScheme() == null ? "" : uri.getScheme();
            var known = switch (scheme) {
                case "http", "https" -> uri.getHost() != null && uri.getRawUserInfo() == null;
                case "file" -> uri.getPath() != null;
                default -> false;
            };
            return known ? Optional.of(new DistroAddress(stripped(distro))) : Optional.empty();
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    /** Whether this is what {@code distro} names: by {@code owner/name}, on whatever hub, or by its Git URL. */
    public boolean isNamed(String distro) {
        return isOnHub(distro)
                ? url.endsWith("/" + distro)
                : of(distro, Optional.empty()).filter(this::equals).isPresent();
    }

    /** The hub that this distro came from, for what it names itself: the URL less {@code owner/name}. */
    public Optional<String> hub() {
        var name = url.lastIndexOf('/');
        var owner = url.lastIndexOf('/', name - 1);
        return owner > url.indexOf("://") + 2 || url.startsWith("file:") && owner > 0
                ? Optional.of(url.substring(0, owner))
                : Optional.empty();
    }

    private static String stripped(String url) {
        var end = url.length();
        while (end > 0 && url.charAt(end - 1) == '/') end--;
        var bare = url.substring(0, end);
        return bare.endsWith(".git") ? bare.substring(0, bare.length() - 4) : bare;
    }

    @Override
    public String toString() {
        return url;
    }
}
