package dev.softservice.runner.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.softservice.runner.climb.RunListener;
import dev.softservice.runner.engine.Road;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Verdict;
import java.time.Instant;
import java.util.Objects;

/** What a {@link RunListener} hears, on its way. Times are ISO 8601. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RunEvent.Step.class, name = "step"),
    @JsonSubTypes.Type(value = RunEvent.Doing.class, name = "progress"),
    @JsonSubTypes.Type(value = RunEvent.Line.class, name = "log"),
    @JsonSubTypes.Type(value = RunEvent.Came.class, name = "road"),
    @JsonSubTypes.Type(value = RunEvent.Tested.class, name = "test"),
    @JsonSubTypes.Type(value = RunEvent.Accepted.class, name = "accepted")
})
public sealed interface RunEvent {
    /** Tells it as if it had been heard here. */
    void tell(RunListener listener);

    record Step(StepName step, StepState state, String at) implements RunEvent {
        public Step {
            Objects.requireNonNull(step);
            Objects.requireNonNull(state);
            Instant.parse(at);
        }

        @Override
        public void tell(RunListener listener) {
            listener.step(step, state, Instant.parse(at));
        }
    }

    record Doing(StepName step, String what) implements RunEvent {
        public Doing {
            Objects.requireNonNull(step);
            Objects.requireNonNull(what);
        }

        @Override
        public void tell(RunListener listener) {
            listener.progress(step, new Progress.Doing(what));
        }
    }

    record Line(String time, String source, LogLine.Stream stream, String text) implements RunEvent {
        public Line {
            Instant.parse(time);
            Objects.requireNonNull(source);
            Objects.requireNonNull(stream);
            Objects.requireNonNull(text);
        }

        @Override
        public void tell(RunListener listener) {
            listener.log(new LogLine(Instant.parse(time), source, stream, text));
        }
    }

    record Came(Road road) implements RunEvent {
        public Came {
            Objects.requireNonNull(road);
            Objects.requireNonNull(road.network());
        }

        @Override
        public void tell(RunListener listener) {
            listener.came(road);
        }
    }

    record Tested(TestResult result) implements RunEvent {
        public Tested {
            Objects.requireNonNull(result.suite());
            Objects.requireNonNull(result.name());
            Objects.requireNonNull(result.state());
        }

        @Override
        public void tell(RunListener listener) {
            listener.test(result);
        }
    }

    /** Acceptance has passed, and deeper rungs follow. */
    record Accepted(Report report, String at) implements RunEvent {
        public Accepted {
            Objects.requireNonNull(report);
            Instant.parse(at);
        }

        @Override
        public void tell(RunListener listener) {
            listener.accepted(new Verdict.Passed(report), Instant.parse(at));
        }
    }
}
