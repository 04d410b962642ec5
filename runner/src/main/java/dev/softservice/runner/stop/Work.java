package dev.softservice.runner.stop;

import dev.softservice.runner.stop.StopReason.Overdue;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one thing on a thread of its own, so that a caller who waits for it gets through when it is asked to stop or its time is over. That thread is the only one which is interrupted for it: nobody else
 * knows it, it does nothing else, and it ends with what it does. The calls that it waits in, such as those to an engine, are closed by the interrupt.
 */
public final class Work {
    private static final Logger LOG = LoggerFactory.getLogger(Work.class);
    private static final Duration TO_STOP = Duration.ofSeconds(15);

    private Work() {}

    /** What became of it. */
    public sealed interface Ended<T> {}

    public record Done<T>(T value) implements Ended<T> {}

    public record Stopped<T>(StopReason why) implements Ended<T> {}

    /** It threw this. */
    public record Broke<T>(Throwable cause) implements Ended<T> {}

    /**
     * Returns when it has ended. Where it was told to stop and does not, returns some seconds later: what a hung engine keeps a thread in must not keep a run. Begins nothing where somebody
     * has asked before.
     *
     * @param name of the thread
     * @param stop is asked by a caller who wants it ended, and here where its time is over
     * @throws InterruptedException where the calling thread is interrupted; the work has been told to stop then
     */
    public static <T> Ended<T> run(String name, Stop stop, Duration limit, Callable<T> work)
            throws InterruptedException {
        var before = stop.reason();
        if (before.isPresent()) return new Stopped<>(before.get());
        var ended = new AtomicReference<>(Optional.<Ended<T>>empty());
        var over = new CountDownLatch(1);
        var worker = Thread.ofVirtual().name(name).start(() -> {
            ended.set(Optional.of(outcome(work)));
            over.countDown();
        });
        try (var _ = stop.onAsked(_ -> {
            worker.interrupt();
            over.countDown();
        })) {
            if (!over.await(limit.toMillis(), TimeUnit.MILLISECONDS)) stop.ask(new Overdue(limit));
            var why = stop.reason();
            if (why.isEmpty()) return ended.get().orElseThrow();
            join(worker);
            return new Stopped<>(why.get());
        } catch (InterruptedException e) {
            worker.interrupt();
            join(worker);
            throw e;
        }
    }

    private static <T> Ended<T> outcome(Callable<T> work) {
        try {
            return new Done<>(work.call());
        } catch (Throwable e) {
            return new Broke<>(e);
        }
    }

    private static void join(Thread worker) {
        try {
            if (!worker.join(TO_STOP)) LOG.warn("{} was told to stop and still holds a thread", worker.getName());
        } catch (InterruptedException _) {
            // Told twice to stop is told to stop.
        }
    }
}
