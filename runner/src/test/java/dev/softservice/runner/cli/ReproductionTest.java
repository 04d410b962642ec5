package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.install.RecordedRun;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.RungOutcome;
import dev.softservice.runner.model.Rungs;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the command says of two runs, side by side. */
class ReproductionTest {
    private static final String THERE = "sha256:" + "a".repeat(64);
    private static final String HERE = "sha256:" + "b".repeat(64);

    private final Reproduction reproduction = Reproduction.of(new RecordedRun(
            12,
            "failed",
            "test 'it answers' failed",
            "accept",
            "1".repeat(40),
            "2".repeat(40),
            new RecordedRun.Made(List.of(), Map.of(), Map.of("debian:bookworm-slim", THERE)),
            Optional.empty(),
            List.of("it answers"),
            "x86_64",
            "Docker 28.2.2",
            false));

    private static Report report(RungOutcome accepts, List<TestResult> tests, Machine machine) {
        return new Report(
                Rungs.ofLevel(3).with(Rung.ACCEPTED, accepts),
                List.of(),
                tests,
                Map.of(),
                machine.bases(),
                List.of(),
                List.of(),
                machine.architecture(),
                machine.engine(),
                List.of());
    }

    private record Machine(String architecture, String engine, Map<String, String> bases) {
        static final Machine SAME = new Machine("x86_64", "Docker 28.2.2", Map.of("debian:bookworm-slim", THERE));
        static final Machine OTHER = new Machine("aarch64", "Podman 5.4.2", Map.of("debian:bookworm-slim", HERE));
    }

    private static TestResult failing(String name) {
        return new TestResult("", name, TestResult.State.FAILED, 0.1, "no answer", "");
    }

    private Reproduction.Outcome failed(Machine machine, TestResult... tests) {
        return reproduction.compared(
                new Verdict.Failed(report(new RungOutcome.Failed(), List.of(tests), machine), List.of("test failed")));
    }

    @Test
    void theSameTestThatFailsIsTheSameRunWhateverElseFails() {
        var outcome = failed(Machine.OTHER, failing("another"), failing("it answers"));
        assertThat(outcome.same()).isTrue();
        assertThat(outcome.lines()).containsExactly("it fails here as in run 12");
    }

    @Test
    void anotherTestThatFailsIsNotTheSameAndWhatIsDifferentHereIsTold() {
        var outcome = failed(Machine.OTHER, failing("another"));
        assertThat(outcome.same()).isFalse();
        assertThat(outcome.lines())
                .containsExactly(
                        "it fails here otherwise than in run 12: there test 'it answers' failed",
                        "different here: the processor, aarch64 (there x86_64)",
                        "different here: the engine, Podman 5.4.2 (there Docker 28.2.2)",
                        "different here: debian:bookworm-slim, bbbbbbbbbbbb (there aaaaaaaaaaaa)");
    }

    @Test
    void aFailureOfNoTestIsNotTheFailureOfATest() {
        assertThat(failed(Machine.SAME).lines())
                .containsExactly("it fails here otherwise than in run 12: there test 'it answers' failed");
    }

    @Test
    void whatHoldsHereIsToldWithTheStepThatFailedThere() {
        var outcome = reproduction.compared(new Verdict.Passed(
                report(new RungOutcome.Held(RungOutcome.Checked.NOT_RECORDED), List.of(), Machine.SAME)));
        assertThat(outcome.same()).isFalse();
        assertThat(outcome.lines())
                .containsExactly("it does not fail here: everything holds up to accept, where run 12 failed");
    }

    @Test
    void whereNothingWasBuiltNothingIsCalledDifferent() {
        assertThat(reproduction
                        .compared(new Verdict.Errored(Report.EMPTY, "no network"))
                        .lines())
                .containsExactly("this machine could not tell: no network");
        assertThat(reproduction.compared(new Verdict.Cancelled(Report.EMPTY)).lines())
                .containsExactly("stopped before it could tell");
    }
}
