package dev.softservice.server.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notifies listeners of every change of a run's state, after its commit. Each listener has a thread of its own and
 * receives changes in order. A crash loses the changes that were not delivered yet, so a listener whose work must be
 * done reads the rows when it starts.
 */
public final class RunFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunFeed.class);

    private record Listener(BlockingQueue<Run> queue, Consumer<Run> to) {}

    private final List<Listener> listeners = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private int pending;

    /** {@code to} hears of each change as the run stands then: queued, started, verdict, finished. */
    public synchronized void listen(String name, Consumer<Run> to) {
        var listener = new Listener(new LinkedBlockingQueue<>(), to);
        listeners.add(listener);
        threads.add(Thread.ofVirtual().name("run-feed-" + name).start(() -> hear(listener)));
    }

    synchronized void tell(Run run) {
        pending += listeners.size();
        listeners.forEach(listener -> listener.queue().add(run));
    }

    private void hear(Listener listener) {
        try {
            while (true) {
                var run = listener.queue().take();
                try {
                    listener.to().accept(run);
                } catch (RuntimeException | Error failed) {
                    LOG.error("consequences of run {}", run.id(), failed);
                } finally {
                    done();
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void done() {
        pending--;
        if (pending == 0) notifyAll();
    }

    /** Waits until everything told so far, and what came of it, has been heard, at most {@code millis}; whether it has. */
    public synchronized boolean drain(long millis) throws InterruptedException {
        long until = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; pending > 0 && left > 0; left = (until - System.nanoTime()) / 1_000_000) wait(left);
        return pending == 0;
    }

    @Override
    public synchronized void close() {
        threads.forEach(Thread::interrupt);
    }
}
