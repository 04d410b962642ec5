package dev.softservice.server.demo;

import dev.softservice.runner.cli.TerminalLook;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * Tells the story: a line for each event, with the time of day and the seconds since the beginning. While something long runs, a terminal
 * shows one line that is rewritten; anything else gets a plain line whenever another phase begins, at most one in {@link #PAUSE}.
 */
final class Teller implements AutoCloseable {
    private static final Duration PAUSE = Duration.ofSeconds(5);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
    /** One row of a terminal, whatever its width: what does not fit is cut off there, since the next line is written over it. */
    private static final String ONE_ROW = "\r\033[K\033[?7l%s\033[?7h";

    private static final String[] WHEEL = {"⠋", "⠙", "⠸", "⠴", "⠦", "⠇"};

    private final PrintStream out;
    private final Clock clock;
    private final TerminalLook look;
    private final Instant began;
    private final Thread ticker;
    private String phase = "";
    private Instant phaseBegan;
    private Instant lastPlain;
    private int turn;

    Teller(PrintStream out, Clock clock, TerminalLook look) {
        this.out = out;
        this.clock = clock;
        this.look = look;
        this.began = clock.instant();
        this.phaseBegan = began;
        this.lastPlain = began.minus(PAUSE);
        this.ticker = Thread.ofVirtual().unstarted(this::tick);
        if (look.live()) ticker.start();
    }

    /** The heading of a part of the story. */
    synchronized void chapter(String title) {
        clear();
        out.println();
        out.println(painted(1, title));
        out.flush();
    }

    /** Something happened, and was seen to be so. */
    synchronized void event(String text) {
        line(painted(32, "✓"), text);
    }

    /** Something that is part of the story but not a step of it. */
    synchronized void note(String text) {
        line(" ", text);
    }

    /** What was expected did not happen. */
    synchronized void failure(String text) {
        line(painted(31, "✗"), text);
    }

    /** Something long is under way; {@code what} replaces what was under way before. */
    synchronized void progress(String what) {
        var text = Plain.line(what, 160);
        if (text.equals(phase)) return;
        phase = text;
        phaseBegan = clock.instant();
        if (look.live()) {
            draw();
        } else if (Duration.between(lastPlain, phaseBegan).compareTo(PAUSE) >= 0) {
            lastPlain = phaseBegan;
            out.println(stamp() + " … " + text);
            out.flush();
        }
    }

    private void line(String mark, String text) {
        clear();
        phase = "";
        out.println(stamp() + " " + mark + " " + text);
        out.flush();
    }

    private String stamp() {
        var now = clock.instant();
        var seconds = Duration.between(began, now).toMillis() / 1000.0;
        return TIME.format(now.atZone(ZoneId.systemDefault()))
                + String.format(java.util.Locale.ROOT, " %+7.1f s", seconds);
    }

    private void draw() {
        if (phase.isEmpty()) return;
        var seconds = Duration.between(phaseBegan, clock.instant()).toSeconds();
        out.print(ONE_ROW.formatted(
                stamp() + " " + WHEEL[turn++ % WHEEL.length] + " " + (seconds > 1 ? seconds + " s " : "") + phase));
        out.flush();
    }

    private void clear() {
        if (look.live()) out.print("\r\033[K");
    }

    private String painted(int code, String text) {
        return look == TerminalLook.COLOURED ? "\033[" + code + "m" + text + "\033[0m" : text;
    }

    private void tick() {
        try {
            while (true) {
                Thread.sleep(200);
                synchronized (this) {
                    draw();
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ticker.interrupt();
        synchronized (this) {
            phase = "";
            clear();
            out.flush();
        }
    }
}
