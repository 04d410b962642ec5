package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.server.release.Release;
import dev.softservice.server.release.Releases;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Validators;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A small picture for a README: the version that is stable, and its level with what was not applicable. */
public final class BadgePage {
    private static final int PIXELS_A_CHARACTER = 7;
    private static final int MARGIN = 12;

    private final DistroFrame frame;
    private final Releases releases;

    public BadgePage(DistroFrame frame, Releases releases) {
        this.frame = frame;
        this.releases = releases;
    }

    public List<Route> routes() {
        return List.of(
                Route.page(GET, "/{owner}/{name}/badge.svg", ANONYMOUS, this::badge),
                Route.api(GET, "/api/v1/repos/{owner}/{name}/badge.svg", ANONYMOUS, this::badge));
    }

    private Reply badge(Call call) {
        var repository = frame.repository(call);
        var svg = svg(releases.stable(repository));
        var tag = Validators.strong(Assets.hash(svg.getBytes(StandardCharsets.UTF_8)));
        if (Validators.known(call, tag))
            return Reply.bytes(304, "image/svg+xml", new byte[0]).with("ETag", tag);
        return Reply.bytes(200, "image/svg+xml", svg.getBytes(StandardCharsets.UTF_8))
                .sandboxed()
                .with("ETag", tag)
                .with("Cache-Control", "no-cache");
    }

    private static String svg(Optional<Release> stable) {
        var says = stable.map(
                        release -> release.tag() + " · level " + release.rungs().level())
                .orElse("no release yet");
        var title = "softservice: "
                + stable.map(release -> release.tag() + ", " + release.rungs().text())
                        .orElse(says);
        int left = width("softservice");
        int right = width(says);
        return """
            <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="20" role="img" aria-label="%2$s">\
            <title>%2$s</title><rect width="%1$d" height="20" rx="3" fill="#10251f"/>\
            <path d="M%3$d 0h%4$dv20h-%4$dz" fill="%5$s"/>\
            <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">\
            <text x="%6$d" y="14">softservice</text><text x="%7$d" y="14">%8$s</text></g></svg>
            """.formatted(
                        left + right,
                        title,
                        left,
                        right,
                        stable.isPresent() ? "#00694f" : "#55645e",
                        left / 2,
                        left + right / 2,
                        says);
    }

    private static int width(String text) {
        return text.length() * PIXELS_A_CHARACTER + MARGIN;
    }
}
