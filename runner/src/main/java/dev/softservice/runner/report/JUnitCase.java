package dev.softservice.runner.report;

import dev.softservice.runner.TestResult.State;
import dev.softservice.runner.report.TestReport.Case;
import java.util.Optional;
import java.util.Set;

/** A {@code testcase} element that has begun, and what its parts have said of it so far. */
final class JUnitCase {
    /** What says nothing that its state does not. */
    private static final Set<String> VAGUE = Set.of("", "Failed", "failed", "failure");

    private final String suite;
    private final String name;
    private final double seconds;
    private final StringBuilder output = new StringBuilder();
    private State state = State.PASSED;
    private String message = "";
    private boolean retried;
    private boolean expected;

    JUnitCase(String suite, String name, double seconds) {
        this.suite = suite;
        this.name = name.isBlank() ? "(without a name)" : TestReport.firstLine(name.replaceAll("\\R", " "));
        this.seconds = seconds;
    }

    /** A failure outweighs whatever else is said, and the first message stays. */
    void say(State said, String why) {
        if (state == State.FAILED || expected) return;
        state = said;
        message = telling(why).orElse("");
    }

    /** Whatever failure follows was expected: it is still to be done. */
    void expected() {
        expected = true;
    }

    /** An attempt that failed before or after the one that counts, as Surefire and what copies it write with {@code rerunFailingTestsCount}. */
    void attempt(String why) {
        if (!retried && state == State.PASSED) message = telling(why).orElse("");
        retried = true;
    }

    /** As much of {@code text} as there is room for; {@code left}: the room that the report as a whole has. How much was taken. */
    int print(String text, int left) {
        int room = Math.min(left, TestReport.MAX_OUTPUT - output.length());
        if (room <= 0) return 0;
        int taken = Math.min(room, text.length());
        output.append(text, 0, taken);
        return taken;
    }

    void endLine() {
        if (!output.isEmpty() && output.charAt(output.length() - 1) != '\n' && output.length() < TestReport.MAX_OUTPUT)
            output.append('\n');
    }

    boolean failed() {
        return state == State.FAILED;
    }

    Case done() {
        var printed = output.toString().strip();
        var outcome = state == State.PASSED && retried ? State.FLAKY : state;
        return new Case(suite, name, outcome, seconds, message(outcome, printed), printed);
    }

    private String message(State outcome, String printed) {
        if (outcome == State.PASSED) return "";
        var said = VAGUE.contains(message) ? telling(printed).orElse(message) : message;
        return said.isEmpty() && outcome == State.FAILED ? "failed without a message" : said;
    }

    /** The first line that says more than which test this is: Go and PHPUnit begin with that. */
    private Optional<String> telling(String text) {
        var lines = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("=== ") && !line.startsWith("--- "))
                .toList();
        return lines.stream()
                .filter(line -> !line.contains(name))
                .findFirst()
                .or(() -> lines.stream().findFirst())
                .map(TestReport::firstLine);
    }
}
