package dev.softservice.runner.cli;

import dev.softservice.runner.LogLine;
import dev.softservice.runner.RunListener;
import dev.softservice.runner.StepName;
import dev.softservice.runner.StepState;
import dev.softservice.runner.TestResult;
import dev.softservice.runner.Verdict;
import dev.softservice.runner.cli.Screen.Colour;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Shows a run while it goes on: log lines with time, service and stream, steps and tests as they end; in a terminal also what is under way, as a tree. */
final class RunDisplay implements RunListener, AutoCloseable {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");
    private static final int WIDEST_SOURCE = 24;
    private static final int NARROWEST_SOURCE = 8;
    private static final Duration REDRAW = Duration.ofMillis(120);
    private static final int MOST_TASKS = 8;
    /** What several of may be under way at once. */
    private static final Pattern TASK = Pattern.compile("((?:build|pull|start) .+?)(?:: (.*))?");
    private static final Pattern COUNTING = Pattern.compile("\\d+ of \\d+ MB");
    private static final String SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

    private final Screen screen;
    private final Clock clock;
    private final ZoneId zone;
    private final Map<StepName, Instant> started = new EnumMap<>(StepName.class);
    private final Thread ticker = Thread.ofVirtual().name("progress").unstarted(this::tick);
    private int sourceWidth = NARROWEST_SOURCE;
    private Optional<UnderWay> underWay = Optional.empty();
    private String latest = "";

    /** {@code what}: the step's latest word on what it does; may be empty. */
    private record UnderWay(String step, String what, Instant since) {}

    private final Map<String, String> tasks = new LinkedHashMap<>();

    RunDisplay(Screen screen, Clock clock, ZoneId zone) {
        this.screen = screen;
        this.clock = clock;
        this.zone = zone;
        if (screen.live()) ticker.start();
    }

    /** Time goes on even where nothing happens: a person should see that it does. */
    private void tick() {
        try {
            for (int frame = 0; ; frame++) {
                draw(SPINNER.charAt(frame % SPINNER.length()));
                Thread.sleep(REDRAW);
            }
        } catch (InterruptedException | Screen.OutputClosed over) {
            // The run's own thread learns of a closed output with its next line.
        }
    }

    private synchronized void draw(char spinner) {
        if (underWay.isPresent()) screen.status(tree(underWay.get(), spinner));
    }

    /** The step, and beneath it what goes on at the same time. */
    private List<String> tree(UnderWay now, char spinner) {
        var lines = new ArrayList<String>();
        lines.add(status(now, spinner));
        var shown = tasks.entrySet().stream().limit(room()).toList();
        int more = tasks.size() - shown.size();
        for (int i = 0; i < shown.size(); i++) {
            boolean last = i == shown.size() - 1 && more == 0;
            lines.add((last ? "  └ " : "  ├ ") + shown.get(i).getKey() + (shown.get(i).getValue().isEmpty() ? "" : "  " + shown.get(i).getValue()));
        }
        if (more > 0) lines.add("  └ and " + more + " more");
        return lines;
    }

    /** As many tasks as the terminal has rows for, beside the step and, where there are more, the line that says so. */
    private int room() {
        int rows = screen.height() - 2;
        return Math.clamp(rows < tasks.size() ? rows - 1 : rows, 0, MOST_TASKS);
    }

    /** Whether {@code what} is of a task of its own, which then is shown beneath the step until it is done. */
    private synchronized boolean task(String what) {
        var match = TASK.matcher(what);
        if (!match.matches()) return false;
        if ("done".equals(match.group(2))) tasks.remove(match.group(1));
        else tasks.put(match.group(1), Optional.ofNullable(match.group(2)).orElse(""));
        return true;
    }

    /** From here on nothing is drawn, until the next step begins. */
    private synchronized void rest() {
        underWay = Optional.empty();
        tasks.clear();
        screen.status("");
    }

    private synchronized void work(UnderWay now) {
        underWay = Optional.of(now);
    }

    private String status(UnderWay now, char spinner) {
        var what = now.what().isEmpty() ? "" : "  " + now.what();
        return spinner + " " + now.step() + "  " + Duration.between(now.since(), clock.instant()).toSeconds() + " s" + what;
    }

    @Override
    public void close() {
        ticker.interrupt();
        rest();
    }

    @Override
    public void step(StepName step, StepState state, Instant at) {
        var name = step.name().toLowerCase(Locale.ROOT);
        if (state == StepState.RUNNING) {
            started.put(step, at);
            latest = "";
            work(new UnderWay(name, "", at));
            if (!screen.live()) screen.line(time(at) + "  " + name + " …");
            return;
        }
        rest();
        var took = Duration.between(started.getOrDefault(step, at), at);
        screen.painted(screen.paint(Colour.DIM, time(at)) + "  " + mark(state) + " " + screen.paint(Colour.BOLD, name) + "  "
                + screen.paint(Colour.DIM, seconds(took.toMillis() / 1000.0)));
    }

    @Override
    public void progress(StepName step, String said) {
        var name = step.name().toLowerCase(Locale.ROOT);
        var what = said.startsWith(name + ": ") ? said.substring(name.length() + 2) : said;
        boolean task = task(what);
        if (screen.live()) {
            if (!task) work(new UnderWay(name, what, started.getOrDefault(step, clock.instant())));
        } else if (!what.equals(latest) && !(task && (what.endsWith(": done") || COUNTING.matcher(what).find()))) {
            latest = what;
            screen.line(time(clock.instant()) + "  " + name + ": " + what);
        }
    }

    @Override
    public void log(LogLine line) {
        // A third of the line at most: what was said matters more than who said it.
        sourceWidth = Math.clamp(Math.max(sourceWidth, Cells.of(line.source())), NARROWEST_SOURCE, Math.clamp(screen.width() / 3, NARROWEST_SOURCE, WIDEST_SOURCE));
        boolean error = line.stream() == LogLine.Stream.ERR;
        var place = time(line.time()) + "  " + Cells.fitted(line.source(), sourceWidth) + " " + (error ? "err" : "out") + " │ ";
        screen.painted(screen.paint(Colour.DIM, place) + screen.paint(error ? Colour.YELLOW : Colour.NONE, line.text()));
    }

    @Override
    public void test(TestResult result) {
        screen.painted(screen.paint(Colour.DIM, time(clock.instant())) + "  " + (result.moment().what().isEmpty() ? "" : result.moment().what() + ": ") + Summary.test(screen, result));
    }

    /** Deeper rungs may take their time: what most people wait for is said at once. */
    @Override
    public void accepted(Verdict verdict, Instant at) {
        if (verdict instanceof Verdict.Passed passed) {
            screen.painted(screen.paint(Colour.DIM, time(at)) + "  " + screen.paint(Colour.GREEN, "accepted") + ": " + Summary.counts(passed.report().tests()));
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
