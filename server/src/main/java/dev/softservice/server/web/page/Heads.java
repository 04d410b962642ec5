package dev.softservice.server.web.page;

import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.web.Hub;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What stands above every page of one distro, and how its addresses are written. */
final class Heads {
    record Tab(String word, String href, boolean here) {}

    record Head(String repository, String owner, String name, String title, List<Tab> tabs) {}

    private Heads() {}

    /** With the title that the catalog has of it. */
    static Head of(Hub hub, HostedRepository repository, String here) {
        return of(repository, hub.catalog().entry(repository).title(), here);
    }

    static Head of(HostedRepository repository, String title, String here) {
        var base = "/" + repository.name();
        var tabs = List.of(
                tab("Overview", base, here),
                tab("Files", base + "/files", here),
                tab("Pull requests", base + "/pulls", here),
                tab("Runs", base + "/runs", here),
                tab("Releases", base + "/releases", here));
        return new Head(
                repository.name().toString(),
                repository.name().owner(),
                repository.name().name(),
                title,
                tabs);
    }

    private static Tab tab(String word, String href, String here) {
        return new Tab(word, href, word.equals(here));
    }

    /** A path's segments, each safe in an address. */
    static String encoded(String path) {
        return Arrays.stream(path.split("/", -1)).map(Heads::segment).collect(Collectors.joining("/"));
    }

    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
