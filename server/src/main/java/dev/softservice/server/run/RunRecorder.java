package dev.softservice.server.run;

import dev.softservice.runner.climb.RunListener;
import dev.softservice.runner.engine.Road;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Verdict;
import dev.softservice.server.core.Constants;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.RunId;
import dev.softservice.server.db.Database;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down what a run's listener hears: events to the file, steps to rows. */
final class RunRecorder implements RunListener {
    private static final Logger LOG = LoggerFactory.getLogger(RunRecorder.class);
    /** What is kept of one run's log; the runner has a cap of its own, and this one holds even if it errs. */
    private static final long MOST_LOG_CHARACTERS = 64L << 20;

    private final RunId run;
    private final Database database;
    private final RunControl control;
    private final Attachments attachments;
    private final Verdicts verdicts;
    private long logged;
    private long dropped;

    /** What is to be written down at once, while the run goes on. */
    interface Verdicts {
        /** Acceptance has passed, deeper rungs follow. */
        void accepted(Verdict.Passed verdict, Instant at);

        /** Passed or failed for good; the environment is still being removed. */
        void stands(Verdict verdict);
    }

    /** {@code attachments}: where what tests attach is kept. */
    RunRecorder(RunId run, Database database, RunControl control, Attachments attachments, Verdicts verdicts) {
        this.attachments = attachments;
        this.run = run;
        this.database = database;
        this.control = control;
        this.verdicts = verdicts;
    }

    @Override
    public void step(StepName step, StepState state, Instant at) {
        control.events()
                .append(
                        run,
                        "step",
                        RunEvents.data()
                                .put("name", Constants.word(step))
                                .put("state", Constants.word(state))
                                .put("at", at.toString()));
        try {
            database.run(handle -> handle.createUpdate("""
                insert into step (run, name, position, state, started_at, finished_at)
                values (:run, :name, :position, :state, :at, :finished)
                on conflict (run, name) do update set state = excluded.state, finished_at = excluded.finished_at\
                """)
                    .bind("run", run)
                    .bind("name", Constants.word(step))
                    .bind("position", step.ordinal())
                    .bind("state", Constants.word(state))
                    .bind("at", at.toEpochMilli())
                    .bindByType("finished", state == StepState.RUNNING ? null : at.toEpochMilli(), Long.class)
                    .execute());
        } catch (Refusal busy) {
            // Steps are for looking at; a busy database is no reason to lose a run.
            LOG.warn("run {}: step {} not stored: {}", run, step, busy.getMessage());
        }
    }

    @Override
    public void progress(StepName step, Progress what) {
        control.events()
                .append(
                        run,
                        "progress",
                        RunEvents.data().put("step", Constants.word(step)).put("what", what.text()));
    }

    @Override
    public void log(LogLine line) {
        if (logged > MOST_LOG_CHARACTERS) {
            dropped++;
            return;
        }
        logged += line.text().length() + 100L;
        control.events()
                .append(
                        run,
                        RunEvents.LOG_LINE,
                        RunEvents.data()
                                .put("time", line.time().toString())
                                .put("source", line.source())
                                .put("stream", Constants.word(line.stream()))
                                .put("text", line.text()));
    }

    @Override
    public void came(Road road) {
        control.events()
                .append(
                        run,
                        "road",
                        RunEvents.data()
                                .put("networks", Constants.word(road.network()))
                                .put("held", road.held())
                                .put("asked", road.asked())
                                .put("checks", road.checks()));
    }

    /** A line of the hub's own in the run's log. */
    static void say(RunEvents events, RunId run, Instant at, String text) {
        events.append(
                run,
                RunEvents.LOG_LINE,
                RunEvents.data()
                        .put("time", at.toString())
                        .put("source", "hub")
                        .put("stream", "out")
                        .put("text", text));
    }

    @Override
    public void test(TestResult result) {
        control.live().found(run, result);
        control.events()
                .append(
                        run,
                        "test",
                        RunEvents.data()
                                .put("suite", result.suite())
                                .put("name", result.name())
                                .put("state", Constants.word(result.state()))
                                .put("seconds", result.seconds())
                                .put("message", result.message()));
    }

    @Override
    public Optional<String> attachment(String name, byte[] content) {
        return attachments.keep(name, content);
    }

    @Override
    public void accepted(Verdict verdict, Instant at) {
        switch (verdict) {
            case Verdict.Passed passed -> verdicts.accepted(passed, at);
            // The verdict itself follows at once.
            case Verdict.Failed _, Verdict.Errored _, Verdict.Cancelled _ -> {}
        }
    }

    @Override
    public void verdict(Verdict verdict, Instant at) {
        if (dropped > 0) say(control.events(), run, at, dropped + " more lines were dropped: a run's log is capped");
        switch (verdict) {
            case Verdict.Passed _, Verdict.Failed _ -> verdicts.stands(verdict);
            // These may be taken back by another attempt: decided once the runner has returned.
            case Verdict.Errored _, Verdict.Cancelled _ -> {}
        }
    }
}
