package dev.softservice.runner.output;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;

/** The last lines of a stream, in little memory whatever comes. */
public final class Tail {
    private static final int LONGEST = 2_000;

    private final int lines;
    private final ArrayDeque<String> kept = new ArrayDeque<>();
    private final StringBuilder open = new StringBuilder();

    public Tail(int lines) {
        this.lines = lines;
    }

    public synchronized void add(byte[] chunk) {
        add(new String(chunk, StandardCharsets.UTF_8));
    }

    public synchronized void add(String text) {
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            append(text, start, end);
            keep();
            start = end + 1;
        }
        append(text, start, text.length());
    }

    private void append(String text, int start, int end) {
        open.append(text, start, Math.min(end, start + Math.max(0, LONGEST - open.length())));
    }

    private void keep() {
        var line = open.toString().stripTrailing();
        open.setLength(0);
        if (line.isEmpty()) return;
        kept.addLast(line);
        if (kept.size() > lines) kept.removeFirst();
    }

    public synchronized void clear() {
        kept.clear();
        open.setLength(0);
    }

    public synchronized List<String> lines() {
        if (!open.isEmpty()) keep();
        return List.copyOf(kept);
    }
}
