package dev.softservice.runner.report;

import dev.softservice.runner.model.Difference;
import dev.softservice.runner.model.TestResult.State;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a report file says, counted anew: totals that a report claims are only compared.
 *
 * @param faults one sentence each; non-empty: the report can't be trusted, and so is red whatever its cases say
 * @param notes  one sentence each: what is odd about it and changes nothing
 * @param attempts its producer is known to write each attempt of a test as one more test of that name
 */
public record TestReport(List<Case> cases, List<String> faults, List<String> notes, boolean attempts) {
    /** More cases than any person reads; beyond it the report is refused. */
    public static final int MAX_CASES = 20_000;
    /** Characters of output kept for a case. */
    static final int MAX_OUTPUT = 64 << 10;
    /** Characters of output kept for a report. */
    static final int MAX_TOTAL_OUTPUT = 8 << 20;

    private static final int LONGEST_LINE = 1_000;
    private static final Pattern DOCUMENT = Pattern.compile(
            "<(?:\\?xml\\b|!|(?:testsuites?|testrun|TestRun|test-run|test-results|assembly|assemblies)[\\s/>])");

    /**
     * One test.
     *
     * @param suite   may be empty
     * @param seconds 0 where the report gives none, or nonsense
     * @param message one line, empty unless it failed, at first at least, or was skipped with a reason
     * @param output  of all attempts
     */
    public record Case(String suite, String name, State state, double seconds, String message, String output) {
        /** What it expected and what came, where its framework says so. */
        public Optional<Difference> difference() {
            return state == State.FAILED || state == State.FLAKY ? Compared.of(message, output) : Optional.empty();
        }
    }

    public TestReport {
        cases = List.copyOf(cases);
        faults = List.copyOf(faults);
        notes = List.copyOf(notes);
    }

    /** Tests of one name are several tests. */
    public TestReport(List<Case> cases, List<String> faults, List<String> notes) {
        this(cases, faults, notes, false);
    }

    /** Reads JUnit XML or TAP, whichever the content is. Never throws for what it holds. */
    public static TestReport read(String path, byte[] content) {
        var decoded = ReportText.of(content);
        if (decoded.fault().isPresent()) return unreadable(decoded.fault().get());
        var trimmed = decoded.trimmed();
        var report = isXml(path.toLowerCase(Locale.ROOT), trimmed) ? JUnitXml.read(trimmed) : Tap.read(decoded.text());
        var notes =
                Stream.concat(decoded.notes().stream(), report.notes().stream()).toList();
        return new TestReport(report.cases(), report.faults(), notes, report.attempts());
    }

    /** A shell's complaints begin like an element, too; what is called TAP has to look like a document to be one. */
    private static boolean isXml(String path, String trimmed) {
        if (trimmed.isEmpty()) return path.endsWith(".xml");
        return path.endsWith(".tap") ? DOCUMENT.matcher(trimmed).lookingAt() : trimmed.startsWith("<");
    }

    static TestReport unreadable(String why) {
        return new TestReport(List.of(), List.of(why), List.of());
    }

    static String firstLine(String text) {
        var line = text.strip().lines().findFirst().orElse("").strip();
        return line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "…" : line;
    }

    /** A time that a report claims, in seconds; what is no time is 0. */
    static double seconds(String text) {
        try {
            double value = Double.parseDouble(text.replace(",", ""));
            return value >= 0 && value < 1e7 ? value : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
