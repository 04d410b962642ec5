package dev.softservice.runner.docker.container;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.model.LogLine.Stream;
import dev.softservice.runner.output.Tail;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Passes on what a container prints, line by line, and keeps the last lines. */
public final class LogFollower extends ResultCallback.Adapter<Frame> {
    private static final int TAIL = 20;
    /** In the head of a piece of output: its kind, three zeros and its length. */
    private static final int STDERR = 2;
    /** What is there already, as far as it is kept. */
    public static final Range LAST = new Range(TAIL, false);

    private final String source;
    private final Narrator narrator;
    private final Tail tail = new Tail(TAIL);

    private LogFollower(String source, Narrator narrator) {
        this.source = source;
        this.narrator = narrator;
    }

    /** {@code tail} lines of what is there already; with {@code follow} also what comes. */
    public record Range(int tail, boolean follow) {}

    public static LogFollower follow(DockerClient client, String container, String source, Narrator narrator) {
        return client.logContainerCmd(container)
                .withFollowStream(true)
                .withStdOut(true)
                .withStdErr(true)
                .withTailAll()
                .exec(new LogFollower(source, narrator));
    }

    public static LogFollower follow(
            DockerClient client, String container, String source, Narrator narrator, Range range) {
        return client.logContainerCmd(container)
                .withFollowStream(range.follow())
                .withStdOut(true)
                .withStdErr(true)
                .withTail(range.tail())
                .exec(new LogFollower(source, narrator));
    }

    /** What a container that was started again prints from then on: its log goes on where it was. */
    public static LogFollower followAgain(Link link, String container, LogFollower before, Instant ended) {
        var follower = new LogFollower(before.source, before.narrator);
        Thread.ofPlatform()
                .daemon()
                .name("log of " + before.source)
                .start(() -> follower.read(link, since(container, ended)));
        return follower;
    }

    /** To the nanosecond; the client would ask for whole seconds, and Podman tells of each line no more than its second. */
    private static String since(String container, Instant moment) {
        return "/containers/%s/logs?follow=1&stdout=1&stderr=1&since=%d.%09d"
                .formatted(container, Math.max(0, moment.getEpochSecond()), moment.getNano());
    }

    private void read(Link link, String path) {
        try (var answer = link.ask(path)) {
            onStart(answer);
            var frames = new DataInputStream(answer.getBody());
            while (answer.getStatusCode() == HttpURLConnection.HTTP_OK) {
                int type = frames.readInt() >>> Byte.SIZE * 3;
                var payload = frames.readNBytes(frames.readInt());
                onNext(new Frame(type == STDERR ? StreamType.STDERR : StreamType.STDOUT, payload));
            }
        } catch (IOException | RuntimeException _) {
            // Its end, or cut short: as in onError.
        } finally {
            onComplete();
        }
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
