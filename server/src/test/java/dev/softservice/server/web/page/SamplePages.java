package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.server.web.Call;
import dev.softservice.server.web.Problems;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Routes;
import dev.softservice.server.web.Sessions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Every template with something to show, each text of strangers through {@code words}: for looking at, and for attacking. */
public final class SamplePages extends Sample {
    /** Where each sample is, by template. */
    public static final List<String> PATHS = List.of(
            "/",
            "/distro",
            "/empty",
            "/files",
            "/file",
            "/pulls",
            "/pull",
            "/pull-green",
            "/run-live",
            "/run",
            "/run-broken",
            "/run-fallen",
            "/run-accepted",
            "/pull-accepted",
            "/runs",
            "/releases",
            "/login",
            "/history",
            "/waiting",
            "/profile",
            "/setup",
            "/users",
            "/new",
            "/about",
            "/error");

    private final SampleReports reports;

    private final SampleDistros distros;

    private final SampleRuns runs;

    private final SamplePulls pulls;

    private final Pages pages;

    public SamplePages(Sessions sessions, UnaryOperator<String> words) {
        super(words);
        this.reports = new SampleReports(words);
        this.distros = new SampleDistros(words);
        this.runs = new SampleRuns(words);
        this.pulls = new SamplePulls(words);
        this.pages = new Pages(new Templates(assets, clock), sessions);
    }

    private final Assets assets = new Assets();

    private final Clock clock = Clock.systemUTC();

    public Problems.Looks looks() {
        return pages::problem;
    }

    public Routes routes() {
        var routes = new ArrayList<Route>(assets.routes());
        routes.add(page("/", "front", _ -> distros.front()));
        routes.add(page("/distro", "distro", _ -> distros.distro()));
        routes.add(page("/empty", "distro", _ -> distros.empty()));
        routes.add(page("/files", "files", _ -> distros.files()));
        routes.add(page("/file", "file", _ -> distros.file()));
        routes.add(page("/pulls", "pulls", _ -> pulls.pulls()));
        routes.add(page(
                "/pull",
                "pull",
                _ -> pulls.pull(
                        reports.failed(),
                        new PullPage.Acts(
                                false,
                                false,
                                false,
                                true,
                                true,
                                false,
                                w("Run 512 failed: push a fix to refs/for/main")))));
        routes.add(page(
                "/pull-green",
                "pull",
                _ -> pulls.pull(reports.passed(), new PullPage.Acts(false, true, false, true, true, true, ""))));
        routes.add(page("/run-live", "run", _ -> runs.run(reports.live(), true)));
        routes.add(page("/run", "run", _ -> runs.run(reports.failed(), false)));
        routes.add(page("/run-broken", "run", _ -> runs.run(reports.broken(), false)));
        routes.add(page("/run-fallen", "run", _ -> runs.run(reports.fallen(), false)));
        routes.add(page("/run-accepted", "run", _ -> runs.run(reports.accepted(), true)));
        routes.add(page(
                "/pull-accepted",
                "pull",
                _ -> pulls.pull(
                        reports.accepted(),
                        new PullPage.Acts(
                                false,
                                false,
                                true,
                                true,
                                false,
                                false,
                                w("Run 518 goes on: it merges once the deeper rungs have held")))));
        routes.add(page("/runs", "runs", _ -> new RunPages.Listing(head("Runs"), reports.lines(), Front.Paging.NONE)));
        routes.add(page("/releases", "releases", _ -> distros.releases()));
        routes.add(page(
                "/login",
                "login",
                _ -> new AccountPages.Login(w("This token is not known here, or has expired or been revoked."), "/")));
        routes.add(page(
                "/waiting",
                "waiting",
                _ -> new WaitingPages.Shown(List.of(new WaitingPages.Group(
                        "Yours, and red",
                        List.of(new WaitingPages.Line(
                                "/pull",
                                "samples/wiki",
                                7,
                                w("Save drafts while typing"),
                                w("ada"),
                                clock.instant())))))));
        routes.add(page("/history", "history", _ -> pulls.history()));
        routes.add(page(
                "/profile",
                "profile",
                _ -> new PeoplePages.Profile(
                        w("ada"),
                        "admin",
                        true,
                        w("sst_a-new-token-that-is-shown-once-and-is-rather-long"),
                        List.of(
                                new PeoplePages.TokenView(
                                        1,
                                        w("my laptop"),
                                        "reader",
                                        clock.instant(),
                                        List.of(clock.instant()),
                                        List.of()),
                                new PeoplePages.TokenView(
                                        2, w("build"), "admin", clock.instant(), List.of(), List.of(clock.instant()))),
                        List.of("reader", "contributor", "maintainer", "admin"),
                        true)));
        routes.add(page("/setup", "setup", _ -> new PeoplePages.Setup(w("ada"), "secret", w("password is short"))));
        routes.add(page(
                "/users",
                "users",
                _ -> new PeoplePages.Users(
                        List.of(
                                new PeoplePages.UserView(w("ada"), "admin"),
                                new PeoplePages.UserView(w("eve"), "reader")),
                        List.of("reader", "admin"),
                        w("eve"),
                        w("https://hub.example.org/setup/aUHkqW0r2fYk3J4l5m6n7o8p9q0r1s2t"))));
        routes.add(page(
                "/new",
                "new",
                _ -> new AccountPages.NewRepository(
                        w("there is a repository samples/wiki already"), "samples", "wiki", w("A wiki"))));
        routes.add(page(
                "/about",
                "about",
                _ -> new CatalogPage.About(
                        "https://hub.example.org", "hub.example.org", "SHA256:2mD0v3r1fy", Ladder.rungs())));
        routes.add(Route.page(
                GET,
                "/error",
                ANONYMOUS,
                _ -> pages.problem(new Problems.Answer(404, "Not found", w("no repository samples/wiki here")))));
        routes.add(Route.page(
                GET,
                "/{owner}/{name}/icon",
                ANONYMOUS,
                _ -> RawFiles.locked(Reply.bytes(
                        200,
                        "image/svg+xml",
                        w("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 48 48'><rect width='48' height='48'"
                                        + " rx='10' fill='#174ea6'/><path d='M12 14h24M12 24h24M12 34h14' stroke='#fff'"
                                        + " stroke-width='4'/></svg>")
                                .getBytes()))));
        return new Routes(routes);
    }

    private interface Model {
        Object of(Call call);
    }

    private Route page(String path, String template, Model model) {
        return Route.page(GET, path, ANONYMOUS, call -> pages.show(call, template, w("Sample"), model.of(call)));
    }
}
