package dev.softservice.runner.climb;

import dev.softservice.runner.engine.Road;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.LogLine.Stream;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.stop.Stop;
import dev.softservice.runner.stop.StopReason;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Tells a listener what happens, one thing at a time whichever thread it comes from, until the listener fails. */
final class Telling {
    private final RunListener listener;
    private final Clock clock;
    private final Stop stop;
    private StepName step = StepName.READ;
    private boolean underWay;
    private Optional<RuntimeException> failure = Optional.empty();

    /** {@code stop} is asked when the listener fails. */
    Telling(RunListener listener, Clock clock, Stop stop) {
        this.listener = listener;
        this.clock = clock;
        this.stop = stop;
    }

    /** The listener threw: nobody would learn of the rest. */
    static final class ListenerFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ListenerFailed(RuntimeException cause) {
            super("the run's listener failed: " + cause, cause);
        }
    }

    synchronized void begin(StepName next) {
        step = next;
        underWay = true;
        tell(() -> listener.step(next, StepState.RUNNING, clock.instant()));
        check();
    }

    synchronized void end(StepState state) {
        if (!underWay) return;
        underWay = false;
        tell(() -> listener.step(step, state, clock.instant()));
        check();
    }

    synchronized StepName step() {
        return step;
    }

    synchronized void progress(Progress what) {
        tell(() -> listener.progress(step, what));
    }

    synchronized void came(Road road) {
        tell(() -> listener.came(road));
    }

    /** Returns the line as it was told. */
    synchronized LogLine log(String source, Stream stream, String text) {
        var line = new LogLine(clock.instant(), source, stream, text);
        tell(() -> listener.log(line));
        return line;
    }

    Clock clock() {
        return clock;
    }

    synchronized void test(TestResult result) {
        tell(() -> listener.test(result));
        check();
    }

    /** What a file that a test attached is kept as; empty: it is not. */
    synchronized Optional<String> attachment(String name, byte[] content) {
        var kept = new AtomicReference<>(Optional.<String>empty());
        tell(() -> kept.set(listener.attachment(name, content)));
        check();
        return kept.get();
    }

    synchronized void accepted(Verdict verdict) {
        tell(() -> listener.accepted(verdict, clock.instant()));
        check();
    }

    synchronized void verdict(Verdict verdict, Instant at) {
        tell(() -> listener.verdict(verdict, at));
    }

    /** Also on threads that can't end the run by throwing: those that bring log lines. */
    private void tell(Runnable call) {
        if (failure.isPresent()) return;
        try {
            call.run();
        } catch (RuntimeException e) {
            failure = Optional.of(e);
            stop.ask(new StopReason.Unheard(e));
        }
    }

    private void check() {
        if (failure.isPresent()) throw new ListenerFailed(failure.get());
    }
}
