package dev.softservice.runner.report;

import dev.softservice.runner.model.TestResult.State;
import dev.softservice.runner.report.TestReport.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The Test Anything Protocol, versions 12 to 14: plans, directives, YAML diagnostics, subtests, bail out, strictness (testanything.org). */
final class Tap {
    private static final int INDENT = 4;
    private static final int MAX_DEPTH = 16;
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");
    private static final Pattern FAILED =
            Pattern.compile("(?i)(?:[\\s\\p{Z}]|" + COLOUR.pattern() + ")*not\\s+(?:" + COLOUR.pattern() + ")*ok\\b");

    /** As Node.js, tape and node-tap sum up, and as Test::More and pgTAP do. */
    private static final Pattern FAILED_IN_ALL = Pattern.compile(
            "#\\s*(?:fail(?:ed)?:?\\s+([1-9]\\d{0,8})|Looks like you failed ([1-9]\\d{0,8}) tests?\\b.*)");

    private final List<Case> cases = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> lines;
    private int at;
    private int outputLeft = TestReport.MAX_TOTAL_OUTPUT;
    private boolean unread;
    private boolean todo;

    private Tap(List<String> lines) {
        this.lines = lines;
    }

    /** @param text as it was decoded */
    static TestReport read(String text) {
        var tap = new Tap(text.lines()
                .map(line -> line.startsWith("\ufeff") ? line.substring(1) : line)
                .toList());
        tap.stream(new TapStream("", 0, 0));
        tap.sum();
        if (tap.cases.size() > TestReport.MAX_CASES)
            return TestReport.unreadable("it holds more than " + TestReport.MAX_CASES + " tests");
        return new TestReport(tap.cases, tap.faults, tap.notes);
    }

    /** Ends where the indentation does. What stands at no indentation of a stream is no TAP, whatever it looks like: diagnostics are indented, too. */
    private void stream(TapStream stream) {
        while (at < lines.size() && cases.size() <= TestReport.MAX_CASES) {
            var line = lines.get(at);
            int indentation = indentation(line);
            if (!line.isBlank() && indentation < stream.depth * INDENT) break;
            var text = text(line);
            var read = TapLine.of(text);
            if (indentation == (stream.depth + 1) * INDENT
                    && stream.depth < MAX_DEPTH
                    && !(read instanceof TapLine.Noise)
                    && !(read instanceof TapLine.Aside)) {
                nested(stream, read);
                continue;
            }
            at++;
            line(stream, indentation == stream.depth * INDENT ? read : astray(read, text));
        }
        end(stream);
    }

    private static TapLine astray(TapLine read, String text) {
        return switch (read) {
            case TapLine.Bail bail -> bail;
            case TapLine.Aside aside -> aside;
            case TapLine.Noise noise -> noise;
            case TapLine.Subtest _ -> new TapLine.Aside();
            case TapLine.Plan _, TapLine.Test _, TapLine.Strict _, TapLine.Version _ -> new TapLine.Noise(text);
        };
    }

    /** Perl announces a subtest inside of its indentation, TAP 14 before it, and some producers only sum it up. */
    private void nested(TapStream outer, TapLine first) {
        var name = outer.announced;
        if (first instanceof TapLine.Subtest subtest && name.isEmpty()) {
            name = subtest.name();
            at++;
        }
        int begin = cases.size();
        stream(outer.inner(name.isEmpty() ? upcoming(outer.depth) : name, cases.size()));
        if (begin < outer.before) outer.before = begin;
    }

    /** The name of the test line that sums up the stream which begins here. */
    private String upcoming(int depth) {
        for (int i = at; i < lines.size() && i < at + 10_000; i++) {
            if (indentation(lines.get(i)) >= (depth + 1) * INDENT
                    || lines.get(i).isBlank()) continue;
            return TapLine.of(text(lines.get(i))) instanceof TapLine.Test test ? test.name() : "";
        }
        return "";
    }

    private void line(TapStream stream, TapLine line) {
        switch (line) {
            case TapLine.Plan plan -> stream.plan(plan, faults::add);
            case TapLine.Test test -> {
                stream.test(test, faults::add);
                test(stream, test);
                stream.before = cases.size();
                stream.announced = "";
            }
            case TapLine.Subtest subtest -> stream.announced = subtest.name();
            case TapLine.Bail bail -> {
                faults.add("it bails out" + (bail.why().isEmpty() ? "" : ": " + TestReport.firstLine(bail.why())));
                at = lines.size();
            }
            case TapLine.Strict pragma -> stream.strict = pragma.on();
            case TapLine.Version version -> stream.version(version.number(), faults::add);
            case TapLine.Noise noise -> {
                if (stream.strict)
                    faults.add("it asks for strictness (pragma +strict) and holds the line '"
                            + TestReport.firstLine(noise.text()) + "'");
                unread(noise.text());
                if (stream.noise.isEmpty()) stream.noise = Optional.of(noise.text());
            }
            case TapLine.Aside _ -> {}
        }
    }

    /** A sum that counts failures which are not shown is believed as little as a header of JUnit XML that does. */
    private void sum() {
        boolean excused = todo || cases.stream().anyMatch(test -> test.state() == State.FAILED);
        if (excused || !faults.isEmpty()) return;
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (TapLine.of(lines.get(i).stripTrailing()) instanceof TapLine.Test) return;
            var summed = FAILED_IN_ALL.matcher(lines.get(i).stripTrailing());
            if (!summed.matches()) continue;
            faults.add("it says at its end that " + (summed.group(1) == null ? summed.group(2) : summed.group(1))
                    + " failed, and shows none that did");
            return;
        }
    }

    private void end(TapStream stream) {
        if (!faults.isEmpty()) return;
        stream.end(faults::add, notes::add);
        if (faults.isEmpty() && stream.depth == 0 && stream.seen == 0)
            stream.plan
                    .flatMap(TapLine.Plan::skip)
                    .ifPresent(why ->
                            cases.add(new Case("", "all tests", State.SKIPPED, 0, TestReport.firstLine(why), "")));
    }

    /** What looks like a failed test to a reader of the file, and is none by the protocol. */
    private void unread(String text) {
        if (unread || !FAILED.matcher(text).lookingAt()) return;
        unread = true;
        notes.add("it holds the line '"
                + TestReport.firstLine(COLOUR.matcher(text).replaceAll(""))
                + "', which was not read: a test begins its line, one of a subtest is indented by four spaces");
    }

    private static String text(String line) {
        return line.substring(indentation(line)).stripTrailing();
    }

    private static int indentation(String line) {
        int spaces = 0;
        while (spaces < line.length() && line.charAt(spaces) == ' ') spaces++;
        return spaces;
    }

    /** A line whose subtests were counted is no test of its own, unless it says no although none of them does. */
    private void test(TapStream stream, TapLine.Test test) {
        var diagnostics = TapDiagnostics.read(lines, at, stream.depth * INDENT);
        at = diagnostics.end();
        boolean inBraces = test.buffered() && stream.depth < MAX_DEPTH && opens(stream.depth);
        if (inBraces) stream(stream.inner(test.name(), cases.size()));
        todo |= test.directive().filter(TapLine.Directive::todo).isPresent();
        boolean summary = cases.size() > stream.before;
        var state = stream.state(test);
        if (summary)
            test.directive().filter(TapLine.Directive::todo).ifPresent(todo -> excuse(stream.before, todo.why()));
        if (summary && (state != State.FAILED || failedSince(stream.before))) return;
        var given =
                test.buffered() && !inBraces && test.directive().isEmpty() ? (test.name() + " {").strip() : test.name();
        var name = given.isEmpty() ? "test " + test.number().orElse(stream.seen) : TestReport.firstLine(given);
        var message = switch (state) {
            case PASSED, FLAKY -> "";
            case SKIPPED ->
                TestReport.firstLine(
                        test.directive().map(TapLine.Directive::why).orElse(""));
            case FAILED -> diagnostics.message(name);
        };
        cases.add(new Case(stream.suite, name, state, diagnostics.seconds(), message, kept(diagnostics.text())));
    }

    /** A stream of subtests begins here, or ends with nothing in it. */
    private boolean opens(int depth) {
        return at < lines.size()
                && (indentation(lines.get(at)) == (depth + 1) * INDENT
                        || text(lines.get(at)).equals("}"));
    }

    /** What is still to be done is so with all its subtests. */
    private void excuse(int first, String why) {
        cases.subList(first, cases.size())
                .replaceAll(test -> test.state() == State.FAILED
                        ? new Case(
                                test.suite(),
                                test.name(),
                                State.SKIPPED,
                                test.seconds(),
                                TestReport.firstLine(why),
                                test.output())
                        : test);
    }

    private boolean failedSince(int first) {
        return cases.subList(first, cases.size()).stream().anyMatch(test -> test.state() == State.FAILED);
    }

    private String kept(String text) {
        int room = Math.max(0, Math.min(outputLeft, TestReport.MAX_OUTPUT));
        var kept = text.length() > room ? text.substring(0, room) : text;
        outputLeft -= kept.length();
        return kept;
    }
}
