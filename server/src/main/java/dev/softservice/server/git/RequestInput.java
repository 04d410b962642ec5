package dev.softservice.server.git;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A request's body for straight-line code: holds at most {@value #AHEAD} buffers (a few hundred kilobytes) and asks the connection for more
 * as they are used up. Made on the request's event loop before anything else looks at it.
 */
final class RequestInput extends InputStream {
    private static final int AHEAD = 16;

    private final HttpServerRequest request;
    private final Context context;
    private final Duration patience;
    private final long deadline;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ArrayDeque<Buffer> waiting = new ArrayDeque<>();
    private boolean ended;
    private @Nullable Throwable failure;
    private byte[] current = new byte[0];
    private int position;
    private int used;

    RequestInput(HttpServerRequest request, Context context, GitLimits limits) {
        this.request = request;
        this.context = context;
        this.patience = limits.patience();
        this.deadline = System.nanoTime() + limits.longest().toNanos();
        request.pause();
        request.handler(buffer -> change(() -> waiting.add(buffer)));
        request.endHandler(_ -> change(() -> ended = true));
        request.exceptionHandler(broken -> change(() -> failure = broken));
    }

    /** Lets the body come; until then the client may be waiting for "100 Continue". */
    void open() {
        context.runOnContext(_ -> request.fetch(AHEAD));
    }

    private void change(Runnable what) {
        lock.lock();
        try {
            what.run();
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        while (position == current.length) {
            var next = next();
            if (next == null) {
                return -1;
            }
            current = next.getBytes();
            position = 0;
        }
        int count = Math.min(length, current.length - position);
        System.arraycopy(current, position, into, offset, count);
        position += count;
        return count;
    }

    private @Nullable Buffer next() throws IOException {
        lock.lock();
        try {
            long left = Math.min(patience.toNanos(), deadline - System.nanoTime());
            while (waiting.isEmpty() && !ended && failure == null) {
                if (left <= 0) {
                    throw new SlowClientException("nothing has arrived for too long");
                }
                left = arrived.awaitNanos(left);
            }
            var next = waiting.poll();
            if (next == null && failure != null) {
                throw new ClientGoneException(failure);
            }
            if (next != null && ++used >= AHEAD / 2) {
                int credit = used;
                used = 0;
                context.runOnContext(_ -> request.fetch(credit));
            }
            return next;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while reading");
        } finally {
            lock.unlock();
        }
    }

    /** Whether the whole body has been read. */
    boolean isUsedUp() {
        lock.lock();
        try {
            return ended && waiting.isEmpty() && position == current.length;
        } finally {
            lock.unlock();
        }
    }

    /** Reads what the client is still sending, within bounds, so that it gets to see the answer instead of a reset connection. */
    void drain(long bytes, Duration atMost) {
        long until = System.nanoTime() + atMost.toNanos();
        var sink = new byte[16 << 10];
        try {
            for (long left = bytes; left > 0 && System.nanoTime() < until; ) {
                int count = read(sink);
                if (count < 0) {
                    return;
                }
                left -= count;
            }
        } catch (IOException _) {
            // it has gone, which is what is wanted
        }
    }
}
