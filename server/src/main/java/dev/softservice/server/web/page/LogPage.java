package dev.softservice.server.web.page;

import static dev.softservice.server.account.Role.ANONYMOUS;
import static dev.softservice.server.web.Route.Method.GET;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.softservice.runner.model.LogLine;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.RunId;
import dev.softservice.server.run.LogFilter;
import dev.softservice.server.run.RunEvents;
import dev.softservice.server.run.Runs;
import dev.softservice.server.web.AskedLog;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import dev.softservice.server.web.Route;
import dev.softservice.server.web.Text;
import java.net.URLEncoder;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** A run's whole log, page by page: searched, filtered, and with a permanent link for each line. */
public final class LogPage {
    private static final int A_PAGE = 500;
    private static final long LOOKED_THROUGH = 16L << 20;
    /** Of a line that is linked to, so much of the log before it is shown. */
    private static final long BEFORE = 12_000;

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    /** {@code link}: to this very line, for ever. */
    record LineView(long id, String stream, String at, String source, String text, String link) {}

    /** What is asked for, as it stands in the form. */
    record Asked(String text, String source, boolean errors, String from, String to) {}

    record Shown(
            Heads.Head head,
            long run,
            String href,
            Asked asked,
            boolean filtered,
            List<LineView> lines,
            String next,
            String asText) {}

    private final DistroFrame frame;
    private final Runs runs;
    private final RunEvents events;

    public LogPage(DistroFrame frame, Runs runs, RunEvents events) {
        this.frame = frame;
        this.runs = runs;
        this.events = events;
    }

    public List<Route> routes() {
        return List.of(Route.page(GET, "/{owner}/{name}/runs/{id}/log", ANONYMOUS, this::show));
    }

    private Reply show(Call call) {
        var repository = frame.repository(call);
        var run = runs.require(call.run(), repository);
        var href = Reports.href(repository.name(), run.id());
        var filter = AskedLog.of(call);
        long at = call.query("at", 1, Long.MAX_VALUE / 4, 0);
        long after = at > 0 ? Math.max(0, at - BEFORE) : call.query("after", 1, Long.MAX_VALUE / 4, 0);
        var picked = events.pick(run.reusedFrom().orElse(run.id()), after, filter, A_PAGE, LOOKED_THROUGH);
        return frame.show(
                call,
                PageTemplate.LOG,
                "Log of run " + run.id() + " · " + repository.name(),
                new Shown(
                        frame.head(call, repository, "Runs"),
                        run.id().value(),
                        href,
                        asked(filter),
                        !filter.equals(LogFilter.ALL),
                        picked.lines().stream().map(line -> view(line, href)).toList(),
                        picked.next() == 0 ? "" : href + "/log?" + query(filter) + "after=" + picked.next(),
                        text(run.reusedFrom().orElse(run.id()), filter)));
    }

    private static String text(RunId run, LogFilter filter) {
        return "/api/v1/runs/" + run + "/log" + (filter.equals(LogFilter.ALL) ? "" : "?" + query(filter));
    }

    private static Asked asked(LogFilter filter) {
        return new Asked(
                Text.showable(filter.text()),
                Text.showable(filter.source()),
                filter.stream().filter(LogLine.Stream.ERR::equals).isPresent(),
                filter.from().map(Object::toString).orElse(""),
                filter.to().map(Object::toString).orElse(""));
    }

    private static LineView view(RunEvents.Numbered numbered, String href) {
        var line = numbered.line();
        return new LineView(
                numbered.id(),
                Constants.word(line.stream()),
                CLOCK.format(line.time()),
                Text.showable(line.source()),
                Text.showable(line.text()),
                href + "/log?at=" + numbered.id() + "#l" + numbered.id());
    }

    /** What a link has to ask for, each part with its ampersand. */
    static String query(LogFilter filter) {
        return part("q", filter.text())
                + part("source", filter.source())
                + part("stream", filter.stream().map(Constants::word).orElse(""))
                + part("from", filter.from().map(Object::toString).orElse(""))
                + part("to", filter.to().map(Object::toString).orElse(""));
    }

    private static String part(String name, String value) {
        return value.isEmpty() ? "" : name + "=" + URLEncoder.encode(value, UTF_8) + "&";
    }
}
