package dev.softservice.runner.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.model.Phase;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.model.Progress.Task;
import dev.softservice.runner.model.Progress.Work;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.Rungs;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.State;
import dev.softservice.runner.model.Trace;
import dev.softservice.runner.reporting.Talks;
import dev.softservice.runner.reporting.TimelinePicture;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** When what was done with each service, from what a run tells of its progress to the picture of it. */
class TimelineTest {
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    private Instant now = NOON;
    private final Timeline timeline = new Timeline(() -> now);

    private void begun(StepName step, Work work, String subject) {
        timeline.hear(step, new Progress.Underway(new Task(work, subject), ""));
    }

    private void done(StepName step, Work work, String subject) {
        timeline.hear(step, new Progress.Done(new Task(work, subject)));
    }

    private void after(long millis) {
        now = now.plusMillis(millis);
    }

    private List<Phase> phases() {
        begun(StepName.BUILD, Work.BUILD, "web");
        after(1_000);
        begun(StepName.BUILD, Work.BUILD, "web");
        after(1_000);
        done(StepName.BUILD, Work.BUILD, "web");
        begun(StepName.PROVISION, Work.START, "web");
        begun(StepName.PROVISION, Work.START, "<b>&\u202edb");
        after(500);
        done(StepName.PROVISION, Work.START, "web");
        after(2_500);
        begun(StepName.RESILIENCE, Work.KILL, "web");
        after(1_500);
        done(StepName.RESILIENCE, Work.KILL, "web");
        return timeline.phases();
    }

    @Test
    void eachTaskIsAPhaseFromItsFirstWordToItsLast() {
        long noon = NOON.toEpochMilli();
        assertThat(phases())
                .containsExactly(
                        new Phase("web", Phase.Kind.BUILD, StepName.BUILD, noon, noon + 2_000, true),
                        new Phase("web", Phase.Kind.START, StepName.PROVISION, noon + 2_000, noon + 2_500, true),
                        new Phase("web", Phase.Kind.KILL, StepName.RESILIENCE, noon + 5_000, noon + 6_500, true),
                        new Phase(
                                "<b>&\u202edb",
                                Phase.Kind.START,
                                StepName.PROVISION,
                                noon + 2_000,
                                noon + 6_500,
                                false));
    }

    @Test
    void thePictureSaysTheSameInWordsAndNothingOfStrangersSteersIt() {
        long noon = NOON.toEpochMilli();
        var tests = List.of(
                tested("it answers", State.PASSED, new Trace(noon + 2_600, noon + 2_700, List.of("web"), List.of())),
                tested("it saves", State.FAILED, new Trace(noon + 2_700, noon + 4_000, List.of("web"), List.of())));
        var report = new Report(Rungs.NONE, List.of(), tests, Map.of(), Map.of(), List.of(), List.of()).with(phases());
        var picture = TimelinePicture.of(report).orElseThrow();
        assertThat(picture.words())
                .containsExactly(
                        "web: built in 2.0 s; started at 2.0 s, healthy after 0.5 s; killed at 5.0 s, all healthy after"
                                + " 1.5 s; 2 tests talked to it, 1 failed",
                        "<b>&\ufffddb: started at 2.0 s, not healthy after 4.5 s");
        assertThat(picture.svg().toString())
                .startsWith("<svg ")
                .contains("role=\"img\"", "&lt;b&gt;&amp;\ufffddb", "class=\"probe red\"", "class=\"kill\"")
                .doesNotContain("<b>", "\u202e");
        var talks = Talks.of(report);
        assertThat(talks.services()).containsExactly("web");
        assertThat(talks.rows())
                .extracting(row -> row.name() + " " + row.failed() + " "
                        + row.cells().getFirst().says())
                .containsExactly("it saves true yes", "wiki false 2 of 2");
        assertThat(TimelinePicture.of(Report.EMPTY)).isEmpty();
        assertThat(Talks.of(Report.EMPTY).rows()).isEmpty();
    }

    private static TestResult tested(String name, State state, Trace trace) {
        return new TestResult("wiki", name, state, 1, "", "").with(trace);
    }
}
