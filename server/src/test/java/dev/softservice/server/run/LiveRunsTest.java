package dev.softservice.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.model.Rungs;
import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.run.LiveRuns.Why;
import dev.softservice.server.run.RunQueue.Lease;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LiveRunsTest {
    private static final RunId ID = new RunId(1);

    private final LiveRuns live = new LiveRuns();
    private final Lease lease = lease();

    @Test
    void theFirstReasonToStopARunCounts() {
        var stop = live.enter(lease, 0);
        live.stopOverdue(1);
        live.stop(ID, Why.ENDED);
        live.stopAll();

        assertThat(stop.reason()).contains(Why.OVERDUE);
        assertThat(live.stopped(ID)).contains(Why.OVERDUE);
        assertThat(Thread.currentThread().isInterrupted())
                .as("its worker goes on to say how it ended")
                .isFalse();
        live.leave(lease);
    }

    @Test
    void aStopReachesNoRunThatComesLater() {
        live.stop(ID, Why.ENDED);
        live.enter(lease, 0);
        assertThat(live.stopped(ID)).as("it was not here yet").isEmpty();
        live.stopAll();
        live.leave(lease);
        live.enter(lease, 0);
        assertThat(live.stopped(ID)).as("that was the run before").isEmpty();
        live.leave(lease);
    }

    @Test
    void onlyWhatHasBeenAtWorkForTooLongIsOverdue() {
        live.enter(lease, 5);
        live.stopOverdue(5);
        assertThat(live.stopped(ID)).isEmpty();
        live.leave(lease);
    }

    private static Lease lease() {
        var run = new Run(
                ID,
                1,
                Run.Kind.PULL,
                OptionalInt.of(1),
                "refs/pull/1/merge",
                new Sha("a".repeat(40)),
                new Sha("b".repeat(40)),
                Run.State.RUNNING,
                Optional.empty(),
                Rungs.ofLevel(4),
                new Run.Counts(0, 0, 0, 0),
                List.of(),
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                1,
                Optional.empty(),
                OptionalLong.empty());
        return new Lease(run, "worker", LadderPolicy.OWN, true, true, Tests.NONE);
    }
}
