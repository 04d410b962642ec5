package dev.softservice.server.web.api;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.account.Role.CONTRIBUTOR;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.release.Comparing;
import dev.softservice.server.repo.LiveAccess;
import dev.softservice.server.repo.Repositories;
import dev.softservice.server.run.LogFilter;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.RunEvents;
import dev.softservice.server.run.Runs;
import dev.softservice.server.run.Trial;
import dev.softservice.server.web.AskedLog;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.KeptFile;
import dev.softservice.server.web.PublicUrl;
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
import java.util.function.Consumer;

/** Runs: seeing one and its tests, following it, its log, stopping and repeating it. */
public final class RunApi {
    private final Repositories repositories;
    private final Runs runs;
    private final RunEvents events;
    private final Comparing comparing;
    private final PublicUrl url;
    private final EventStreams streams;

    /** What goes on, and who may still see it. */
    public record Live(RunEvents events, LiveAccess access) {}

    public RunApi(Repositories repositories, Runs runs, Live live, Comparing comparing, PublicUrl url) {
        this.repositories = repositories;
        this.runs = runs;
        this.events = live.events();
        this.comparing = comparing;
        this.url = url;
        this.streams = new EventStreams(live.events(), live.access());
    }

    public List<Route> routes() {
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
        var repository = repositories.require(call.repository());
        var asked = call.query("commit");
        var commit = asked.flatMap(Sha::read);
        var found = asked.isPresent() && commit.isEmpty()
                ? List.<Run>of()
                : runs.list(
                        repository,
                        commit,
                        Paging.choice(call, "kind", Run.Kind.class),
                        Paging.before(call),
                        Paging.limit(call));
        var places = runs.places(repository);
        var uses = runs.uses(found);
        return Paging.reply(
                call,
                url,
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
                                        place(places, run),
                                        Optional.empty()),
                                url))
                        .toList());
    }

    /** While the run goes on: what there is so far. */
    private Reply log(Call call) {
        var run = run(call);
        var wanted = AskedLog.of(call);
        if (!wanted.equals(LogFilter.ALL))
            return Reply.stream(Reply.TEXT, out -> log(out, to -> events.log(run.id(), wanted, to)));
        if (run.state() != Run.State.FINISHED) {
            return Reply.stream(Reply.TEXT, out -> log(run.id(), out));
        }
        var tag = "log-" + run.id() + "-" + events.position(run.id());
        return new KeptFile(Reply.TEXT, tag, new KeptFile.Counted(), out -> log(run.id(), out)).reply(call);
    }

    private void log(RunId id, OutputStream out) throws IOException {
        log(out, to -> events.log(id, to));
    }

    private static void log(OutputStream out, Consumer<Consumer<String>> log) throws IOException {
        try {
            log.accept(line -> {
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
        var file = runs.attachment(run.id(), name)
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
        return streams.follow(run(call), call);
    }

    private Reply cancel(Call call) {
        call.json();
        return Reply.json(whole(runs.cancel(call.run(), call.account())));
    }

    private Reply retry(Call call) {
        call.json();
        return Reply.json(201, whole(runs.retry(call.run(), call.account())));
    }

    private Run run(Call call) {
        return runs.require(call.run());
    }

    private static OptionalInt place(Map<RunId, Integer> places, Run run) {
        var place = places.get(run.id());
        return place == null ? OptionalInt.empty() : OptionalInt.of(place);
    }

    /** Nothing of what has become private since. */
    private Optional<Shapes.TriesShape> tries(Trial trial) {
        var changed = repositories.byId(trial.repository());
        return changed.isPrivate()
                ? Optional.empty()
                : Optional.of(new Shapes.TriesShape(
                        changed.name().toString(),
                        trial.pull() == 0 ? OptionalInt.empty() : OptionalInt.of(trial.pull()),
                        trial.version(),
                        trial.commit().name(),
                        trial.tree().name(),
                        trial.with()));
    }

    private Shapes.RunShape whole(Run run) {
        var details = new Shapes.Details(
                runs.tests(run.id()),
                runs.uses(run),
                comparing.composition(run).map(_ -> comparing.asked(run)),
                runs.place(run.id()),
                runs.trial(run).flatMap(this::tries));
        return Shapes.run(run, repositories.byId(run.repository()).name(), details, url);
    }
}
