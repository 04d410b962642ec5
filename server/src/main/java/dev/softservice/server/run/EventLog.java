package dev.softservice.server.run;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One run's {@code events.jsonl} while somebody writes or follows it. */
final class EventLog {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private @Nullable RandomAccessFile file;
    private long length;
    private boolean ended;
    /** Followers; changed only inside the map's own per-key lock. */
    int holds;

    /** Appends one line; what comes behind {@code end} is dropped. Gives whether it was written. */
    boolean append(Path path, String line, boolean last) {
        lock.lock();
        try {
            if (ended) return false;
            var open = file == null ? open(path) : file;
            if (ended) return false;
            // A plain file, not a channel: an interrupt, which is how runs are cancelled, would close a channel.
            open.write(line.getBytes(StandardCharsets.UTF_8));
            length = open.getFilePointer();
            if (last) {
                ended = true;
                open.getFD().sync();
                open.close();
                file = null;
            }
            changed.signalAll();
            return true;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            lock.unlock();
        }
    }

    /** Goes on behind the last whole line: a crash may have torn the one after it. */
    private RandomAccessFile open(Path path) throws IOException {
        var opened = new RandomAccessFile(path.toFile(), "rw");
        long end = opened.length();
        while (end > 0) {
            opened.seek(end - 1);
            if (opened.read() == '\n') break;
            end--;
        }
        opened.setLength(end);
        length = end;
        ended = endsWith(opened, RunEvents.LAST_LINE);
        if (ended) {
            opened.close();
        } else {
            opened.seek(end);
            file = opened;
        }
        return opened;
    }

    private static boolean endsWith(RandomAccessFile file, byte[] line) throws IOException {
        if (file.length() < line.length) return false;
        var tail = new byte[line.length];
        file.seek(file.length() - line.length);
        file.readFully(tail);
        return java.util.Arrays.equals(tail, line);
    }

    /** What was appended so far is on disk when this returns. */
    void sync() {
        lock.lock();
        try {
            if (file != null) file.getFD().sync();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            lock.unlock();
        }
    }

    /** The writer goes away without an end: the hub stops, or the run is to be taken up again. */
    void detach() {
        lock.lock();
        try {
            if (file != null) file.close();
            file = null;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } finally {
            lock.unlock();
        }
    }

    boolean isBeingWritten() {
        lock.lock();
        try {
            return file != null;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is something behind {@code offset}, the log has ended, or {@code millis} are over. */
    void await(long offset, long millis) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (length > offset || ended) return;
            changed.await(millis, TimeUnit.MILLISECONDS);
        } finally {
            lock.unlock();
        }
    }
}
