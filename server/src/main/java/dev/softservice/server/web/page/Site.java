package dev.softservice.server.web.page;

import dev.softservice.server.web.Hub;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Routes;
import dev.softservice.server.web.Sessions;
import dev.softservice.server.web.WebSite;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** The pages of the hub, and beside them the routes that others bring. */
public final class Site {
    private Site() {}

    /** {@code more}: the routes of the API and of parts that bring their own, such as the forges' hooks. */
    public static WebSite of(Hub hub, Sessions sessions, Clock clock, List<Route> more) {
        var assets = new Assets();
        var pages = new Pages(new Templates(assets, clock), sessions);
        var markdown = new Markdown();
        var describing = new Describing(hub);
        var reports = new Reports(hub, clock);
        var shown = Stream.of(
                        assets.routes(),
                        new CatalogPage(hub, pages).routes(),
                        new DistroPage(hub, pages, describing, markdown, reports).routes(),
                        new IconPage(hub, describing).routes(),
                        new FilesPages(hub, pages, markdown).routes(),
                        new PullPages(hub, pages, reports, markdown).routes(),
                        new TalkPages(hub, pages, markdown).routes(),
                        new WaitingPages(hub, pages).routes(),
                        new RunPages(hub, pages, reports, clock).routes(),
                        new ReleasesPage(hub, pages).routes(),
                        new AccountPages(hub, pages, sessions).routes(),
                        new PeoplePages(hub, pages, sessions, clock).routes())
                .flatMap(List::stream)
                .toList();
        return new WebSite(Routes.of(shown, more), sessions, pages::problem);
    }
}
