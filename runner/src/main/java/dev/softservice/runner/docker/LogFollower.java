package dev.softservice.runner.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import dev.softservice.runner.LogLine.Stream;
import dev.softservice.runner.engine.Narrator;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Hands what a container prints on while it prints it, and keeps the last lines. */
final class LogFollower extends ResultCallback.Adapter<Frame> {
    private static final int TAIL = 20;

    private final String source;
    private final Narrator narrator;
    private final Tail tail = new Tail(TAIL);

    private LogFollower(String source, Narrator narrator) {
        this.source = source;
        this.narrator = narrator;
    }

    /** {@code tail} lines of what is there already; with {@code follow} also what comes. */
    record Range(int tail, boolean follow) {}

    static LogFollower follow(DockerClient client, String container, String source, Narrator narrator) {
        return client.logContainerCmd(container).withFollowStream(true).withStdOut(true).withStdErr(true).withTailAll().exec(new LogFollower(source, narrator));
    }

    static LogFollower follow(DockerClient client, String container, String source, Narrator narrator, Range range) {
        return client.logContainerCmd(container).withFollowStream(range.follow()).withStdOut(true).withStdErr(true).withTail(range.tail()).exec(new LogFollower(source, narrator));
    }

    @Override
    public void onNext(Frame frame) {
        var payload = frame.getPayload();
        if (payload == null || payload.length == 0) return;
        tail.add(payload);
        narrator.output(source, frame.getStreamType() == StreamType.STDERR ? Stream.ERR : Stream.OUT, payload);
    }

    @Override
    public void onError(Throwable throwable) {
        // A stream that is cut short, when its container is removed for instance, is no news: what matters shows in the container's state.
        onComplete();
    }

    /** Waits for the end of an ended container's output; what is late is lost to the tail only. */
    List<String> lastLines(Duration patience) throws InterruptedException {
        awaitCompletion(patience.toMillis(), TimeUnit.MILLISECONDS);
        return tail.lines();
    }

    void stop() {
        try {
            close();
        } catch (IOException _) {
            // Nothing more comes from it either way.
        }
        narrator.output(source, Stream.OUT, new byte[0]);
        narrator.output(source, Stream.ERR, new byte[0]);
    }
}
