package dev.softservice.server.git;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A response's body for straight-line code: at most {@value #WINDOW} chunks of 64 KiB are on their way, then the writer waits for the
 * client. Nothing is sent before the first chunk is full or flushed, so that an error until then can still become a status.
 */
final class ResponseOutput extends OutputStream {
    private static final int CHUNK = 64 << 10;
    private static final int WINDOW = 6;

    private final HttpServerResponse response;
    private final Context context;
    private final Duration patience;
    private final long deadline;
    private final Semaphore window = new Semaphore(WINDOW);
    private final byte[] chunk = new byte[CHUNK];
    private int length;
    private boolean begun;
    private volatile @Nullable Throwable failure;

    ResponseOutput(HttpServerResponse response, Context context, GitLimits limits) {
        this.response = response;
        this.context = context;
        this.patience = limits.patience();
        this.deadline = System.nanoTime() + limits.longest().toNanos();
        response.exceptionHandler(broken -> failure = broken);
    }

    boolean isBegun() {
        return begun;
    }

    boolean isEmpty() {
        return !begun && length == 0;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        for (int done = 0; done < count; ) {
            int part = Math.min(CHUNK - length, count - done);
            System.arraycopy(bytes, offset + done, chunk, length, part);
            length += part;
            done += part;
            if (length == CHUNK) {
                flush();
            }
        }
    }

    @Override
    public void flush() throws IOException {
        if (length == 0) {
            return;
        }
        acquire(1);
        var buffer = Buffer.buffer(length).appendBytes(chunk, 0, length);
        length = 0;
        var first = !begun;
        begun = true;
        context.runOnContext(_ -> {
            if (first) {
                response.setChunked(true);
            }
            response.write(buffer).onComplete(sent -> {
                if (sent.failed()) {
                    failure = sent.cause();
                }
                window.release();
            });
        });
    }

    private void acquire(int permits) throws IOException {
        try {
            long left = Math.min(patience.toNanos(), deadline - System.nanoTime());
            if (!window.tryAcquire(permits, left, TimeUnit.NANOSECONDS)) {
                throw new SlowClientException("the client has taken nothing for too long");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while sending");
        }
        if (failure != null || response.closed()) {
            throw new ClientGoneException(failure);
        }
    }

    /** Ends the response; waits until the client has taken everything. */
    @Override
    public void close() throws IOException {
        try {
            var rest = Buffer.buffer(length).appendBytes(chunk, 0, length);
            length = 0;
            acquire(1);
            var ended = new java.util.concurrent.CompletableFuture<Void>();
            context.runOnContext(_ -> response.end(rest).onComplete(sent -> {
                if (sent.failed()) {
                    ended.completeExceptionally(sent.cause());
                } else {
                    ended.complete(null);
                }
            }));
            ended.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while sending");
        } catch (TimeoutException _) {
            throw new SlowClientException("the client does not take the end of the answer");
        } catch (java.util.concurrent.ExecutionException gone) {
            throw new ClientGoneException(gone.getCause());
        }
    }
}
