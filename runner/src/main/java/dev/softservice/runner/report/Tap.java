package dev.softservice.runner.report;

import dev.softservice.runner.TestResult.State;
import dev.softservice.runner.report.TestReport.Case;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The Test Anything Protocol, versions 12 to 14: plans, directives, YAML diagnostics, subtests, bail out (testanything.org). */
final class Tap {
    private static final Pattern TEST = Pattern.compile("(not )?ok\\b(?: +(\\d+))?(.*)");
    private static final Pattern PLAN = Pattern.compile("1\\.\\.(\\d{1,9})\\s*(?:#\\s*(.*))?");
    private static final Pattern DIRECTIVE = Pattern.compile("(?<!\\\\)#\\s*(skip\\S*|todo)\\b:?\\s*(.*)$", Pattern.CASE_INSENSITIVE);
    private static final int INDENT = 4;
    private static final int MAX_DEPTH = 16;

    private final List<Case> cases = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> lines;
    private int at;
    private int outputLeft = TestReport.MAX_TOTAL_OUTPUT;

    private Tap(List<String> lines) {
        this.lines = lines;
    }

    static TestReport read(byte[] content) {
        var tap = new Tap(new String(content, StandardCharsets.UTF_8).lines().toList());
        tap.stream("", 0);
        if (tap.cases.size() > TestReport.MAX_CASES) return TestReport.unreadable("it holds more than " + TestReport.MAX_CASES + " tests");
        return new TestReport(tap.cases, tap.faults);
    }

    /** One stream at one indentation; ends where the indentation does. */
    private void stream(String suite, int depth) {
        long planned = -1;
        long seen = 0;
        int leavesBefore = cases.size();
        var subtest = "";
        var label = depth == 0 ? "it" : "its subtest '" + suite + "'";
        while (at < lines.size() && cases.size() <= TestReport.MAX_CASES) {
            var line = lines.get(at);
            if (!line.isBlank() && indentation(line) < depth * INDENT) break;
            if (indentation(line) >= (depth + 1) * INDENT && depth < MAX_DEPTH && startsStream(line)) {
                stream(subtest.isEmpty() ? suite : subtest, depth + 1);
                continue;
            }
            at++;
            var text = line.strip();
            var plan = PLAN.matcher(text);
            var test = TEST.matcher(text);
            if (plan.matches()) {
                planned = Long.parseLong(plan.group(1));
            } else if (text.startsWith("Bail out!")) {
                faults.add("it bails out: " + TestReport.firstLine(text.substring("Bail out!".length())));
                at = lines.size();
            } else if (text.startsWith("# Subtest")) {
                subtest = text.replaceFirst("# Subtest:?\\s*", "");
                leavesBefore = cases.size();
            } else if (test.matches()) {
                seen++;
                test(suite, test.group(1) != null, test.group(3), cases.size() > leavesBefore);
                leavesBefore = cases.size();
                subtest = "";
            } else if (depth == 0 && seen == 0 && planned < 0 && !text.isEmpty() && !text.startsWith("#") && !text.startsWith("TAP version") && !text.startsWith("pragma ")) {
                faults.add("it is neither JUnit XML nor TAP: it begins with '" + TestReport.firstLine(text) + "'");
                return;
            }
        }
        if (planned < 0 && faults.isEmpty()) faults.add(label + " has no plan (a line such as 1..4), so it may be cut short");
        else if (planned >= 0 && planned != seen && faults.isEmpty()) faults.add(label + " plans " + planned + " tests and shows " + seen);
    }

    private static boolean startsStream(String line) {
        var text = line.strip();
        return TEST.matcher(text).matches() || PLAN.matcher(text).matches() || text.startsWith("# Subtest") || text.startsWith("TAP version") || text.startsWith("Bail out!");
    }

    private static int indentation(String line) {
        int spaces = 0;
        while (spaces < line.length() && line.charAt(spaces) == ' ') spaces++;
        return spaces;
    }

    /** {@code summary}: its subtests were counted already, so the line itself only counts where it says no although they all passed. */
    private void test(String suite, boolean failed, String rest, boolean summary) {
        var directive = DIRECTIVE.matcher(rest);
        var skipped = directive.find() ? Optional.of(directive.group(2)) : Optional.<String>empty();
        var name = (skipped.isPresent() ? rest.substring(0, directive.start()) : rest).replaceFirst("^\\s*-?\\s*", "").strip().replace("\\#", "#");
        var diagnostics = diagnostics();
        var state = skipped.isPresent() ? State.SKIPPED : failed ? State.FAILED : State.PASSED;
        if (summary && state != State.FAILED) return;
        if (summary && cases.stream().anyMatch(test -> test.state() == State.FAILED)) return;
        var message = switch (state) {
            case PASSED, FLAKY -> "";
            case SKIPPED -> TestReport.firstLine(skipped.orElse(""));
            case FAILED -> message(diagnostics);
        };
        cases.add(new Case(suite, name.isEmpty() ? "test " + (cases.size() + 1) : name, state, duration(diagnostics), message, kept(String.join("\n", diagnostics))));
    }

    /** The YAML block, or the comments, that follow a test line. */
    private List<String> diagnostics() {
        var block = new ArrayList<String>();
        if (at < lines.size() && lines.get(at).strip().equals("---")) {
            for (at++; at < lines.size() && !lines.get(at).strip().equals("..."); at++) block.add(lines.get(at));
            at++;
            return block;
        }
        while (at < lines.size() && lines.get(at).strip().startsWith("#") && !lines.get(at).strip().startsWith("# Subtest")) {
            block.add(lines.get(at++).strip().replaceFirst("^#\\s?", ""));
        }
        return block;
    }

    private static String message(List<String> diagnostics) {
        return diagnostics.stream().map(String::strip).filter(line -> line.startsWith("message:")).findFirst()
                .map(line -> TestReport.firstLine(line.substring("message:".length()).strip().replaceAll("^['\"]|['\"]$", "")))
                .or(() -> diagnostics.stream().map(String::strip).filter(line -> !line.isEmpty()).findFirst().map(TestReport::firstLine))
                .filter(line -> !line.isEmpty()).orElse("not ok");
    }

    private static double duration(List<String> diagnostics) {
        return diagnostics.stream().map(String::strip).filter(line -> line.startsWith("duration_ms:")).findFirst()
                .map(line -> TestReport.seconds(line.substring("duration_ms:".length()).strip()) / 1000).orElse(0.0);
    }

    private String kept(String text) {
        int room = Math.min(outputLeft, TestReport.MAX_OUTPUT);
        var kept = text.length() > room ? text.substring(0, room) : text;
        outputLeft -= kept.length();
        return kept;
    }
}
