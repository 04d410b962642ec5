package dev.softservice.runner;

import java.time.Instant;

/**
 * Hears of a run while it goes on. Calls come one at a time and in order; a listener that throws ends the run as {@link Verdict.Errored}.
 */
public interface RunListener {
    RunListener SILENT = new RunListener() {};

    default void step(StepName step, StepState state, Instant at) {}

    /** Something long is under way: {@code what} is one short phrase such as "build web: step 3/7". */
    default void progress(StepName step, String what) {}

    default void log(LogLine line) {}

    default void test(TestResult result) {}

    /** The verdict stands; removal of the environment may still be going on, and {@code Runner.run} has not returned yet. */
    default void verdict(Verdict verdict, Instant at) {}
}
