package dev.softservice.runner;

/**
 * One test's outcome.
 *
 * @param suite   the manifest's test name for a {@code run} test with reports, plus the report's own suite; else the distro's name
 * @param name    the test's name
 * @param seconds wall time; 0 where a report gives none
 * @param message one line, empty when passed
 * @param output  what it printed or what the probe saw, bounded to 64 KiB, may be empty
 */
public record TestResult(String suite, String name, State state, double seconds, String message, String output) {
    public enum State { PASSED, FAILED, SKIPPED }
}
