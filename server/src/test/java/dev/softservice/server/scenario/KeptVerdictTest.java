package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.core.Sha;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.review.Review.Verdict;
import dev.softservice.server.review.Reviews.Sending;
import dev.softservice.server.run.Run;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A landing does not discard verdicts: what is open is tested again when it is about to land, or when the hub is idle. */
class KeptVerdictTest extends HubTest {
    @BeforeEach
    void aReleasedWiki() {
        released();
    }

    private PullRequest green(int i) {
        return hub.proposed(hub.ann, wiki, "change " + i, Map.of("file" + i, i + "\n"));
    }

    private List<PullRequest> green(int from, int to) {
        var all = new ArrayList<PullRequest>();
        for (int i = from; i <= to; i++) all.add(green(i));
        hub.settle();
        return all;
    }

    private int verifications() {
        return hub.verifier.ran().size();
    }

    @Test
    void aLandingKeepsTheVerdictsOfTheOthers() {
        var pulls = green(1, 2);
        int ran = verifications();
        var verdict = hub.runOf(pulls.get(1));
        hub.app.pulls().merge(wiki, 1, hub.max);
        hub.settle();
        assertThat(verifications()).isEqualTo(ran);
        assertThat(hub.runOf(hub.pull(wiki, 2)).id()).isEqualTo(verdict.id());
        var answer = hub.app.pulls().mergeability(hub.pull(wiki, 2));
        assertThat(answer.now()).isFalse();
        assertThat(answer.movedSince()).isEqualTo(2);
        assertThat(answer.reason())
                .isEqualTo("run " + verdict.id() + " passed; main has moved since by 2 commits, no conflict: it is"
                        + " tested again before it lands");
    }

    @Test
    void redStaysRedWithItsReason() {
        green(1, 1);
        hub.proposed(hub.ann, wiki, "break it", Map.of("outcome", "fail: the front page answers 500"));
        hub.settle();
        hub.app.pulls().merge(wiki, 1, hub.max);
        hub.settle();
        assertThat(hub.runOf(hub.pull(wiki, 2)).verdict()).contains(Run.Outcome.FAILED);
        assertThatThrownBy(() -> hub.app.pulls().merge(wiki, 2, hub.max))
                .hasMessageContaining("the front page answers 500");
    }

    @Test
    void withThirtyOpenOnesTenLandingsTakeAtMostFourteenVerifications() {
        green(1, 30);
        int ran = verifications();
        for (int number = 1; number <= 10; number++) {
            hub.app.pulls().merge(wiki, number, hub.max);
            hub.settle();
            assertThat(hub.pull(wiki, number).state()).isEqualTo(PullRequest.State.MERGED);
        }
        assertThat(verifications() - ran).isLessThanOrEqualTo(14);
        assertThat(hub.runOf(hub.pull(wiki, 30)).verdict()).contains(Run.Outcome.PASSED);
    }

    @Test
    void tenThatAreAskedToLandAtOnceAreTestedOneBehindTheOther() {
        green(1, 10);
        int ran = verifications();
        for (int number = 1; number <= 10; number++) hub.app.pulls().mergeWhenVerified(wiki, number, hub.max);
        hub.settle();
        for (int number = 1; number <= 10; number++)
            assertThat(hub.pull(wiki, number).state()).isEqualTo(PullRequest.State.MERGED);
        assertThat(verifications() - ran).isEqualTo(9);
    }

    @Test
    void whatLandsIsWhatWasTestedOnThePresentBase() {
        green(1, 3);
        for (int number = 1; number <= 3; number++) {
            hub.app.pulls().merge(wiki, number, hub.max);
            hub.settle();
            var landed = hub.pull(wiki, number).landedSha().orElseThrow();
            assertThat(hub.tip(wiki, Hub.MAIN).map(Sha::of)).contains(landed);
            assertThat(hub.runOf(hub.pull(wiki, number)).commit()).isEqualTo(landed);
        }
    }

    @Test
    void aRedOneInTheLineDoesNotStopThoseBehindIt() {
        green(1, 3);
        hub.proposed(hub.ann, wiki, "break it", Map.of("outcome", "fail: no"));
        green(4, 4);
        for (int number = 1; number <= 5; number++) hub.app.pulls().mergeWhenVerified(wiki, number, hub.max);
        hub.settle();
        assertThat(hub.pull(wiki, 4).state()).isEqualTo(PullRequest.State.OPEN);
        assertThat(hub.pull(wiki, 5).state()).isEqualTo(PullRequest.State.MERGED);
    }

    @Test
    void whatIsUnderWayIsNotThrownAwayWhenTheBaseMoves() throws Exception {
        var pull = hub.proposed(hub.ann, wiki, "slow", Map.of("outcome", "hang"));
        var worker = Thread.ofVirtual().start(() -> hub.app.workers().runNext());
        hub.verifier.awaitHanging();
        hub.push(wiki, "main", "meanwhile", Map.of("b", "b\n"));
        assertThat(hub.runOf(hub.pull(wiki, pull.number())).state()).isEqualTo(Run.State.RUNNING);
        hub.runs().cancel(hub.runOf(pull).id(), hub.ann);
        worker.join();
    }

    @Test
    void anIdleHubTestsTheNewestAgainOneAtATime() {
        green(1, 3);
        hub.app.pulls().merge(wiki, 1, hub.max);
        hub.settle();
        hub.app.finishBegun();
        assertThat(hub.runs().load().queued()).as("it was busy just now").isZero();
        forgetTheLastMinutes();
        hub.app.finishBegun();
        assertThat(hub.runOf(hub.pull(wiki, 3)).state()).isEqualTo(Run.State.QUEUED);
        assertThat(hub.runs().load().queued()).isEqualTo(1);
        hub.settle();
        assertThat(hub.app.pulls().mergeability(hub.pull(wiki, 3)).now()).isTrue();
        assertThat(hub.app.pulls().mergeability(hub.pull(wiki, 2)).now()).isFalse();
    }

    private void forgetTheLastMinutes() {
        hub.app.database().run(handle -> handle.execute("update run set finished_at = finished_at - 600000"));
    }

    @Test
    void anApprovedOneIsTestedOnThePresentBase() {
        green(1, 2);
        hub.app.pulls().merge(wiki, 1, hub.max);
        hub.settle();
        hub.app
                .discussion()
                .reviews()
                .send(wiki, hub.pull(wiki, 2), new Sending(1, Verdict.APPROVED, "", List.of()), hub.bob);
        hub.settle();
        assertThat(hub.app.pulls().mergeability(hub.pull(wiki, 2)).now()).isTrue();
    }

    @Test
    void aRetestIsOfThePresentMergeResultAndReusesNoProof() {
        green(1, 2);
        hub.app.pulls().merge(wiki, 1, hub.max);
        hub.settle();
        int ran = verifications();
        for (int i = 1; i <= 2; i++) {
            hub.app.pulls().retest(wiki, 2, hub.bob);
            hub.settle();
            assertThat(verifications()).isEqualTo(ran + i);
        }
        assertThat(hub.app.pulls().mergeability(hub.pull(wiki, 2)).now()).isTrue();
        assertThatThrownBy(() -> hub.app.pulls().retest(wiki, 2, hub.stranger))
                .hasMessageContaining("only a contributor");
    }

    @Test
    void aNewHeadHasNoVerdictOfTheOldOne() {
        green(1, 1);
        hub.push(wiki, "main", "theirs", Map.of("file1", "theirs\n"));
        var head = hub.commit(wiki, hub.tip(wiki, "refs/pull/1/head"), "more", Map.of("file1", "mine\n"));
        hub.propose(hub.ann, wiki, head, Map.of());
        assertThat(hub.pull(wiki, 1).conflicts()).containsExactly("file1");
        assertThat(hub.app.pulls().run(wiki, 1)).isEmpty();
    }
}
