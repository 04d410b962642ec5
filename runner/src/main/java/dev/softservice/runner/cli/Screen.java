package dev.softservice.runner.cli;

import java.io.PrintStream;
import java.util.List;

/**
 * Where commands write. In a terminal: lines at the bottom that show what is going on, and colours unless NO_COLOR is set; elsewhere, and with
 * TERM=dumb: plain lines. What strangers wrote can't steer the terminal: control characters are taken out. Safe for concurrent use.
 */
final class Screen {
    enum Colour {
        NONE(""),
        GREEN("32"),
        RED("31"),
        YELLOW("33"),
        DIM("2"),
        BOLD("1");

        private final String code;

        Colour(String code) {
            this.code = code;
        }
    }

    private static final String UNWRAPPED = "\u001b[?7l";
    private static final String WRAPPED = "\u001b[?7h";

    private final PrintStream out;
    private final PrintStream err;
    private final TerminalLook look;
    private final Window window;
    private List<String> status = List.of();
    /** What of it stands in the terminal, and how wide that was then. */
    private List<String> drawn = List.of();

    private int drawnAt;

    Screen(World world, Window window) {
        out = world.streams().out();
        err = world.streams().err();
        look = TerminalLook.of(world.streams().terminal(), world.environment());
        this.window = window;
    }

    static Screen of(World world) {
        return new Screen(world, Window.of(world));
    }

    /** Whether {@link #status} shows anything. */
    boolean live() {
        return look.live();
    }

    int width() {
        return window.size().columns();
    }

    /** The rows of the terminal; more than anything has where nobody knows. */
    int height() {
        int rows = window.size().rows();
        return rows > 0 ? rows : Integer.MAX_VALUE;
    }

    /** Writes one line. @throws OutputClosed when nobody reads any more */
    void line(String text) {
        raw(clean(text) + "\n");
    }

    /** Writes one line with words already painted by {@link #paint}. */
    void painted(String text) {
        raw(text + "\n");
    }

    /** Writes a document as it is. */
    synchronized void raw(String text) {
        out.print(erasing() + text + drawing());
        flush();
    }

    /** Writes one line to standard error. */
    synchronized void error(String text) {
        out.print(erasing());
        out.flush();
        err.print(clean(text) + "\n");
        err.flush();
        out.print(drawing());
        out.flush();
    }

    /** Shows {@code text} in the line at the bottom, in place of what is there; empty takes it away. */
    void status(String text) {
        status(text.isEmpty() ? List.of() : List.of(text));
    }

    /** The same with several lines. */
    synchronized void status(List<String> lines) {
        if (!live()) return;
        status = lines.stream().map(line -> clean(line).replace('\t', ' ')).toList();
        raw("");
    }

    /** {@code text}, cleaned, in {@code colour} where colours are shown. */
    String paint(Colour colour, String text) {
        return look == TerminalLook.COLOURED && colour != Colour.NONE
                ? "\u001b[" + colour.code + "m" + clean(text) + "\u001b[0m"
                : clean(text);
    }

    /** Without control characters but tabs, nor the characters that turn the direction of text. */
    static String clean(String text) {
        var cleaned = new StringBuilder(text.length());
        text.codePoints().map(c -> steers(c) ? 0xFFFD : c).forEach(cleaned::appendCodePoint);
        return cleaned.toString();
    }

    private static boolean steers(int c) {
        return c < 0x20 && c != '\t'
                || c >= 0x7f && c < 0xa0
                || c >= 0x202a && c <= 0x202e
                || c >= 0x2066 && c <= 0x2069
                || c == 0x2028
                || c == 0x2029;
    }

    /** Takes away what is drawn: up to its first row, as the terminal shows it by now, and everything from there on. */
    private String erasing() {
        if (drawn.isEmpty()) return "";
        int up = drawn.stream()
                .limit(drawn.size() - 1L)
                .mapToInt(line -> window.rows(Cells.of(line), drawnAt))
                .sum();
        return "\r" + "\u001b[1A".repeat(up) + "\u001b[J";
    }

    /** As much as the terminal can show, never wrapped; the cursor goes back to the beginning of the last row, where an echoed ^C does no harm. */
    private String drawing() {
        if (status.isEmpty()) {
            drawn = List.of();
            return "";
        }
        var size = window.size();
        drawnAt = size.columns();
        drawn = status.stream()
                .limit(size.rows() > 1 ? size.rows() - 1L : status.size())
                .map(line -> Cells.cut(line, drawnAt - 1))
                .toList();
        return UNWRAPPED + String.join("\n", drawn) + "\r" + WRAPPED;
    }

    private void flush() {
        if (out.checkError()) throw new OutputClosed();
    }

    /** The reader of the output went away: the command ends quietly. */
    static final class OutputClosed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OutputClosed() {
            super("output closed", null, false, false);
        }
    }
}
