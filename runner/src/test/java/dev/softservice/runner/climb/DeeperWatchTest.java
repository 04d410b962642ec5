package dev.softservice.runner.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.engine.Environment.Executed;
import dev.softservice.runner.engine.Environment.Incident;
import dev.softservice.runner.model.TestResult.State;
import dev.softservice.runner.model.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is seen of services and tests on the deeper rungs, and what no second try takes back, without containers. */
class DeeperWatchTest extends DeepRun {
    @Test
    void whatHappensToServicesBetweenTestsIsSeenOnEveryRung() {
        var moments = List.of("kill db", "cut power", "save before-upgrade " + volume("rows"), "put back backup");
        var found = new ArrayList<String>();
        for (var moment : moments) {
            engine.calls.clear();
            engine.incidents = _ -> engine.calls.contains(moment)
                    ? List.of(new Incident("web", false, "web was not healthy for a while"))
                    : List.of();
            found.add(failed(7, distro("a", SERVICES + DATA), Optional.of(distro("b", SERVICES + DATA)))
                    .reasons()
                    .getFirst());
        }
        assertThat(found)
                .containsExactly(
                        "after db was killed: web was not healthy for a while",
                        "after all services were killed at once: web was not healthy for a while",
                        "after the upgrade from v1.0.0, by what v1.0.0 says: web was not healthy for a while",
                        "after the restore: web was not healthy for a while");
    }

    @Test
    void whatTheKernelEndedIsAskedForBeforeEachEnvironmentGoes() {
        var found = new LinkedHashSet<String>();
        for (int ask = 1; ask <= 8; ask++) {
            int wanted = ask;
            var asked = new AtomicInteger();
            engine.lastIncidents = _ -> asked.incrementAndGet() == wanted
                    ? List.of(new Incident("web", false, "a process of web was killed"))
                    : List.of();
            var verdict = run(7, distro("a", SERVICES + DATA), Optional.of(distro("b", SERVICES + DATA)));
            found.addAll(
                    verdict instanceof Verdict.Failed failed
                            ? failed.reasons()
                            : verdict.report().notes());
        }
        assertThat(found)
                .containsExactly(
                        "after the kills: a process of web was killed",
                        "started again over the same data: a process of web was killed",
                        "not the fault of this version: with stable v1.0.0, before the upgrade: a process of web was"
                                + " killed",
                        "after the upgrade from v1.0.0: a process of web was killed",
                        "before the backup: a process of web was killed",
                        "not the fault of this version: after going back to v1.0.0: a process of web was killed",
                        "after the restore: a process of web was killed");
    }

    @Test
    void whatHappensToStableByItselfIsNotedAndNothingElse() {
        engine.incidents = _ -> engine.calls.contains("destroy")
                                && !engine.calls.contains("save before-upgrade " + volume("rows"))
                        || engine.calls.contains("put back before-upgrade") && !engine.calls.contains("put back backup")
                ? List.of(new Incident("web", false, "web was not healthy for a while"))
                : List.of();
        var verdict = run(7, distro("a", SERVICES + DATA), Optional.of(distro("b", SERVICES + DATA)));
        assertThat(verdict).as(verdict.toString()).isInstanceOf(Verdict.Passed.class);
        assertThat(verdict.report().notes())
                .allSatisfy(note -> assertThat(note)
                        .startsWith("not the fault of this version: ")
                        .endsWith("web was not healthy for a while"))
                .hasSize(4);
    }

    @Test
    void aTestThatWouldPassAtASecondTryHasFailedThere() {
        answers("ask", executed(0, ""), executed(1, "gone"), executed(0, "back"));
        var verdict = failed(5, distro("a", SERVICES), Optional.empty());
        assertThat(verdict.reasons().getFirst()).startsWith("after db was killed: test 'answers' failed");
        assertThat(verdict.report().tests().getLast()).satisfies(test -> {
            assertThat(test.state()).isEqualTo(State.FAILED);
            assertThat(test.place()).isEqualTo("sample, after db was killed");
        });
    }

    @Test
    void soItHasAfterAnUpgradeAndARestore() {
        // Stable's own tests, before the upgrade, are in between.
        assertThat(failingOnceAt(6)).startsWith("after the upgrade from v1.0.0: test 'answers' failed");
        assertThat(failingOnceAt(8)).startsWith("after the restore: test 'answers' failed");
    }

    private String failingOnceAt(int number) {
        var answers = new Executed[number + 1];
        Arrays.fill(answers, executed(0, ""));
        answers[number - 1] = executed(1, "gone");
        answers("ask", answers);
        return failed(7, distro("a", SERVICES + DATA), Optional.of(distro("b", SERVICES + DATA)))
                .reasons()
                .getFirst();
    }
}
