package dev.softservice.runner.docker.container;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** The engine's archives of what is in containers. */
public final class Archives {
    /** Nothing is left to read of one that has ended. */
    private static final Duration TO_CLOSE = Duration.ofMillis(200);

    private Archives() {}

    /** Closes one that has ended; else the connection is broken off, which is what an interrupt does to it: closing alone would read the rest. */
    public static void letGo(InputStream stream) throws InterruptedException {
        var closing = Thread.ofVirtual().name("archive").start(() -> {
            try {
                stream.close();
            } catch (IOException _) {
                // Broken off, as was asked for.
            }
        });
        try {
            closing.join(TO_CLOSE);
        } finally {
            closing.interrupt();
        }
    }
}
