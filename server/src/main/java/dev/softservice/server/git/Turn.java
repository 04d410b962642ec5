package dev.softservice.server.git;

import dev.softservice.server.core.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One of the few places for the work of a push. Held by the work alone, never while a client sends or reads. */
final class Turn implements AutoCloseable {
    private final Semaphore places;
    private boolean held;

    Turn(Semaphore places) {
        this.places = places;
    }

    void take(Duration patience) throws IOException {
        try {
            held = places.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("the hub is stopping", stopped);
        }
        if (!held) {
            throw Refusal.of(Refusal.Kind.BUSY, "too many pushes at once; try again in a minute");
        }
    }

    /** Gives the place back; harmless where it is not held. */
    void end() {
        if (held) {
            held = false;
            places.release();
        }
    }

    @Override
    public void close() {
        end();
    }
}
