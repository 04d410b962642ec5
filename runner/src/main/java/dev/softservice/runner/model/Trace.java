package dev.softservice.runner.model;

import java.util.List;
import java.util.Objects;

/**
 * When a test ran, and what went on beside it.
 *
 * @param startMillis its begin, in milliseconds since the epoch; 0: it was not written down
 * @param endMillis   its end, as above; of a flaky test, that of its first attempt; of a report's case, that of its container
 * @param talkedTo    the containers that it talked to as far as the runner saw, the first one first
 * @param said        what containers printed meanwhile, those that it talked to first; bounded, and only of tests that did not simply pass
 */
public record Trace(long startMillis, long endMillis, List<String> talkedTo, List<Said> said) {
    /** Nothing was written down. */
    public static final Trace UNKNOWN = new Trace(0, 0, List.of(), List.of());

    /** Results that were written down before this was have none. */
    public Trace {
        talkedTo = List.copyOf(Objects.requireNonNullElse(talkedTo, List.of()));
        said = List.copyOf(Objects.requireNonNullElse(said, List.of()));
    }

    /** Whether times were written down. */
    public boolean known() {
        return startMillis > 0;
    }

    /** The same with what was said. */
    public Trace with(List<Said> lines) {
        return new Trace(startMillis, endMillis, talkedTo, lines);
    }
}
