package dev.softservice.server.run;

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
 * @param reusedFrom the run whose proof answered this one
 * @param reason     one line: first failure, or why it errored or was cancelled; empty while green or under way
 * @param attempt    from 1; an errored run is taken up again by itself
 */
public record Run(long id, long repository, Kind kind, OptionalInt pull, String ref, String commit, String tree, State state,
                  Optional<Outcome> verdict, int level, Counts tests, List<Step> steps, Instant queuedAt, Optional<Instant> startedAt,
                  Optional<Instant> verdictAt, Optional<Instant> finishedAt, OptionalLong reusedFrom, String reason, int attempt) {
    public enum Kind { PULL, BRANCH, GATE, CARRY, MANUAL, SCHEDULED }

    /** WAITING: for a maintainer's approval of a stranger's code. */
    public enum State { WAITING, QUEUED, RUNNING, FINISHED }

    public enum Outcome { PASSED, FAILED, ERRORED, CANCELLED, SUPERSEDED }

    public record Counts(int passed, int failed, int skipped) {}

    /** {@code name} and {@code state} are the runner's StepName and StepState in lower case. */
    public record Step(String name, String state, Instant startedAt, Optional<Instant> finishedAt) {}
}
