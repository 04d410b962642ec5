package dev.softservice.server.anew;

import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One time that a release was verified anew.
 *
 * @param stable its commit
 * @param detail one line: which base is newer; empty where it was due
 * @param mend   the pull request that the hub opened because of it
 * @param at     when it was begun
 */
public record Check(
        long id,
        long repository,
        Sha stable,
        String tag,
        Cause cause,
        String detail,
        RunId run,
        State state,
        OptionalInt mend,
        Instant at) {
    public enum Cause {
        /** It was verified long ago. */
        AGE,
        /** What one of its images is built on is newer. */
        BASE
    }

    public enum State {
        TESTING,
        SOUND,
        /** It does not pass any more. */
        ROTTEN,
        /** The platform could not tell, or somebody stopped it. */
        UNTOLD,
        /** It made room for a run that somebody waits for, and is begun again later. */
        YIELDED;

        /** It says something of the release. */
        public boolean isTold() {
            return this == SOUND || this == ROTTEN;
        }
    }

    /** What is to be verified. */
    record Due(long repository, Sha stable, String tag, Cause cause, String detail) {}

    /** The same as a number that may be missing. */
    public Optional<Integer> mended() {
        return mend.isPresent() ? Optional.of(mend.getAsInt()) : Optional.empty();
    }
}
