package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.CONTRIBUTOR;
import static dev.softservice.server.account.Role.MAINTAINER;
import static dev.softservice.server.account.Role.READER;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.Sha;
import dev.softservice.server.pull.Hold;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.PullRequest.State;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Imports;
import dev.softservice.server.run.Run;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Text;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The list of pull requests, and the actions on one of them; {@link PullPage} shows it. */
public final class PullPages {
    private static final String PULLS = "/{owner}/{name}/pulls";
    private static final int A_PAGE = 30;

    record Choice(String word, String href, boolean here) {}

    record Line(
            int number,
            String href,
            String title,
            boolean draft,
            String author,
            String base,
            Reports.Verdict verdict,
            Instant updatedAt) {}

    record Listing(
            Heads.Head head,
            List<Choice> states,
            String which,
            List<Line> pulls,
            Imported.Section imported,
            Front.Paging paging) {}

    private final DistroFrame frame;
    private final Pulls pulls;
    private final PullPage page;
    private final Imports imports;

    public PullPages(DistroFrame frame, Pulls pulls, PullPage page, Imports imports) {
        this.frame = frame;
        this.pulls = pulls;
        this.page = page;
        this.imports = imports;
    }

    public List<Route> routes() {
        return List.of(
                Route.page(GET, PULLS, ANONYMOUS, this::list),
                Route.page(GET, PULLS + "/{number}", ANONYMOUS, page::show),
                Route.page(POST, PULLS + "/{number}/merge", MAINTAINER, this::merge),
                Route.page(POST, PULLS + "/{number}/overrides", MAINTAINER, this::setAside),
                Route.page(POST, PULLS + "/{number}/approve", MAINTAINER, this::approve),
                Route.page(POST, PULLS + "/{number}/retest", CONTRIBUTOR, this::retest),
                Route.page(POST, PULLS + "/{number}/draft", READER, this::draft),
                Route.page(POST, PULLS + "/{number}/close", READER, this::close),
                Route.page(POST, PULLS + "/{number}/reopen", READER, this::reopen));
    }

    private Reply list(Call call) {
        var repository = frame.repository(call);
        var which = call.query("state").orElse("open");
        var state = switch (which) {
            case "open" -> Optional.of(State.OPEN);
            case "merged" -> Optional.of(State.MERGED);
            case "closed" -> Optional.of(State.CLOSED);
            default -> throw Refusal.invalid("query parameter state must be open, merged or closed");
        };
        var before = (int) call.query("before", 1, Integer.MAX_VALUE, 0);
        var found = pulls.list(repository, state, before, A_PAGE);
        var base = "/" + repository.name() + "/pulls";
        var states = List.of("open", "merged", "closed").stream()
                .map(word -> new Choice(Words.capital(word), base + "?state=" + word, word.equals(which)))
                .toList();
        var older = found.size() < A_PAGE
                ? ""
                : base + "?state=" + which + "&before=" + found.getLast().number();
        var paging = new Front.Paging(before > 0 ? base + "?state=" + which : "", older);
        return frame.show(
                call,
                PageTemplate.PULLS,
                "Pull requests · " + repository.name(),
                new Listing(
                        frame.head(call, repository, "Pull requests"),
                        states,
                        which,
                        found.stream().map(pull -> line(repository, pull)).toList(),
                        before > 0 ? Imported.Section.NONE : Imported.of(imports, repository, "refs/pull/"),
                        paging));
    }

    private Line line(HostedRepository repository, PullRequest pull) {
        return new Line(
                pull.number(),
                href(repository, pull.number()),
                Text.showable(pull.title()),
                pull.draft(),
                pull.author(),
                pull.base().name(),
                verdict(pull, pulls.run(repository, pull.number())),
                pull.updatedAt());
    }

    private static Reports.Verdict verdict(PullRequest pull, Optional<Run> run) {
        if (!pull.conflicts().isEmpty() && pull.state() == State.OPEN)
            return new Reports.Verdict("failed", "Conflicts");
        return run.map(Reports::verdict).orElse(new Reports.Verdict("waiting", "No run"));
    }

    private Reply merge(Call call) {
        var repository = frame.repository(call);
        var accepted = call.form("acceptWeaker", 64);
        if (!accepted.isEmpty())
            pulls.acceptWeaker(repository, number(call), Sha.required("field acceptWeaker", accepted), call.account());
        if (call.form("when", 20).equals("verified")) pulls.mergeWhenVerified(repository, number(call), call.account());
        else pulls.merge(repository, number(call), call.account());
        return Reply.redirect(href(repository, number(call)));
    }

    private Reply setAside(Call call) {
        var repository = frame.repository(call);
        var rule = Constants.named(Hold.Kind.class, call.form("rule", 40))
                .orElseThrow(() -> Refusal.invalid("field rule must be the name of a rule that keeps it back"));
        var head = Sha.required("field head", call.form("head", 64));
        pulls.setAside(
                repository, number(call), new Pulls.Asking(rule, head, call.form("reason", 500)), call.account());
        return Reply.redirect(href(repository, number(call)));
    }

    private Reply approve(Call call) {
        var repository = frame.repository(call);
        pulls.approve(repository, number(call), Sha.required("field head", call.form("head", 64)), call.account());
        return Reply.redirect(href(repository, number(call)));
    }

    private Reply draft(Call call) {
        var repository = frame.repository(call);
        pulls.draft(repository, number(call), call.form("draft", 10).equals("true"), call.account());
        return Reply.redirect(href(repository, number(call)));
    }

    private Reply close(Call call) {
        var repository = frame.repository(call);
        pulls.close(repository, number(call), call.account());
        return Reply.redirect(href(repository, number(call)));
    }

    private Reply retest(Call call) {
        var repository = frame.repository(call);
        pulls.retest(repository, number(call), call.account());
        return Reply.redirect(href(repository, number(call)));
    }

    private Reply reopen(Call call) {
        var repository = frame.repository(call);
        pulls.reopen(repository, number(call), call.account());
        return Reply.redirect(href(repository, number(call)));
    }

    static int number(Call call) {
        return (int) Math.min(call.pathNumber("number"), Integer.MAX_VALUE);
    }

    static String href(HostedRepository repository, int number) {
        return "/" + repository.name() + "/pulls/" + number;
    }
}
