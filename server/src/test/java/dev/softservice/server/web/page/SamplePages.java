package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import com.github.jknack.handlebars.Handlebars.SafeString;
import dev.softservice.manifest.composition.CompositionGraph;
import dev.softservice.manifest.composition.CompositionGraph.Handed;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Problems;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Routes;
import dev.softservice.server.web.Sessions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Every template with something to show, each text of strangers through {@code words}: for looking at, and for attacking. */
public final class SamplePages {
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
            "/new",
            "/about",
            "/error");

    private static final String MERGE = "5f0c1c3bb0a94c6d61f5a4a5ad0dd1b9f3a2c7e1";
    private static final String HEAD = "9a4be77d10cf2b3c4d5e6f708192a3b4c5d6e7f8";

    /** What happens to each text that a stranger could have written. */
    @FunctionalInterface
    public interface Words {
        String of(String usual);
    }

    private final Words words;
    private final Pages pages;
    private final Assets assets = new Assets();
    private final Markdown markdown = new Markdown();
    private final Clock clock = Clock.systemUTC();
    private final HostedRepository wiki =
            new HostedRepository(1, new RepositoryName("samples", "team-wiki"), "", Instant.now());

    public SamplePages(Sessions sessions, Words words) {
        this.words = words;
        this.pages = new Pages(new Templates(assets, clock), sessions);
    }

    public Problems.Looks looks() {
        return pages::problem;
    }

    public Routes routes() {
        var routes = new ArrayList<Route>(assets.routes());
        routes.add(page("/", "front", _ -> front()));
        routes.add(page("/distro", "distro", _ -> distro()));
        routes.add(page("/empty", "distro", _ -> empty()));
        routes.add(page("/files", "files", _ -> files()));
        routes.add(page("/file", "file", _ -> file()));
        routes.add(page("/pulls", "pulls", _ -> pulls()));
        routes.add(page(
                "/pull",
                "pull",
                _ -> pull(
                        failed(),
                        new PullPages.Acts(
                                false, false, false, true, w("Run 512 failed: push a fix to refs/for/main")))));
        routes.add(page("/pull-green", "pull", _ -> pull(passed(), new PullPages.Acts(false, true, false, true, ""))));
        routes.add(page("/run-live", "run", _ -> run(live(), true)));
        routes.add(page("/run", "run", _ -> run(failed(), false)));
        routes.add(page("/run-broken", "run", _ -> run(broken(), false)));
        routes.add(page("/run-fallen", "run", _ -> run(fallen(), false)));
        routes.add(page("/run-accepted", "run", _ -> run(accepted(), true)));
        routes.add(page(
                "/pull-accepted",
                "pull",
                _ -> pull(
                        accepted(),
                        new PullPages.Acts(
                                false,
                                false,
                                true,
                                true,
                                w("Run 518 goes on: it merges once the deeper rungs have held")))));
        routes.add(page("/runs", "runs", _ -> new RunPages.Listing(head("Runs"), lines(), Front.Paging.NONE)));
        routes.add(page("/releases", "releases", _ -> releases()));
        routes.add(page(
                "/login",
                "login",
                _ -> new AccountPages.Login(w("This token is not known here, or has expired or been revoked."), "/")));
        routes.add(page(
                "/new",
                "new",
                _ -> new AccountPages.NewRepository(
                        w("there is a repository samples/wiki already"), "samples", "wiki", w("A wiki"))));
        routes.add(page(
                "/about",
                "about",
                _ -> new CatalogPage.About(
                        "https://hub.example.org", "hub.example.org", "SHA256:2mD0v3r1fy", Ladder.rungs(0))));
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

    private String w(String usual) {
        return words.of(usual);
    }

    private Heads.Head head(String here) {
        return Heads.of(wiki, w("Team wiki"), here);
    }

    private Front front() {
        var cards = List.of(
                card(
                        "team-wiki",
                        "Team wiki",
                        "A wiki that a small team owns and runs itself, with MediaWiki on PostgreSQL behind Apache.",
                        "2.3.1",
                        4),
                card("hello-web", "Hello web", "The smallest distro that does something.", "1.0.7", 4),
                card(
                        "postgresql",
                        "PostgreSQL",
                        "A database that other distros are made of; its data directory is baked into the image, so"
                                + " that it is ready at once.",
                        "15.4.0",
                        3),
                card("shared-calendar", "Shared calendar", "Appointments for a club or an office.", "", 0),
                card("shop", "Web shop", "Sell things, keep the customer list at home.", "0.9.12", 6),
                card(
                        "chat",
                        "Chat",
                        "Rooms, threads and files for people who want their conversations on their own machine.",
                        "4.1.0",
                        7));
        return new Front(
                true,
                Ladder.rungs(8),
                new Front.Pulse(2, 5, 4, ""),
                "Distros",
                "",
                cards,
                new Front.Paging("", "/?page=2"));
    }

    private Front.Card card(String name, String title, String summary, String version, int level) {
        return new Front.Card("samples/" + name, w(title), w(summary), version, Ladder.level(level));
    }

    private DistroPage.Shown distro() {
        var readme = markdown.html(w("""
            # Team wiki

            A wiki that a small team *owns*: pages, uploads and accounts stay on your machine.

            ## After installing

            1. Open the address that `softservice status` prints.
            2. Log in as **admin**; the password is in `softservice status --secrets`.

            | What | Where |
            |---|---|
            | pages | the volume `database` |
            | uploads | the volume `uploads` |

            ```
            softservice install hub.example.org/samples/team-wiki --set site-name="Our wiki"
            ```

            See [MediaWiki](https://www.mediawiki.org/) for its manual.
            """), "/samples/team-wiki/files/" + MERGE + "/");
        var facts = new DistroPage.Facts(
                List.of(
                        new DistroPage.ParameterView(
                                w("site-name"), "string", w("Team wiki"), "to be given", w("Shown on every page")),
                        new DistroPage.ParameterView(
                                w("admin-pass"), "secret", "", "generated", w("The first administrator's password")),
                        new DistroPage.ParameterView(
                                w("size"),
                                "small | large",
                                "small",
                                "to be given",
                                w("How many people use it at once"))),
                List.of(new DistroPage.Pair(w("http"), w("web, port 80"), "")),
                List.of(
                        new DistroPage.Pair(w("database"), w("built from database"), ""),
                        new DistroPage.Pair(w("web"), w("built from web"), "")),
                List.of(
                        new DistroPage.Pair("Licence", w("GPL-2.0-or-later"), ""),
                        new DistroPage.Pair("Homepage", w("https://www.mediawiki.org/"), "https://www.mediawiki.org/"),
                        new DistroPage.Pair("Maintainers", w("ops@example.org"), "")));
        return new DistroPage.Shown(
                head("Overview"),
                w("A wiki that a small team owns and runs itself."),
                "softservice install hub.example.org/samples/team-wiki",
                "https://hub.example.org/samples/team-wiki.git",
                "2.3.1",
                Instant.now().minusSeconds(7200),
                Ladder.level(4),
                Ladder.rungs(4),
                false,
                true,
                "",
                lines().subList(0, 1),
                readme,
                facts,
                new DistroPage.Family(
                        made(),
                        List.of(w("reach the internet (for wiki.mail)")),
                        List.of(new DistroPage.Pair("samples/office", w("1.4.0, as wiki v2.3.0"), "/samples/office")),
                        List.of(new DistroPage.FlakyView(w("uploads are kept"), w("team-wiki"), 3, "/run"))));
    }

    private DistroPage.Shown empty() {
        return new DistroPage.Shown(
                head("Overview"),
                w("A wiki that a small team owns and runs itself."),
                "softservice install hub.example.org/samples/team-wiki",
                "https://hub.example.org/samples/team-wiki.git",
                "",
                Instant.EPOCH,
                Ladder.level(0),
                Ladder.rungs(0),
                true,
                false,
                w("softservice.yaml:12:5: error [unknown-key] there is no key “prvides” here: did you mean"
                        + " “provides”?"),
                List.of(),
                new SafeString(""),
                DistroPage.Facts.NONE,
                DistroPage.Family.NONE);
    }

    private FilesPages.Folder files() {
        var rows = List.of(
                new FilesPages.Row("folder", w("tests/"), "/x", ""),
                new FilesPages.Row("folder", w("web/"), "/x", ""),
                new FilesPages.Row("file", w("README.md"), "/x", "1.2 KiB"),
                new FilesPages.Row("link", w("current"), "/x", "symbolic link"),
                new FilesPages.Row("file", w("softservice.yaml"), "/x", "2.0 KiB"));
        return new FilesPages.Folder(
                head("Files"),
                w("main"),
                "",
                List.of(new FilesPages.Step(w("team-wiki"), "")),
                rows,
                "",
                new SafeString(""));
    }

    private FilesPages.File file() {
        var lines = List.of(
                "softservice: v1",
                "name: team-wiki",
                "title: Team wiki",
                "services:",
                "  web:",
                "    build: web",
                "    depends_on: {database: {condition: service_healthy}}",
                "    healthcheck: {test: [CMD, curl, -fsS, http://localhost/], interval: 5s, retries: 12,"
                        + " start_period: 10s, timeout: 5s}");
        return new FilesPages.File(
                head("Files"),
                w("main"),
                w("softservice.yaml"),
                List.of(new FilesPages.Step(w("team-wiki"), "/x"), new FilesPages.Step(w("softservice.yaml"), "")),
                "2.0 KiB",
                "/samples/team-wiki/icon",
                new SafeString(""),
                "",
                false,
                IntStream.range(0, lines.size())
                        .mapToObj(i -> new FilesPages.Numbered(i + 1, w(lines.get(i))))
                        .toList());
    }

    private PullPages.Listing pulls() {
        var states = List.of(
                new PullPages.Choice("Open", "/pulls", true),
                new PullPages.Choice("Merged", "/pulls", false),
                new PullPages.Choice("Closed", "/pulls", false));
        var list = List.of(
                pullLine(14, "Save drafts while typing", "running"),
                pullLine(13, "Update MediaWiki to 1.43", "failed"),
                pullLine(12, "Search in uploads", "passed"),
                pullLine(
                        11,
                        "A very long title of a pull request that says everything about it, why it is needed and who"
                                + " asked for it",
                        "errored"),
                pullLine(9, "First contribution", "waiting"));
        return new PullPages.Listing(head("Pull requests"), states, "open", list, Front.Paging.NONE);
    }

    private PullPages.Line pullLine(int number, String title, String verdict) {
        return new PullPages.Line(
                number,
                "/pull",
                w(title),
                w("ada"),
                w("main"),
                new Reports.Verdict(verdict, dev.softservice.server.web.page.Words.capital(verdict)),
                Instant.now().minusSeconds(60L * number));
    }

    private PullPages.Shown pull(Reports.Report report, PullPages.Acts acts) {
        var diff = new Diffs.Diff(
                "2 changed files",
                6,
                3,
                List.of(
                        new Diffs.File(
                                w("softservice.yaml"),
                                "changed",
                                1,
                                1,
                                true,
                                "",
                                List.of(
                                        hunk("@@ −24,7 +24,7"),
                                        line("same", 24, 24, "  web:"),
                                        line("same", 25, 25, "    build: web"),
                                        line("del", 26, 0, "    mem_limit: 256M"),
                                        line("add", 0, 26, "    mem_limit: 512M"),
                                        line("same", 27, 27, "    restart: unless-stopped"))),
                        new Diffs.File(
                                w("web/LocalSettings.php"),
                                "changed",
                                5,
                                2,
                                true,
                                "",
                                List.of(
                                        hunk("@@ −1,5 +1,8"),
                                        line("same", 1, 1, "<?php"),
                                        line("del", 2, 0, "$wgSitename = 'Wiki';"),
                                        line("add", 0, 2, "$wgSitename = getenv('SITE_NAME') ?: 'Wiki';"),
                                        line(
                                                "add",
                                                0,
                                                3,
                                                "$wgSessionCacheType = CACHE_DB; // a rather long line that does not"
                                                    + " fit on a phone and has to be scrolled inside of its box only"),
                                        line("same", 3, 4, "$wgDBtype = 'postgres';")))),
                "");
        return new PullPages.Shown(
                head("Pull requests"),
                "/pull",
                13,
                w("Update MediaWiki to 1.43"),
                "open",
                "Open",
                w("ada"),
                w("main"),
                Instant.now().minusSeconds(400),
                new PullPages.Commits(HEAD, MERGE, MERGE, ""),
                List.of(),
                List.of(report),
                acts,
                "https://hub.example.org/samples/team-wiki.git",
                lines().subList(0, 2),
                markdown.html(
                        w("Brings the **long-term** release.\n\n"
                                + "- settings from the environment\n"
                                + "- more memory for `web`\n"),
                        ""),
                List.of(diff));
    }

    private Diffs.Line hunk(String text) {
        return new Diffs.Line("hunk", "", "", text);
    }

    private Diffs.Line line(String kind, int before, int after, String text) {
        return new Diffs.Line(kind, before == 0 ? "" : "" + before, after == 0 ? "" : "" + after, w(text));
    }

    private MadeOf.Shown made() {
        var database =
                node("wiki.database", "postgresql", "15.0.2", "^15.0", List.of("database"), List.of(), List.of());
        var cache = node("wiki.cache", "valkey", "8.1.0", "^8", List.of("cache"), List.of(), List.of());
        var wiki = node(
                "wiki",
                "team-wiki",
                "2.3.1",
                "~2.3",
                List.of("web", "jobs", "search-index", "mail-relay"),
                List.of(
                        new Handed("database", "host", Handed.Kind.SERVICE, w("web")),
                        new Handed("database", "port", Handed.Kind.SERVICE, w("web"))),
                List.of(database, cache));
        var front = node("front", "reverse-proxy", "1.0.4", "^1", List.of("proxy"), List.of(), List.of());
        return MadeOf.of(
                new CompositionGraph(new CompositionGraph.Node(
                        "",
                        w("office"),
                        "1.4",
                        Optional.empty(),
                        List.of(w("setup")),
                        List.of(new CompositionGraph.Provided("http", w("front"), 80, true)),
                        List.of(new Handed("wiki", "host", Handed.Kind.USE, "front")),
                        List.of(wiki, front))),
                Map.of("wiki", "samples/team-wiki", "wiki.database", "samples/postgresql"));
    }

    private CompositionGraph.Node node(
            String path,
            String distro,
            String version,
            String range,
            List<String> services,
            List<Handed> handed,
            List<CompositionGraph.Node> uses) {
        return new CompositionGraph.Node(
                path,
                w(distro),
                w(version),
                Optional.of(new CompositionGraph.Origin(
                        w("https://hub.example.org/samples/" + distro), w(range), "v" + version, MERGE)),
                services.stream().map(this::w).toList(),
                List.of(),
                handed,
                uses);
    }

    private Reports.Climb climb(int level, String rung, List<String> moment) {
        var rungs = Ladder.rungs(level).stream()
                .limit(7)
                .map(one -> one.number() == level + 1 && !rung.isEmpty()
                        ? new Ladder.Rung(one.number(), one.name(), one.shown(), rung)
                        : one)
                .toList();
        return new Reports.Climb(Ladder.level(level), rungs, moment);
    }

    private Reports.Report report(
            long id, Reports.Verdict verdict, String sentence, Reports.Climb climb, Reports.Tests tests) {
        return new Reports.Report(
                id, "/run", verdict, false, 0, sentence, climb, tests, "41.2 s", List.of(), List.of(), List.of(),
                List.of());
    }

    private static final Reports.Tests NO_TESTS = new Reports.Tests("", List.of(), "", List.of(), "");

    /** Behind acceptance a service does not come back, and one test is flaky; it asks for more than stable. */
    private Reports.Report fallen() {
        var flaky = new Reports.TestView(
                "flaky",
                w("uploads are kept"),
                w("team-wiki, after database was killed"),
                "1.2 s",
                w("expected status 200, got 503"),
                w("503 Service Unavailable"),
                w("200 OK"),
                false,
                List.of());
        var fallen = report(
                517,
                new Reports.Verdict("failed", "Failed"),
                w("after database was killed: database did not become healthy within 60 s"),
                climb(
                        4,
                        "failed",
                        List.of(
                                w("database | PANIC: could not locate a valid checkpoint record"),
                                w("database | startup process (PID 27) was terminated by signal 6: Aborted"))),
                new Reports.Tests("Tests: 1 flaky, 7 passed", List.of(), "", List.of(flaky), "1 flaky test"));
        return new Reports.Report(
                fallen.id(),
                "/run",
                fallen.verdict(),
                false,
                0,
                fallen.sentence(),
                fallen.climb(),
                fallen.tests(),
                "3 min 2 s",
                List.of(),
                List.of(),
                List.of(new Reports.AskedView(
                        "v2.3.1",
                        List.of(w("reach the internet (for wiki.mail)"), w("publish the port admin")),
                        List.of(w("use the capability IPC_LOCK")))),
                List.of());
    }

    private Reports.Report accepted() {
        return new Reports.Report(
                518,
                "/run",
                new Reports.Verdict("accepted", "Accepted, climbing on"),
                true,
                0,
                "Its acceptance tests pass. Deeper rungs follow; now: resilience.",
                climb(4, "running", List.of()),
                new Reports.Tests("Tests: 8 passed", List.of(), "", List.of(), ""),
                "52.0 s",
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private Reports.Report failed() {
        return report(
                512,
                new Reports.Verdict("failed", "Failed"),
                w("an editor can save a page: expected “Saved” in the answer, got 500 Internal Server Error"),
                climb(3, "failed", List.of()),
                new Reports.Tests(
                        "Tests: 1 failed, 6 passed, 1 skipped",
                        List.of(new Reports.TestView(
                                "failed",
                                w("an editor can save a page"),
                                w("team-wiki"),
                                "2.1 s",
                                w("expected “Saved” in the answer, got 500 Internal Server Error"),
                                w("POST http://web/index.php?action=submit\n"
                                        + "500 Internal Server Error\n\n"
                                        + "PHP Fatal error: Uncaught Wikimedia\\Rdbms\\DBQueryError: relation"
                                        + " \"mwuser\" does not exist\n"
                                        + "  at /usr/share/mediawiki/includes/libs/rdbms/database/Database.php:1618"),
                                "",
                                true,
                                List.of(new Reports.FileView("001-till.png", w("till.png"), "12.3 kB")))),
                        "1 failing test",
                        List.of(),
                        ""));
    }

    private Reports.Report passed() {
        return new Reports.Report(
                514,
                "/run",
                new Reports.Verdict("passed", "Passed"),
                false,
                0,
                "Every rung held, up to level 7: restores.",
                climb(7, "", List.of()),
                new Reports.Tests("Tests: 8 passed", List.of(), "", List.of(), ""),
                "38.0 s",
                List.of(new Reports.Reused(498, "/run")),
                List.of(),
                List.of(),
                List.of(w("takes away the test \"mail goes out\"")));
    }

    private Reports.Report live() {
        return new Reports.Report(
                515,
                "/run-live",
                new Reports.Verdict("running", "Running"),
                true,
                0,
                "Now: provision.",
                climb(2, "running", List.of()),
                NO_TESTS,
                "12.4 s",
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }

    private Reports.Report broken() {
        return new Reports.Report(
                516,
                "/run-broken",
                new Reports.Verdict("errored", "Errored"),
                false,
                0,
                w("The platform could not tell, which is not the change’s fault: engine does not answer at"
                        + " /var/run/docker.sock"),
                climb(1, "", List.of()),
                NO_TESTS,
                "3.1 s",
                List.of(),
                List.of(new Reports.ProblemView("softservice.yaml:31:7", w("“priviledged” is not known here"))),
                List.of(),
                List.of());
    }

    private List<Reports.Line> lines() {
        return List.of(
                run(515, "pull request #14", "running", 0, ""),
                run(
                        512,
                        "pull request #13",
                        "failed",
                        3,
                        "an editor can save a page: expected “Saved” in the answer, got 500 Internal Server Error"),
                run(511, "branch main", "passed", 4, ""),
                run(510, "the merge of #12", "queued", 0, ""),
                run(509, "main, because a distro that it uses changed", "errored", 1, "engine does not answer"),
                run(508, "pull request #13", "superseded", 0, "a newer push took its place"),
                run(507, "branch main", "cancelled", 0, "cancelled by ada"),
                run(506, "pull request #9", "waiting", 0, ""));
    }

    private Reports.Line run(long id, String subject, String verdict, int level, String reason) {
        return new Reports.Line(
                id,
                "/run",
                w(subject),
                new Reports.Verdict(verdict, dev.softservice.server.web.page.Words.capital(verdict)),
                Ladder.level(level),
                level > 2 ? "Tests: 8 passed" : "",
                level > 0 ? "41.2 s" : "",
                w(reason),
                Instant.now().minusSeconds(3600));
    }

    private RunPages.Shown run(Reports.Report report, boolean live) {
        var steps = List.of(
                new RunPages.StepView("read", "passed", 0, 1, "12 ms"),
                new RunPages.StepView("plan", "passed", 1, 2, "40 ms"),
                new RunPages.StepView("build", "passed", 3, 45, "18.4 s"),
                live
                        ? new RunPages.StepView("provision", "running", 48, 52, "4.0 s")
                        : new RunPages.StepView("provision", "passed", 48, 22, "9.1 s"),
                live
                        ? new RunPages.StepView("accept", "none", 0, 0, "")
                        : new RunPages.StepView("accept", "failed", 70, 30, "13.2 s"));
        var rest = live
                ? List.<TestGroups.Group>of()
                : List.of(
                        new TestGroups.Group(
                                w("team-wiki"),
                                "",
                                "",
                                "1 failed, 2 passed, 1 skipped",
                                true,
                                List.of(
                                        new TestGroups.Suite(
                                                "",
                                                List.of(
                                                        test("passed", "the front page carries the site's name", ""),
                                                        test("skipped", "mail goes out", "mail is off"))),
                                        new TestGroups.Suite(
                                                w("people work with the wiki / test_wiki"),
                                                List.of(test("passed", "uploads are kept", ""))))),
                        new TestGroups.Group(
                                w("database"),
                                w("samples/postgresql 15.0.2"),
                                "/samples/postgresql",
                                "1 passed",
                                false,
                                List.of(new TestGroups.Suite(
                                        "", List.of(test("passed", "it accepts connections", ""))))));
        var log = List.of(
                log("out", "build:web", "Step 3/7 : RUN apt-get install -y mediawiki php-pgsql"),
                log("out", "database", "database system is ready to accept connections"),
                log(
                        "err",
                        "web",
                        "AH00558: apache2: Could not reliably determine the server's fully qualified domain name,"
                            + " using 172.20.0.3. Set the 'ServerName' directive globally to suppress this message"),
                log("out", "test:an editor can save a page", "POST /index.php?action=submit 500"),
                log("err", "web", "PHP Fatal error: Uncaught DBQueryError: relation \"mwuser\" does not exist"));
        return new RunPages.Shown(
                head("Runs"),
                new Reports.Line(
                        report.id(),
                        "/run",
                        w("pull request #13"),
                        report.verdict(),
                        report.climb().level(),
                        report.tests().counts(),
                        report.took(),
                        "",
                        Instant.now().minusSeconds(300)),
                MERGE,
                "",
                live,
                !live,
                report,
                steps,
                "2 tests passed, 1 skipped",
                rest,
                new RunPages.LogPart(log, true, 4711),
                live,
                List.of(
                        new DistroPage.Pair("commit", MERGE, "/x"),
                        new DistroPage.Pair("tree", HEAD, ""),
                        new DistroPage.Pair("ref", w("refs/pull/13/merge"), ""),
                        new DistroPage.Pair("kind", "pull", "")),
                List.of(
                        new RunPages.UseView(
                                w("wiki"),
                                w("samples/team-wiki"),
                                "/samples/team-wiki",
                                w("v2.3.1"),
                                MERGE,
                                "/x",
                                HEAD),
                        new RunPages.UseView(
                                w("wiki.database"),
                                w("samples/postgresql"),
                                "/samples/postgresql",
                                w("v15.0.2"),
                                HEAD,
                                "",
                                MERGE)),
                made());
    }

    private Reports.TestView test(String kind, String name, String message) {
        return new Reports.TestView(
                kind,
                w(name),
                w("team-wiki"),
                "0.3 s",
                w(message),
                w("GET http://web/ 200\n<title>Team wiki</title>"),
                "",
                false,
                List.of());
    }

    private RunPages.LogView log(String stream, String source, String text) {
        return new RunPages.LogView(stream, "14:02:31", w(source), w(text));
    }

    private ReleasesPage.Shown releases() {
        var lines = List.of(
                new ReleasesPage.Line(
                        "v2.3.1",
                        true,
                        Ladder.level(4),
                        MERGE,
                        511,
                        "/run",
                        "sha256:4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a",
                        Instant.now().minusSeconds(7200)),
                new ReleasesPage.Line(
                        "v2.3.0",
                        false,
                        Ladder.level(4),
                        HEAD,
                        480,
                        "/run",
                        "sha256:dbc1b4c900ffe48d575b5da5c638040125f65db0fe3e24494b76ea986457d986",
                        Instant.now().minusSeconds(720000)));
        return new ReleasesPage.Shown(
                head("Releases"),
                lines,
                "SHA256:2mD0v3r1fyW1thN0th1ngButG1t",
                "https://hub.example.org/.well-known/softservice/allowed_signers",
                "v2.3.1",
                Front.Paging.NONE);
    }
}
