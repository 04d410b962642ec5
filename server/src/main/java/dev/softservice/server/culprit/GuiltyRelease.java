package dev.softservice.server.culprit;

import dev.softservice.server.core.RunId;
import java.util.Optional;

/**
 * A search for the release that made a distro red.
 *
 * @param red   the run that failed
 * @param green an earlier one of the same tree that passed, made of older parts
 * @param low   the row of the newest release that is known to be good; 0: what {@code green} was made of
 * @param high  the row of the oldest release that is known to be bad
 * @param step  what tests it with the releases up to {@code tried}
 */
record GuiltyRelease(
        long id,
        long repository,
        RunId red,
        RunId green,
        long low,
        long high,
        Optional<RunId> step,
        long tried,
        State state) {
    enum State {
        SEARCHING,
        /** It is {@link GuiltyRelease#high}. */
        FOUND,
        /** The platform could not tell, or somebody stopped it. */
        UNTOLD
    }
}
