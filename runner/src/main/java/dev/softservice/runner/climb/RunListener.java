package dev.softservice.runner.climb;

import dev.softservice.runner.engine.Road;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Verdict;
import java.time.Instant;
import java.util.Optional;

/**
 * Receives the events of a run while it goes on. Calls come one at a time and in order. A listener that throws ends
 * the run as {@link Verdict.Errored}.
 */
public interface RunListener {
    RunListener SILENT = new RunListener() {};

    default void step(StepName step, StepState state, Instant at) {}

    /** Something long is under way. */
    default void progress(StepName step, Progress what) {}

    default void log(LogLine line) {}

    /** An environment of the run came up, or tried to, by this way; its sentence is in the log, too. */
    default void came(Road road) {}

    default void test(TestResult result) {}

    /** A file that a test attached; told before the test itself. Returns what it is kept as; empty: it is not kept. {@code name} is a stranger's. */
    default Optional<String> attachment(String name, byte[] content) {
        return Optional.empty();
    }

    /**
     * The acceptance verdict stands, right after {@link StepName#ACCEPT} held or failed: {@link Verdict.Passed} at level 4, or {@link Verdict.Failed}. Deeper rungs may
     * follow. Called at most once; not at all where the run ends before, or is not to climb that high.
     */
    default void accepted(Verdict verdict, Instant at) {}

    /** The verdict stands; removal of the environment may still be going on, and {@code Runner.run} has not returned yet. */
    default void verdict(Verdict verdict, Instant at) {}
}
