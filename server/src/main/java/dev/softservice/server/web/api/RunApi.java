package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.CONTRIBUTOR;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.run.Run;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Hub;
import dev.softservice.server.web.KeptFile;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Text;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/** Runs: seeing one and its tests, following it, its log, stopping and repeating it. */
final class RunApi {
    private final Hub hub;
    private final EventStreams streams;

    RunApi(Hub hub) {
        this.hub = hub;
        this.streams = new EventStreams(hub.events());
    }

    List<Route> routes() {
        return List.of(
                Route.api(GET, "/api/v1/repos/{owner}/{name}/runs", ANONYMOUS, this::list),
                Route.api(GET, "/api/v1/runs/{id}", ANONYMOUS, call -> Reply.json(whole(run(call)))),
                Route.api(GET, "/api/v1/runs/{id}/log", ANONYMOUS, this::log),
                Route.api(GET, "/api/v1/runs/{id}/attachments/{file}", ANONYMOUS, this::attachment),
                Route.api(GET, "/api/v1/runs/{id}/events", ANONYMOUS, this::events),
                Route.api(POST, "/api/v1/runs/{id}/cancel", CONTRIBUTOR, this::cancel),
                Route.api(POST, "/api/v1/runs/{id}/retry", CONTRIBUTOR, this::retry));
    }

    private Reply list(Call call) {
        var repository = hub.repositories().require(call.repository());
        var asked = call.query("commit");
        var commit = asked.flatMap(Sha::read);
        var found = asked.isPresent() && commit.isEmpty()
                ? List.<Run>of()
                : hub.runs()
                        .list(
                                repository,
                                commit,
                                Paging.choice(call, "kind", Run.Kind.class),
                                Paging.before(call),
                                Paging.limit(call));
        var places = hub.runs().places(repository);
        var uses = hub.runs().uses(found);
        return Paging.reply(
                call,
                hub.url(),
                found,
                run -> run.id().value(),
                found.stream()
                        .map(run -> Shapes.run(
                                run,
                                repository.name(),
                                new Shapes.Details(
                                        List.of(),
                                        Objects.requireNonNull(uses.get(run.id())),
                                        Optional.empty(),
                                        place(places, run)),
                                hub.url()))
                        .toList());
    }

    /** While the run goes on: what there is so far. */
    private Reply log(Call call) {
        var run = run(call);
        if (run.state() != Run.State.FINISHED) {
            return Reply.stream(Reply.TEXT, out -> log(run.id(), out));
        }
        var tag = "log-" + run.id() + "-" + hub.events().position(run.id());
        return new KeptFile(Reply.TEXT, tag, new KeptFile.Counted(), out -> log(run.id(), out)).reply(call);
    }

    private void log(RunId id, OutputStream out) throws IOException {
        try {
            hub.events().log(id, line -> {
                try {
                    out.write((Text.showable(line) + "\n").getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** A stranger's file, whatever it is called and holds: a download, and never shown. */
    private Reply attachment(Call call) {
        var run = run(call);
        var name = call.path("file");
        var file = hub.runs()
                .attachment(run.id(), name)
                .orElseThrow(() -> Refusal.notFound("attachment " + name + " of run " + run.id()));
        return new KeptFile("application/octet-stream", file.tag(), new KeptFile.Known(file.bytes()), out -> {
                    try (var in = file.open()) {
                        in.transferTo(out);
                    }
                })
                .reply(call)
                .with("Content-Disposition", "attachment; filename=\"" + file.name() + "\"");
    }

    private Reply events(Call call) {
        return streams.follow(run(call).id(), call);
    }

    private Reply cancel(Call call) {
        call.json();
        return Reply.json(whole(hub.runs().cancel(call.run(), call.account())));
    }

    private Reply retry(Call call) {
        call.json();
        return Reply.json(201, whole(hub.runs().retry(call.run(), call.account())));
    }

    private Run run(Call call) {
        return hub.runs().require(call.run());
    }

    private static OptionalInt place(Map<RunId, Integer> places, Run run) {
        var place = places.get(run.id());
        return place == null ? OptionalInt.empty() : OptionalInt.of(place);
    }

    private Shapes.RunShape whole(Run run) {
        var details = new Shapes.Details(
                hub.runs().tests(run.id()),
                hub.runs().uses(run),
                hub.comparing().composition(run).map(_ -> hub.comparing().asked(run)),
                hub.runs().place(run.id()));
        return Shapes.run(run, hub.repositories().byId(run.repository()).name(), details, hub.url());
    }
}
