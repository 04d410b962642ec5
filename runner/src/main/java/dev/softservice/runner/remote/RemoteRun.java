package dev.softservice.runner.remote;

import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.engine.Engine;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.evidence.Measured;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.Reason;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.Stable;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.stop.Stop;
import dev.softservice.runner.wire.End;
import dev.softservice.runner.wire.Messages;
import dev.softservice.runner.wire.WireJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** One leased run, from its tree to the verdict that the hub has taken. */
final class RemoteRun {
    /** A report that the hub would not take. */
    private static final int LARGEST = 60 << 20;

    private final Messages.Lease lease;
    private final RunnerFolder folder;
    private final Engine engine;
    private final Clock clock;
    private final Consumer<String> log;
    private final Stop stop = new Stop();

    /** {@code clock}: the hub's; {@code log}: lines for whoever runs this runner. */
    RemoteRun(Messages.Lease lease, RunnerFolder folder, Engine engine, Clock clock, Consumer<String> log) {
        this.lease = lease;
        this.folder = folder;
        this.engine = engine;
        this.clock = clock;
        this.log = line -> log.accept("run " + lease.run() + ": " + line);
    }

    /** Names the attempt on the engine. */
    String id() {
        return lease.id();
    }

    /** What is asked where the runner is to stop. */
    void stop() {
        stop.ask(LeaseLink.Why.STOPPING);
    }

    /** Returns what came of it here; empty: the lease was lost, and the hub has it done anew. */
    Optional<Verdict> run(HubLink hub) throws InterruptedException {
        var link = new LeaseLink(hub, lease, stop, log);
        var done = new CountDownLatch(1);
        var beats = Thread.ofVirtual().name("beat-" + lease.fence()).start(() -> link.beat(done));
        try {
            var outbox = new Outbox(link, clock);
            Verdict verdict;
            try {
                verdict = verify(link, outbox);
            } finally {
                outbox.flush();
            }
            return tell(link, verdict) ? Optional.of(verdict) : Optional.empty();
        } finally {
            done.countDown();
            beats.interrupt();
        }
    }

    private Verdict verify(LeaseLink link, Outbox outbox) {
        try {
            var request = request(link);
            var composer = new Composer(new LeaseDistros(link, folder.trees()), Optional.of(lease.hub()));
            return new Runner(engine, clock, composer).run(request, outbox, stop);
        } catch (IOException | UncheckedIOException broken) {
            return new Verdict.Errored(
                    Report.EMPTY, "the runner " + folder.name() + " can't get the tree: " + Reason.of(broken));
        } catch (EngineException broken) {
            return new Verdict.Errored(Report.EMPTY, "the runner " + folder.name() + ": " + broken.getMessage());
        }
    }

    private RunRequest request(LeaseLink link) throws IOException {
        var source = SourceTree.in(folder.trees().folder(link, "", lease.tree()));
        var alone = new RunRequest(
                        new Footprint(lease.id(), folder.label()),
                        source,
                        Map.of(),
                        new Reach(lease.level(), Limits.DEFAULT))
                .withDomain(lease.domain())
                .trying(lease.candidates());
        var whole = lease.anew() ? alone.anew() : alone;
        if (lease.stable().isEmpty()) return whole;
        var stable = lease.stable().getFirst();
        return whole.withStable(new Stable(
                SourceTree.in(folder.trees().folder(link, "", stable.tree())),
                stable.tag(),
                stable.commit(),
                stable.tree(),
                stable.uses(),
                Set.copyOf(stable.bases())));
    }

    private boolean tell(LeaseLink link, Verdict verdict) throws InterruptedException {
        var told = WireJson.write(End.of(folder.hubId(), lease, verdict));
        if (told.length > LARGEST) {
            var reason = "the report of the runner " + folder.name() + " is larger than " + (LARGEST >> 20) + " MiB";
            told = WireJson.write(End.of(folder.hubId(), lease, new Verdict.Errored(Report.EMPTY, reason)));
        }
        var signature = Measured.seal(told, folder.key());
        if (link.put("/end", told, Messages.SIGNATURE, signature).isEmpty()) return false;
        log.accept(words(verdict));
        return true;
    }

    private static String words(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Passed passed -> "passed, " + passed.report().rungs().text();
            case Verdict.Failed failed -> "failed: " + failed.reasons().getFirst();
            case Verdict.Errored errored -> "could not tell: " + errored.reason();
            case Verdict.Cancelled _ -> "stopped";
        };
    }
}
