package dev.softservice.server.run;

import dev.softservice.runner.model.Rungs;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One verification of one exact tree.
 *
 * @param pull       the pull request's number, for kinds PULL and GATE
 * @param ref        what was pushed: {@code refs/heads/main}, {@code refs/pull/7/merge}
 * @param rungs      what came of each rung of the ladder so far
 * @param reusedFrom the run whose proof answered this one
 * @param reason     one line: first failure, or why it errored or was cancelled; empty while green or under way
 * @param attempt    from 1; an errored run is taken up again by itself
 * @param acceptedAt when its acceptance tests had passed; deeper rungs follow while it has no verdict
 * @param compared   the release that was stable when a worker took it: what it is upgraded from and compared with
 */
public record Run(
        RunId id,
        long repository,
        Kind kind,
        OptionalInt pull,
        String ref,
        Sha commit,
        Sha tree,
        State state,
        Optional<Outcome> verdict,
        Rungs rungs,
        Counts tests,
        List<Step> steps,
        Instant queuedAt,
        Optional<Instant> startedAt,
        Optional<Instant> verdictAt,
        Optional<Instant> finishedAt,
        Optional<RunId> reusedFrom,
        String reason,
        int attempt,
        Optional<Instant> acceptedAt,
        OptionalLong compared) {
    public enum Kind {
        PULL,
        BRANCH,
        GATE,
        CARRY,
        MANUAL,
        SCHEDULED,
        /** A change of a distro that this one uses, tried before it is merged; see {@link Trial}. */
        TRIAL;

        /** Whether it says something of its own repository: a trial says something of another one's change, and proves nothing here. */
        public boolean isOwn() {
            return this != TRIAL;
        }
    }

    /** WAITING: for a maintainer's approval of a stranger's code. */
    public enum State {
        WAITING,
        QUEUED,
        RUNNING,
        FINISHED
    }

    public enum Outcome {
        PASSED,
        FAILED,
        ERRORED,
        CANCELLED,
        SUPERSEDED
    }

    /** {@code flaky}: failed, and passed when tried once more; not among the passed. */
    public record Counts(int passed, int failed, int skipped, int flaky) {}

    /** What the outcomes of its rungs come to. */
    public int level() {
        return rungs.level();
    }

    /** Names this attempt on the engine. */
    public String requestId() {
        return "r" + id + "-" + attempt;
    }

    /** Its acceptance tests have passed and deeper rungs follow. */
    public boolean isClimbing() {
        return state == State.RUNNING && acceptedAt.isPresent() && verdict.isEmpty();
    }

    public record Step(StepName name, StepState state, Instant startedAt, Optional<Instant> finishedAt) {}
}
