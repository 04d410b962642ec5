package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import com.fasterxml.jackson.databind.JsonNode;
import dev.softservice.runner.evidence.RungsJson;
import dev.softservice.runner.model.Rungs;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Obstacle;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.release.Release;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Wait;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.PublicUrl;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.why.Candidate;
import dev.softservice.server.why.Why;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Why something is not released yet. */
public final class WhyApi {
    /** {@code stable}: the version that is; {@code more}: there are more pull requests than are told of. */
    record WhyShape(
            String repo,
            Optional<String> stable,
            List<ObstacleShape> everywhere,
            List<CandidateShape> candidates,
            boolean more,
            String url) {}

    /** {@code number}: of the pull request; none for the head of main. {@code wanted}: 0: none in particular. */
    record CandidateShape(
            OptionalInt number,
            String title,
            Optional<String> author,
            String base,
            String commit,
            OptionalLong run,
            Optional<String> verdict,
            int level,
            int wanted,
            JsonNode rungs,
            Optional<WaitShape> queue,
            List<ObstacleShape> obstacles,
            String url) {}

    /** {@code passes}: goes away by itself. */
    record ObstacleShape(String kind, String reason, boolean passes, OptionalLong run, Optional<String> url) {}

    /** {@code seconds}: an estimate until it starts; none where nothing was measured. */
    record WaitShape(int place, int ofRepository, int inAll, OptionalLong seconds) {}

    private final Repositories repositories;
    private final Why why;
    private final PublicUrl url;

    public WhyApi(Repositories repositories, Why why, PublicUrl url) {
        this.repositories = repositories;
        this.why = why;
        this.url = url;
    }

    public List<Route> routes() {
        return List.of(Route.api(GET, "/api/v1/repos/{owner}/{name}/why", ANONYMOUS, this::show));
    }

    private Reply show(Call call) {
        var repository = repositories.require(call.repository());
        var name = repository.name();
        var answer = why.of(repository);
        return Reply.json(new WhyShape(
                name.toString(),
                answer.stable().map(Release::version),
                answer.everywhere().stream().map(one -> shape(one, name)).toList(),
                answer.candidates().stream().map(one -> shape(one, name)).toList(),
                answer.more(),
                url.of("/" + name + "/why")));
    }

    private CandidateShape shape(Candidate candidate, RepositoryName name) {
        var pull = candidate.pull();
        var rungs = candidate.run().map(Run::rungs).orElse(Rungs.NONE);
        return new CandidateShape(
                pull.map(PullRequest::number).map(OptionalInt::of).orElse(OptionalInt.empty()),
                candidate.title(),
                pull.map(PullRequest::author),
                pull.map(one -> one.base().name()).orElse("main"),
                candidate.commit().name(),
                number(candidate.run().map(run -> run.id().value())),
                candidate.run().flatMap(Run::verdict).map(Constants::word),
                rungs.level(),
                candidate.wanted(),
                RungsJson.write(rungs),
                candidate.queue().map(WhyApi::shape),
                candidate.obstacles().stream().map(one -> shape(one, name)).toList(),
                pull.map(one -> url.of("/" + name + "/pulls/" + one.number())).orElse(url.of("/" + name)));
    }

    private static WaitShape shape(Wait wait) {
        return new WaitShape(
                wait.place(),
                wait.ofRepository(),
                wait.inAll(),
                number(wait.untilStart().map(Duration::toSeconds)));
    }

    private ObstacleShape shape(Obstacle obstacle, RepositoryName name) {
        return new ObstacleShape(
                Constants.word(obstacle.kind()),
                obstacle.reason(),
                obstacle.kind().passes(),
                number(obstacle.run().map(run -> run.value())),
                obstacle.run().map(run -> url.of("/" + name + "/runs/" + run)));
    }

    private static OptionalLong number(Optional<Long> value) {
        return value.map(OptionalLong::of).orElse(OptionalLong.empty());
    }
}
