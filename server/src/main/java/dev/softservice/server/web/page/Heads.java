package dev.softservice.server.web.page;

import dev.softservice.server.account.Role;
import dev.softservice.server.repo.HostedRepository;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Makes the head of every page of one distro, and its addresses. */
public final class Heads {
    public record Tab(String word, String href, boolean here) {}

    public record Head(
            String repository,
            String owner,
            String name,
            String title,
            boolean isPrivate,
            boolean archived,
            List<Tab> tabs) {}

    private Heads() {}

    /** With the tabs that somebody of {@code role} in this repository may open; {@code here}: the one that is open. */
    static Head of(HostedRepository repository, String title, Role role, String here) {
        var base = "/" + repository.name();
        var tabs = new ArrayList<>(List.of(
                tab("Overview", base, here),
                tab("Files", base + "/files", here),
                tab("Pull requests", base + "/pulls", here),
                tab("Runs", base + "/runs", here),
                tab("Releases", base + "/releases", here)));
        if (role.atLeast(Role.MAINTAINER)) {
            tabs.add(tab("Mirror", base + "/mirror", here));
            tabs.add(tab("Webhooks", base + "/webhooks", here));
        }
        if (role.atLeast(Role.OWNER)) tabs.add(tab("Settings", base + "/settings", here));
        return new Head(
                repository.name().toString(),
                repository.name().owner(),
                repository.name().name(),
                title,
                repository.isPrivate(),
                repository.isArchived(),
                List.copyOf(tabs));
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
