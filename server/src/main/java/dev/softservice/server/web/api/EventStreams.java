package dev.softservice.server.web.api;

import dev.softservice.server.account.Bearer;
import dev.softservice.server.account.Role;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.repo.LiveAccess;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.RunEvents;
import dev.softservice.server.web.Call;
import dev.softservice.server.web.Reply;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs as server-sent events: resumable, held back by a slow reader, kept alive by comments, and bounded in number for each account or
 * address so that one browser can't take all the room.
 */
final class EventStreams {
    static final int A_CLIENT = 24;
    private static final int ALTOGETHER = 2_000;
    private static final long FLUSH_MILLIS = 60;
    private static final long COMMENT_MILLIS = 12_000;

    private final RunEvents events;
    private final LiveAccess live;
    private final ConcurrentMap<String, Integer> open = new ConcurrentHashMap<>();

    EventStreams(RunEvents events, LiveAccess live) {
        this.events = events;
        this.live = live;
    }

    /** Goes on behind {@code Last-Event-ID} (which a browser sends by itself when it reconnects), or behind {@code ?after=}. */
    Reply follow(Run run, Call call) {
        var after = call.header("Last-Event-ID")
                .map(EventStreams::eventId)
                .orElseGet(() -> call.query("after", 0, Long.MAX_VALUE / 4, 0));
        var client = client(call);
        if (open.values().stream().mapToInt(Integer::intValue).sum() >= ALTOGETHER
                || open.getOrDefault(client, 0) >= A_CLIENT) {
            throw Refusal.of(Refusal.Kind.BUSY, "too many event streams are open from here; close some and try again");
        }
        return Reply.stream("text/event-stream", out -> {
                    open.merge(client, 1, Integer::sum);
                    try {
                        pump(run, after, call.bearer(), new Sink(out));
                    } finally {
                        open.computeIfPresent(client, (_, count) -> count == 1 ? null : count - 1);
                    }
                })
                .with("X-Accel-Buffering", "no")
                .with("Cache-Control", "no-store");
    }

    /** Those who are signed in are counted by their account, wherever they are; all others by their address. */
    private static String client(Call call) {
        return call.account().isNobody()
                ? call.remote()
                : "account " + call.account().name();
    }

    private static long eventId(String text) {
        if (!text.matches("\\d{1,16}")) throw Refusal.invalid("Last-Event-ID is not an id that this hub gave");
        return Long.parseLong(text);
    }

    private void pump(Run run, long after, Bearer bearer, Sink sink) throws IOException {
        sink.open();
        try (var _ = live.watch(bearer, run.repository(), Role.ANONYMOUS, sink::end);
                var _ = events.follow(run.id(), after, sink::accept)) {
            while (!sink.isOver()) {
                var written = sink.awaitEvent();
                // What comes at once is sent at once, but in one piece.
                if (written && !sink.isOver()) sink.ended.await(FLUSH_MILLIS, TimeUnit.MILLISECONDS);
                sink.beat(!written);
            }
            sink.beat(false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the hub is stopping");
        }
    }

    /** Written to by the follower, flushed by the request's own thread: many log lines share one write. */
    private static final class Sink {
        private final OutputStream out;
        private final CountDownLatch ended = new CountDownLatch(1);
        private boolean unsent;

        Sink(OutputStream out) {
            this.out = out;
        }

        synchronized void open() throws IOException {
            out.write("retry: 2000\n\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }

        boolean isOver() {
            return ended.getCount() == 0;
        }

        /** Costs nothing while nothing happens. False: nothing has for so long that a comment has to keep the connection alive. */
        synchronized boolean awaitEvent() throws InterruptedException {
            var until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(COMMENT_MILLIS);
            for (var left = COMMENT_MILLIS; !unsent && !isOver() && left > 0; ) {
                wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
            }
            return unsent || isOver();
        }

        synchronized void accept(RunEvents.Event event) {
            try {
                var frame = "id: " + event.id() + "\nevent: " + event.type() + "\ndata: " + event.json() + "\n\n";
                out.write(frame.getBytes(StandardCharsets.UTF_8));
                unsent = true;
                notifyAll();
            } catch (IOException e) {
                end();
                throw new UncheckedIOException(e);
            }
            if (event.isEnd()) end();
        }

        private synchronized void end() {
            ended.countDown();
            notifyAll();
        }

        synchronized void beat(boolean comment) throws IOException {
            if (comment) out.write(":\n\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            unsent = false;
        }
    }
}
