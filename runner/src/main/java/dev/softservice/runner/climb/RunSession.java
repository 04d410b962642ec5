package dev.softservice.runner.climb;

import dev.softservice.runner.climb.Telling.ListenerFailed;
import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.engine.Engine;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.stop.Stop;
import dev.softservice.runner.stop.StopReason;
import dev.softservice.runner.stop.Work;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run from its start to its verdict: the climb goes on beside, so that a caller who stops it always gets through. */
final class RunSession {
    private static final Logger LOG = LoggerFactory.getLogger(RunSession.class);

    private final RunRequest request;
    private final Telling telling;
    private final RunLog log;
    private final Clock clock;
    private final Climb climb;
    /** Of this run alone: what ends it for a reason of its own ends nothing else. */
    private final Stop stop = new Stop();

    RunSession(Engine engine, Composer composer, Clock clock, RunRequest request, RunListener listener) {
        this.request = request;
        this.clock = clock;
        this.telling = new Telling(listener, clock, stop);
        this.log = new RunLog(telling, request.limits().logBytes(), stop);
        this.climb = new Climb(engine, composer, request, telling, log);
    }

    /** {@code asked}: by a caller who wants the run to end. */
    Verdict run(Stop asked) {
        Verdict verdict;
        try (var _ = asked.onAsked(stop::ask)) {
            verdict = verdict();
        }
        // First, and it takes no time, since the environment only hands its removal off: a run that is begun because of
        // the verdict can count on what this one leaves.
        climb.close();
        telling.verdict(verdict, clock.instant());
        if (stop.reason().filter(StopReason.Interrupted.class::isInstance).isPresent())
            Thread.currentThread().interrupt();
        return verdict;
    }

    private Verdict verdict() {
        try {
            return switch (climbed()) {
                case Work.Done<List<String>>(var reasons) -> {
                    end(reasons.isEmpty() ? StepState.PASSED : StepState.FAILED);
                    yield reasons.isEmpty() ? new Verdict.Passed(climb.report()) : failed(masked(reasons));
                }
                case Work.Stopped<List<String>>(var why) -> stopped(why);
                case Work.Broke<List<String>>(var cause) -> errored(cause);
            };
        } catch (ListenerFailed e) {
            return errored(e);
        }
    }

    private Work.Ended<List<String>> climbed() {
        try {
            return Work.run("run " + request.id(), stop, request.limits().total(), climb::run);
        } catch (InterruptedException _) {
            stop.ask(new StopReason.Interrupted());
            return new Work.Stopped<>(stop.reason().orElseThrow());
        }
    }

    private Verdict stopped(StopReason why) {
        return switch (why) {
            case StopReason.Asked _ -> {
                end(StepState.CANCELLED);
                yield new Verdict.Cancelled(climb.report());
            }
            case StopReason.Overdue(var limit) -> overdue(limit);
            case StopReason.Flooded(var sentence) -> {
                end(StepState.FAILED);
                yield failed(masked(List.of(sentence + " during " + stepName())));
            }
            case StopReason.Unheard(var failure) -> errored(new ListenerFailed(failure));
        };
    }

    private Verdict overdue(Duration limit) {
        var reasons = new ArrayList<String>();
        reasons.add("the run met its time limit of " + text(limit) + " during " + stepName());
        try {
            climb.requireEngine();
            reasons.addAll(climb.held());
        } catch (EngineException hung) {
            return errored(hung);
        }
        end(StepState.FAILED);
        return failed(masked(reasons));
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
