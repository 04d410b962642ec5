package dev.softservice.runner.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of a terminal as the commands use: wrapping, colours (taken and forgotten), cursor up, erasing below. Resized, it wraps its lines anew or cuts
 * them off, as told. What has been scrolled out at the top can't be reached any more. A letter of East Asia takes two columns. Any other sequence is an error.
 */
final class TinyTerminal extends ByteArrayOutputStream {
    private static final Pattern SEQUENCE = Pattern.compile("\u001b\\[(\\?7[lh]|\\d*A|J|[\\d;]*m)");

    /** A line of the screen; {@code goesOn} in the next one, because it was too long. */
    private static final class Row {
        private StringBuilder text = new StringBuilder();
        private boolean goesOn;
    }

    private final boolean reflows;
    private final int height;
    private int columns;
    private List<Row> rows = new ArrayList<>(List.of(new Row()));
    private int at;
    private int column;
    private boolean wraps = true;
    /** The uppermost row that the cursor can go to. */
    private int top;

    private int lost;

    TinyTerminal(int columns, boolean reflows) {
        this(new Window.Size(columns, Integer.MAX_VALUE), reflows);
    }

    TinyTerminal(Window.Size size, boolean reflows) {
        this.columns = size.columns();
        this.height = size.rows();
        this.reflows = reflows;
    }

    /** How many letters fell off at the right, because wrapping was off. */
    synchronized int lost() {
        take();
        return lost;
    }

    /** What stands in it, without the empty lines at its end. */
    synchronized String shown() {
        take();
        var lines =
                rows.stream().map(row -> row.text.toString().stripTrailing()).toList();
        return String.join("\n", lines).stripTrailing();
    }

    /** What is typed is shown where the cursor is. */
    synchronized void echo(String typed) {
        take();
        typed.codePoints().forEach(this::put);
    }

    synchronized void resize(int to) {
        take();
        if (reflows) reflow(to);
        else for (var row : rows) row.text.setLength(Math.min(row.text.length(), to));
        columns = to;
        column = Math.min(column, to - 1);
    }

    @Override
    public synchronized void flush() {
        take();
    }

    private void take() {
        var text = toString(StandardCharsets.UTF_8);
        reset();
        var sequence = SEQUENCE.matcher(text);
        for (int i = 0; i < text.length(); ) {
            int letter = text.codePointAt(i);
            if (letter == 0x1b) {
                if (!sequence.find(i) || sequence.start() != i)
                    throw new AssertionError("not for terminals: " + text.substring(i));
                obey(sequence);
                i = sequence.end();
                continue;
            }
            if (letter == '\n') down();
            else if (letter == '\r') column = 0;
            else put(letter);
            i += Character.charCount(letter);
        }
    }

    private void obey(Matcher sequence) {
        var what = sequence.group(1);
        if (what.startsWith("?7")) wraps = what.endsWith("h");
        if (what.endsWith("A")) at = Math.max(top, at - Integer.parseInt(what.substring(0, what.length() - 1)));
        if (!what.equals("J")) return;
        rows = new ArrayList<>(rows.subList(0, at + 1));
        rows.get(at).text.setLength(Math.min(column, rows.get(at).text.length()));
        rows.get(at).goesOn = false;
    }

    private void down() {
        rows.get(at).goesOn = false;
        next();
    }

    private void next() {
        column = 0;
        if (++at == rows.size()) rows.add(new Row());
        top = Math.max(top, at - height + 1);
    }

    /** Letters of two columns are kept with a NUL behind them, so that a place in the text is a column. */
    private void put(int letter) {
        int width = Character.isIdeographic(letter) ? 2 : 1;
        if (column + width > columns) {
            if (!wraps) {
                lost++;
                return;
            }
            rows.get(at).goesOn = true;
            next();
        }
        var text = rows.get(at).text;
        while (text.length() < column + width) text.append(' ');
        text.setCharAt(column, (char) letter);
        if (width == 2) text.setCharAt(column + 1, '\0');
        column += width;
    }

    private void reflow(int to) {
        var wrapped = new ArrayList<Row>();
        int cursorRow = 0;
        for (int i = 0; i < rows.size(); ) {
            var whole = new StringBuilder();
            int cursor = -1;
            boolean goesOn;
            do {
                if (i == at) cursor = whole.length() + column;
                whole.append(rows.get(i).text);
                goesOn = rows.get(i++).goesOn;
            } while (goesOn && i < rows.size());
            if (cursor >= 0) {
                cursorRow = wrapped.size() + cursor / to;
                column = cursor % to;
            }
            for (int from = 0; from == 0 || from < whole.length(); from += to) {
                var row = new Row();
                row.text.append(whole, from, Math.min(whole.length(), from + to));
                row.goesOn = from + to < whole.length();
                wrapped.add(row);
            }
        }
        rows = wrapped;
        at = cursorRow;
        top = Math.max(0, at - height + 1);
    }
}
