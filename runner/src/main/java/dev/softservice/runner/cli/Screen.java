package dev.softservice.runner.cli;

import java.io.PrintStream;
import java.util.List;

/**
 * Where commands write. In a terminal: colours, and lines at the bottom that show what is going on; elsewhere, with NO_COLOR or with
 * TERM=dumb: plain lines. What strangers wrote can't steer the terminal: control characters are taken out. Safe for concurrent use.
 */
final class Screen {
    enum Colour {
        NONE(""), GREEN("32"), RED("31"), YELLOW("33"), DIM("2"), BOLD("1");

        private final String code;

        Colour(String code) {
            this.code = code;
        }
    }

    private final PrintStream out;
    private final PrintStream err;
    private final boolean coloured;
    private final boolean live;
    private final int width;
    private List<String> status = List.of();

    Screen(World world, int width) {
        out = world.streams().out();
        err = world.streams().err();
        boolean able = world.streams().terminal() && !world.variable("TERM").equals("dumb") && !world.variable("TERM").isEmpty();
        coloured = able && world.variable("NO_COLOR").isEmpty();
        live = able;
        this.width = width;
    }

    static Screen of(World world) {
        return new Screen(world, Width.of(world));
    }

    /** Whether {@link #status} shows anything. */
    boolean live() {
        return live;
    }

    int width() {
        return width;
    }

    /** Writes one line. @throws OutputClosed when nobody reads any more */
    synchronized void line(String text) {
        erase();
        out.print(clean(text) + "\n");
        draw();
        flush();
    }

    /** Writes one line with words already painted by {@link #paint}. */
    synchronized void painted(String text) {
        erase();
        out.print(text + "\n");
        draw();
        flush();
    }

    /** Writes a document as it is. */
    synchronized void raw(String text) {
        erase();
        out.print(text);
        draw();
        flush();
    }

    /** Writes one line to standard error. */
    synchronized void error(String text) {
        erase();
        out.flush();
        err.print(clean(text) + "\n");
        err.flush();
        draw();
    }

    /** Shows {@code text} in the line at the bottom, in place of what is there; empty takes it away. */
    void status(String text) {
        status(text.isEmpty() ? List.of() : List.of(text));
    }

    /** The same with several lines. */
    synchronized void status(List<String> lines) {
        if (!live) return;
        erase();
        status = lines.stream().map(Screen::clean).map(plain -> plain.length() >= width ? plain.substring(0, Math.max(0, width - 1)) : plain).toList();
        draw();
        flush();
    }

    /** {@code text}, cleaned, in {@code colour} where colours are shown. */
    String paint(Colour colour, String text) {
        return coloured && colour != Colour.NONE ? "\u001b[" + colour.code + "m" + clean(text) + "\u001b[0m" : clean(text);
    }

    /** Without control characters but tabs, nor the characters that turn the direction of text. */
    static String clean(String text) {
        var cleaned = new StringBuilder(text.length());
        text.codePoints().map(c -> steers(c) ? 0xFFFD : c).forEach(cleaned::appendCodePoint);
        return cleaned.toString();
    }

    private static boolean steers(int c) {
        return c < 0x20 && c != '\t' || c >= 0x7f && c < 0xa0 || c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069
                || c == 0x2028 || c == 0x2029;
    }

    private void erase() {
        if (!status.isEmpty()) out.print("\r" + "\u001b[1A".repeat(status.size() - 1) + (status.size() == 1 ? "\u001b[K" : "\u001b[J"));
    }

    private void draw() {
        if (!status.isEmpty()) out.print(String.join("\n", status));
    }

    private void flush() {
        if (out.checkError()) throw new OutputClosed();
    }

    /** Whoever read the output went away: the command ends quietly. */
    static final class OutputClosed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OutputClosed() {
            super("output closed", null, false, false);
        }
    }
}
