package dev.softservice.runner.cli;

import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.cli.Screen.Colour;
import dev.softservice.runner.local.FolderDistros;
import dev.softservice.runner.model.RungOutcome;
import dev.softservice.runner.model.Rungs;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.reporting.FinishedRun;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The end of {@code softservice test}: every test, the level reached, and the reason where it did not pass, at one glance. */
final class Summary {
    private Summary() {}

    static void print(Screen screen, FinishedRun run) {
        var report = run.verdict().report();
        screen.status("");
        screen.line("");
        report.problems().forEach(problem -> screen.line(problem.toString()));
        if (!report.problems().isEmpty()) screen.line("");
        var suite = run.distro();
        for (var test : report.tests()) {
            if (!test.place().equals(suite)) screen.line(test.place());
            suite = test.place();
            screen.painted("  " + test(screen, test));
            test.attachments().stream()
                    .filter(attachment -> !attachment.file().isEmpty())
                    .forEach(attachment -> screen.line("      attached: " + attachment.file()));
        }
        if (!report.tests().isEmpty()) screen.line("");
        screen.painted(headline(screen, run));
        run.reasons().forEach(reason -> screen.line("  " + reason));
        shown(report.rungs()).forEach(line -> screen.line("  " + line));
        report.uses()
                .forEach(used -> screen.line(
                        "  uses " + used.path() + ": " + FolderDistros.shown(used.distro()) + " " + used.tag()));
        report.notes().forEach(note -> screen.line("  note: " + note));
    }

    /** {@code ✓ name  0.12 s}, with the message beneath where there is one. */
    static String test(Screen screen, TestResult test) {
        var line = switch (test.state()) {
            case PASSED -> screen.paint(Colour.GREEN, "✓");
            case FAILED -> screen.paint(Colour.RED, "✗");
            case SKIPPED -> screen.paint(Colour.YELLOW, "–");
            case FLAKY -> screen.paint(Colour.YELLOW, "~");
        };
        var took = test.seconds() > 0 ? "  " + screen.paint(Colour.DIM, RunDisplay.seconds(test.seconds())) : "";
        var failed = (test.state() == TestResult.State.FLAKY ? "flaky, failed at first: " : "") + test.message();
        var message = failed.isEmpty()
                ? ""
                : ": " + screen.paint(test.state() == TestResult.State.FAILED ? Colour.RED : Colour.NONE, failed);
        return line + " " + screen.paint(Colour.NONE, test.name()) + message + took;
    }

    private static String headline(Screen screen, FinishedRun run) {
        var report = run.verdict().report();
        var word = switch (run.verdict()) {
            case Verdict.Passed _ -> screen.paint(Colour.GREEN, "passed");
            case Verdict.Failed _ -> screen.paint(Colour.RED, "failed");
            case Verdict.Errored _ -> screen.paint(Colour.YELLOW, "could not tell");
            case Verdict.Cancelled _ -> screen.paint(Colour.YELLOW, "cancelled");
        };
        return screen.paint(Colour.BOLD, run.distro()) + " " + word + ": "
                + report.rungs().text() + ", " + counts(report.tests()) + ", " + RunDisplay.seconds(run.seconds());
    }

    /** What the rungs above acceptance are held on, a line each. */
    static List<String> shown(Rungs rungs) {
        return rungs.outcomes().entrySet().stream()
                .filter(rung -> rung.getKey().compareTo(Rung.ACCEPTED) > 0)
                .flatMap(rung -> rung.getValue() instanceof RungOutcome.Held held
                        ? Stream.of(
                                rung.getKey().title() + ": " + held.checked().text())
                        : Stream.empty())
                .toList();
    }

    static String counts(List<TestResult> tests) {
        if (tests.isEmpty()) return "no tests ran";
        var parts = new ArrayList<String>();
        for (var state : TestResult.State.values()) {
            long count = tests.stream().filter(test -> test.state() == state).count();
            if (count > 0) parts.add(count + " " + state.name().toLowerCase(java.util.Locale.ROOT));
        }
        return (tests.size() == 1 ? "1 test: " : tests.size() + " tests: ") + String.join(", ", parts);
    }
}
