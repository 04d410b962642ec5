package dev.softservice.runner.cli;

import dev.softservice.runner.LogLine;
import dev.softservice.runner.RunListener;
import dev.softservice.runner.StepName;
import dev.softservice.runner.StepState;
import dev.softservice.runner.TestResult;
import dev.softservice.runner.cli.Screen.Colour;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Shows a run while it goes on: log lines with time, service and stream, steps and tests as they end; in a terminal also what is under way. */
final class RunDisplay implements RunListener {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final int WIDEST_SOURCE = 24;
    private static final Duration REDRAW = Duration.ofMillis(100);

    private final Screen screen;
    private final Clock clock;
    private final ZoneId zone;
    private final Map<StepName, Instant> started = new EnumMap<>(StepName.class);
    private int sourceWidth = 8;
    private Instant drawn = Instant.EPOCH;
    private String said = "";

    RunDisplay(Screen screen, Clock clock, ZoneId zone) {
        this.screen = screen;
        this.clock = clock;
        this.zone = zone;
    }

    @Override
    public void step(StepName step, StepState state, Instant at) {
        var name = step.name().toLowerCase(Locale.ROOT);
        if (state == StepState.RUNNING) {
            started.put(step, at);
            said = "";
            screen.status(name + " …");
            if (!screen.live()) screen.line(time(at) + "  " + name + " …");
            return;
        }
        screen.status("");
        var took = Duration.between(started.getOrDefault(step, at), at);
        screen.painted(screen.paint(Colour.DIM, time(at)) + "  " + mark(state) + " " + screen.paint(Colour.BOLD, name) + "  "
                + screen.paint(Colour.DIM, seconds(took.toMillis() / 1000.0)));
    }

    @Override
    public void progress(StepName step, String what) {
        if (screen.live()) {
            var now = clock.instant();
            if (Duration.between(drawn, now).compareTo(REDRAW) < 0) return;
            drawn = now;
            var since = Duration.between(started.getOrDefault(step, now), now).toSeconds();
            screen.status(step.name().toLowerCase(Locale.ROOT) + " … " + what + "  " + since + " s");
        } else if (!what.equals(said)) {
            said = what;
            screen.line(time(clock.instant()) + "  " + step.name().toLowerCase(Locale.ROOT) + ": " + what);
        }
    }

    @Override
    public void log(LogLine line) {
        sourceWidth = Math.min(WIDEST_SOURCE, Math.max(sourceWidth, line.source().length()));
        boolean error = line.stream() == LogLine.Stream.ERR;
        var place = time(line.time()) + "  " + pad(line.source(), sourceWidth) + " " + (error ? "err" : "out") + " │ ";
        screen.painted(screen.paint(Colour.DIM, place) + screen.paint(error ? Colour.YELLOW : Colour.NONE, line.text()));
    }

    @Override
    public void test(TestResult result) {
        screen.painted(screen.paint(Colour.DIM, time(clock.instant())) + "  " + Summary.test(screen, result));
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

    private static String pad(String text, int width) {
        return text.length() > width ? text.substring(0, width - 1) + "…" : text + " ".repeat(width - text.length());
    }
}
