package dev.softservice.server.runners;

import static dev.softservice.server.account.Role.ADMIN;
import static dev.softservice.server.web.Route.Method.DELETE;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;
import static dev.softservice.server.web.Route.Method.PUT;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** For operators: which runners there are, adding and removing them. */
final class RunnerApi {
    /** {@code runs}: that it verifies now; {@code trouble}: why it takes none, empty: nothing is wrong; {@code key}: the fingerprint of what it signs with. */
    record RunnerShape(
            String name,
            Map<String, String> labels,
            int workers,
            List<Long> runs,
            String version,
            boolean draining,
            String trouble,
            String key,
            Instant createdAt,
            Instant seenAt) {}

    /** {@code token}: shown this once. */
    record InvitationShape(String token, long seconds) {}

    private final Runners runners;

    RunnerApi(Runners runners) {
        this.runners = runners;
    }

    List<Route> routes() {
        return List.of(
                Route.api(GET, "/api/v1/runners", ADMIN, _ -> Reply.json(list(runners))),
                Route.api(POST, "/api/v1/runners/tokens", ADMIN, this::invite),
                Route.api(PUT, "/api/v1/runners/{runner}", ADMIN, this::change),
                Route.api(DELETE, "/api/v1/runners/{runner}", ADMIN, this::remove));
    }

    static List<RunnerShape> list(Runners runners) {
        var runs = runners.runs();
        return runners.all().stream()
                .map(runner -> new RunnerShape(
                        runner.name(),
                        new TreeMap<>(runner.machine().labels()),
                        runner.machine().workers(),
                        runs.getOrDefault(runner.id(), List.of()).stream()
                                .sorted()
                                .toList(),
                        runner.machine().version(),
                        runner.draining(),
                        runner.trouble(),
                        runner.key().fingerprint(),
                        runner.createdAt(),
                        runner.seenAt()))
                .toList();
    }

    private Reply invite(Call call) {
        call.json();
        return Reply.json(
                201, new InvitationShape(runners.invite(call.account()), RunnerRegistry.TOKEN_LASTS.toSeconds()));
    }

    private Reply change(Call call) {
        var name = call.path("runner");
        boolean draining = call.json("draining")
                .flag("draining")
                .orElseThrow(() -> Refusal.invalid("field draining must be true or false"));
        runners.drain(name, draining, call.account());
        return Reply.json(list(runners).stream()
                .filter(runner -> runner.name().equals(name))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("no runner " + name + " here")));
    }

    private Reply remove(Call call) {
        runners.remove(call.path("runner"), call.account());
        return Reply.nothing();
    }
}
