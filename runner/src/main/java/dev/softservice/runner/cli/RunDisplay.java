package dev.softservice.runner.cli;

import dev.softservice.runner.cli.Screen.Colour;
import dev.softservice.runner.climb.RunListener;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Shows a run while it goes on: log lines with time, service and stream, steps and tests as they end; in a terminal also what is under way, as a tree. */
final class RunDisplay implements RunListener, AutoCloseable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final int WIDEST_SOURCE = 24;
    private static final int NARROWEST_SOURCE = 8;

    private final Screen screen;
    private final Clock clock;
    private final ZoneId zone;
    private final Map<StepName, Instant> started = new EnumMap<>(StepName.class);
    private final WorkTree tree;
    private int sourceWidth = NARROWEST_SOURCE;
    private String latest = "";

    RunDisplay(Screen screen, Clock clock, ZoneId zone) {
        this.screen = screen;
        this.clock = clock;
        this.zone = zone;
        this.tree = new WorkTree(screen, clock);
    }

    @Override
    public void close() {
        tree.close();
    }

    @Override
    public void step(StepName step, StepState state, Instant at) {
        var name = step.name().toLowerCase(Locale.ROOT);
        if (state == StepState.RUNNING) {
            started.put(step, at);
            latest = "";
            tree.work(name, "", at);
            if (!screen.live()) screen.line(time(at) + "  " + name + " …");
            return;
        }
        tree.rest();
        var took = Duration.between(started.getOrDefault(step, at), at);
        screen.painted(screen.paint(Colour.DIM, time(at)) + "  " + mark(state) + " " + screen.paint(Colour.BOLD, name)
                + "  " + screen.paint(Colour.DIM, seconds(took.toMillis() / 1000.0)));
    }

    @Override
    public void progress(StepName step, Progress what) {
        var name = step.name().toLowerCase(Locale.ROOT);
        if (screen.live()) {
            if (!tree.task(what)) tree.work(name, what.text(), started.getOrDefault(step, clock.instant()));
        } else if (!what.text().equals(latest) && !what.fleeting()) {
            latest = what.text();
            screen.line(time(clock.instant()) + "  " + name + ": " + what.text());
        }
    }

    @Override
    public void log(LogLine line) {
        // A third of the line at most: what was said matters more than who said it.
        sourceWidth = Math.clamp(
                Math.max(sourceWidth, Cells.of(line.source())),
                NARROWEST_SOURCE,
                Math.clamp(screen.width() / 3, NARROWEST_SOURCE, WIDEST_SOURCE));
        boolean error = line.stream() == LogLine.Stream.ERR;
        var place = time(line.time()) + "  " + Cells.fitted(line.source(), sourceWidth) + " " + (error ? "err" : "out")
                + " │ ";
        screen.painted(
                screen.paint(Colour.DIM, place) + screen.paint(error ? Colour.YELLOW : Colour.NONE, line.text()));
    }

    @Override
    public void test(TestResult result) {
        screen.painted(screen.paint(Colour.DIM, time(clock.instant())) + "  "
                + (result.moment().what().isEmpty() ? "" : result.moment().what() + ": ")
                + Summary.test(screen, result));
    }

    /** Deeper rungs may take their time: what most people wait for is said at once. */
    @Override
    public void accepted(Verdict verdict, Instant at) {
        if (verdict instanceof Verdict.Passed passed) {
            screen.painted(screen.paint(Colour.DIM, time(at)) + "  " + screen.paint(Colour.GREEN, "accepted") + ": "
                    + Summary.counts(passed.report().tests()));
        }
    }

    private String mark(StepState state) {
        return switch (state) {
            case PASSED -> screen.paint(Colour.GREEN, "✓");
            case FAILED -> screen.paint(Colour.RED, "✗");
            case ERRORED -> screen.paint(Colour.YELLOW, "!");
            case CANCELLED -> screen.paint(Colour.DIM, "–");
            case RUNNING -> "…";
        };
    }

    private String time(Instant at) {
        return TIME.format(at.atZone(zone));
    }

    static String seconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : "%.1f s", seconds);
    }
}
