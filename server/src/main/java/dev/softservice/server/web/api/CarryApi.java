package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;

import dev.softservice.server.carry.Carrier;
import dev.softservice.server.carry.Carry;
import dev.softservice.server.core.Constants;
import dev.softservice.server.culprit.Culprits;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Newer releases of what a distro uses, carried to it. */
public final class CarryApi {
    /** {@code reason}: why it is red, or could not be told; else empty. {@code culprit}: the release that made it red, once that was found. */
    record CarryShape(
            String state,
            List<String> parts,
            String stable,
            String commit,
            long run,
            String reason,
            Optional<String> culprit,
            Instant at) {}

    private final Repositories repositories;
    private final Carrier carrier;
    private final Runs runs;
    private final Culprits culprits;

    public CarryApi(Repositories repositories, Carrier carrier, Runs runs, Culprits culprits) {
        this.culprits = culprits;
        this.repositories = repositories;
        this.carrier = carrier;
        this.runs = runs;
    }

    public List<Route> routes() {
        return List.of(Route.api(GET, "/api/v1/repos/{owner}/{name}/carries", ANONYMOUS, this::list));
    }

    private Reply list(Call call) {
        var repository = repositories.require(call.repository());
        return Reply.json(carrier.of(repository).stream().map(this::shape).toList());
    }

    private CarryShape shape(Carry carry) {
        var run = runs.require(carry.run());
        return new CarryShape(
                Constants.word(carry.state()),
                carry.parts(),
                carry.stable().name(),
                carry.commit().name(),
                carry.run().value(),
                run.verdict().filter(Run.Outcome.PASSED::equals).isPresent() ? "" : run.reason(),
                culprits.of(carry.run()),
                carry.at());
    }
}
