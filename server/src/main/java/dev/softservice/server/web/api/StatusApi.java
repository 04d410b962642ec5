package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.GitStore;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Pulls;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;

/** A commit's combined status in the shape of GitHub's REST API, so that tools which read that one read this one. */
public final class StatusApi {
    private static final int LOOKED_AT = 100;

    private final Repositories repositories;
    private final GitStore git;
    private final Runs runs;
    private final Pulls pulls;
    private final PublicUrl url;

    public StatusApi(Repositories repositories, GitStore git, Runs runs, Pulls pulls, PublicUrl url) {
        this.repositories = repositories;
        this.git = git;
        this.runs = runs;
        this.pulls = pulls;
        this.url = url;
    }

    public List<Route> routes() {
        return List.of(Route.api(GET, "/api/v1/repos/{owner}/{name}/commits/{sha}/status", ANONYMOUS, this::combined));
    }

    record Status(
            String url,
            long id,
            String state,
            String description,
            String target_url,
            String context,
            Instant created_at,
            Instant updated_at) {}

    record Named(String name, String full_name, String html_url) {}

    record Combined(
            String state,
            List<Status> statuses,
            String sha,
            int total_count,
            Named repository,
            String commit_url,
            String url) {}

    private Reply combined(Call call) {
        var repository = repositories.require(call.repository());
        var sha = sha(repository, call.path("sha"));
        var newest = new EnumMap<Run.Kind, Run>(Run.Kind.class);
        var statuses = new ArrayList<Status>();
        for (var run : runs(repository, sha))
            if (newest.putIfAbsent(run.kind(), run) == null) statuses.add(status(repository, sha, run));
        var name = repository.name();
        var api = url.of("/api/v1/repos/" + name + "/commits/" + sha);
        var named = new Named(name.name(), name.toString(), url.of("/" + name));
        return Reply.json(new Combined(
                Constants.word(overall(newest.values())),
                statuses,
                sha.name(),
                statuses.size(),
                named,
                api,
                api + "/status"));
    }

    private Sha sha(HostedRepository repository, String text) {
        var named = Sha.read(text);
        if (named.isPresent()) return named.get();
        return Optional.of(text)
                .filter(name -> name.matches("[A-Za-z0-9._-]{1,100}"))
                .flatMap(BranchName::of)
                .flatMap(branch -> git.resolve(repository.name(), branch.ref()))
                .map(Sha::of)
                .orElseThrow(
                        () -> Refusal.notFound("no commit or branch of that name; give 40 hex digits or a branch"));
    }

    /** Runs of the commit itself, and of a pull request's merge result where the commit is its head. */
    private List<Run> runs(HostedRepository repository, Sha sha) {
        var runs = new ArrayList<>(this.runs.own(repository, Optional.of(sha), LOOKED_AT));
        pulls.list(repository, Optional.of(PullRequest.State.OPEN), 0, LOOKED_AT).stream()
                .filter(pull -> pull.headSha().equals(sha))
                .forEach(pull -> pulls.run(repository, pull.number()).ifPresent(runs::add));
        return runs;
    }

    private Status status(HostedRepository repository, Sha sha, Run run) {
        var address = url.of("/api/v1/repos/" + repository.name() + "/statuses/" + sha);
        return new Status(
                address,
                run.id().value(),
                Constants.word(state(run)),
                description(run),
                url.of("/" + repository.name() + "/runs/" + run.id()),
                "softservice/" + Constants.word(run.kind()),
                run.queuedAt(),
                run.finishedAt().or(run::verdictAt).or(run::startedAt).orElse(run.queuedAt()));
    }

    /** As forges call them. */
    private enum State {
        PENDING,
        SUCCESS,
        FAILURE,
        ERROR
    }

    private static State state(Run run) {
        return run.verdict()
                .map(verdict -> switch (verdict) {
                    case PASSED -> State.SUCCESS;
                    case FAILED -> State.FAILURE;
                    case ERRORED, CANCELLED, SUPERSEDED -> State.ERROR;
                })
                .orElse(State.PENDING);
    }

    private static String description(Run run) {
        var text = run.verdict()
                .map(verdict -> verdict == Run.Outcome.PASSED ? run.rungs().text() : run.reason())
                .orElseGet(() -> run.isClimbing() ? "accepted, deeper rungs follow" : Constants.word(run.state()));
        return dev.softservice.server.web.Text.shortened(text, 140);
    }

    private static State overall(Collection<Run> runs) {
        var states = runs.stream().map(StatusApi::state).toList();
        if (states.contains(State.FAILURE) || states.contains(State.ERROR)) return State.FAILURE;
        return states.isEmpty() || states.contains(State.PENDING) ? State.PENDING : State.SUCCESS;
    }
}
