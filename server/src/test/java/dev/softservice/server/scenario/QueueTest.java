package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.Sha;
import dev.softservice.server.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;

/** Every run ends, whatever happens to it, its worker, its engine or its hub. */
class QueueTest extends HubTest {
    private Run pushed(String outcome) {
        var commit = hub.push(
                wiki, "main", "push " + outcome, Map.of("softservice.yaml", Hub.manifest("2.3"), "outcome", outcome));
        return hub.runOf(wiki, commit);
    }

    private Run now(Run run) {
        return hub.runs().require(run.id());
    }

    private void forgetDelays() {
        hub.app.database().run(handle -> handle.execute("update run set not_before = 0"));
    }

    @Test
    void aRunRecordsStepsCountsTimesAndTests() {
        var run = pushed("pass 4");
        hub.runNext();
        var done = now(run);
        assertThat(done.state()).isEqualTo(Run.State.FINISHED);
        assertThat(done.level()).isEqualTo(4);
        assertThat(done.tests()).isEqualTo(new Run.Counts(1, 0, 0, 0));
        assertThat(done.steps()).extracting("name").containsExactly(StepName.READ, StepName.ACCEPT);
        assertThat(done.steps()).allSatisfy(step -> assertThat(step.state()).isEqualTo(StepState.PASSED));
        assertThat(done.startedAt()).isPresent();
        assertThat(folder.resolve("images")
                        .resolve(OutcomeFileVerifier.IMAGE.id().hex()))
                .as("when its image was used")
                .exists();
        assertThat(done.verdictAt()).isPresent();
        assertThat(hub.runs().tests(run.id()))
                .singleElement()
                .satisfies(test -> assertThat(test.output()).isEqualTo("200 OK"));
    }

    @Test
    void aFailureSaysWhyInOneLine() {
        var run = pushed("fail: the front page answers 500");
        hub.runNext();
        assertThat(now(run).verdict()).contains(Run.Outcome.FAILED);
        assertThat(now(run).reason()).isEqualTo("the front page answers 500");
    }

    @Test
    void whatThePlatformCouldNotTellIsTriedThreeTimesAndThenSaidPlainly() {
        var run = pushed("error: disk full");
        hub.runNext();
        assertThat(now(run).state()).isEqualTo(Run.State.QUEUED);
        assertThat(now(run).reason()).contains("attempt 1 could not tell (disk full)");
        assertThat(hub.runNext()).as("not before its delay is over").isFalse();
        for (int i = 0; i < 2; i++) {
            forgetDelays();
            hub.runNext();
        }
        assertThat(now(run).verdict()).contains(Run.Outcome.ERRORED);
        assertThat(now(run).reason()).contains("3 times: disk full");
        assertThat(hub.verifier.ran()).hasSize(3).doesNotHaveDuplicates();
    }

    @Test
    void withoutAnEngineRunsWaitAndSayWhyAndGoOnOnceItIsBack() {
        hub.verifier.trouble("no container engine answers");
        var run = pushed("pass 4");
        assertThat(hub.runNext()).isFalse();
        assertThat(hub.runs().load().trouble()).contains("no container engine answers");
        assertThat(now(run).state()).isEqualTo(Run.State.QUEUED);
        hub.verifier.recovered();
        hub.runNext();
        assertThat(now(run).verdict()).contains(Run.Outcome.PASSED);
        assertThat(now(run).attempt()).isEqualTo(1);
    }

    @Test
    void aCancelledRunEndsAndItsWorkerIsFree() throws Exception {
        var run = pushed("hang");
        var worker = Thread.ofVirtual().start(() -> hub.app.workers().runNext());
        hub.verifier.awaitHanging();
        assertThat(hub.runs().cancel(run.id(), hub.ann).verdict()).contains(Run.Outcome.CANCELLED);
        worker.join();
        assertThat(now(run).state()).isEqualTo(Run.State.FINISHED);
        assertThat(now(run).reason()).isEqualTo("cancelled by ann");
        assertThatThrownBy(() -> hub.runs().cancel(run.id(), hub.ann))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("has ended already");
        assertThat(events(run)).endsWith("verdict", "end");
    }

    private List<String> events(Run run) throws InterruptedException {
        var types = new ArrayList<String>();
        var ended = new java.util.concurrent.CountDownLatch(1);
        try (var _ = hub.app.events().follow(run.id(), 0, event -> {
            types.add(event.type());
            if (event.type().equals("end")) ended.countDown();
        })) {
            ended.await();
        }
        return types;
    }

    @Test
    void aNewerPushSupersedesTheRunThatIsUnderWay() throws Exception {
        var run = pushed("hang");
        var worker = Thread.ofVirtual().start(() -> hub.app.workers().runNext());
        hub.verifier.awaitHanging();
        var newer = pushed("pass 4");
        worker.join();
        assertThat(now(run).verdict()).contains(Run.Outcome.SUPERSEDED);
        hub.runNext();
        assertThat(now(newer).verdict()).contains(Run.Outcome.PASSED);
    }

    @Test
    void stoppingTheHubPutsRunsUnderWayBackIntoTheQueue() throws Exception {
        var run = pushed("hang");
        var worker = Thread.ofVirtual().start(() -> hub.app.workers().runNext());
        hub.verifier.awaitHanging();
        hub.app.workers().close();
        worker.join();
        assertThat(now(run).state()).isEqualTo(Run.State.QUEUED);
        assertThat(now(run).attempt()).isEqualTo(1);
        assertThat(now(run).reason()).contains("the hub was stopped");
    }

    @Test
    void aRunWhoseHubDiedStartsAnewExactlyOnce() {
        var run = pushed("pass 4");
        hub.app
                .database()
                .run(handle ->
                        handle.execute("update run set state = 'RUNNING', lease_owner = 'dead/1', started_at = 1"));
        restart();
        assertThat(now(run).state()).isEqualTo(Run.State.QUEUED);
        hub.settle();
        assertThat(now(run).verdict()).contains(Run.Outcome.PASSED);
        assertThat(now(run).attempt()).isEqualTo(2);
        assertThat(hub.verifier.ran()).containsExactly("r" + run.id() + "-2");
    }

    @Test
    void aRunWhoseHubDiedBehindTheVerdictKeepsIt() throws Exception {
        var run = pushed("pass 4");
        hub.app.database().run(handle -> handle.execute("""
            update run set state = 'RUNNING', lease_owner = 'dead/1', started_at = 1, verdict = 'FAILED', verdict_at = 2, reason = 'no'\
            """));
        restart();
        assertThat(now(run).state()).isEqualTo(Run.State.FINISHED);
        assertThat(now(run).verdict()).contains(Run.Outcome.FAILED);
        assertThat(events(run)).containsExactly("verdict", "end");
    }

    @Test
    void aRunThatKillsItsHubAgainAndAgainIsGivenUp() {
        var run = pushed("pass 4");
        hub.app
                .database()
                .run(handle -> handle.execute("update run set state = 'RUNNING', lease_owner = 'dead/1', attempt = 5"));
        restart();
        assertThat(now(run).verdict()).contains(Run.Outcome.ERRORED);
    }

    @Test
    void twoWorkersNeverGetTheSameRun() throws Exception {
        for (int i = 0; i < 12; i++)
            hub.push(wiki, "b" + i, "push", Map.of("softservice.yaml", Hub.manifest("1.0"), "page", i + "\n"));
        var workers = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            workers.add(Thread.ofVirtual().start(() -> {
                while (hub.app.workers().runNext())
                    ;
            }));
        }
        for (var worker : workers) worker.join();
        assertThat(hub.verifier.ran()).hasSize(12).doesNotHaveDuplicates();
    }

    @Test
    void aRepeatedRunRunsAgainThoughItIsProven() {
        var run = pushed("pass 4");
        hub.settle();
        var again = hub.runs().retry(run.id(), hub.ann);
        hub.settle();
        assertThat(now(again).reusedFrom()).isEmpty();
        assertThat(hub.verifier.ran()).hasSize(2);
    }

    @Test
    void theSameTreeElsewhereIsAnsweredByTheProofEvenWithoutAnEngine() {
        var run = pushed("pass 4");
        hub.settle();
        hub.verifier.trouble("engine gone");
        var copy = hub.push(wiki, "copy", "the same tree", Map.of());
        hub.settle();
        var answered = hub.runOf(wiki, copy);
        assertThat(answered.verdict()).contains(Run.Outcome.PASSED);
        assertThat(answered.reusedFrom()).hasValue(run.id());
    }

    @Test
    void aBranchThatWasWrittenJustBeforeTheHubDiedIsTestedAfterTheRestart() {
        var commit =
                hub.commit(wiki, Optional.<ObjectId>empty(), "first", Map.of("softservice.yaml", Hub.manifest("2.3")));
        hub.app.git().moveRef(wiki.name(), Hub.MAIN, Optional.empty(), Optional.of(commit), "push");
        restart();
        hub.settle();
        assertThat(hub.stable(wiki).orElseThrow().commit()).isEqualTo(Sha.of(commit));
    }

    @Test
    void aLandingThatWasCutOffBeforeTheBranchMovedIsFinished() {
        released();
        var pull = hub.proposed(hub.ann, wiki, "one", Map.of("a", "a\n"));
        hub.settle();
        hub.app.database().run(handle -> handle.execute("update pull set landing_sha = merge_sha, landing_by = 'max'"));
        restart();
        assertThat(hub.tip(wiki, Hub.MAIN).orElseThrow().name())
                .isEqualTo(pull.mergeSha().orElseThrow().name());
        assertThat(hub.pull(wiki, 1).mergedBy()).contains("max");
    }

    @Test
    void aLandingThatWasCutOffBehindTheBranchsMoveIsRecorded() {
        released();
        var pull = hub.proposed(hub.ann, wiki, "one", Map.of("a", "a\n"));
        hub.settle();
        hub.app.database().run(handle -> handle.execute("update pull set landing_sha = merge_sha, landing_by = 'max'"));
        hub.app
                .git()
                .moveRef(
                        wiki.name(),
                        Hub.MAIN,
                        hub.tip(wiki, Hub.MAIN),
                        pull.mergeSha().map(Sha::id),
                        "merge");
        restart();
        hub.settle();
        assertThat(hub.pull(wiki, 1).landedSha()).isEqualTo(pull.mergeSha());
        assertThat(hub.stable(wiki).orElseThrow().version()).isEqualTo("2.3.1");
    }

    @Test
    void pullRefsAreRepairedFromTheRows() {
        released();
        var pull = hub.proposed(hub.ann, wiki, "one", Map.of("a", "a\n"));
        hub.app
                .git()
                .moveRef(
                        wiki.name(), "refs/pull/1/merge", hub.tip(wiki, "refs/pull/1/merge"), Optional.empty(), "lost");
        hub.app
                .git()
                .moveRef(
                        wiki.name(),
                        "refs/pull/1/head",
                        hub.tip(wiki, "refs/pull/1/head"),
                        hub.tip(wiki, Hub.MAIN),
                        "lost");
        restart();
        assertThat(hub.tip(wiki, "refs/pull/1/head").orElseThrow().name())
                .isEqualTo(pull.headSha().name());
        assertThat(hub.tip(wiki, "refs/pull/1/merge").map(Sha::of)).isEqualTo(pull.mergeSha());
    }
}
