package dev.softservice.server.core;

import java.util.Optional;

/**
 * Something that keeps a pull request, or the head of main, from being released.
 *
 * @param reason one line that can stand alone, without a capital and a full stop: {@code run 7 failed: the front page answers 500}
 * @param run    the run that it is about, if any
 */
public record Obstacle(Kind kind, String reason, Optional<RunId> run) {
    public static Obstacle of(Kind kind, String reason) {
        return new Obstacle(kind, reason, Optional.empty());
    }

    public static Obstacle of(Kind kind, RunId run, String reason) {
        return new Obstacle(kind, reason, Optional.of(run));
    }

    public enum Kind {
        /** It does not merge with its base. */
        CONFLICT(false),
        UNTESTED(false),
        /** A maintainer has to let a stranger's code run. */
        LET_RUN(false),
        /** Nothing can run at present. */
        ENGINE(true),
        QUEUED(true),
        RUNNING(true),
        FAILED(false),
        /** What it is made of can't be had: a release of another distro is not there. */
        MISSING(false),
        /** The platform could not tell. */
        ERRORED(false),
        /** Its run was ended before it could tell. */
        STOPPED(false),
        /** Its author says that it is not ready. */
        DRAFT(false),
        REQUESTED_CHANGES(false),
        APPROVALS(false),
        OWNERS(false),
        DEPENDS(false),
        POLICY(false),
        /** Something that uses the distro does not work with the change. */
        USERS(false),
        /** The change is being tried with what uses the distro. */
        TRIALS(true),
        /** A maintainer has to say that less checking is meant. */
        LOOSENED(false),
        /** Its verdict is that of an older base. */
        MOVED(true),
        /** Others land before it. */
        LINE(true),
        /** The gate stands still, because the base itself is red. */
        GATE(false),
        /** A maintainer has to merge it. */
        MERGE(false),
        /** It is merged at the forge that the repository mirrors. */
        ELSEWHERE(false),
        /** The last look at the forge could not take everything over. */
        MIRROR(true),
        /** It passed, and the rules of releases say no. */
        RELEASE(false),
        PUBLISHING(true);

        private final boolean passes;

        Kind(boolean passes) {
            this.passes = passes;
        }

        /** Whether it goes away by itself; else somebody has to do something. */
        public boolean passes() {
            return passes;
        }
    }
}
