package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.CONTRIBUTOR;
import static dev.softservice.server.account.Role.MAINTAINER;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import com.github.jknack.handlebars.Handlebars.SafeString;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.Sha;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.PullRequest.State;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Hub;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Text;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Pull requests: the list, one of them with its report and differences, and what may be decided about it. */
final class PullPages {
    private static final String PULLS = "/{owner}/{name}/pulls";
    private static final int A_PAGE = 30;
    private static final int CHECKS = 5;

    record Choice(String word, String href, boolean here) {}

    record Line(
            int number,
            String href,
            String title,
            String author,
            String base,
            Reports.Verdict verdict,
            Instant updatedAt) {}

    record Listing(Heads.Head head, List<Choice> states, String which, List<Line> pulls, Front.Paging paging) {}

    /** What the visitor may do now, and why merging is not among it. */
    record Acts(boolean approve, boolean mergeNow, boolean mergeLater, boolean close, String why) {
        public boolean any() {
            return approve || mergeNow || mergeLater || close;
        }
    }

    record Commits(String head, String base, String merge, String landed) {}

    record Shown(
            Heads.Head head,
            String href,
            int number,
            String title,
            String state,
            String stateWord,
            String author,
            String base,
            Instant updatedAt,
            Commits commits,
            List<String> conflicts,
            List<Reports.Report> report,
            Acts acts,
            String cloneUrl,
            List<Reports.Line> runs,
            SafeString description,
            List<Diffs.Diff> diff) {}

    private final Hub hub;
    private final Pages pages;
    private final Reports reports;
    private final Diffs diffs;
    private final Markdown markdown;

    PullPages(Hub hub, Pages pages, Reports reports, Markdown markdown) {
        this.hub = hub;
        this.pages = pages;
        this.reports = reports;
        this.diffs = new Diffs(hub.diff());
        this.markdown = markdown;
    }

    List<Route> routes() {
        return List.of(
                Route.page(GET, PULLS, ANONYMOUS, this::list),
                Route.page(GET, PULLS + "/{number}", ANONYMOUS, this::show),
                Route.page(POST, PULLS + "/{number}/merge", MAINTAINER, this::merge),
                Route.page(POST, PULLS + "/{number}/approve", MAINTAINER, this::approve),
                Route.page(POST, PULLS + "/{number}/close", CONTRIBUTOR, this::close));
    }

    private Reply list(Call call) {
        var repository = hub.repositories().require(call.repository());
        var which = call.query("state").orElse("open");
        var state = switch (which) {
            case "open" -> Optional.of(State.OPEN);
            case "merged" -> Optional.of(State.MERGED);
            case "closed" -> Optional.of(State.CLOSED);
            default -> throw Refusal.invalid("query parameter state must be open, merged or closed");
        };
        var before = (int) call.query("before", 1, Integer.MAX_VALUE, 0);
        var found = hub.pulls().list(repository, state, before, A_PAGE);
        var base = "/" + repository.name() + "/pulls";
        var states = List.of("open", "merged", "closed").stream()
                .map(word -> new Choice(Words.capital(word), base + "?state=" + word, word.equals(which)))
                .toList();
        var older = found.size() < A_PAGE
                ? ""
                : base + "?state=" + which + "&before=" + found.getLast().number();
        var paging = new Front.Paging(before > 0 ? base + "?state=" + which : "", older);
        return pages.show(
                call,
                "pulls",
                "Pull requests · " + repository.name(),
                new Listing(
                        Heads.of(hub, repository, "Pull requests"),
                        states,
                        which,
                        found.stream().map(pull -> line(repository, pull)).toList(),
                        paging));
    }

    private Line line(HostedRepository repository, PullRequest pull) {
        return new Line(
                pull.number(),
                href(repository, pull.number()),
                Text.showable(pull.title()),
                pull.author(),
                pull.base().name(),
                verdict(pull, hub.pulls().run(repository, pull.number())),
                pull.updatedAt());
    }

    private static Reports.Verdict verdict(PullRequest pull, Optional<Run> run) {
        if (!pull.conflicts().isEmpty() && pull.state() == State.OPEN)
            return new Reports.Verdict("failed", "Conflicts");
        return run.map(Reports::verdict).orElse(new Reports.Verdict("waiting", "No run"));
    }

    private Reply show(Call call) {
        var repository = hub.repositories().require(call.repository());
        var pull = hub.pulls().require(repository, number(call));
        var run = hub.pulls().run(repository, pull.number());
        var state = Constants.word(pull.state());
        var commits = new Commits(
                pull.headSha().name(),
                pull.baseSha().name(),
                pull.mergeSha().map(Sha::name).orElse(""),
                pull.landedSha().map(Sha::name).orElse(""));
        var checks = pull.mergeSha()
                .map(sha -> hub.runs().list(repository, Optional.of(sha), Optional.empty(), 0, CHECKS))
                .orElse(List.of());
        var description = pull.description().isBlank()
                ? new SafeString("")
                : markdown.cached(pull.id() + " " + pull.description(), pull.description(), "");
        var shown = new Shown(
                Heads.of(hub, repository, "Pull requests"),
                href(repository, pull.number()),
                pull.number(),
                Text.showable(pull.title()),
                state,
                Words.capital(state),
                pull.author(),
                pull.base().name(),
                pull.updatedAt(),
                commits,
                pull.state() == State.OPEN
                        ? pull.conflicts().stream()
                                .limit(50)
                                .map(Text::showable)
                                .toList()
                        : List.of(),
                run.map(r -> reports.of(r, repository.name())).stream().toList(),
                acts(call, pull, run),
                hub.url().of("/" + repository.name() + ".git"),
                checks.stream()
                        .map(check -> reports.line(check, repository.name()))
                        .toList(),
                description,
                List.of(diffs.between(
                        repository,
                        pull.baseSha().name(),
                        pull.mergeSha().orElse(pull.headSha()).name())));
        return pages.show(call, "pull", pull.title() + " · #" + pull.number(), shown);
    }

    private Acts acts(Call call, PullRequest pull, Optional<Run> run) {
        if (pull.state() != State.OPEN) return new Acts(false, false, false, false, "");
        var mergeability = hub.pulls().mergeability(pull);
        var later = pull.mergeWhenVerifiedBy()
                .map(by -> "It lands by itself once it is verified, as " + by + " asked. ")
                .orElse("");
        var why = later + (mergeability.now() ? "" : mergeability.reason());
        var maintains = call.account().role().atLeast(MAINTAINER);
        var closes = maintains
                || call.account().role().atLeast(CONTRIBUTOR)
                        && call.account().name().equals(pull.author());
        var undecided = run.filter(r -> r.verdict().isEmpty()).isPresent();
        return new Acts(
                maintains && run.filter(r -> r.state() == Run.State.WAITING).isPresent(),
                maintains && mergeability.now(),
                maintains && !mergeability.now() && undecided && later.isEmpty(),
                closes,
                why);
    }

    private Reply merge(Call call) {
        var repository = hub.repositories().require(call.repository());
        if (call.form("when", 20).equals("verified"))
            hub.pulls().mergeWhenVerified(repository, number(call), call.account());
        else hub.pulls().merge(repository, number(call), call.account());
        return Reply.redirect(href(repository, number(call)));
    }

    private Reply approve(Call call) {
        var repository = hub.repositories().require(call.repository());
        hub.pulls()
                .approve(repository, number(call), Sha.required("field head", call.form("head", 64)), call.account());
        return Reply.redirect(href(repository, number(call)));
    }

    private Reply close(Call call) {
        var repository = hub.repositories().require(call.repository());
        hub.pulls().close(repository, number(call), call.account());
        return Reply.redirect(href(repository, number(call)));
    }

    private static int number(Call call) {
        return (int) Math.min(call.pathNumber("number"), Integer.MAX_VALUE);
    }

    private static String href(HostedRepository repository, int number) {
        return "/" + repository.name() + "/pulls/" + number;
    }
}
