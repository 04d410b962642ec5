package dev.softservice.runner.report;

import dev.softservice.runner.TestResult.State;
import dev.softservice.runner.report.TestReport.Case;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The Test Anything Protocol, versions 12 to 14: plans, directives, YAML diagnostics, subtests, bail out, strictness (testanything.org). */
final class Tap {
    private static final int INDENT = 4;
    private static final int MAX_DEPTH = 16;

    private final List<Case> cases = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> lines;
    private int at;
    private int outputLeft = TestReport.MAX_TOTAL_OUTPUT;

    private Tap(List<String> lines) {
        this.lines = lines;
    }

    /** One stream at one indentation, as far as it was read. */
    private static final class Stream {
        private final String suite;
        private final int depth;
        private final Set<Integer> numbers = new HashSet<>();
        private Optional<TapLine.Plan> plan = Optional.empty();
        private Optional<String> noise = Optional.empty();
        private String announced = "";
        private boolean strict;
        private int seen;
        /** How many cases there were before the subtests of the next test line. */
        private int before;

        Stream(String suite, int depth, int before) {
            this.suite = suite;
            this.depth = depth;
            this.before = before;
        }

        String label() {
            return depth == 0 ? "it" : "its subtest '" + suite + "'";
        }
    }

    static TestReport read(byte[] content) {
        var text = new String(content, StandardCharsets.UTF_8);
        var tap = new Tap(
                (text.startsWith("\ufeff") ? text.substring(1) : text).lines().toList());
        tap.stream("", 0, false);
        if (tap.cases.size() > TestReport.MAX_CASES)
            return TestReport.unreadable("it holds more than " + TestReport.MAX_CASES + " tests");
        return new TestReport(tap.cases, tap.faults, tap.notes);
    }

    /** Ends where the indentation does. */
    private void stream(String suite, int depth, boolean strict) {
        var stream = new Stream(suite, depth, cases.size());
        stream.strict = strict;
        while (at < lines.size() && cases.size() <= TestReport.MAX_CASES) {
            var line = lines.get(at);
            int indentation = indentation(line);
            if (!line.isBlank() && indentation < depth * INDENT) break;
            var read = TapLine.of(line.strip());
            if (indentation >= (depth + 1) * INDENT
                    && depth < MAX_DEPTH
                    && !(read instanceof TapLine.Noise)
                    && !(read instanceof TapLine.Aside)) {
                nested(stream, read);
                continue;
            }
            at++;
            line(stream, read);
        }
        end(stream);
    }

    /** Perl announces a subtest inside of its indentation, TAP 14 before it, and some producers only sum it up. */
    private void nested(Stream outer, TapLine first) {
        var name = outer.announced;
        if (first instanceof TapLine.Subtest subtest && name.isEmpty()) {
            name = subtest.name();
            at++;
        }
        int begin = cases.size();
        stream(name.isEmpty() ? upcoming(outer.depth) : name, outer.depth + 1, outer.strict);
        if (begin < outer.before) outer.before = begin;
    }

    /** The name of the test line that sums up the stream which begins here. */
    private String upcoming(int depth) {
        for (int i = at; i < lines.size() && i < at + 10_000; i++) {
            if (indentation(lines.get(i)) >= (depth + 1) * INDENT
                    || lines.get(i).isBlank()) continue;
            return TapLine.of(lines.get(i).strip()) instanceof TapLine.Test test ? test.name() : "";
        }
        return "";
    }

    private void line(Stream stream, TapLine line) {
        switch (line) {
            case TapLine.Plan plan -> {
                if (stream.plan.isPresent()) faults.add(stream.label() + " has two plans");
                stream.plan = Optional.of(plan);
            }
            case TapLine.Test test -> {
                stream.seen++;
                test.number()
                        .filter(number -> !stream.numbers.add(number))
                        .ifPresent(number -> notes.add(stream.label() + " gives the number " + number + " twice"));
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
            case TapLine.Noise noise -> {
                if (stream.strict)
                    faults.add("it asks for strictness (pragma +strict) and holds the line '"
                            + TestReport.firstLine(noise.text()) + "'");
                if (stream.noise.isEmpty()) stream.noise = Optional.of(noise.text());
            }
            case TapLine.Aside _ -> {}
        }
    }

    private void end(Stream stream) {
        if (!faults.isEmpty()) return;
        if (stream.depth == 0 && stream.seen == 0 && stream.plan.isEmpty() && stream.noise.isPresent()) {
            faults.add("it is neither JUnit XML nor TAP: it begins with '" + TestReport.firstLine(stream.noise.get())
                    + "'");
        } else if (stream.plan.isEmpty()) {
            faults.add(stream.label() + " has no plan (a line such as 1..4), so it may be cut short");
        } else if (stream.plan.get().tests() != stream.seen) {
            faults.add(stream.label() + " plans " + stream.plan.get().tests() + " tests and shows " + stream.seen);
        } else if (stream.depth == 0 && stream.seen == 0) {
            stream.plan
                    .get()
                    .skip()
                    .ifPresent(why ->
                            cases.add(new Case("", "all tests", State.SKIPPED, 0, TestReport.firstLine(why), "")));
        }
        if (stream.plan.isEmpty()) return;
        int most = stream.plan.get().tests();
        stream.numbers.stream()
                .filter(number -> number < 1 || number > most)
                .findFirst()
                .ifPresent(number ->
                        faults.add(stream.label() + " plans the tests 1 to " + most + " and shows number " + number));
    }

    private static int indentation(String line) {
        int spaces = 0;
        while (spaces < line.length() && line.charAt(spaces) == ' ') spaces++;
        return spaces;
    }

    /** A line whose subtests were counted is no test of its own, unless it says no although none of them does. */
    private void test(Stream stream, TapLine.Test test) {
        var diagnostics = TapDiagnostics.read(lines, at);
        at = diagnostics.end();
        if (test.buffered() && stream.depth < MAX_DEPTH) stream(test.name(), stream.depth + 1, stream.strict);
        boolean summary = cases.size() > stream.before;
        var state = test.directive()
                .map(directive -> directive.todo() && test.ok() ? State.PASSED : State.SKIPPED)
                .orElse(test.ok() ? State.PASSED : State.FAILED);
        if (summary && (state != State.FAILED || failedSince(stream.before))) return;
        var message = switch (state) {
            case PASSED, FLAKY -> "";
            case SKIPPED ->
                TestReport.firstLine(
                        test.directive().map(TapLine.Directive::why).orElse(""));
            case FAILED -> diagnostics.message();
        };
        var name =
                test.name().isEmpty() ? "test " + test.number().orElse(stream.seen) : TestReport.firstLine(test.name());
        cases.add(new Case(stream.suite, name, state, diagnostics.seconds(), message, kept(diagnostics.text())));
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
