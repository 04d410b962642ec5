package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.policy.Policy;
import dev.softservice.server.core.Obstacle;
import dev.softservice.server.core.Obstacle.Kind;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.review.Review;
import dev.softservice.server.review.Reviews.Sending;
import dev.softservice.server.why.Candidate;
import dev.softservice.server.why.WhyAnswer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Test;

/** The answer to why something is not released yet is all of it, in the order in which it has to go. */
class WhyTest extends HubTest {
    private static final String MERGE = "MERGE: a maintainer has to merge it";

    private WhyAnswer why() {
        return hub.app.why().of(wiki);
    }

    private static List<String> told(List<Obstacle> obstacles) {
        return obstacles.stream()
                .map(obstacle -> obstacle.kind() + ": " + obstacle.reason())
                .toList();
    }

    private Candidate main() {
        var first = why().candidates().getFirst();
        assertThat(first.pull()).isEmpty();
        return first;
    }

    private Candidate candidate(int number) {
        return why().candidates().stream()
                .filter(candidate ->
                        candidate.pull().filter(pull -> pull.number() == number).isPresent())
                .findFirst()
                .orElseThrow();
    }

    private List<String> why(int number) {
        return told(candidate(number).obstacles());
    }

    private PullRequest proposed(String title, String file, String text) {
        return hub.proposed(hub.ann, wiki, title, Map.of(file, text));
    }

    private PullRequest settled(String title, String file, String text) {
        var pull = proposed(title, file, text);
        hub.settle();
        return pull;
    }

    private void main(String file, String text) {
        hub.push(wiki, "main", file, Map.of("softservice.yaml", Hub.manifest("2.3"), file, text));
    }

    private void tookTwentySeconds() {
        hub.app
                .database()
                .run(handle ->
                        handle.execute("update run set started_at = verdict_at - 20000 where verdict = 'PASSED'"));
    }

    @Test
    void nothingWaitsWhereMainIsStableAndNothingIsOpen() {
        assertThat(why().candidates()).as("of an empty repository").isEmpty();
        released();
        var answer = why();
        assertThat(answer.stable())
                .hasValueSatisfying(stable -> assertThat(stable.version()).isEqualTo("2.3.0"));
        assertThat(answer.candidates()).isEmpty();
        assertThat(answer.everywhere()).isEmpty();
    }

    @Test
    void theHeadOfMainWaitsForItsRun() {
        main("page", "one\n");
        assertThat(why().stable()).isEmpty();
        assertThat(main().title()).isEqualTo("page");
        assertThat(main().wanted()).as("the first release has to be valid").isEqualTo(1);
        assertThat(told(main().obstacles())).containsExactly("QUEUED: run 1 is queued, and a worker takes it next");
        hub.runs().cancel(main().run().orElseThrow().id(), hub.max);
        assertThat(told(main().obstacles()))
                .containsExactly("STOPPED: run 1 was stopped before it could tell: run it again");
    }

    @Test
    void aRedMainSaysItsFirstFailure() {
        main("outcome", "fail: the front page answers 500");
        hub.settle();
        assertThat(told(main().obstacles())).containsExactly("FAILED: run 1 failed: the front page answers 500");
    }

    @Test
    void whatPassedAndIsNoReleaseSaysWhichLevelIsAskedFor() {
        hub.push(
                wiki,
                "main",
                "more",
                Map.of("softservice.yaml", Hub.manifest("2.3", "release: {level: 6}"), "outcome", "pass 4"));
        hub.settle();
        assertThat(main().wanted()).isEqualTo(6);
        assertThat(main().run().orElseThrow().level()).isEqualTo(4);
        assertThat(told(main().obstacles()))
                .containsExactly("RELEASE: no release: level 4 (accepted); level 6 (upgrades) is asked for");
    }

    @Test
    void aReleaseThatCannotBeFinishedSaysSo() {
        hub.verifier.cut = true;
        released();
        assertThat(told(main().obstacles()))
                .singleElement()
                .asString()
                .startsWith("PUBLISHING: v2.3.0 is being published; its last try failed: ");
        hub.verifier.cut = false;
        hub.app.finishBegun();
        assertThat(why().candidates()).isEmpty();
    }

    @Test
    void aYankedHeadOfMainSaysWhy() {
        released();
        hub.app.yanks().yank(wiki, "2.3.0", "loses pages", hub.max);
        assertThat(why().stable()).isEmpty();
        assertThat(told(main().obstacles())).containsExactly("RELEASE: v2.3.0 was yanked: loses pages");
    }

    @Test
    void aStrangersCodeWaitsForAMaintainer() {
        released();
        hub.proposed(hub.stranger, wiki, "please", Map.of("a", "a\n"));
        assertThat(why(1)).containsExactly("LET_RUN: run 2 waits for a maintainer to let this code run", MERGE);
    }

    @Test
    void whatConflictsNamesTheFiles() {
        released();
        proposed("theirs", "page", "theirs\n");
        main("page", "mine\n");
        hub.settle();
        assertThat(why(1)).containsExactly("CONFLICT: it conflicts with main in page", MERGE);
    }

    @Test
    void queuedOnesSayBehindHowManyAndForHowLong() {
        released();
        tookTwentySeconds();
        for (int i = 1; i <= 4; i++) proposed("change " + i, "file" + i, i + "\n");
        assertThat(why(2)).first().isEqualTo("QUEUED: run 3 is queued, and a worker takes it next");
        assertThat(why(3))
                .first()
                .isEqualTo("QUEUED: run 4 is queued, behind 2 runs of this repository; about 20 s until it starts");
        assertThat(why(4))
                .first()
                .isEqualTo("QUEUED: run 5 is queued, behind 3 runs of this repository; about 20 s until it starts");
        assertThat(candidate(4).queue().orElseThrow().place()).isEqualTo(4);
    }

    @Test
    void nobodyGuessesWhereNothingWasMeasured() {
        main("page", "one\n");
        for (int i = 1; i <= 3; i++) hub.push(wiki, "b" + i, "push", Map.of("page", i + "\n"));
        proposed("change", "file", "1\n");
        assertThat(why(1)).first().isEqualTo("QUEUED: run 5 is queued, behind 4 runs of this repository");
        assertThat(candidate(1).queue().orElseThrow().untilStart()).isEmpty();
    }

    @Test
    void whatIsUnderWaySaysHowLongRunsTookOfLate() throws Exception {
        released();
        tookTwentySeconds();
        proposed("slow", "outcome", "hang");
        var worker = Thread.ofVirtual().start(() -> hub.app.workers().runNext());
        hub.verifier.awaitHanging();
        assertThat(why(1))
                .containsExactly("RUNNING: run 2 is under way; runs of this repository took about 20 s of late", MERGE);
        hub.runs().cancel(candidate(1).run().orElseThrow().id(), hub.max);
        worker.join();
    }

    @Test
    void withoutAnEngineAllIsSaidToStandStill() {
        released();
        hub.verifier.trouble("no container engine answers");
        proposed("change", "a", "a\n");
        hub.runNext();
        assertThat(told(why().everywhere()))
                .containsExactly("ENGINE: nothing can run at present: no container engine answers");
        assertThat(why(1))
                .containsExactly(
                        "ENGINE: run 2 is queued, and nothing can run at present: no container engine answers", MERGE);
    }

    @Test
    void aHubThatStopsSaysSo() {
        released();
        proposed("change", "a", "a\n");
        hub.app.workers().close();
        assertThat(why(1)).first().asString().contains("nothing can run at present: the hub is stopping");
    }

    @Test
    void whatThePlatformCouldNotTellIsToldApartFromWhatFailed() {
        released();
        settled("change", "outcome", "error: disk full");
        assertThat(why(1))
                .first()
                .asString()
                .startsWith("QUEUED: run 2 is queued; attempt 1 could not tell (disk full)");
        for (int i = 0; i < 2; i++) {
            hub.app.database().run(handle -> handle.execute("update run set not_before = 0"));
            hub.settle();
        }
        assertThat(why(1))
                .first()
                .asString()
                .startsWith("ERRORED: run 2 could not tell: ")
                .contains("disk full");
    }

    @Test
    void aRedOneIsHeldToTheLevelOfItsTarget() {
        released();
        settled("shallow", "outcome", "pass 3");
        assertThat(candidate(1).wanted()).isEqualTo(4);
        assertThat(candidate(1).run().orElseThrow().level()).isEqualTo(3);
        assertThat(why(1)).first().asString().startsWith("FAILED: run 2 failed: reaches level 3 (provisions)");
    }

    @Test
    void allThatThePolicyAsksForIsNamed() {
        released();
        hub.push(
                wiki,
                "main",
                "policy",
                Map.of(
                        Policy.FILE,
                        "policy: v1\napprovals: {count: 1, owners: [{paths: [a], people: [bob], count: 1}]}\n"));
        hub.settle();
        var pull = settled("change", "a", "a\n");
        hub.app
                .discussion()
                .reviews()
                .send(wiki, pull, new Sending(1, Review.Verdict.CHANGES_REQUESTED, "", List.of()), hub.bob);
        assertThat(candidate(1).obstacles())
                .extracting(Obstacle::kind)
                .containsExactly(Kind.REQUESTED_CHANGES, Kind.APPROVALS, Kind.OWNERS, Kind.MERGE);
        assertThat(why(1)).first().asString().startsWith("REQUESTED_CHANGES: it waits for changes that bob asked for");
    }

    @Test
    void aPolicyThatNobodyCanReadIsNamed() {
        released();
        settled("change", Policy.FILE, "policy: v9\n");
        assertThat(why(1)).anyMatch(line -> line.startsWith("POLICY: it has a policy that can't be read: "));
    }

    @Test
    void lessCheckingWaitsForAWord() {
        released();
        settled("tidy", "softservice.yaml", Hub.manifest("2.3").replace("the front page answers", "something else"));
        assertThat(why(1)).hasSize(2).first().asString().startsWith("LOOSENED: it checks less than now");
    }

    @Test
    void aKeptVerdictSaysHowFarItsBaseHasMoved() {
        released();
        settled("one", "one", "1\n");
        settled("two", "two", "2\n");
        hub.app.pulls().merge(wiki, 1, hub.max);
        hub.settle();
        assertThat(why(2))
                .containsExactly(
                        "MOVED: run 3 passed; main has moved since by 2 commits, no conflict: it is tested again before"
                                + " it lands",
                        MERGE);
        assertThat(hub.app.pulls().mergeability(hub.pull(wiki, 2)).reason())
                .as("the pull request's own page says the same")
                .isEqualTo(candidate(2).obstacles().getFirst().reason());
    }

    @Test
    void whoStandsInLineComesFirstAndKnowsItsPlace() {
        released();
        for (int i = 1; i <= 4; i++) settled("change " + i, "file" + i, i + "\n");
        for (int number = 1; number <= 3; number++) hub.app.pulls().mergeWhenVerified(wiki, number, hub.max);
        hub.drain();
        assertThat(why().candidates().stream()
                        .flatMap(candidate -> candidate.pull().stream())
                        .map(PullRequest::number))
                .containsExactly(2, 3, 4);
        assertThat(why(3)).last().asString().startsWith("LINE: it is number 2 of 2 in line behind #2, and run ");
    }

    @Test
    void theGateThatStandsStillIsTheReason() {
        released();
        settled("change", "file", "1\n");
        main("outcome", "fail: the front page answers 500");
        hub.settle();
        hub.app.pulls().mergeWhenVerified(wiki, 1, hub.max);
        hub.settle();
        assertThat(told(main().obstacles())).first().asString().contains("the front page answers 500");
        assertThat(why(1)).last().isEqualTo("GATE: the gate stands still, because the branch itself is red");
    }

    @Test
    void aWishThatSomethingElseHoldsUpIsTold() {
        released();
        proposed("change", "a", "a\n");
        hub.app.pulls().mergeWhenVerified(wiki, 1, hub.max);
        assertThat(why(1))
                .containsExactly(
                        "QUEUED: run 2 is queued, and a worker takes it next; it lands by itself once that passes",
                        "LINE: it lands by itself once nothing else is left, as max asked");
    }

    @Test
    void whatHasToLandBeforeItIsNamedWhateverNumberSomebodyWrites() {
        released();
        settled("first", "first", "1\n");
        hub.propose(
                hub.ann,
                wiki,
                hub.commit(wiki, hub.tip(wiki, Hub.MAIN), "second", Map.of("second", "2\n")),
                Map.of("description", "Depends-On: #1\nDepends-On: #0\nDepends-On: no.body/here#3"));
        hub.settle();
        assertThat(why(2))
                .containsExactly(
                        "DEPENDS: it depends on samples/wiki#1, which has not landed yet",
                        "DEPENDS: it depends on samples/wiki#0, which is not on this hub",
                        "DEPENDS: it depends on no.body/here#3, which is not on this hub",
                        MERGE);
    }

    @Test
    void aReleaseOfAnotherDistroThatIsNotThereIsNamedUntilItIs() {
        released();
        var uses = Hub.manifest("2.3")
                .replace("categories:", "uses: {theme: {distro: samples/theme, version: ^1}}\ncategories:");
        hub.proposed(
                hub.ann,
                wiki,
                "colours",
                Map.of("softservice.yaml", uses, "outcome", "unmade: uses.theme can't be had"));
        hub.settle();
        assertThat(why(1))
                .first()
                .asString()
                .startsWith("MISSING: run 2 failed, and would fail again: uses.theme: ")
                .contains("samples/theme");
        var theme = hub.repository("theme");
        hub.push(theme, "main", "first", Map.of("softservice.yaml", Hub.manifest("1.0")));
        hub.settle();
        assertThat(why(1)).first().isEqualTo("FAILED: run 2 failed: uses.theme can't be had");
    }

    @Test
    void asManyQueriesAreAskedForThirtyOpenOnesAsForThree() {
        released();
        for (int i = 1; i <= 3; i++) green(i);
        hub.settle();
        int ofThree = queries();
        for (int i = 4; i <= 30; i++) green(i);
        hub.settle();
        assertThat(queries()).isLessThanOrEqualTo(ofThree).isPositive();
        assertThat(why().candidates()).hasSize(30);
    }

    /** With a line of text each, so that what depends on others is looked up too. */
    private void green(int i) {
        hub.propose(
                hub.ann,
                wiki,
                hub.commit(wiki, hub.tip(wiki, Hub.MAIN), "change " + i, Map.of("file" + i, i + "\n")),
                Map.of("description", "Depends-On: samples/theme#" + i));
    }

    private int queries() {
        var asked = new AtomicInteger();
        hub.app.database().read(handle -> {
            handle.getJdbi().setSqlLogger(new SqlLogger() {
                @Override
                public void logAfterExecution(StatementContext context) {
                    asked.incrementAndGet();
                }
            });
            return Optional.empty();
        });
        why();
        return asked.get();
    }
}
