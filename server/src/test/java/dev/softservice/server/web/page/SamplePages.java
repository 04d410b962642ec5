package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.server.web.Problems;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Routes;
import dev.softservice.server.web.Sessions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Every template with something to show, each text of strangers through {@code words}: for looking at, and for attacking. */
public final class SamplePages extends PageSample {
    private final Assets assets = new Assets();
    private final SampleReports reports;
    private final SampleDistros distros;
    private final SampleRuns runs;
    private final SamplePulls pulls;
    private final SamplePeople people;
    private final SampleOperator operator;
    private final Pages pages;

    public SamplePages(Sessions sessions, UnaryOperator<String> words) {
        super(words);
        this.reports = new SampleReports(words);
        this.distros = new SampleDistros(words);
        this.runs = new SampleRuns(words);
        this.pulls = new SamplePulls(words);
        this.people = new SamplePeople(words);
        this.operator = new SampleOperator(words);
        this.pages = new Pages(new Templates(assets, Clock.systemUTC()), sessions);
    }

    public Problems.Looks looks() {
        return pages::problem;
    }

    /** Where each sample is. */
    public List<String> paths() {
        return samples().stream().map(Route::path).toList();
    }

    public Routes routes() {
        var routes = new ArrayList<>(assets.routes());
        routes.addAll(samples());
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

    private List<Route> samples() {
        return Arrays.stream(PageTemplate.values())
                .map(this::of)
                .flatMap(List::stream)
                .toList();
    }

    /** Without a default: a new template does not compile before it has its samples. */
    private List<Route> of(PageTemplate template) {
        return switch (template) {
            case LAYOUT -> List.of(); // It is around all others.
            case ABOUT ->
                of(
                        template,
                        "/about",
                        () -> new CatalogPage.About(
                                "https://hub.example.org", "hub.example.org", "SHA256:2mD0v3r1fy", Ladder.rungs()));
            case AUDIT -> of(template, "/audit", operator::log);
            case COMPARE -> of(template, "/compare", distros::compare);
            case DISTRO ->
                List.of(page(template, "/distro", distros::distro), page(template, "/empty", distros::empty));
            case DOWNLOAD -> of(template, "/download", distros::download);
            case ERROR ->
                List.of(Route.page(
                        GET,
                        "/error",
                        ANONYMOUS,
                        _ -> pages.problem(
                                new Problems.Answer(404, "Not found", w("no repository samples/wiki here")))));
            case FILE -> of(template, "/file", distros::file);
            case FILES -> of(template, "/files", distros::files);
            case FIRST -> of(template, "/first", people::first);
            case FRONT -> of(template, "/", distros::front);
            case HISTORY -> of(template, "/history", pulls::history);
            case INVITATIONS -> of(template, "/invitations", operator::invitations);
            case JOIN -> of(template, "/join", people::join);
            case LOGIN -> of(template, "/login", people::login);
            case FORGOT -> of(template, "/login/forgot", () -> new MailPages.Forgot(true, true));
            case LINKED -> of(template, "/linked", people::linked);
            case MAIL -> of(template, "/mail", people::mail);
            case MIRROR -> of(template, "/mirror", operator::mirror);
            case MIRRORS -> of(template, "/mirrors", operator::mirrors);
            case NAMESPACE -> of(template, "/namespace", people::namespace);
            case NEW -> of(template, "/new", people::newRepository);
            case PROFILE -> of(template, "/profile", people::profile);
            case PROVIDER -> of(template, "/provider", people::provider);
            case PULL -> pulls(template);
            case PULLS -> of(template, "/pulls", pulls::pulls);
            case QUEUE -> of(template, "/queue", operator::queue);
            case RELEASES -> of(template, "/releases", distros::releases);
            case LOG -> of(template, "/log", runs::log);
            case RUN -> runs(template);
            case RUNNERS -> of(template, "/runners", operator::runners);
            case RUNS ->
                of(template, "/runs", () -> new RunPages.Listing(head("Runs"), reports.lines(), Front.Paging.NONE));
            case SETTINGS -> of(template, "/settings", people::settings);
            case SETUP -> of(template, "/setup", people::setup);
            case START -> of(template, "/start", operator::start);
            case STORAGE -> of(template, "/storage", operator::storage);
            case TEST -> of(template, "/test", reports::history);
            case USERS -> of(template, "/users", operator::users);
            case WAITING -> of(template, "/waiting", people::waiting);
            case WEBHOOKS -> of(template, "/webhooks", operator::webhooks);
            case WHY -> of(template, "/why", pulls::why);
        };
    }

    private List<Route> pulls(PageTemplate template) {
        return List.of(
                page(
                        template,
                        "/pull",
                        () -> pulls.pull(
                                reports.failed(),
                                new PullPage.Acts(
                                        false,
                                        false,
                                        false,
                                        true,
                                        true,
                                        false,
                                        w("Run 512 failed: push a fix to refs/for/main")))),
                page(
                        template,
                        "/pull-green",
                        () -> pulls.pull(
                                reports.passed(), new PullPage.Acts(false, true, false, true, true, true, ""))),
                page(
                        template,
                        "/pull-accepted",
                        () -> pulls.pull(
                                reports.accepted(),
                                new PullPage.Acts(
                                        false,
                                        false,
                                        true,
                                        true,
                                        false,
                                        false,
                                        w("Run 518 goes on: it merges once the deeper rungs have held")))));
    }

    private List<Route> runs(PageTemplate template) {
        return List.of(
                page(template, "/run-live", () -> runs.run(reports.live(), true)),
                page(template, "/run", () -> runs.run(reports.failed(), false)),
                page(template, "/run-broken", () -> runs.run(reports.broken(), false)),
                page(template, "/run-fallen", () -> runs.run(reports.fallen(), false)),
                page(template, "/run-accepted", () -> runs.run(reports.accepted(), true)));
    }

    private List<Route> of(PageTemplate template, String path, Supplier<Object> model) {
        return List.of(page(template, path, model));
    }

    private Route page(PageTemplate template, String path, Supplier<Object> model) {
        return Route.page(GET, path, ANONYMOUS, call -> pages.show(call, template, w("Sample"), model.get()));
    }
}
