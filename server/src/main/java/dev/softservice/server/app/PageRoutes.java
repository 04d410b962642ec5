package dev.softservice.server.app;

import dev.softservice.server.oidc.OpenIdSignIn;
import dev.softservice.server.pull.Landed;
import dev.softservice.server.pull.RunNews;
import dev.softservice.server.release.ReleaseDifferences;
import dev.softservice.server.review.Waiting;
import dev.softservice.server.run.Queue;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Routes;
import dev.softservice.server.web.Sessions;
import dev.softservice.server.web.WebSite;
import dev.softservice.server.web.page.AccountPages;
import dev.softservice.server.web.page.Assets;
import dev.softservice.server.web.page.BadgePage;
import dev.softservice.server.web.page.CatalogPage;
import dev.softservice.server.web.page.ComparePage;
import dev.softservice.server.web.page.Describing;
import dev.softservice.server.web.page.Diffs;
import dev.softservice.server.web.page.DistroFrame;
import dev.softservice.server.web.page.DistroPage;
import dev.softservice.server.web.page.DownloadPages;
import dev.softservice.server.web.page.Families;
import dev.softservice.server.web.page.FeedPage;
import dev.softservice.server.web.page.FilesPages;
import dev.softservice.server.web.page.FirstPages;
import dev.softservice.server.web.page.IconPage;
import dev.softservice.server.web.page.JoinPages;
import dev.softservice.server.web.page.LogPage;
import dev.softservice.server.web.page.MailPages;
import dev.softservice.server.web.page.Markdown;
import dev.softservice.server.web.page.MemberPages;
import dev.softservice.server.web.page.OperatorPages;
import dev.softservice.server.web.page.Pages;
import dev.softservice.server.web.page.PeoplePages;
import dev.softservice.server.web.page.ProviderPages;
import dev.softservice.server.web.page.PullPage;
import dev.softservice.server.web.page.PullPages;
import dev.softservice.server.web.page.ReleasesPage;
import dev.softservice.server.web.page.Reports;
import dev.softservice.server.web.page.RunPages;
import dev.softservice.server.web.page.RunPictures;
import dev.softservice.server.web.page.SignIn;
import dev.softservice.server.web.page.TalkPages;
import dev.softservice.server.web.page.TalkViews;
import dev.softservice.server.web.page.Templates;
import dev.softservice.server.web.page.TestPage;
import dev.softservice.server.web.page.WaitingPage;
import dev.softservice.server.web.page.WhyPage;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** Gives each page what it uses. */
final class PageRoutes {
    private PageRoutes() {}

    /** {@code api}: all routes that are no pages; {@code more}: what brings pages of its own. */
    static WebSite with(App app, Sessions sessions, Clock clock, List<Route> api, MoreRoutes more) {
        var assets = new Assets();
        var pages = new Pages(new Templates(assets, clock), sessions);
        var frame = new DistroFrame(pages, app.repositories(), app.catalog(), app.url());
        var shown = Stream.of(
                        assets.routes(),
                        ofDistros(app, pages, frame, clock),
                        ofVisitors(app, pages, sessions, clock),
                        more.pages(frame))
                .flatMap(List::stream)
                .toList();
        return new WebSite(Routes.of(shown, api), sessions, pages::problem);
    }

    private static List<Route> ofDistros(App app, Pages pages, DistroFrame frame, Clock clock) {
        var url = app.url();
        var runs = app.runs();
        var releases = app.releases();
        var discussion = app.discussion();
        var landed = new Landed(app.database(), app.reader());
        var markdown = new Markdown();
        var describing = new Describing(releases, app.git(), app.reader(), markdown);
        var reports = new Reports(runs, app.events(), app.comparing(), new RunNews(app.pulls(), runs), clock);
        var pull = new PullPage(
                frame, app.pulls(), reports, new Diffs(app.versions()), new TalkViews(discussion, markdown));
        return Stream.of(
                        new DistroPage(frame, describing, new Families(app.comparing(), runs, url), reports, app.anew())
                                .routes(),
                        new IconPage(frame, describing, app.reader()).routes(),
                        new FilesPages(frame, app.reader(), markdown).routes(),
                        new PullPages(frame, app.pulls(), pull, app.imports()).routes(),
                        new TalkPages(frame, app.pulls(), discussion.comments(), discussion.reviews(), markdown)
                                .routes(),
                        new RunPages(frame, runs, app.events(), app.comparing(), reports).routes(),
                        new RunPictures(frame, runs).routes(),
                        new LogPage(frame, runs, app.events()).routes(),
                        new TestPage(frame, runs).routes(),
                        new WhyPage(frame, app.why()).routes(),
                        new BadgePage(frame, releases).routes(),
                        new ComparePage(
                                        frame,
                                        releases,
                                        new ReleaseDifferences(releases, runs, app.git(), app.reader()),
                                        landed)
                                .routes(),
                        new ReleasesPage(
                                        frame,
                                        releases,
                                        new ReleasesPage.Past(landed, app.carrier(), app.culprits(), app.imports()),
                                        app.yanks(),
                                        url)
                                .routes(),
                        new MemberPages(pages, frame, app.roles(), app.settings(), app.life()).routes(),
                        new FeedPage(app.repositories(), app.pulls(), releases, url).routes())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Route> ofVisitors(App app, Pages pages, Sessions sessions, Clock clock) {
        var signIn = new SignIn(
                app.waysIn().authentication(), app.waysIn().passwords(), app.accounts(), sessions, app.url());
        var waiting = new Waiting(
                app.database(),
                app.access(),
                app.pulls(),
                app.versions(),
                app.discussion().reviews());
        return Stream.of(
                        new CatalogPage(pages, app.catalog(), app.runs(), app.releases(), app.url()).routes(),
                        new DownloadPages(pages, app.folder().downloads(), app.url()).routes(),
                        new WaitingPage(pages, waiting).routes(),
                        new AccountPages(
                                        pages,
                                        signIn,
                                        app.repositories(),
                                        app.access(),
                                        app.waysIn()
                                                .provider()
                                                .map(OpenIdSignIn::name)
                                                .orElse(""))
                                .routes(),
                        new ProviderPages(pages, signIn, app.waysIn().provider()).routes(),
                        new OperatorPages(
                                        pages,
                                        app.accounts(),
                                        app.audit(),
                                        new Queue(app.runs(), app.repositories()),
                                        app.storage())
                                .routes(),
                        new FirstPages(pages, signIn, app.waysIn().firstAdmin()).routes(),
                        new JoinPages(pages, signIn, app.waysIn().signUp(), app.url()).routes(),
                        new MailPages(pages, signIn, app.waysIn().mailboxes()).routes(),
                        new PeoplePages(
                                        pages,
                                        signIn,
                                        app.accounts(),
                                        app.waysIn().passwords(),
                                        clock)
                                .routes())
                .flatMap(List::stream)
                .toList();
    }
}
