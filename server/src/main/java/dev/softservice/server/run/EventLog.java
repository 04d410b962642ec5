package dev.softservice.server.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One run's events while somebody writes or follows them. */
final class EventLog {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private EventStore.@Nullable Appender writer;
    private long length;
    private boolean ended;
    /** Whether one of those who wait goes on by itself after a while. */
    private boolean watched;

    /** Followers; changed only inside the map's own per-key lock. */
    int holds;

    /**
     * Appends one line; what comes behind {@code end} is dropped. Returns whether it was written. The end itself is not synced: where a crash takes
     * it, the run's row says it.
     */
    boolean append(EventStore store, String line, boolean last) {
        lock.lock();
        try {
            if (ended) return false;
            var open = writer == null ? open(store) : writer;
            if (ended) return false;
            length = open.write(line.getBytes(StandardCharsets.UTF_8));
            if (last) {
                ended = true;
                open.close();
                writer = null;
            }
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private EventStore.Appender open(EventStore store) {
        var opened = store.append();
        length = store.length();
        ended = endsWith(store, RunEvents.LAST_LINE);
        if (ended) opened.close();
        else writer = opened;
        return opened;
    }

    private static boolean endsWith(EventStore store, byte[] line) {
        if (store.length() < line.length) return false;
        try (var tail = store.read(store.length() - line.length)) {
            return Arrays.equals(tail.readNBytes(line.length), line);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** What was appended so far is durable when this returns. */
    void sync() {
        lock.lock();
        try {
            if (writer != null) writer.sync();
        } finally {
            lock.unlock();
        }
    }

    /** The writer goes away without an end: the hub stops, or the run is to be taken up again. */
    void detach() {
        lock.lock();
        try {
            if (writer != null) writer.close();
            writer = null;
        } finally {
            lock.unlock();
        }
    }

    boolean isBeingWritten() {
        lock.lock();
        try {
            return writer != null;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until there may be something new behind {@code offset}. However many wait, one of them goes on after {@code millis} to look whether the
     * run has ended elsewhere, and one more takes its place; a thousand who look at one run cost what two do.
     */
    void await(long offset, long millis) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (length > offset || ended) return;
            if (watched) {
                changed.await();
                return;
            }
            watched = true;
            try {
                changed.await(millis, TimeUnit.MILLISECONDS);
            } finally {
                watched = false;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets all who wait look for themselves. */
    void tellAll() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
