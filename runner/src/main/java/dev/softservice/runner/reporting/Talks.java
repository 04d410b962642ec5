package dev.softservice.runner.reporting;

import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.ShowableText;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which tests talked to which services, as far as the runner saw: a table, a row for each suite and for each test that failed. */
public final class Talks {
    private static final int MOST_ROWS = 40;
    private static final int MOST_SERVICES = 16;

    /** {@code services}: the heads of the columns. */
    public record View(List<String> services, List<Row> rows) {}

    /** {@code failed}: it is one failed test; else a suite. */
    public record Row(String name, boolean failed, List<Cell> cells) {}

    /** How many tests of the row talked to the column's service; {@code says}: in words, empty for none. */
    public record Cell(String says) {}

    private Talks() {}

    /** Without rows where nothing was recorded. */
    public static View of(Report report) {
        var services = new LinkedHashSet<String>();
        report.tests().forEach(test -> services.addAll(test.trace().talkedTo()));
        var columns = services.stream().limit(MOST_SERVICES).toList();
        if (columns.isEmpty()) return new View(List.of(), List.of());
        Map<String, List<TestResult>> suites = new LinkedHashMap<>();
        report.tests().stream()
                .filter(test -> !test.trace().talkedTo().isEmpty())
                .forEach(test -> suites.computeIfAbsent(test.suite(), _ -> new ArrayList<>())
                        .add(test));
        var rows = Stream.concat(
                        report.tests().stream()
                                .filter(test -> test.state() == State.FAILED
                                        && !test.trace().talkedTo().isEmpty())
                                .map(test -> row(test.name(), true, List.of(test), columns)),
                        suites.entrySet().stream().map(suite -> row(suite.getKey(), false, suite.getValue(), columns)))
                .limit(MOST_ROWS)
                .toList();
        return new View(columns.stream().map(ShowableText::of).toList(), rows);
    }

    private static Row row(String name, boolean failed, List<TestResult> tests, List<String> columns) {
        return new Row(
                ShowableText.of(name),
                failed,
                columns.stream().map(service -> cell(tests, service)).toList());
    }

    private static Cell cell(List<TestResult> tests, String service) {
        long count = tests.stream()
                .filter(test -> test.trace().talkedTo().contains(service))
                .count();
        if (count == 0) return new Cell("");
        return new Cell(tests.size() == 1 ? "yes" : count + " of " + tests.size());
    }
}
