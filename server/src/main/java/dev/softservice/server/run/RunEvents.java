package dev.softservice.server.run;

import java.util.function.Consumer;

/**
 * The events of each run: appended to a file {@code events.jsonl} and told to whoever listens. An event's id is the byte offset behind
 * its line, so that resuming is a seek; ids of one run only grow.
 */
public final class RunEvents {
    /**
     * One event.
     *
     * @param type {@code step} {name,state,at} · {@code progress} {step,what} · {@code log} {time,source,stream,text} ·
     *             {@code test} {suite,name,state,seconds,message} · {@code verdict} {verdict,level,reason,at} · {@code end} {}, the last one
     * @param json the event's data as one line of JSON
     */
    public record Event(long id, String type, String json) {}

    /** A listener's hold on a run; closing it twice is harmless. */
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Gives {@code to} every event behind {@code after} (0: from the start), in order, first the stored and then the new ones until the run has ended; on a virtual
     * thread of its own that blocks while {@code to} blocks, so a slow reader holds back only itself.
     */
    public Subscription follow(long run, long after, Consumer<Event> to) {
        throw new UnsupportedOperationException();
    }

    /** The log as plain text lines {@code time source | text}, streamed from the file; at most what the run's cap kept. */
    public void log(long run, Consumer<String> lines) {
        throw new UnsupportedOperationException();
    }
}
