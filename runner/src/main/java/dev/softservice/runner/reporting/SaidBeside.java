package dev.softservice.runner.reporting;

import dev.softservice.runner.model.Said;
import dev.softservice.runner.model.ShowableText;
import dev.softservice.runner.model.Trace;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What services said while a test ran, as pages show it: those that it talked to first, and open. */
public final class SaidBeside {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    /**
     * One container.
     *
     * @param said    how much, in words: {@code 3 lines}, {@code nothing}
     * @param between how many lines are left out between the first and the last, in words; empty: none
     * @param open    to be seen without being asked for
     */
    public record View(
            String container,
            boolean talkedTo,
            String said,
            List<LineView> first,
            String between,
            List<LineView> last,
            boolean open) {}

    /** {@code kind}: {@code out} or {@code err}. */
    public record LineView(String at, String kind, String text) {}

    private SaidBeside() {}

    /** Nothing where nothing was kept of it. */
    public static List<View> of(Trace trace) {
        return trace.said().stream()
                .map(said -> view(said, trace.talkedTo().contains(said.container())))
                .toList();
    }

    /** The same as lines of text, for reports that have room for no more; empty where nothing was kept. */
    public static String text(Trace trace) {
        var text = new StringBuilder();
        for (var view : of(trace)) {
            if (view.first().isEmpty()) continue;
            view.first().forEach(line -> line(text, view, line));
            if (!view.between().isEmpty())
                text.append(view.container())
                        .append(" | ")
                        .append(view.between())
                        .append('\n');
            view.last().forEach(line -> line(text, view, line));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, View view, LineView line) {
        text.append(line.at())
                .append(' ')
                .append(view.container())
                .append(" | ")
                .append(line.text())
                .append('\n');
    }

    private static View view(Said said, boolean talkedTo) {
        int between = said.between();
        return new View(
                ShowableText.of(said.container()),
                talkedTo,
                said.lines() == 0 ? "nothing" : said.lines() + (said.lines() == 1 ? " line" : " lines"),
                said.first().stream().map(SaidBeside::line).toList(),
                between == 0 ? "" : "… " + between + (between == 1 ? " more line" : " more lines") + " …",
                said.last().stream().map(SaidBeside::line).toList(),
                talkedTo && said.lines() > 0);
    }

    private static LineView line(Said.Line line) {
        return new LineView(
                CLOCK.format(Instant.ofEpochMilli(line.atMillis())),
                line.stream().name().toLowerCase(Locale.ROOT),
                ShowableText.of(line.text()));
    }
}
