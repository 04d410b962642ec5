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
        List<Attachment> attachments) {
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
    }

    /** With nothing attached. */
    public TestResult(
            String suite,
            String name,
            State state,
            double seconds,
            String message,
            String output,
            Moment moment,
            String retry) {
        this(suite, name, state, seconds, message, output, moment, retry, List.of());
    }

    /** Of acceptance, at the first attempt. */
    public TestResult(String suite, String name, State state, double seconds, String message, String output) {
        this(suite, name, state, seconds, message, output, Moment.ACCEPTANCE, "");
    }

    public TestResult at(Moment when) {
        return new TestResult(suite, name, state, seconds, message, output, when, retry, attachments);
    }

    /** With these files. */
    public TestResult with(List<Attachment> files) {
        return new TestResult(suite, name, state, seconds, message, output, moment, retry, files);
    }

    /** The name of its suite, with the moment where that is not acceptance: {@code team-wiki, after database was killed}. */
    public String place() {
        return moment.what().isEmpty() ? suite : suite + ", " + moment.what();
    }
}
