package dev.softservice.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.core.RunId;
import dev.softservice.server.core.Sha;
import dev.softservice.server.db.Database;
import dev.softservice.server.db.DatabaseKind;
import dev.softservice.server.run.RunQueue.Changes;
import dev.softservice.server.run.RunQueue.Lease;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A lease lives as long as its beat, by the watcher's own monotonic clock. */
@ParameterizedClass
@EnumSource(DatabaseKind.class)
class LeasesTest {
    private final DatabaseKind kind;
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final RunQueue queue = new RunQueue(Clock.systemUTC(), (_, _) -> false);
    private Database database;
    private Leases leases;
    private RunId run;

    LeasesTest(DatabaseKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void aRunInTheQueue(@TempDir Path folder) {
        database = Database.open(kind.fresh(folder));
        database.run(handle -> handle.execute(
                "insert into repository (owner, name, description, created_at) values ('a', 'b', '', 0)"));
        run = database.write(handle -> queue.enqueue(
                handle,
                new RunOrder(
                        1,
                        Run.Kind.BRANCH,
                        OptionalInt.empty(),
                        "refs/heads/main",
                        new Sha("c".repeat(40)),
                        new Sha("d".repeat(40)),
                        LadderPolicy.OWN,
                        true,
                        true,
                        List.of()),
                new Changes()));
        var files = new RunFolder(folder.resolve("runs"));
        var events = new RunEvents(files, id -> Runs.isFinished(database, id));
        leases = new Leases(
                database, new RunControl(queue, events, new RunFeed(), ids -> Runs.all(database, ids)), nanos::get);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Lease lease(String owner) {
        return database.write(handle -> queue.lease(handle, owner)).orElseThrow();
    }

    private void passes(Duration time) {
        nanos.addAndGet(time.toNanos());
        leases.takeOverLost();
    }

    private Run now() {
        return Runs.require(database, run);
    }

    @Test
    void aLeaseThatBeatsIsKeptHoweverLongItTakes() {
        var lease = lease("one");
        leases.takeOverLost();
        for (int i = 0; i < 10; i++) {
            database.run(handle -> queue.beat(handle, List.of(lease.owner())));
            passes(Duration.ofSeconds(20));
        }
        assertThat(now().state()).isEqualTo(Run.State.RUNNING);
    }

    @Test
    void aLeaseThatStandsStillIsTakenOverOnceAndItsOldOwnerChangesNothingAnyMore() {
        var lost = lease("one");
        leases.takeOverLost();
        passes(Leases.LOST.plusSeconds(1));
        assertThat(now().state()).isEqualTo(Run.State.QUEUED);
        assertThat(now().attempt()).isEqualTo(2);
        var taken = lease("two");
        var passed = new RunQueue.Conclusion(
                Run.Outcome.PASSED,
                dev.softservice.runner.model.Rungs.ofLevel(4),
                new Run.Counts(1, 0, 0, 0),
                "",
                null);
        assertThat(database.<Boolean>write(handle -> queue.conclude(handle, lost, passed)))
                .isFalse();
        assertThat(database.<Boolean>write(handle -> queue.giveBack(handle, lost, 9, 0, "late")))
                .isFalse();
        assertThat(database.<Boolean>write(handle -> queue.conclude(handle, taken, passed)))
                .isTrue();
    }

    @Test
    void aLeaseIsWatchedAFullPeriodFromWhenItWasFirstSeen() {
        lease("one");
        passes(Leases.LOST.multipliedBy(100));
        assertThat(now().state()).isEqualTo(Run.State.RUNNING);
    }
}
