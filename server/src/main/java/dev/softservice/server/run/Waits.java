package dev.softservice.server.run;

import dev.softservice.server.core.RunId;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What the runs of one repository wait for.
 *
 * @param queued  those that are due
 * @param usual   how long its runs took of late, from being taken up to the verdict; empty where nothing was measured
 * @param trouble why no run can start at present
 */
public record Waits(Map<RunId, Wait> queued, Optional<Duration> usual, Optional<String> trouble) {
    /** Nobody has asked. */
    public static final Waits UNKNOWN = new Waits(Map.of(), Optional.empty(), Optional.empty());

    public Waits {
        queued = Map.copyOf(queued);
    }

    /** Empty for a run that is not due. */
    public Optional<Wait> of(RunId run) {
        return Optional.ofNullable(queued.get(run));
    }
}
