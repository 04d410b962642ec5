package dev.softservice.runner.report;

import dev.softservice.runner.model.TestResult.State;
import dev.softservice.runner.report.TestReport.Case;
import java.util.Set;
import java.util.regex.Pattern;

/** A {@code testcase} element that has begun, and what its parts have said of it so far. */
final class JUnitCase {
    private static final int MAX_DETAIL = 16 << 10;
    /** What frameworks put in an attribute of a test that failed, most of them beside an element that says so, too. */
    private static final Set<String> FAILED_STATUS = Set.of(
            "fail",
            "failed",
            "failure",
            "error",
            "errored",
            "broken",
            "crashed",
            "timeout",
            "timedout",
            // Ginkgo's and behave's.
            "panicked",
            "interrupted",
            "aborted",
            "hook_error",
            "cleanup_error",
            // Of steps that nobody has written, and of what was stopped.
            "undefined",
            "cancelled",
            "canceled",
            "crash",
            "exception",
            "fatal",
            "killed",
            "ko",
            "nok",
            "not ok",
            "notok",
            "unsuccessful");

    /** With what it came to behind it, such as {@code fail (timeout)}. */
    private static final Pattern FAILED = Pattern.compile("(fail|failed|failure|error|not ok|timeout)\\b.*");

    /** Why CTest did not run a test that it counts as failed; what is skipped on purpose says SKIP_…. */
    private static final Pattern COULD_NOT_RUN = Pattern.compile(
            "(?i)unable to .*|required files? missing.*|fixture dependency failed.*|invalid working directory.*"
                    + "|failed to start.*|bad command.*");

    private final String suite;
    private final String name;
    private final double seconds;
    private final String status;
    private final StringBuilder output = new StringBuilder();
    private final StringBuilder detail = new StringBuilder();
    private State state = State.PASSED;
    private String message = "";
    private int faults;
    private int passedLater;
    private int failedAgain;
    private boolean expected;
    private boolean telling;

    /** @param status what the element's attributes say of it; may be empty */
    JUnitCase(String suite, String name, double seconds, String status) {
        this.suite = suite;
        this.name = name.isBlank() ? "(without a name)" : TestReport.firstLine(name.replaceAll("\\R", " "));
        this.seconds = seconds;
        this.status = status;
    }

    /** A failure or an error outweighs whatever else is said, and the first message stays. */
    void fail(String why) {
        faults++;
        if (state == State.FAILED || expected) return;
        state = State.FAILED;
        message = why;
        detail.setLength(0);
        telling = true;
    }

    void skip(String why) {
        if (status.equals("notrun") && COULD_NOT_RUN.matcher(why).matches()) {
            fail(why);
            return;
        }
        if (state == State.FAILED) return;
        state = State.SKIPPED;
        if (attempts() == 0) message = why;
    }

    /** Whatever failure follows was expected: it is still to be done. */
    void expected() {
        expected = true;
    }

    /**
     * An attempt that failed, beside the one that counts, as Surefire and what copies it write with {@code rerunFailingTestsCount}.
     *
     * @param flaky the test is said to have passed later; else it failed again and again
     */
    void attempt(boolean flaky, String why) {
        if (attempts() == 0 && state == State.PASSED) {
            message = why;
            telling = true;
        }
        if (flaky) passedLater++;
        else failedAgain++;
    }

    /** As much of {@code text} as there is room for; {@code left}: the room that the report as a whole has. How much was taken. */
    int print(String text, int left) {
        if (telling && detail.length() < MAX_DETAIL)
            detail.append(text, 0, Math.min(text.length(), MAX_DETAIL - detail.length()));
        int room = Math.min(left, TestReport.MAX_OUTPUT - output.length());
        if (room <= 0) return 0;
        int taken = Math.min(room, text.length());
        output.append(text, 0, taken);
        return taken;
    }

    /** An element inside of it is over. */
    void endElement() {
        telling = false;
        if (!output.isEmpty() && output.charAt(output.length() - 1) != '\n' && output.length() < TestReport.MAX_OUTPUT)
            output.append('\n');
    }

    boolean failed() {
        return outcome() == State.FAILED;
    }

    /** How many failure and error elements it holds. */
    int faults() {
        return faults;
    }

    int attempts() {
        return passedLater + failedAgain;
    }

    /** A test that failed in one attempt and was skipped, or failed, in the others never passed, whatever else is said. */
    private State outcome() {
        if (attempts() > 0 && (failedAgain > 0 || state == State.SKIPPED) && !expected) return State.FAILED;
        if (state == State.PASSED && passedLater > 0) return State.FLAKY;
        return state == State.PASSED && saysFailed() ? State.FAILED : state;
    }

    private boolean saysFailed() {
        return FAILED_STATUS.contains(status) || FAILED.matcher(status).matches();
    }

    Case done() {
        var printed = output.toString().strip();
        var outcome = outcome();
        return new Case(suite, name, outcome, seconds, message(outcome, printed), printed);
    }

    private String message(State outcome, String printed) {
        if (outcome == State.PASSED) return "";
        if (outcome == State.SKIPPED)
            return FailureLine.of(name, message.isBlank() ? printed : message).orElse(TestReport.firstLine(message));
        var said = FailureLine.of(name, message, detail.toString(), printed)
                .orElseGet(() -> TestReport.firstLine(message.isBlank() ? printed : message));
        // Catch2 gives the expression as the message, and what it came to below.
        if (!said.isEmpty()) return expanded(said);
        if (outcome != State.FAILED) return said;
        return faults > 0 || status.isEmpty()
                ? "failed without a message"
                : "its status is '" + TestReport.firstLine(status) + "'";
    }

    private String expanded(String said) {
        return FailureLine.expansion(detail.toString())
                .filter(values -> !said.contains(values))
                .map(values -> TestReport.firstLine(said + " … " + values))
                .orElse(said);
    }
}
