package dev.softservice.server.runners;

import dev.softservice.runner.evidence.Measured;
import dev.softservice.runner.model.Digest;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.wire.End;
import dev.softservice.runner.wire.Messages.Batch;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.run.LeasedRun;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** One lease that goes on: what its runner tells, each thing once, in order. */
final class Session {
    /** The signature over what was told at the end, kept with the run. */
    private static final String SIGNATURE = "measured.json";

    private final LeasedRun run;
    private final KnownRunner runner;
    private final LongSupplier nanos;
    private final Map<Integer, String> attached = new HashMap<>();
    private volatile long heardAt;
    private long next;
    private boolean over;

    /** {@code nanos}: a monotonic clock. */
    Session(LeasedRun run, KnownRunner runner, LongSupplier nanos) {
        this.run = run;
        this.runner = runner;
        this.nanos = nanos;
        this.next = run.heard();
        this.heardAt = nanos.getAsLong();
    }

    LeasedRun run() {
        return run;
    }

    KnownRunner runner() {
        return runner;
    }

    /** The runner was heard of. */
    void touch() {
        heardAt = nanos.getAsLong();
    }

    long silentNanos() {
        return nanos.getAsLong() - heardAt;
    }

    /** Returns whether the run is to end, as soon as it is, and else after {@code millis}. */
    boolean isToStop(long millis) throws InterruptedException {
        var asked = new CountDownLatch(1);
        try (var _ = run.stop().onAsked(_ -> asked.countDown())) {
            return asked.await(millis, TimeUnit.MILLISECONDS);
        }
    }

    /** Writes down what is new of a batch; returns the number of the event that comes next. */
    synchronized long hear(Batch batch) {
        requireOpen();
        if (batch.first() > next)
            throw Refusal.conflict("the events from " + next + " to " + (batch.first() - 1) + " are missing");
        long before = next;
        for (var event : batch.events().stream().skip(next - batch.first()).toList()) {
            event.tell(run.listener());
            next++;
        }
        if (next > before) run.heard(next);
        return next;
    }

    /** Keeps the attachment of this number, once; returns what it is kept as, empty: it is not. */
    synchronized String keep(int number, String name, byte[] content) {
        requireOpen();
        return attached.computeIfAbsent(
                number, _ -> run.listener().attachment(name, content).orElse(""));
    }

    /** Takes the end of the attempt. {@code told}: {@code end} as it came; {@code signature}: over it. */
    synchronized void end(End end, byte[] told, String signature, String hub) {
        requireOpen();
        if (!Measured.isSigned(told, signature, runner.key()))
            throw Refusal.forbidden("this is not signed with the key of the runner " + runner.name());
        if (!end.hub().equals(hub)
                || end.run() != run.run().id().value()
                || !end.tree().equals(run.run().tree().name()))
            throw Refusal.conflict("this is the end of another run than that of the lease");
        run.keep(SIGNATURE, signature.getBytes(StandardCharsets.US_ASCII));
        over = true;
        run.conclude(checked(end.verdict()), runner.name());
    }

    /** A verdict says no more than its report does. */
    private Verdict checked(Verdict verdict) {
        if (!(verdict instanceof Verdict.Passed(var report))) return verdict;
        boolean green = report.rungs().reach(dev.softservice.manifest.model.Rung.ACCEPTED.number())
                && !report.tests().isEmpty()
                && report.tests().stream().noneMatch(test -> test.state() == TestResult.State.FAILED);
        return green
                ? verdict
                : new Verdict.Errored(
                        report,
                        "the runner " + runner.name() + " says passed, and its report does not: see what runs there");
    }

    /** Nothing more is taken from there. */
    synchronized void lose(String reason) {
        if (over) return;
        over = true;
        run.lost(reason);
    }

    private void requireOpen() {
        if (over) throw Refusal.conflict(HandedOut.OVER);
    }

    static String digest(byte[] told) {
        return Digest.of(told).text();
    }
}
