package dev.softservice.runner.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.Stable;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.stop.Stop;
import dev.softservice.runner.stop.StopReason;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs that are stopped, at whatever they are. */
class StoppedRunTest extends DeepRun {
    private enum Why implements StopReason.Asked {
        NO_LONGER_WANTED
    }

    private final Stop stop = new Stop();

    private Path everything(String name) {
        return DistroFolder.at(folder.resolve(name))
                .with("web/Dockerfile", "FROM debian\n")
                .manifest("""
                    services:
                      db: {image: "debian:12", volumes: ["rows:/rows"]}
                      web: {build: web}
                    volumes: {rows: {}}
                    tests:
                      - {name: answers, exec: {service: web, command: [ask]}}
                      - {name: suite, run: {image: alpine, command: [run-tests]}}
                    """ + DATA)
                .path();
    }

    private RunRequest request(int level, Optional<Path> stable) {
        return new RunRequest(
                        new Footprint("1", "hub"),
                        SourceTree.in(everything("candidate")),
                        Map.of(),
                        new Reach(level, Limits.DEFAULT))
                .withStable(stable.map(path -> new Stable(
                        SourceTree.in(path), "v1.0.0", "1".repeat(40), "2".repeat(40), List.of(), Set.of())));
    }

    private CompletableFuture<Verdict> begin(RunRequest request, RunListener listener) {
        var verdict = new CompletableFuture<Verdict>();
        Thread.ofVirtual()
                .start(() -> verdict.complete(new Runner(engine, clock, composer).run(request, listener, stop)));
        return verdict;
    }

    /** Where is it, when it is stopped, and at what? */
    @ParameterizedTest
    @CsvSource({
        "build, BUILD, provide build:web",
        "pull, BUILD, provide build:db",
        "provision, PROVISION, up",
        "a test by a command, ACCEPT, exec web ask",
        "a test in a container of its own, ACCEPT, run suite",
        "seed, RESILIENCE, exec db seed",
        "kill, RESILIENCE, kill web",
        "power cut, RESILIENCE, cut power",
        "second start, RESILIENCE, down",
        "restore, RESTORE, put back backup",
        "an empty environment, RESTORE, destroy",
    })
    void itEndsAsCancelledWithNothingLeft(String what, StepName step, String call) throws Exception {
        engine.hangsAt = call;
        var verdict = begin(request(7, Optional.empty()), recording);
        assertThat(engine.hanging.await(60, TimeUnit.SECONDS))
                .as(what + " comes: " + engine.calls)
                .isTrue();
        assertThat(verdict).isNotDone();
        stop.ask(Why.NO_LONGER_WANTED);

        assertThat(verdict.get(60, TimeUnit.SECONDS)).isInstanceOf(Verdict.Cancelled.class);
        assertThat(recording.steps).endsWith(step + " CANCELLED");
        assertThat(recording.verdict.map(Object::getClass)).contains(Verdict.Cancelled.class);
        assertThat(engine.left()).as("environments left: " + engine.calls).isZero();
        assertThat(stop.reason()).contains(Why.NO_LONGER_WANTED);
    }

    @ParameterizedTest
    @CsvSource({"exec web ask, ACCEPT", "down, UPGRADE"})
    void soItDoesWhereStableStandsBeforeTheCandidate(String call, StepName step) throws Exception {
        var stable = Optional.of(everything("stable"));
        if (step == StepName.UPGRADE) {
            // The fourth: those before it are of the rungs below.
            var listener = new RunListener() {
                @Override
                public void step(StepName begun, StepState state, Instant at) {
                    if (begun == StepName.UPGRADE) engine.hangsAt = call;
                }
            };
            var verdict = begin(request(6, stable), listener);
            assertThat(engine.hanging.await(60, TimeUnit.SECONDS)).isTrue();
            stop.ask(Why.NO_LONGER_WANTED);
            assertThat(verdict.get(60, TimeUnit.SECONDS)).isInstanceOf(Verdict.Cancelled.class);
        } else {
            engine.hangsAt = call;
            var verdict = begin(request(6, stable), recording);
            assertThat(engine.hanging.await(60, TimeUnit.SECONDS)).isTrue();
            stop.ask(Why.NO_LONGER_WANTED);
            assertThat(verdict.get(60, TimeUnit.SECONDS)).isInstanceOf(Verdict.Cancelled.class);
        }
        assertThat(engine.left()).as("environments left: " + engine.calls).isZero();
    }

    @Test
    void askedBeforeItBeginsItMakesNothing() {
        stop.ask(Why.NO_LONGER_WANTED);
        assertThat(new Runner(engine, clock, composer).run(request(7, Optional.empty()), recording, stop))
                .isInstanceOf(Verdict.Cancelled.class);
        assertThat(engine.calls).isEmpty();
    }

    /** Its own limits end this run, and nobody else's who was given the same stop. */
    @Test
    void whatEndsARunForAReasonOfItsOwnEndsNoOther() {
        var failing = new RunListener() {
            @Override
            public void log(LogLine line) {
                throw new IllegalStateException("disk full");
            }
        };
        engine.hangsAt = "up";
        var verdict = new Runner(engine, clock, composer).run(request(4, Optional.empty()), failing, stop);
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Errored.class,
                        errored -> assertThat(errored.reason())
                                .isEqualTo("the run's listener failed: java.lang.IllegalStateException: disk full"));
        assertThat(stop.reason()).isEmpty();
        assertThat(engine.left()).isZero();
    }

    @Test
    void aThreadThatIsInterruptedWhileItWaitsForARunStaysSo() throws Exception {
        engine.hangsAt = "up";
        var interrupted = new CompletableFuture<Boolean>();
        var verdict = new CompletableFuture<Verdict>();
        var runner = Thread.ofVirtual().start(() -> {
            verdict.complete(new Runner(engine, clock, composer).run(request(4, Optional.empty()), recording));
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        assertThat(engine.hanging.await(60, TimeUnit.SECONDS)).isTrue();
        runner.interrupt();
        assertThat(verdict.get(60, TimeUnit.SECONDS)).isInstanceOf(Verdict.Cancelled.class);
        assertThat(interrupted.get(60, TimeUnit.SECONDS)).isTrue();
    }
}
