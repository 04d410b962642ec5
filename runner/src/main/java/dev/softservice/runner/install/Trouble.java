package dev.softservice.runner.install;

import java.time.Duration;
import java.time.Instant;

/**
 * Why an installation can't follow its hub at the moment.
 *
 * @param since when this was first seen without anything better in between
 * @param times how often in a row
 */
public record Trouble(InstallRefusal.Kind kind, String reason, Instant since, Instant last, int times) {
    private static final Duration FIRST = Duration.ofMinutes(15);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final int MOST_DOUBLINGS = 7;

    /** The same again, or something new. */
    static Trouble after(java.util.Optional<Trouble> before, InstallRefusal refusal, Instant now) {
        var same = before.filter(known -> known.kind() == refusal.kind());
        return new Trouble(
                refusal.kind(),
                refusal.getMessage(),
                same.map(Trouble::since).orElse(now),
                now,
                same.map(Trouble::times).orElse(0) + 1);
    }

    /** When trying again by itself makes sense: what this machine lacks does not come back sooner for being asked more often. */
    public Instant next() {
        if (kind != InstallRefusal.Kind.PLATFORM) return last;
        var pause = FIRST.multipliedBy(1L << Math.min(MOST_DOUBLINGS, times - 1));
        return last.plus(pause.compareTo(LONGEST) > 0 ? LONGEST : pause);
    }
}
