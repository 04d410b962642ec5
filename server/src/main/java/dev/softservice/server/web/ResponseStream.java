package dev.softservice.server.web;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A response's body for straight-line code on a virtual thread: every chunk waits until the connection has taken it, so a slow
 * reader holds a thread that costs nothing and at most one chunk of memory.
 */
final class ResponseStream extends OutputStream {
    private static final int CHUNK = 16 << 10;
    private static final long PATIENCE_SECONDS = 60;

    private final HttpServerResponse response;
    private final byte[] pending = new byte[CHUNK];
    private int length;

    ResponseStream(HttpServerResponse response) {
        this.response = response;
    }

    @Override
    public void write(int b) throws IOException {
        pending[length++] = (byte) b;
        if (length == CHUNK) flush();
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        for (var done = 0; done < count; ) {
            var part = Math.min(CHUNK - length, count - done);
            System.arraycopy(bytes, from + done, pending, length, part);
            length += part;
            done += part;
            if (length == CHUNK) flush();
        }
    }

    @Override
    public void flush() throws IOException {
        if (length == 0) return;
        var chunk = Buffer.buffer(length).appendBytes(pending, 0, length);
        length = 0;
        await(response.write(chunk));
    }

    @Override
    public void close() throws IOException {
        flush();
        await(response.end());
    }

    private void await(Future<Void> sent) throws IOException {
        try {
            sent.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException("the client has gone", e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("the client has not read for " + PATIENCE_SECONDS + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while sending");
        }
    }
}
