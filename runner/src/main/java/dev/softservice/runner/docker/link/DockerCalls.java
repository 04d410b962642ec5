package dev.softservice.runner.docker.link;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.github.dockerjava.api.exception.DockerException;
import dev.softservice.runner.engine.EngineException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Calls to the engine, with its failures told apart: an answer that says no is a {@link DockerException} for the caller to judge; an engine
 * that does not answer is an {@link EngineException}; being interrupted is being interrupted.
 */
public final class DockerCalls implements AutoCloseable {
    /** Far beyond what any short call takes, even on a busy machine. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private enum State {
        CALLING,
        ANSWERED,
        OVERDUE
    }

    private final ScheduledExecutorService watchdog = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("engine-watchdog").factory());
    private final Duration patience;
    private final Function<Throwable, Optional<String>> explanation;
    private volatile boolean answered;

    /**
     * @param patience    how long any short call may take
     * @param explanation one line where a failure has to do with the way that the engine was asked
     */
    public DockerCalls(Duration patience, Function<Throwable, Optional<String>> explanation) {
        this.patience = patience;
        this.explanation = explanation;
    }

    /** A call that the engine answers at once. {@code what} completes the sentence "the engine could not …". */
    public <T> T call(String what, Callable<T> call) throws InterruptedException {
        var caller = Thread.currentThread();
        var state = new AtomicReference<>(State.CALLING);
        var bite = watchdog.schedule(
                () -> {
                    if (state.compareAndSet(State.CALLING, State.OVERDUE)) caller.interrupt();
                },
                patience.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            var answer = unguarded(what, call);
            answered = true;
            return answer;
        } catch (DockerException | EngineException e) {
            var explained = explained(e);
            if (explained.isPresent()) throw new EngineException(explained.get(), e);
            throw e;
        } catch (InterruptedException e) {
            if (state.get() == State.OVERDUE)
                throw new EngineException(
                        "the container engine did not answer within " + patience.toSeconds() + " s: " + what, e);
            throw e;
        } finally {
            bite.cancel(false);
            if (!state.compareAndSet(State.CALLING, State.ANSWERED)) {
                // Overdue: the interrupt is on its way or here, and it was ours.
                while (!Thread.interrupted() && !bite.isDone()) Thread.onSpinWait();
                Thread.interrupted();
            }
        }
    }

    /** What a failure has to do with the way that the engine was asked: nothing, once it has answered. */
    public Optional<String> explained(Throwable failure) {
        return answered ? Optional.empty() : explanation.apply(failure);
    }

    /** A call that may take as long as it wants, such as a build. */
    public static <T> T unguarded(String what, Callable<T> call) throws InterruptedException {
        try {
            return call.call();
        } catch (InterruptedException e) {
            throw e;
        } catch (DockerException e) {
            if (EngineWords.diskFull(e)) throw new EngineException("the container engine's disk is full: " + what, e);
            throw e;
        } catch (EngineException e) {
            throw e;
        } catch (Exception e) {
            if (Thread.interrupted() || causedByInterrupt(e))
                throw (InterruptedException) new InterruptedException(what).initCause(e);
            throw new EngineException("the container engine could not " + what + ": " + reason(e), e);
        }
    }

    /** Whether the engine has answered with something that is not what it documents, such as a number that no type holds. */
    public static boolean isUnreadable(EngineException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof JsonProcessingException) return true;
        }
        return false;
    }

    private static boolean causedByInterrupt(Throwable e) {
        for (var cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException || cause instanceof java.nio.channels.ClosedByInterruptException)
                return true;
        }
        return false;
    }

    /** The innermost message: the outer ones only name the client's classes. Below an interrupt of our own there is only its echo. */
    public static String reason(Throwable e) {
        var cause = e;
        while (cause.getCause() != null
                && !(cause.getCause() instanceof InterruptedException)
                && !(cause instanceof IOException && cause.getMessage() != null)) cause = cause.getCause();
        return cause.getMessage() == null
                ? cause.getClass().getSimpleName()
                : cause.getMessage().lines().findFirst().orElse("");
    }

    @Override
    public void close() {
        watchdog.shutdownNow();
    }
}
