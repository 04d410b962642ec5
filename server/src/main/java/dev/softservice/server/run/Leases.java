package dev.softservice.server.run;

import dev.softservice.server.core.RunId;
import dev.softservice.server.db.Database;
import dev.softservice.server.run.RunQueue.Changes;
import dev.softservice.server.run.RunQueue.Held;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Keeps this process's leases, and takes over those whose owner has died. A lease is lost when its beat stood still for {@link #LOST} on
 * our own monotonic clock: nobody compares wall clocks, so a clock that jumps ends nothing.
 */
final class Leases {
    static final Duration LOST = Duration.ofSeconds(30);

    private record Seen(String owner, long beat, long atNanos) {}

    private final Database database;
    private final RunControl control;
    private final LongSupplier nanos;
    private final Map<RunId, Seen> seen = new HashMap<>();

    Leases(Database database, RunControl control, LongSupplier nanos) {
        this.database = database;
        this.control = control;
        this.nanos = nanos;
    }

    /** Says that this process's workers live. */
    void beat() {
        var owners = control.live().owners();
        if (!owners.isEmpty()) database.run(handle -> control.queue().beat(handle, owners));
    }

    /** A process that held a lease when we took the data folder is dead; runners on other machines are not, and have as long as always to be heard of. */
    void takeOverAll() {
        takeOver(database.read(control.queue()::held).stream()
                .filter(one -> !one.isElsewhere())
                .toList());
    }

    synchronized void takeOverLost() {
        long now = nanos.getAsLong();
        var held = database.read(control.queue()::held);
        seen.keySet().retainAll(held.stream().map(Held::run).toList());
        held.forEach(one -> seen.compute(
                one.run(),
                (_, before) -> before != null && before.owner().equals(one.owner()) && before.beat() == one.beat()
                        ? before
                        : new Seen(one.owner(), one.beat(), now)));
        takeOver(held.stream()
                .filter(one -> now - Objects.requireNonNull(seen.get(one.run())).atNanos() > LOST.toNanos())
                .toList());
    }

    private void takeOver(java.util.List<Held> lost) {
        if (lost.isEmpty()) return;
        control.settle(database.write(handle -> {
            var changes = new Changes();
            lost.forEach(one -> control.queue().takeOver(handle, one, changes));
            return changes;
        }));
    }
}
