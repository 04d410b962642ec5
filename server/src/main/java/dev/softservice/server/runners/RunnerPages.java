package dev.softservice.server.runners;

import static dev.softservice.server.account.Role.ADMIN;
import static dev.softservice.server.web.Route.Method.GET;
import static dev.softservice.server.web.Route.Method.POST;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Text;
import dev.softservice.server.web.page.DistroFrame;
import dev.softservice.server.web.page.PageTemplate;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** The operators' page of runners. */
public final class RunnerPages {
    private static final String PATH = "/runners";

    /** {@code token}: one that was just made; empty: none was. */
    public record Shown(List<RunnerView> runners, String token, String hub) {}

    /** One machine, in words. */
    public record RunnerView(
            String name,
            String labels,
            int workers,
            List<Long> runs,
            String version,
            boolean draining,
            String trouble,
            String key,
            Instant seenAt) {}

    private final DistroFrame frame;
    private final Runners runners;

    RunnerPages(DistroFrame frame, Runners runners) {
        this.frame = frame;
        this.runners = runners;
    }

    List<Route> routes() {
        return List.of(
                Route.page(GET, PATH, ADMIN, call -> show(call, "")),
                Route.page(POST, PATH + "/tokens", ADMIN, call -> show(call, runners.invite(call.account()))),
                Route.page(POST, PATH + "/{runner}/change", ADMIN, this::change));
    }

    private Reply show(Call call, String token) {
        var views = RunnerApi.list(runners).stream()
                .map(runner -> new RunnerView(
                        runner.name(),
                        runner.labels().entrySet().stream()
                                .map(label -> label.getKey() + "=" + label.getValue())
                                .collect(Collectors.joining(", ")),
                        runner.workers(),
                        runner.runs(),
                        Text.showable(runner.version()),
                        runner.draining(),
                        Text.showable(runner.trouble()),
                        runner.key(),
                        runner.seenAt()))
                .toList();
        return frame.show(call, 200, PageTemplate.RUNNERS, "Runners", new Shown(views, token, frame.url("")));
    }

    private Reply change(Call call) {
        var name = call.path("runner");
        switch (call.form("deed", 10)) {
            case "drain" -> runners.drain(name, true, call.account());
            case "resume" -> runners.drain(name, false, call.account());
            case "remove" -> runners.remove(name, call.account());
            default -> throw Refusal.invalid("field deed must be drain, resume or remove");
        }
        return Reply.redirect(PATH);
    }
}
