package dev.softservice.webhooks;

import dev.softservice.webhooks.http.HttpOrigin;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The path of an http or https clone URL, taken apart: {@code https://host/sub/owner/name.git}. */
public final class CloneUrl {
    /** {@code base}: the URL before the repository's name, without a trailing slash. */
    public record Located(String base, RemoteName name) {}

    private final String origin;
    private final List<String> segments;

    private CloneUrl(String origin, List<String> segments) {
        this.origin = origin;
        this.segments = segments;
    }

    public static Optional<CloneUrl> read(URI url) {
        if (HttpOrigin.of(url).isEmpty()
                || url.getRawQuery() != null
                || url.getRawFragment() != null
                || url.getRawPath() == null) {
            return Optional.empty();
        }
        List<String> segments = new ArrayList<>(Arrays.stream(url.getRawPath().split("/"))
                .filter(part -> !part.isEmpty())
                .toList());
        if (segments.size() < 2) {
            return Optional.empty();
        }
        String last = segments.removeLast();
        segments.add(last.endsWith(".git") ? last.substring(0, last.length() - ".git".length()) : last);
        return Optional.of(new CloneUrl(url.getScheme() + "://" + url.getRawAuthority(), segments));
    }

    /** For forges where a repository's name has two parts; what stands before them is the folder that the forge is installed under. */
    public Optional<Located> lastTwo() {
        return located(segments.size() - 2);
    }

    /** For forges whose groups hold groups. */
    public Optional<Located> whole() {
        return located(0);
    }

    private Optional<Located> located(int from) {
        String base = origin
                + String.join(
                        "",
                        segments.subList(0, from).stream()
                                .map(part -> "/" + part)
                                .toList());
        return RemoteName.of(String.join("/", segments.subList(from, segments.size())))
                .map(name -> new Located(base, name));
    }
}
