package dev.softservice.runner.model;

import java.util.List;
import java.util.Objects;

/**
 * One test's outcome.
 *
 * @param suite   the manifest's test name for a {@code run} test with reports, plus the report's own suite; else the distro's name
 * @param name    the test's name
 * @param seconds wall time; 0 where a report gives none
 * @param message one line, empty when passed; a flaky test's is that of its first, failed attempt, as is its output
 * @param output  what it printed or what the probe saw, bounded to 64 KiB, may be empty
 * @param moment  when in the run that was
 * @param retry   what the second, passing attempt of a flaky test printed; else empty
 * @param attachments the files that it named in what it printed and that are there, both attempts' of a flaky one
 * @param trace   when it ran, and what went on beside it
 * @param differences what was expected and what came, where that is known apart; a flaky test's are those of its first attempt
 */
public record TestResult(
        String suite,
        String name,
        State state,
        double seconds,
        String message,
        String output,
        Moment moment,
        String retry,
        List<Attachment> attachments,
        Trace trace,
        List<Difference> differences) {
    /** {@code FLAKY}: it failed, and passed when it was tried once more in the same environment. */
    public enum State {
        PASSED,
        FAILED,
        SKIPPED,
        FLAKY
    }

    /**
     * A rung of the ladder on which tests ran. Those of acceptance are all listed; on deeper rungs the same tests run again, and only what did not simply pass is.
     *
     * @param what what had been done before, such as {@code after database was killed}; empty for acceptance
     */
    public record Moment(StepName rung, String what) {
        public static final Moment ACCEPTANCE = new Moment(StepName.ACCEPT, "");
    }

    /** Results that were written down before there were deeper rungs are those of acceptance. */
    public TestResult {
        moment = Objects.requireNonNullElse(moment, Moment.ACCEPTANCE);
        retry = Objects.requireNonNullElse(retry, "");
        attachments = List.copyOf(Objects.requireNonNullElse(attachments, List.of()));
        trace = Objects.requireNonNullElse(trace, Trace.UNKNOWN);
        differences = List.copyOf(Objects.requireNonNullElse(differences, List.of()));
    }

    /** With nothing attached, and nothing written down of what went on beside it. */
    public TestResult(
            String suite,
            String name,
            State state,
            double seconds,
            String message,
            String output,
            Moment moment,
            String retry) {
        this(suite, name, state, seconds, message, output, moment, retry, List.of(), Trace.UNKNOWN, List.of());
    }

    /** Of acceptance, at the first attempt. */
    public TestResult(String suite, String name, State state, double seconds, String message, String output) {
        this(suite, name, state, seconds, message, output, Moment.ACCEPTANCE, "");
    }

    public TestResult at(Moment when) {
        return new TestResult(
                suite, name, state, seconds, message, output, when, retry, attachments, trace, differences);
    }

    /** With these files. */
    public TestResult with(List<Attachment> files) {
        return new TestResult(suite, name, state, seconds, message, output, moment, retry, files, trace, differences);
    }

    /** With what went on beside it. */
    public TestResult with(Trace beside) {
        return new TestResult(
                suite, name, state, seconds, message, output, moment, retry, attachments, beside, differences);
    }

    /** With what was expected and what came. */
    public TestResult differing(List<Difference> found) {
        return new TestResult(suite, name, state, seconds, message, output, moment, retry, attachments, trace, found);
    }

    /** With this wall time. */
    public TestResult taking(double wall) {
        return new TestResult(
                suite, name, state, wall, message, output, moment, retry, attachments, trace, differences);
    }

    /** Called otherwise. */
    public TestResult named(String other) {
        return new TestResult(
                suite, other, state, seconds, message, output, moment, retry, attachments, trace, differences);
    }

    /** This failed attempt, with {@code again}, one that passed: flaky. {@code files}: those of all attempts. */
    public TestResult flaky(String again, List<Attachment> files) {
        return new TestResult(
                suite, name, State.FLAKY, seconds, message, output, moment, again, files, trace, differences);
    }

    /** The name of its suite, with the moment where that is not acceptance: {@code team-wiki, after database was killed}. */
    public String place() {
        return moment.what().isEmpty() ? suite : suite + ", " + moment.what();
    }
}
