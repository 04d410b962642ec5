package dev.softservice.runner.reporting;

import com.github.jknack.handlebars.Handlebars.SafeString;
import dev.softservice.runner.model.Phase;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.ShowableText;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.State;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * When what was done with each service of a run: a row each, with its build, its starts until it was healthy, the tests that talked to it, and when it was killed. A
 * picture without a script, and the same in words.
 */
public final class TimelinePicture {
    private static final int MOST_ROWS = 24;
    private static final int MOST_TESTS = 300;
    private static final int NAMES = 150;
    private static final int WIDTH = 760;
    private static final int ROW = 30;
    private static final int TOP = 26;
    private static final int LONGEST_NAME = 19;
    private static final int MOST_TICKS = 6;

    /** {@code words}: one line for each row of the picture. */
    public record View(SafeString svg, List<String> words) {}

    private final long start;
    private final long end;
    private final Map<String, Row> rows;

    /** What is known of one service. */
    private record Row(List<Phase> phases, List<TestResult> tests) {
        Row() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    private TimelinePicture(Map<String, Row> rows, long start, long end) {
        this.rows = rows;
        this.start = start;
        this.end = Math.max(end, start + 1);
    }

    /** Empty where nothing of it was recorded. */
    public static Optional<View> of(Report report) {
        var rows = new LinkedHashMap<String, Row>();
        report.timeline().stream()
                .sorted(Comparator.comparingLong(Phase::startMillis))
                .forEach(phase -> rows.computeIfAbsent(phase.subject(), _ -> new Row())
                        .phases()
                        .add(phase));
        if (rows.isEmpty()) return Optional.empty();
        report.tests().stream()
                .filter(test -> test.trace().known())
                .limit(MOST_TESTS)
                .forEach(test -> test.trace().talkedTo().stream()
                        .flatMap(service -> Optional.ofNullable(rows.get(service)).stream())
                        .forEach(row -> row.tests().add(test)));
        long start =
                report.timeline().stream().mapToLong(Phase::startMillis).min().orElse(0);
        long end = Stream.concat(
                        report.timeline().stream().map(Phase::endMillis),
                        report.tests().stream().map(test -> test.trace().endMillis()))
                .mapToLong(Long::longValue)
                .max()
                .orElse(start);
        var picture = new TimelinePicture(rows, start, end);
        return Optional.of(new View(picture.svg(), picture.words()));
    }

    private SafeString svg() {
        var shown = rows.entrySet().stream().limit(MOST_ROWS).toList();
        int height = TOP + shown.size() * ROW + 6;
        var svg = new StringBuilder();
        svg.append("<svg class=\"when\" viewBox=\"0 0 ")
                .append(WIDTH)
                .append(' ')
                .append(height)
                .append("\" width=\"")
                .append(WIDTH)
                .append("\" height=\"")
                .append(height)
                .append("\" role=\"img\" aria-label=\"When what was done with each service; the same stands below in"
                        + " words\">");
        ticks(svg, height);
        int y = TOP;
        for (var row : shown) {
            row(svg, row.getKey(), row.getValue(), y);
            y += ROW;
        }
        return new SafeString(svg.append("</svg>"));
    }

    /** At whole seconds, minutes or a handy part of them. */
    private void ticks(StringBuilder svg, int height) {
        double seconds = (end - start) / 1e3;
        double step = Stream.of(
                        0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 3600.0)
                .filter(each -> seconds / each <= MOST_TICKS)
                .findFirst()
                .orElse(7200.0);
        for (int i = 0; i * step <= seconds; i++) {
            double x = x(start + Math.round(i * step * 1e3));
            svg.append(String.format(
                    Locale.ROOT,
                    "<path class=\"tick\" d=\"M%.1f %dV%d\"/><text class=\"at\" x=\"%.1f\" y=\"14\">%s</text>",
                    x,
                    TOP - 6,
                    height,
                    x + 3,
                    step < 1 ? String.format(Locale.ROOT, "%.1f s", i * step) : Math.round(i * step) + " s"));
        }
    }

    private void row(StringBuilder svg, String name, Row row, int y) {
        svg.append(String.format(Locale.ROOT, "<path class=\"line\" d=\"M0 %dH%d\"/>", y + ROW, WIDTH))
                .append("<text class=\"name\" x=\"4\" y=\"")
                .append(y + 19)
                .append("\">")
                .append(escaped(cut(name)))
                .append("<title>")
                .append(escaped(name))
                .append("</title></text>");
        for (var phase : row.phases())
            bar(
                    svg,
                    phase.kind().name().toLowerCase(Locale.ROOT) + (phase.ended() ? "" : " unended"),
                    new Span(phase.startMillis(), phase.endMillis(), y + 5, 12),
                    sentence(phase));
        for (var test : row.tests())
            bar(
                    svg,
                    test.state() == State.FAILED ? "probe red" : "probe",
                    new Span(test.trace().startMillis(), test.trace().endMillis(), y + 20, 6),
                    test.name());
    }

    /** Where something is in the picture: from when to when, and how far down and how high. */
    private record Span(long from, long to, int y, int height) {}

    private void bar(StringBuilder svg, String kind, Span span, String says) {
        double x = x(span.from());
        svg.append(String.format(
                        Locale.ROOT,
                        "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"1.5\"><title>",
                        kind,
                        x,
                        span.y(),
                        Math.max(2, x(span.to()) - x),
                        span.height()))
                .append(escaped(says))
                .append("</title></rect>");
    }

    private double x(long millis) {
        double part = (double) (Math.clamp(millis, start, end) - start) / (end - start);
        return NAMES + part * (WIDTH - NAMES - 44);
    }

    private List<String> words() {
        return rows.entrySet().stream()
                .limit(MOST_ROWS)
                .map(row -> ShowableText.of(row.getKey()) + ": "
                        + row.getValue().phases().stream().map(this::sentence).collect(Collectors.joining("; "))
                        + tests(row.getValue().tests()))
                .toList();
    }

    private String sentence(Phase phase) {
        var at = seconds(phase.startMillis() - start);
        var took = seconds(phase.endMillis() - phase.startMillis());
        return switch (phase.kind()) {
            case BUILD -> (phase.ended() ? "built in " : "not built in ") + took;
            case PULL -> (phase.ended() ? "pulled in " : "not pulled in ") + took;
            case START ->
                "started at " + at + (phase.ended() ? ", healthy after " + took : ", not healthy after " + took);
            case KILL ->
                "killed at " + at + (phase.ended() ? ", all healthy after " + took : ", not all healthy after " + took);
        };
    }

    private static String tests(List<TestResult> tests) {
        if (tests.isEmpty()) return "";
        long red = tests.stream().filter(test -> test.state() == State.FAILED).count();
        return "; " + tests.size() + (tests.size() == 1 ? " test" : " tests") + " talked to it"
                + (red > 0 ? ", " + red + " failed" : "");
    }

    private static String seconds(long millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1e3);
    }

    private static String cut(String name) {
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
    }

    private static String escaped(String text) {
        return ShowableText.of(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
