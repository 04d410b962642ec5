package dev.softservice.runner.acceptance;

import dev.softservice.runner.model.Difference;
import java.time.Duration;
import java.util.List;

/**
 * The result of one attempt of a probe.
 *
 * @param message     one line: what was expected and what came; empty: it passed
 * @param seen        what the probe saw, in more detail
 * @param differences what was expected and what came, where they can be told apart
 */
public record Probed(String message, String seen, List<Difference> differences) {
    /** For an attempt that has no limit of its own. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int EXCERPT = 160;
    private static final int SEEN = 16 << 10;

    public Probed {
        message = message.replaceAll("\\R+", " ");
        seen = seen.length() > SEEN ? seen.substring(0, SEEN) + "…" : seen;
    }

    /** With nothing to compare. */
    Probed(String message, String seen) {
        this(message, seen, List.of());
    }

    static Probed passed(String seen) {
        return new Probed("", seen);
    }

    /** One line of text that may be long or have many. */
    public static String excerpt(String text) {
        var line = text.strip().replaceAll("\\s+", " ");
        if (line.isEmpty()) return "nothing";
        return "'" + cut(line) + "'";
    }

    static String cut(String line) {
        return line.length() > EXCERPT ? line.substring(0, EXCERPT) + "…" : line;
    }

    public static String text(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }
}
