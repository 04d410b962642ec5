package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.CONTRIBUTOR;
import static dev.softservice.server.account.Role.MAINTAINER;
import static dev.softservice.server.account.Role.READER;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.Sha;
import dev.softservice.server.pull.Opening;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.util.List;
import java.util.OptionalInt;

/** Pull requests: seeing, opening, approving, merging, closing. */
public final class PullApi {
    private static final String PULLS = "/api/v1/repos/{owner}/{name}/pulls";

    private final Repositories repositories;
    private final Pulls pulls;
    private final PublicUrl url;

    public PullApi(Repositories repositories, Pulls pulls, PublicUrl url) {
        this.repositories = repositories;
        this.pulls = pulls;
        this.url = url;
    }

    public List<Route> routes() {
        return List.of(
                Route.api(GET, PULLS, ANONYMOUS, this::list),
                Route.api(POST, PULLS, CONTRIBUTOR, this::open),
                Route.api(
                        GET,
                        PULLS + "/{number}",
                        ANONYMOUS,
                        call -> Reply.json(shape(repository(call), pull(repositories, pulls, call)))),
                Route.api(POST, PULLS + "/{number}/merge", MAINTAINER, this::merge),
                Route.api(POST, PULLS + "/{number}/draft", READER, call -> draft(call, true)),
                Route.api(POST, PULLS + "/{number}/ready", READER, call -> draft(call, false)),
                Route.api(POST, PULLS + "/{number}/close", READER, this::close),
                Route.api(POST, PULLS + "/{number}/reopen", READER, this::reopen),
                Route.api(POST, PULLS + "/{number}/retest", CONTRIBUTOR, this::retest),
                Route.api(POST, PULLS + "/{number}/approve", MAINTAINER, this::approve));
    }

    private Reply list(Call call) {
        var repository = repository(call);
        var found = pulls.list(
                repository,
                Paging.choice(call, "state", PullRequest.State.class),
                (int) call.query("before", 1, Integer.MAX_VALUE, 0),
                Paging.limit(call));
        return Paging.reply(
                call,
                url,
                found,
                PullRequest::number,
                found.stream().map(pull -> shape(repository, pull)).toList());
    }

    private Reply open(Call call) {
        var repository = repository(call);
        var json = call.json("title", "description", "base", "head", "draft");
        var base = json.optionalLine("base", 200).orElse("main");
        var opened = pulls.open(
                repository,
                new Opening(
                        base,
                        json.line("head", 200),
                        json.line("title", 200),
                        json.text("description", 60_000),
                        json.flag("draft", false)),
                call.account());
        return Reply.json(201, shape(repository, opened))
                .with("Location", url.of(call.uri().split("\\?", 2)[0] + "/" + opened.number()));
    }

    private Reply merge(Call call) {
        var repository = repository(call);
        var json = call.json("when", "acceptWeaker");
        var when = json.optionalLine("when", 20).orElse("now");
        var number = number(call);
        if (!List.of("now", "verified").contains(when))
            throw Refusal.invalid("field when must be \"now\" or \"verified\"");
        json.optionalLine("acceptWeaker", 64)
                .map(head -> Sha.required("field acceptWeaker", head))
                .ifPresent(head -> pulls.acceptWeaker(repository, number, head, call.account()));
        var merged = when.equals("now")
                ? pulls.merge(repository, number, call.account())
                : pulls.mergeWhenVerified(repository, number, call.account());
        return Reply.json(shape(repository, merged));
    }

    private Reply draft(Call call, boolean draft) {
        call.json();
        return Reply.json(shape(repository(call), pulls.draft(repository(call), number(call), draft, call.account())));
    }

    private Reply close(Call call) {
        call.json();
        return Reply.json(shape(repository(call), pulls.close(repository(call), number(call), call.account())));
    }

    private Reply retest(Call call) {
        long level = call.json("level").number("level", 1, 9, 0);
        var asked = level == 0 ? OptionalInt.empty() : OptionalInt.of((int) level);
        return Reply.json(shape(repository(call), pulls.retest(repository(call), number(call), asked, call.account())));
    }

    private Reply reopen(Call call) {
        call.json();
        return Reply.json(shape(repository(call), pulls.reopen(repository(call), number(call), call.account())));
    }

    private Reply approve(Call call) {
        var head = Sha.required("field head", call.json("head").line("head", 64));
        return Reply.json(shape(repository(call), pulls.approve(repository(call), number(call), head, call.account())));
    }

    private HostedRepository repository(Call call) {
        return repositories.require(call.repository());
    }

    /** The pull request that the path names. */
    static PullRequest pull(Repositories repositories, Pulls pulls, Call call) {
        return pulls.require(repositories.require(call.repository()), number(call));
    }

    private static int number(Call call) {
        return (int) Math.min(call.pathNumber("number"), Integer.MAX_VALUE);
    }

    private Shapes.PullShape shape(HostedRepository repository, PullRequest pull) {
        return Shapes.pull(
                pull,
                repository.name(),
                new Shapes.Merging(
                        pulls.run(repository, pull.number()),
                        pulls.mergeability(pull),
                        pulls.weakening(pull),
                        pulls.elsewhere(pull),
                        pulls.tried(pull)),
                url);
    }
}
