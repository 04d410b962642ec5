package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.server.catalog.Catalog;
import dev.softservice.server.release.Releases;
import dev.softservice.server.run.Runs;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.util.List;

/** The front page. */
public final class CatalogPage {
    private final Pages pages;
    private final Catalog catalog;
    private final Runs runs;
    private final Releases releases;
    private final PublicUrl url;

    public CatalogPage(Pages pages, Catalog catalog, Runs runs, Releases releases, PublicUrl url) {
        this.pages = pages;
        this.catalog = catalog;
        this.runs = runs;
        this.releases = releases;
        this.url = url;
    }

    public List<Route> routes() {
        return List.of(Route.page(GET, "/", ANONYMOUS, this::show), Route.page(GET, "/about", ANONYMOUS, this::about));
    }

    private Reply show(Call call) {
        var query = call.query("q").orElse("");
        var page = (int) call.query("page", 1, 10_000, 1);
        var found = catalog.search(query, page, call.visible());
        var load = runs.load();
        var pulse = new Front.Pulse(
                load.running(), load.queued(), load.workers(), load.trouble().orElse(""));
        var paging = new Front.Paging(
                page > 1 ? address(query, page - 1) : "",
                found.hasMore() ? address(found.instead().orElse(query), page + 1) : "");
        var shown = found.instead().orElse(query);
        var heading = query.isEmpty() ? "Distros" : "Distros with “" + shown + "”";
        return pages.show(
                call,
                PageTemplate.FRONT,
                "Distros",
                new Front(
                        query.isEmpty() && page == 1,
                        Ladder.rungs(),
                        pulse,
                        heading,
                        query,
                        found.instead().isPresent(),
                        found.entries().stream().map(CatalogPage::card).toList(),
                        paging));
    }

    private static Front.Card card(Catalog.Entry entry) {
        return new Front.Card(
                entry.repository().toString(),
                entry.title(),
                entry.summary(),
                entry.version().orElse(""),
                Ladder.level(entry.rungs()),
                !entry.rot().isEmpty());
    }

    private static String address(String query, int page) {
        return "/?page=" + page + (query.isEmpty() ? "" : "&q=" + Heads.segment(query));
    }

    record About(String base, String host, String fingerprint, List<Ladder.RungView> rungs) {}

    private Reply about(Call call) {
        return pages.show(
                call,
                PageTemplate.ABOUT,
                "How it works",
                new About(url.of(""), url.base().getRawAuthority(), releases.fingerprint(), Ladder.rungs()));
    }
}
