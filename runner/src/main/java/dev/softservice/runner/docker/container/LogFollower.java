package dev.softservice.runner.docker.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.model.LogLine.Stream;
import dev.softservice.runner.output.Tail;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Hands what a container prints on while it prints it, and keeps the last lines. */
public final class LogFollower extends ResultCallback.Adapter<Frame> {
    private static final int TAIL = 20;
    /** What is there already, as far as it is kept. */
    public static final Range LAST = new Range(TAIL, false);

    private final String source;
    private final Narrator narrator;
    private final Tail tail = new Tail(TAIL);

    /** What was printed until then has been heard already. */
    private final Instant after;

    private LogFollower(String source, Narrator narrator, Instant after) {
        this.source = source;
        this.narrator = narrator;
        this.after = after;
    }

    /** {@code tail} lines of what is there already; with {@code follow} also what comes. */
    public record Range(int tail, boolean follow) {}

    public static LogFollower follow(DockerClient client, String container, String source, Narrator narrator) {
        return client.logContainerCmd(container)
                .withFollowStream(true)
                .withStdOut(true)
                .withStdErr(true)
                .withTailAll()
                .exec(new LogFollower(source, narrator, Instant.MIN));
    }

    public static LogFollower follow(
            DockerClient client, String container, String source, Narrator narrator, Range range) {
        return client.logContainerCmd(container)
                .withFollowStream(range.follow())
                .withStdOut(true)
                .withStdErr(true)
                .withTail(range.tail())
                .exec(new LogFollower(source, narrator, Instant.MIN));
    }

    /** What a container that was started again prints from then on: its log goes on where it was. */
    public static LogFollower followAgain(DockerClient client, String container, LogFollower before, Instant ended) {
        return client.logContainerCmd(container)
                .withFollowStream(true)
                .withStdOut(true)
                .withStdErr(true)
                .withTimestamps(true)
                .withSince(Math.toIntExact(Math.max(0, ended.getEpochSecond())))
                .exec(new LogFollower(before.source, before.narrator, ended));
    }

    @Override
    public void onNext(Frame frame) {
        var payload = after.equals(Instant.MIN) ? frame.getPayload() : since(frame.getPayload());
        if (payload == null || payload.length == 0) return;
        tail.add(payload);
        narrator.output(source, frame.getStreamType() == StreamType.STDERR ? Stream.ERR : Stream.OUT, payload);
    }

    /** An engine tells only seconds apart where it is asked for a part of a log; the time before each line tells exactly. */
    private byte @Nullable [] since(byte @Nullable [] payload) {
        if (payload == null) return null;
        int space = 0;
        while (space < payload.length && payload[space] != ' ') space++;
        try {
            var time = Instant.parse(new String(payload, 0, space, StandardCharsets.US_ASCII));
            return time.isAfter(after)
                    ? Arrays.copyOfRange(payload, Math.min(space + 1, payload.length), payload.length)
                    : null;
        } catch (DateTimeParseException noTime) {
            return payload;
        }
    }

    @Override
    public void onError(Throwable throwable) {
        // A stream that is cut short, when its container is removed for instance, is no news: what matters shows in the
        // container's state.
        onComplete();
    }

    /** Waits for the end of an ended container's output; what is late is lost to the tail only. */
    public List<String> lastLines(Duration patience) throws InterruptedException {
        awaitCompletion(patience.toMillis(), TimeUnit.MILLISECONDS);
        return tail.lines();
    }

    /** From here on the last lines are those that are yet to come. */
    public void forget() {
        tail.clear();
    }

    public void stop() {
        try {
            close();
        } catch (IOException _) {
            // Nothing more comes from it either way.
        }
        narrator.output(source, Stream.OUT, new byte[0]);
        narrator.output(source, Stream.ERR, new byte[0]);
    }
}
