package dev.softservice.runner.docker.container;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Frame;
import dev.softservice.runner.docker.link.DockerCalls;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.engine.Environment.Executed;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs commands in running containers. */
public final class Exec {
    /** The shell's own code for a command that can't be run. */
    private static final int NOT_RUNNABLE = 126;

    /** What a busy engine takes from a command's start to the word of its end, beyond the command's own time. */
    private static final Duration OVERHEAD = Duration.ofSeconds(2);

    private static final Duration LOOK = Duration.ofMillis(50);

    private final Link link;

    public Exec(Link link) {
        this.link = link;
    }

    /**
     * Output beyond {@code limit} bytes is dropped. A command that outlives {@code timeout} goes on until its container ends.
     *
     * @param timeout the command's own time: what the engine takes to start it does not count
     */
    public Executed run(String container, List<String> command, Duration timeout, int limit)
            throws InterruptedException {
        var output = new ByteArrayOutputStream();
        try {
            var id = link.calls()
                    .call(
                            "prepare a command in " + container,
                            () -> link.client()
                                    .execCreateCmd(container)
                                    .withAttachStdout(true)
                                    .withAttachStderr(true)
                                    .withCmd(command.toArray(String[]::new))
                                    .exec()
                                    .getId());
            boolean ended = DockerCalls.unguarded("run a command in " + container, () -> {
                try (var callback = link.client().execStartCmd(id).exec(new Collector(output, limit))) {
                    return endsInTime(container, id, callback, timeout);
                }
            });
            // Asked in any case: nothing heard within the time may be the engine's doing as well as the command's.
            var state = link.calls()
                    .call(
                            "ask how a command in " + container + " ended",
                            () -> link.client().inspectExecCmd(id).exec());
            if (!ended) return new Executed(Optional.empty(), text(output));
            return new Executed(
                    Optional.of(
                            state.getExitCodeLong() == null ? NOT_RUNNABLE : Math.toIntExact(state.getExitCodeLong())),
                    text(output));
        } catch (NotFoundException | ConflictException _) {
            return new Executed(Optional.of(NOT_RUNNABLE), "the container is not running");
        } catch (DockerException e) {
            return new Executed(Optional.of(NOT_RUNNABLE), DockerCalls.reason(e));
        }
    }

    private boolean endsInTime(String container, String id, Collector callback, Duration timeout)
            throws InterruptedException {
        if (within(callback, timeout)) return true;
        // An engine may take longer to start a command than the command may take. Its start is no time of the
        // command's.
        while (!hasStarted(container, id)) {
            if (within(callback, LOOK)) return true;
        }
        return within(callback, timeout.compareTo(OVERHEAD) < 0 ? timeout : OVERHEAD);
    }

    private static boolean within(Collector callback, Duration time) throws InterruptedException {
        if (!callback.ended.await(time.toMillis(), TimeUnit.MILLISECONDS)) return false;
        callback.awaitCompletion();
        return true;
    }

    private boolean hasStarted(String container, String id) throws InterruptedException {
        var state = link.calls()
                .call(
                        "ask whether a command in " + container + " has started",
                        () -> link.client().inspectExecCmd(id).exec());
        return state.getExitCodeLong() != null || state.getPidLong() != null && state.getPidLong() > 0;
    }

    private static String text(ByteArrayOutputStream output) {
        synchronized (output) {
            return output.toString(StandardCharsets.UTF_8);
        }
    }

    private static final class Collector extends ResultCallback.Adapter<Frame> {
        private final ByteArrayOutputStream output;
        private final int limit;

        /** The client's own wait can be used only once: it closes what it waits for, ended or not. */
        private final CountDownLatch ended = new CountDownLatch(1);

        Collector(ByteArrayOutputStream output, int limit) {
            this.output = output;
            this.limit = limit;
        }

        @Override
        public void onComplete() {
            super.onComplete();
            ended.countDown();
        }

        @Override
        public void onError(Throwable failure) {
            super.onError(failure);
            ended.countDown();
        }

        @Override
        public void onNext(Frame frame) {
            var payload = frame.getPayload();
            if (payload == null) return;
            synchronized (output) {
                output.write(payload, 0, Math.min(payload.length, limit - output.size()));
            }
        }
    }
}
