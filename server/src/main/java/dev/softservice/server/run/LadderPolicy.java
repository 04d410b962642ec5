package dev.softservice.server.run;

import dev.softservice.manifest.model.Rung;
import java.util.OptionalInt;

/**
 * How high a run climbs, and which level it has to reach.
 *
 * @param required the rung that has to be reached; 0: none in particular
 * @param climb    the rung that it climbs to; 0: as its own manifest says
 */
public record LadderPolicy(int required, int climb) {
    /** The part of it that a run shows by itself, which is what the run is judged by. */
    int requiredAlone() {
        return Math.min(required, Rung.ALONE.number());
    }

    /** For those who may write a branch: its own manifest decides. */
    public static final LadderPolicy OWN = new LadderPolicy(0, 0);

    /**
     * The rung that a manifest has its runs climb to: as high as a run shows by itself, unless it says where to end; never higher than this hub does. Acceptance is
     * never left out.
     *
     * @param releaseLevel {@code release.level} of the manifest that decides
     * @param highest      the rung that runs climb to on this hub
     */
    public static int climb(OptionalInt releaseLevel, int highest) {
        return Math.clamp(releaseLevel.orElse(Rung.ALONE.number()), Rung.ACCEPTED.number(), highest);
    }
}
