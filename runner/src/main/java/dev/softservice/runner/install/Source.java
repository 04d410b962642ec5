package dev.softservice.runner.install;

import dev.softservice.manifest.composition.DistroAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a distro comes from.
 *
 * @param url what git fetches from: http, https or file
 * @param hub the hub's own address, without a slash at its end; empty for a repository on disk
 */
public record Source(String url, Optional<String> hub) {
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,38}");

    /** Reads {@code https://hub/owner/name}, {@code hub/owner/name}, {@code file:///path} or a folder's path; {@code .git} and a last slash may follow. */
    public static Source parse(String text, Path folder) {
        if (text.isBlank() || text.chars().anyMatch(c -> c <= ' ' || c == 0x7f))
            throw refuse(text, "has spaces or control characters in it");
        if (text.startsWith("file:")) return onDisk(text, Path.of(uri(text).getPath()));
        if (text.startsWith("/") || text.startsWith("./") || text.startsWith("../"))
            return onDisk(text, folder.resolve(text).normalize());
        if (text.contains("://")) return onHub(text, uri(text));
        var host = text.substring(0, text.indexOf('/') < 0 ? text.length() : text.indexOf('/'));
        boolean near = host.matches("(localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1])(:\\d+)?");
        return onHub(text, uri((near ? "http://" : "https://") + text));
    }

    private static Source onDisk(String text, Path path) {
        if (!Files.isDirectory(path)) throw refuse(text, "is no folder here");
        return new Source(path.toUri().toString(), Optional.empty());
    }

    private static Source onHub(String text, URI uri) {
        if (!"http".equals(uri.getScheme()) && !"https".equals(uri.getScheme()))
            throw refuse(text, "is not an http, https or file address");
        if (uri.getHost() == null) throw refuse(text, "names no host");
        if (uri.getRawUserInfo() != null) throw refuse(text, "carries a user or password; leave it out");
        if (uri.getRawQuery() != null || uri.getRawFragment() != null)
            throw refuse(text, "has a query or fragment; leave it out");
        var path = uri.getRawPath().replaceAll("/+$", "").replaceAll("\\.git$", "");
        var segments = path.isEmpty() ? new String[0] : path.substring(1).split("/", -1);
        for (var segment : segments) {
            if (!SEGMENT.matcher(segment).matches()) throw refuse(text, "has a path that is not owner/name");
        }
        if (segments.length < 2) throw refuse(text, "does not end in owner/name");
        var base = uri.getScheme() + "://" + uri.getRawAuthority();
        var above = String.join("/", java.util.Arrays.copyOf(segments, segments.length - 2));
        var hub = above.isEmpty() ? base : base + "/" + above;
        return new Source(base + path, Optional.of(hub));
    }

    /** The same repository on a hub at another address. @throws InstallRefusal for a repository on disk, and for what is no address */
    Source at(String otherHub) {
        var here = hub.orElseThrow(() -> refuse(url, "is a repository on disk, which has no hub"));
        var there = otherHub.replaceAll("/+$", "") + url.substring(here.length());
        return onHub(there, uri(there));
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            throw refuse(text, "is not an address");
        }
    }

    private static InstallRefusal refuse(String text, String why) {
        return InstallRefusal.input(
                "'" + text + "' " + why + ": give https://HUB/OWNER/NAME, as the distro's page shows it");
    }

    /** Whether what comes from there can be changed on the way: plain HTTP, and not from this machine. */
    boolean isUnprotected() {
        if (!url.startsWith("http://")) return false;
        var host = URI.create(url).getHost();
        return !host.matches("localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1]");
    }

    /** Before a token goes there. */
    void requireSafeForToken() {
        if (isUnprotected())
            throw InstallRefusal.input(hub.orElse(url)
                    + " is reached over plain HTTP, where anybody on the way can read the token: use https");
    }

    /** Where {@code owner/name} under {@code uses} is looked up: the hub; for a repository on disk the folder that it lies in with its neighbours. */
    Optional<String> names() {
        return hub.or(() -> DistroAddress.of(url, Optional.empty()).flatMap(DistroAddress::hub));
    }

    /** The name that an installation gets where the user gives none: the repository's. */
    public String defaultName() {
        var path = url.replaceAll("/+$", "").replaceAll("\\.git$", "");
        return checkedName(path.substring(path.lastIndexOf('/') + 1));
    }

    /** An installation's name: it becomes part of container names. */
    public static String checkedName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw InstallRefusal.input("'" + name
                    + "' can't name an installation: [a-z][a-z0-9-], 2 to 39 characters (give one with --name)");
        }
        return name;
    }
}
