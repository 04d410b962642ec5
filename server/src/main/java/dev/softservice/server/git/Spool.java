package dev.softservice.server.git;

import dev.softservice.server.core.Refusal;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A push's bytes on their way in, kept in a file until all of them are there: a client that sends slowly costs disk, and keeps nobody else
 * from pushing. All spools share one budget of disk.
 */
final class Spool implements AutoCloseable {
    private static final int CHUNK = 64 << 10;

    private final Path file;
    private final AtomicLong budget;
    private long taken;

    /** {@code budget}: bytes that all spools together may still take. */
    Spool(Path file, AtomicLong budget) {
        this.file = file;
        this.budget = budget;
    }

    /** Reads to the end, or to {@code most} bytes where there are more; nothing more is stored, and a reader of the spool sees it end. */
    void fill(InputStream in, long most) throws IOException {
        try (var out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            var chunk = new byte[CHUNK];
            while (taken < most) {
                int count = in.read(chunk, 0, (int) Math.min(CHUNK, most - taken));
                if (count < 0) {
                    return;
                }
                taken += count;
                if (budget.addAndGet(-count) < 0) {
                    throw Refusal.of(Refusal.Kind.BUSY, "too much is being pushed at once; try again in a few minutes");
                }
                write(out, ByteBuffer.wrap(chunk, 0, count));
            }
        }
    }

    /** A disk that is full is the hub's trouble and not the client's; the client is told as it is told of a refusal. */
    private static void write(FileChannel out, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (IOException broken) {
            throw Refusal.of(Refusal.Kind.BUSY, PushService.line(broken));
        }
    }

    InputStream open() throws IOException {
        return new BufferedInputStream(Files.newInputStream(file), CHUNK);
    }

    @Override
    public void close() throws IOException {
        budget.addAndGet(taken);
        Files.deleteIfExists(file);
    }
}
