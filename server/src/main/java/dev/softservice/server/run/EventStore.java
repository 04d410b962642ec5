package dev.softservice.server.run;

import java.io.InputStream;

/** The stored bytes of one run's events, which only ever grow. One writer at a time; any number of readers. */
public interface EventStore {
    /** How many bytes there are; 0 before the first event. */
    long length();

    /** From {@code offset}, at most {@link #length}, on; empty before the first event. The caller closes it. */
    InputStream read(long offset);

    /** Goes on behind the last whole line: a crash may have torn the one after it. */
    Appender append();

    /** The writer's end. */
    interface Appender extends AutoCloseable {
        /** Returns the length with {@code line}. */
        long write(byte[] line);

        /** What was written is durable when this returns. */
        void sync();

        @Override
        void close();
    }
}
