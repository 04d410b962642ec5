package dev.softservice.runner.climb;

import dev.softservice.runner.climb.Telling.ListenerFailed;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.runner.model.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run from its start to its verdict: the climb goes on beside, so that time limits and cancellation always get through. */
final class RunSession {
    private static final Logger LOG = LoggerFactory.getLogger(RunSession.class);
    private static final Duration TO_STOP = Duration.ofSeconds(15);

    private final RunRequest request;
    private final Telling telling;
    private final RunLog log;
    private final Clock clock;
    private final Climb climb;

    RunSession(Climb.Tools tools, Clock clock, RunRequest request, RunListener listener) {
        this.request = request;
        this.clock = clock;
        this.telling = new Telling(listener, clock);
        this.log = new RunLog(telling, request.limits().logBytes());
        this.climb = new Climb(tools, request, telling, log);
    }

    Verdict run() {
        var verdict = climbed();
        telling.verdict(verdict, clock.instant());
        // Off the verdict's path: the environment only hands its removal off.
        climb.close();
        return verdict;
    }

    private Verdict climbed() {
        var task = new FutureTask<>(climb::run);
        var worker = Thread.ofVirtual().name("run " + request.id()).start(task);
        log.onFlood(worker::interrupt);
        try {
            var reasons = task.get(request.limits().total().toMillis(), TimeUnit.MILLISECONDS);
            if (log.flood().isPresent()) return flooded(log.flood().get());
            end(reasons.isEmpty() ? StepState.PASSED : StepState.FAILED);
            return reasons.isEmpty() ? new Verdict.Passed(climb.report()) : failed(masked(reasons));
        } catch (TimeoutException _) {
            stop(worker);
            var reasons = new ArrayList<String>();
            reasons.add("the run met its time limit of " + text(request.limits().total()) + " during " + stepName());
            try {
                climb.requireEngine();
                reasons.addAll(climb.held());
            } catch (EngineException hung) {
                return errored(hung);
            }
            end(StepState.FAILED);
            return failed(masked(reasons));
        } catch (InterruptedException _) {
            stop(worker);
            end(StepState.CANCELLED);
            return new Verdict.Cancelled(climb.report());
        } catch (ExecutionException e) {
            // Interrupted for that, however it came up.
            if (log.flood().isPresent()) return flooded(log.flood().get());
            return errored(Objects.requireNonNull(e.getCause()));
        } catch (ListenerFailed e) {
            return errored(e);
        }
    }

    private Verdict flooded(String reason) {
        end(StepState.FAILED);
        return failed(masked(List.of(reason + " during " + stepName())));
    }

    /** A failed acceptance is told like one that held. */
    private Verdict failed(List<String> reasons) {
        climb.broke(telling.step().rung());
        var verdict = new Verdict.Failed(climb.report(), reasons);
        if (telling.step() == StepName.ACCEPT) telling.accepted(verdict);
        return verdict;
    }

    private Verdict errored(Throwable cause) {
        try {
            telling.end(StepState.ERRORED);
        } catch (ListenerFailed _) {
            // It is told about in the verdict.
        }
        var reason = switch (cause) {
            case EngineException engine -> engine.getMessage();
            case ListenerFailed listener -> listener.getMessage();
            default -> {
                LOG.error("run {} broke", request.id(), cause);
                yield "the runner broke: " + cause;
            }
        };
        return new Verdict.Errored(
                climb.report(),
                log.shown(String.valueOf(reason).lines().findFirst().orElse("unknown")));
    }

    private void end(StepState state) {
        long dropped = log.dropped();
        if (dropped > 0)
            telling.log("runner", LogLine.Stream.ERR, "at least " + dropped + " bytes of log were dropped");
        telling.end(state);
    }

    /** Interrupts and waits, uninterruptibly but not for ever: what a hung engine keeps a thread in must not keep the run. */
    private void stop(Thread worker) {
        worker.interrupt();
        try {
            if (!worker.join(TO_STOP)) LOG.warn("run {} was told to stop and still holds a thread", request.id());
        } catch (InterruptedException _) {
            // Told twice to stop is told to stop.
        }
    }

    private List<String> masked(List<String> reasons) {
        return reasons.stream().map(log::shown).toList();
    }

    private String stepName() {
        return telling.step().name().toLowerCase(java.util.Locale.ROOT);
    }

    static String text(Duration duration) {
        if (duration.toSeconds() == 0) return duration.toMillis() + " ms";
        return duration.toSeconds() % 60 == 0 ? duration.toMinutes() + " min" : duration.toSeconds() + " s";
    }
}
