package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.server.release.Release;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Hub;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.time.Instant;
import java.util.List;

/** What was published, and how anybody can check it without trusting this page. */
final class ReleasesPage {
    private static final int A_PAGE = 100;

    record Line(
            String tag,
            boolean stable,
            Ladder.Level level,
            String commit,
            long run,
            String runHref,
            String evidence,
            Instant createdAt) {}

    record Shown(
            Heads.Head head,
            List<Line> releases,
            String fingerprint,
            String signersUrl,
            String newest,
            Front.Paging paging) {}

    private final Hub hub;
    private final Pages pages;

    ReleasesPage(Hub hub, Pages pages) {
        this.hub = hub;
        this.pages = pages;
    }

    List<Route> routes() {
        return List.of(Route.page(GET, "/{owner}/{name}/releases", ANONYMOUS, this::show));
    }

    private Reply show(Call call) {
        var repository = hub.repositories().require(call.repository());
        var before = call.query("before", 1, Long.MAX_VALUE / 4, 0);
        var found = hub.releases().list(repository, before);
        var stable = hub.releases().stable(repository).map(Release::id).orElse(-1L);
        var base = "/" + repository.name() + "/releases";
        var paging = new Front.Paging(
                before > 0 ? base : "",
                found.size() < A_PAGE ? "" : base + "?before=" + found.getLast().id());
        var lines = found.stream()
                .map(release -> new Line(
                        release.tag(),
                        release.id() == stable,
                        Ladder.level(release.rungs()),
                        release.commit().name(),
                        release.run().value(),
                        Reports.href(repository.name(), release.run()),
                        release.evidence(),
                        release.createdAt()))
                .toList();
        return pages.show(
                call,
                "releases",
                "Releases · " + repository.name(),
                new Shown(
                        Heads.of(hub, repository, "Releases"),
                        lines,
                        hub.releases().fingerprint(),
                        hub.url().of("/.well-known/softservice/allowed_signers"),
                        found.isEmpty() ? "" : found.getFirst().tag(),
                        paging));
    }
}
