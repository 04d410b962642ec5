package dev.softservice.server.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.model.Rungs;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.run.Run;
import dev.softservice.webhooks.CommitStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class StatusTextTest {
    @Test
    void everyStateOfARunHasAStateAtTheForge() {
        assertThat(StatusText.of(run(Run.State.WAITING, Optional.empty(), "")).description())
                .contains("approve");
        for (Run.State state : List.of(Run.State.WAITING, Run.State.QUEUED, Run.State.RUNNING)) {
            assertThat(StatusText.of(run(state, Optional.empty(), "")).state()).isEqualTo(CommitStatus.State.PENDING);
        }
        assertThat(StatusText.of(run(Run.State.FINISHED, Optional.of(Run.Outcome.PASSED), "")))
                .isEqualTo(new StatusText(CommitStatus.State.SUCCESS, "level 4 (accepted); 3 tests passed"));
        assertThat(StatusText.of(run(Run.State.FINISHED, Optional.of(Run.Outcome.FAILED), "page: 500")))
                .isEqualTo(new StatusText(CommitStatus.State.FAILURE, "page: 500"));
    }

    @Test
    void whatIsNotTheContributorsFaultIsNoFailure() {
        for (Run.Outcome outcome : List.of(Run.Outcome.ERRORED, Run.Outcome.CANCELLED, Run.Outcome.SUPERSEDED)) {
            StatusText text = StatusText.of(run(Run.State.FINISHED, Optional.of(outcome), ""));
            assertThat(text.state()).isEqualTo(CommitStatus.State.ERROR);
            assertThat(text.description()).isNotBlank();
        }
    }

    @Test
    void theVerdictCountsAsSoonAsItStands() {
        assertThat(StatusText.of(run(Run.State.RUNNING, Optional.of(Run.Outcome.PASSED), ""))
                        .state())
                .isEqualTo(CommitStatus.State.SUCCESS);
    }

    private static Run run(Run.State state, Optional<Run.Outcome> verdict, String reason) {
        return new Run(
                new RunId(1),
                1,
                Run.Kind.PULL,
                OptionalInt.of(1),
                "refs/pull/1/merge",
                new Sha("a".repeat(40)),
                new Sha("b".repeat(40)),
                state,
                verdict,
                Rungs.ofLevel(4),
                new Run.Counts(3, 0, 0, 0),
                List.of(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                reason,
                1,
                Optional.empty(),
                OptionalLong.empty());
    }
}
