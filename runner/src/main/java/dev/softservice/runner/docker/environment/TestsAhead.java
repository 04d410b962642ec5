package dev.softservice.runner.docker.environment;

import dev.softservice.runner.docker.container.Containers.Unstartable;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.engine.Together;
import dev.softservice.runner.plan.PlannedTest;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Makes the containers of tests before their turn, one at a time, and starts them where they can be held: the first while services come up, each next one while a test runs. What
 * fails here is tried again in its turn.
 */
final class TestsAhead {
    private final Maker maker;
    private final EarlyStarts starts;
    private final ArrayDeque<PlannedTest.Run> waiting = new ArrayDeque<>();
    private Optional<Made> made = Optional.empty();
    private boolean stopped;

    private record Made(PlannedTest.Run test, FutureTask<Optional<String>> id) {}

    TestsAhead(Maker maker, EarlyStarts starts) {
        this.maker = maker;
        this.starts = starts;
    }

    synchronized void expect(List<PlannedTest.Run> tests) {
        waiting.clear();
        waiting.addAll(tests);
    }

    /** Begins with the next one. */
    synchronized void begin() {
        if (stopped || made.isPresent() || waiting.isEmpty()) return;
        var test = waiting.poll();
        var task = new FutureTask<>(() -> create(test));
        made = Optional.of(new Made(test, task));
        Thread.ofVirtual().name("test-ahead").start(task);
    }

    private Optional<String> create(PlannedTest.Run test) throws InterruptedException {
        try {
            return Optional.of(starts.makeEarly(
                    test.container(),
                    maker.image(test.container(), Narrator.SILENT).id(),
                    Optional.empty()));
        } catch (Unstartable | EngineException _) {
            return Optional.empty();
        }
    }

    /** The container of a test whose turn has come; empty: it was not made ahead. */
    Optional<String> take(PlannedTest.Run test) throws InterruptedException {
        Optional<Made> taken;
        synchronized (this) {
            taken = made.filter(one -> one.test().equals(test));
            if (taken.isPresent()) made = Optional.empty();
            waiting.remove(test);
        }
        return taken.isPresent() ? id(taken.get()) : Optional.empty();
    }

    private static Optional<String> id(Made made) throws InterruptedException {
        try {
            return made.id().get();
        } catch (ExecutionException e) {
            throw Together.unwrapped(e);
        }
    }

    /** Returns when nothing is being made any more. */
    void stop() throws InterruptedException {
        Optional<Made> last;
        synchronized (this) {
            stopped = true;
            last = made;
        }
        if (last.isPresent()) id(last.get());
    }
}
