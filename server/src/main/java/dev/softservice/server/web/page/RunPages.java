package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.CONTRIBUTOR;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.manifest.composition.CompositionGraph;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.StepState;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.reporting.Talks;
import dev.softservice.runner.reporting.TimelinePicture;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.RunId;
import dev.softservice.server.release.Comparing;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.RunEvents;
import dev.softservice.server.run.Runs;
import dev.softservice.server.run.Trial;
import dev.softservice.server.run.Use;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Text;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs: the list, and one of them with steps, tests and log, drawn anew while it goes on. */
public final class RunPages {
    private static final int A_PAGE = 30;
    private static final int LOG_BYTES = 96 << 10;
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    record Listing(Heads.Head head, List<Reports.Line> runs, Front.Paging paging) {}

    record LogView(String stream, String at, String source, String text) {}

    /** {@code after}: the last event drawn here; what follows comes live. */
    record LogPart(List<LogView> lines, boolean cut, long after) {}

    record Shown(
            Heads.Head head,
            Reports.Line run,
            String commit,
            String attempt,
            boolean cancel,
            boolean retry,
            List<TrialView> trial,
            Reports.Report report,
            List<RunSteps.View> steps,
            List<TimelinePicture.View> when,
            Talks.View talks,
            String restCount,
            List<TestGroups.Group> rest,
            LogPart log,
            boolean live,
            String reproduce,
            List<DistroPage.Pair> facts,
            List<UseView> uses,
            MadeOf.Shown made) {}

    /** Whose change it tries; {@code href} is empty where that may not be seen any more. */
    record TrialView(String change, String href, boolean with, String tried) {}

    /** One distro that the run's was made of; {@code commitHref} is empty for what is not on this hub. */
    record UseView(
            String name, String distro, String href, String tag, String commit, String commitHref, String tree) {}

    private final DistroFrame frame;
    private final Runs runs;
    private final RunEvents events;
    private final Comparing comparing;
    private final Reports reports;

    public RunPages(DistroFrame frame, Runs runs, RunEvents events, Comparing comparing, Reports reports) {
        this.frame = frame;
        this.runs = runs;
        this.events = events;
        this.comparing = comparing;
        this.reports = reports;
    }

    public List<Route> routes() {
        return List.of(
                Route.page(GET, "/{owner}/{name}/runs", ANONYMOUS, this::list),
                Route.page(GET, "/{owner}/{name}/runs/{id}", ANONYMOUS, this::show),
                Route.page(POST, "/{owner}/{name}/runs/{id}/cancel", CONTRIBUTOR, this::cancel),
                Route.page(POST, "/{owner}/{name}/runs/{id}/retry", CONTRIBUTOR, this::retry));
    }

    private Reply list(Call call) {
        var repository = frame.repository(call);
        var before = call.query("before", 1, Long.MAX_VALUE / 4, 0);
        var found = runs.list(repository, Optional.empty(), Optional.empty(), before, A_PAGE);
        var base = "/" + repository.name() + "/runs";
        var paging = new Front.Paging(
                before > 0 ? base : "",
                found.size() < A_PAGE ? "" : base + "?before=" + found.getLast().id());
        return frame.show(
                call,
                PageTemplate.RUNS,
                "Runs · " + repository.name(),
                new Listing(
                        frame.head(call, repository, "Runs"),
                        found.stream()
                                .map(run -> reports.line(run, repository.name()))
                                .toList(),
                        paging));
    }

    private Reply show(Call call) {
        var repository = frame.repository(call);
        var run = runs.require(call.run(), repository);
        var open = run.verdict().isEmpty() && run.state() != Run.State.FINISHED;
        var read = reports.read(run);
        var tests = read.tests();
        var uses = runs.uses(run);
        var rest = tests.stream().filter(TestGroups::needsNoLook).toList();
        var reported = run.verdict().isPresent() ? read.report() : Report.EMPTY;
        var acts = call.account().role().atLeast(CONTRIBUTOR);
        var shown = new Shown(
                frame.head(call, repository, "Runs"),
                reports.line(run, repository.name()),
                run.commit().name(),
                run.attempt() > 1 ? Integer.toString(run.attempt()) : "",
                acts && open,
                acts && !open && run.kind().isOwn(),
                runs.trial(run).map(trial -> trial(trial, repository)).stream().toList(),
                reports.of(run, repository, read),
                reports.steps(run),
                TimelinePicture.of(reported).stream().toList(),
                Talks.of(reported),
                restCount(rest),
                TestGroups.of(repository.name().name(), uses, tests),
                log(run.id()),
                run.state() != Run.State.FINISHED,
                reproduce(run, repository),
                facts(run, repository),
                views(uses),
                made(run, uses));
        return frame.show(call, PageTemplate.RUN, "Run " + run.id() + " · " + repository.name(), shown);
    }

    /** The command that makes it again elsewhere; empty where nothing failed that could be. */
    private String reproduce(Run run, HostedRepository repository) {
        boolean failed = run.verdict().filter(Run.Outcome.FAILED::equals).isPresent()
                && run.steps().stream().anyMatch(step -> step.state() == StepState.FAILED);
        boolean unreleased = runs.trial(run).filter(Trial::with).isPresent();
        return failed && !unreleased
                ? "softservice reproduce " + frame.url(Reports.href(repository.name(), run.id()))
                : "";
    }

    private TrialView trial(Trial trial, HostedRepository tried) {
        var changed = frame.repository(trial.repository());
        return changed.isPrivate()
                ? new TrialView(
                        "a change of another distro",
                        "",
                        trial.with(),
                        tried.name().toString())
                : new TrialView(
                        trial.tag() + " of " + changed.name(),
                        trial.pull() == 0 ? "/" + changed.name() + "/why" : PullPages.href(changed, trial.pull()),
                        trial.with(),
                        tried.name().toString());
    }

    private static String restCount(List<TestResult> rest) {
        var skipped = rest.stream()
                .filter(test -> test.state() == TestResult.State.SKIPPED)
                .count();
        var passed = rest.size() - skipped;
        return Words.count(passed, "test") + " passed" + (skipped > 0 ? ", " + skipped + " skipped" : "");
    }

    private Reply cancel(Call call) {
        var repository = frame.repository(call);
        var run = runs.cancel(runs.require(call.run(), repository).id(), call.account());
        return Reply.redirect(Reports.href(repository.name(), run.id()));
    }

    private Reply retry(Call call) {
        var repository = frame.repository(call);
        var run = runs.retry(runs.require(call.run(), repository).id(), call.account());
        return Reply.redirect(Reports.href(repository.name(), run.id()));
    }

    private LogPart log(RunId run) {
        var tail = events.tail(run, LOG_BYTES);
        var lines = tail.events().stream()
                .filter(RunEvents.Event::isLogLine)
                .map(RunPages::line)
                .toList();
        return new LogPart(
                lines,
                tail.cut(),
                tail.events().isEmpty() ? 0 : tail.events().getLast().id());
    }

    private static LogView line(RunEvents.Event event) {
        return event.logLine()
                .map(line -> new LogView(
                        Constants.word(line.stream()),
                        CLOCK.format(line.time()),
                        Text.showable(line.source()),
                        Text.showable(line.text())))
                .orElse(new LogView("err", "", "hub", "(a line of the log is damaged)"));
    }

    private static List<UseView> views(List<Use> uses) {
        return uses.stream()
                .map(use -> {
                    var used = use.used();
                    var here = use.onThisHub().map(name -> "/" + name).orElse("");
                    var elsewhere = used.distro().matches("https?://\\S+") ? used.distro() : "";
                    return new UseView(
                            Text.showable(used.path()),
                            Text.showable(use.distro()),
                            here.isEmpty() ? elsewhere : here,
                            Text.showable(used.tag()),
                            used.commit(),
                            here.isEmpty() ? "" : here + "/files/" + used.commit(),
                            used.tree());
                })
                .toList();
    }

    private MadeOf.Shown made(Run run, List<Use> uses) {
        if (uses.isEmpty()) return MadeOf.Shown.NOTHING;
        return comparing
                .composition(run)
                .map(composition -> MadeOf.of(CompositionGraph.of(composition), Comparing.onThisHub(uses)))
                .orElse(MadeOf.Shown.NOTHING);
    }

    private List<DistroPage.Pair> facts(Run run, HostedRepository repository) {
        var facts = new ArrayList<DistroPage.Pair>();
        facts.add(
                new DistroPage.Pair("commit", run.commit().name(), "/" + repository.name() + "/files/" + run.commit()));
        facts.add(new DistroPage.Pair("tree", run.tree().name(), ""));
        facts.add(new DistroPage.Pair("ref", run.ref(), ""));
        facts.add(new DistroPage.Pair("kind", Constants.word(run.kind()), ""));
        run.pull()
                .ifPresent(number -> facts.add(new DistroPage.Pair(
                        "pull request", "#" + number, "/" + repository.name() + "/pulls/" + number)));
        run.reusedFrom()
                .ifPresent(id ->
                        facts.add(new DistroPage.Pair("proven by", "run " + id, Reports.href(repository.name(), id))));
        return facts;
    }
}
