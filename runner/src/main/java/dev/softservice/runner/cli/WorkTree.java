package dev.softservice.runner.cli;

import dev.softservice.runner.model.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is under way, as a tree at the bottom of a terminal: one thing with the seconds since it began, and beneath it what goes on at the same time. Safe for concurrent use. */
final class WorkTree implements AutoCloseable {
    private static final Duration REDRAW = Duration.ofMillis(120);
    private static final int MOST_TASKS = 8;
    /** With fewer columns a name says nothing any more. */
    private static final int NARROWEST = 12;

    private static final String SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

    private final Screen screen;
    private final Clock clock;
    private final Thread ticker = Thread.ofVirtual().name("progress").unstarted(this::tick);
    private final Map<Progress.Task, String> tasks = new LinkedHashMap<>();
    private Optional<UnderWay> underWay = Optional.empty();

    /** {@code detail}: the latest word on it; may be empty. */
    private record UnderWay(String what, String detail, Instant since) {}

    WorkTree(Screen screen, Clock clock) {
        this.screen = screen;
        this.clock = clock;
        if (screen.live()) ticker.start();
    }

    /** From here on {@code what} is under way, {@code since} then. */
    synchronized void work(String what, String detail, Instant since) {
        underWay = Optional.of(new UnderWay(what, detail, since));
    }

    /** Whether it is of a task of its own, which then is shown beneath what is under way until it is done. */
    synchronized boolean task(Progress progress) {
        switch (progress) {
            case Progress.Underway underway -> tasks.put(underway.task(), underway.detail());
            case Progress.Done done -> tasks.remove(done.task());
            case Progress.Doing _, Progress.Looking _, Progress.Ready _ -> {
                return false;
            }
        }
        return true;
    }

    /** From here on nothing is drawn, until something else is under way. */
    synchronized void rest() {
        underWay = Optional.empty();
        tasks.clear();
        screen.status("");
    }

    /** Time goes on even where nothing happens: a person should see that it does. */
    private void tick() {
        try {
            for (int frame = 0; ; frame++) {
                draw(SPINNER.charAt(frame % SPINNER.length()));
                Thread.sleep(REDRAW);
            }
        } catch (InterruptedException | Screen.OutputClosed over) {
            // The work that goes on learns of a closed output with its next line.
        }
    }

    private synchronized void draw(char spinner) {
        if (underWay.isPresent()) screen.status(tree(underWay.get(), spinner));
    }

    private List<String> tree(UnderWay now, char spinner) {
        var lines = new ArrayList<String>();
        var seconds = "  " + Duration.between(now.since(), clock.instant()).toSeconds() + " s";
        lines.add(fitted(spinner + " " + now.what(), seconds) + (now.detail().isEmpty() ? "" : "  " + now.detail()));
        var shown = tasks.entrySet().stream().limit(room()).toList();
        int more = tasks.size() - shown.size();
        for (int i = 0; i < shown.size(); i++) {
            boolean last = i == shown.size() - 1 && more == 0;
            var far = shown.get(i).getValue();
            lines.add(fitted((last ? "  └ " : "  ├ ") + shown.get(i).getKey().text(), far.isEmpty() ? "" : "  " + far));
        }
        if (more > 0) lines.add("  └ and " + more + " more");
        return lines;
    }

    /** Both in a line: where that is too long, of the first as much as leaves the second whole. */
    private String fitted(String what, String far) {
        int columns = screen.width() - 1 - Cells.of(far);
        return (Cells.of(what) > columns && columns >= NARROWEST ? Cells.cut(what, columns - 1) + "…" : what) + far;
    }

    /** As many tasks as the terminal has rows for, beside the first line and, where there are more, the one that says so. */
    private int room() {
        int rows = screen.height() - 2;
        return Math.clamp(rows < tasks.size() ? rows - 1 : rows, 0, MOST_TASKS);
    }

    @Override
    public void close() {
        ticker.interrupt();
        rest();
    }
}
