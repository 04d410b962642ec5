package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.server.anew.Anew;
import dev.softservice.server.anew.Check;
import dev.softservice.server.core.Constants;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;

/** When a distro's stable version was verified anew, and what came of it. */
public final class AnewApi {
    /** {@code reason}: why it does not pass any more, or could not be told; else empty. {@code pull}: what the hub proposed because of it. */
    record CheckShape(
            String state,
            String tag,
            String commit,
            String cause,
            String detail,
            long run,
            String reason,
            OptionalInt pull,
            Instant at) {}

    private final Repositories repositories;
    private final Anew anew;
    private final Runs runs;

    public AnewApi(Repositories repositories, Anew anew, Runs runs) {
        this.repositories = repositories;
        this.anew = anew;
        this.runs = runs;
    }

    public List<Route> routes() {
        return List.of(Route.api(GET, "/api/v1/repos/{owner}/{name}/verifications", ANONYMOUS, this::list));
    }

    private Reply list(Call call) {
        var repository = repositories.require(call.repository());
        return Reply.json(anew.of(repository).stream().map(this::shape).toList());
    }

    private CheckShape shape(Check check) {
        var run = runs.require(check.run());
        return new CheckShape(
                Constants.word(check.state()),
                check.tag(),
                check.stable().name(),
                Constants.word(check.cause()),
                check.detail(),
                check.run().value(),
                run.verdict().filter(Run.Outcome.PASSED::equals).isPresent() ? "" : run.reason(),
                check.mend(),
                check.at());
    }
}
