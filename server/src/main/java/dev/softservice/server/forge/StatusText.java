package dev.softservice.server.forge;

import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.run.Run;
import dev.softservice.webhooks.CommitStatus;
import java.util.Optional;

/** What a run is beside a commit at the forge: GitHub's four states, and one line. */
record StatusText(CommitStatus.State state, String description) {
    static StatusText of(Run run) {
        return run.verdict()
                .map(verdict -> finished(run, verdict))
                .orElseGet(() -> new StatusText(
                        CommitStatus.State.PENDING,
                        switch (run.state()) {
                            case WAITING -> "a maintainer has to approve on the hub that this code may run";
                            case QUEUED -> "queued";
                            case RUNNING, FINISHED ->
                                run.isClimbing() ? "accepted: " + tests(run) + "; deeper rungs follow" : "running";
                        }));
    }

    private static StatusText finished(Run run, Run.Outcome outcome) {
        return switch (outcome) {
            case PASSED ->
                new StatusText(CommitStatus.State.SUCCESS, run.rungs().text() + "; " + tests(run));
            case FAILED -> new StatusText(CommitStatus.State.FAILURE, orElse(run.reason(), "failed"));
            // Neither is the contributor's fault: the forge's word for both is error.
            case ERRORED ->
                new StatusText(
                        CommitStatus.State.ERROR, "the hub could not tell: " + orElse(run.reason(), "see the run"));
            case CANCELLED -> new StatusText(CommitStatus.State.ERROR, orElse(run.reason(), "cancelled"));
            case SUPERSEDED -> new StatusText(CommitStatus.State.ERROR, "a newer commit took its place");
        };
    }

    /** A pull request that conflicts has nothing to run; empty where it merges. */
    static Optional<StatusText> conflict(PullRequest pull) {
        return pull.conflicts().isEmpty()
                ? Optional.empty()
                : Optional.of(new StatusText(
                        CommitStatus.State.FAILURE,
                        "conflicts with " + pull.base() + " in " + String.join(", ", pull.conflicts())));
    }

    private static String tests(Run run) {
        int flaky = run.tests().flaky();
        return run.tests().passed() + flaky + " tests passed" + (flaky > 0 ? ", " + flaky + " of them flaky" : "");
    }

    private static String orElse(String text, String other) {
        return text.isBlank() ? other : text;
    }
}
