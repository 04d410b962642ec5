package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.pull.Opening;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.run.Run;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stranger's code runs only after a maintainer has looked at exactly it; and nobody weakens the gate that they stand before. */
class StrangerTest extends HubTest {
    @BeforeEach
    void aReleasedWiki() {
        released();
    }

    @Test
    void aStrangersRunWaitsForApproval() {
        var pull = hub.proposed(hub.stranger, wiki, "please", Map.of("a", "a\n"));
        int ran = hub.verifier.ran().size();
        hub.settle();
        assertThat(hub.runOf(pull).state()).isEqualTo(Run.State.WAITING);
        assertThat(hub.verifier.ran()).hasSize(ran);
        hub.app.pulls().approve(wiki, pull.number(), pull.headSha(), hub.max);
        hub.settle();
        assertThat(hub.runOf(pull).verdict()).contains(Run.Outcome.PASSED);
    }

    @Test
    void anApprovalHoldsForTheHeadThatWasLookedAtOnly() {
        var pull = hub.proposed(hub.stranger, wiki, "please", Map.of("a", "a\n"));
        hub.app.pulls().approve(wiki, pull.number(), pull.headSha(), hub.max);
        hub.settle();
        var evil = hub.commit(wiki, hub.tip(wiki, "refs/pull/1/head"), "more", Map.of("a", "evil\n"));
        assertThat(Hub.told(hub.propose(hub.stranger, wiki, evil, Map.of())))
                .anyMatch(line -> line.contains("waits for a maintainer"));
        hub.settle();
        assertThat(hub.runOf(hub.pull(wiki, 1)).state()).isEqualTo(Run.State.WAITING);
        assertThatThrownBy(() -> hub.app.pulls().approve(wiki, 1, pull.headSha(), hub.max))
                .hasMessageContaining("look again");
    }

    @Test
    void anApprovalHoldsWhenOnlyTheBaseHasMoved() {
        var pull = hub.proposed(hub.stranger, wiki, "please", Map.of("a", "a\n"));
        hub.app.pulls().approve(wiki, pull.number(), pull.headSha(), hub.max);
        hub.push(wiki, "main", "elsewhere", Map.of("b", "b\n"));
        assertThat(hub.runOf(hub.pull(wiki, 1)).state()).isEqualTo(Run.State.QUEUED);
    }

    @Test
    void onlyAMaintainerApproves() {
        var pull = hub.proposed(hub.stranger, wiki, "please", Map.of("a", "a\n"));
        assertThatThrownBy(() -> hub.app.pulls().approve(wiki, 1, pull.headSha(), hub.ann))
                .hasMessageContaining("only a maintainer");
        assertThat(hub.runOf(pull).state()).isEqualTo(Run.State.WAITING);
    }

    @Test
    void repeatingARunDoesNotGetAroundTheApproval() {
        var pull = hub.proposed(hub.stranger, wiki, "please", Map.of("a", "a\n"));
        var waiting = hub.runOf(pull);
        hub.runs().cancel(waiting.id(), hub.ann);
        var again = hub.runs().retry(waiting.id(), hub.ann);
        assertThat(again.state()).isEqualTo(Run.State.WAITING);
    }

    @Test
    void theWishToMergeEndsWithANewHeadOfAnybodyButAMaintainer() {
        var pull = hub.proposed(hub.stranger, wiki, "please", Map.of("a", "a\n"));
        hub.app.pulls().approve(wiki, 1, pull.headSha(), hub.max);
        hub.app.pulls().mergeWhenVerified(wiki, 1, hub.max);
        hub.propose(
                hub.stranger,
                wiki,
                hub.commit(wiki, hub.tip(wiki, "refs/pull/1/head"), "more", Map.of("a", "evil\n")),
                Map.of());
        assertThat(hub.pull(wiki, 1).mergeWhenVerifiedBy()).isEmpty();
    }

    @Test
    void aPullRequestMayNotReachLessThanStableDid() {
        hub.push(wiki, "main", "climb", Map.of("outcome", "pass 6"));
        hub.settle();
        assertThat(hub.stable(wiki).orElseThrow().level()).isEqualTo(6);
        var pull = hub.proposed(hub.ann, wiki, "drop the backup", Map.of("outcome", "pass 4"));
        hub.settle();
        var run = hub.runOf(pull);
        assertThat(run.verdict()).contains(Run.Outcome.FAILED);
        assertThat(run.reason()).contains("reaches level 4").contains("asks for level 6");
        assertThatThrownBy(() -> hub.app.pulls().merge(wiki, 1, hub.max)).hasMessageContaining("asks for level 6");
    }

    @Test
    void theLevelIsReadFromTheTargetBranchNotFromTheProposal() {
        hub.push(
                wiki,
                "main",
                "ask for more",
                Map.of("softservice.yaml", Hub.manifest("2.3", "release: {level: 5}"), "outcome", "pass 5"));
        var pull = hub.proposed(
                hub.ann,
                wiki,
                "ask for less",
                Map.of("softservice.yaml", Hub.manifest("2.3", "release: {level: 1}"), "outcome", "pass 4"));
        hub.settle();
        assertThat(hub.runOf(pull).reason()).contains("asks for level 5");
    }

    @Test
    void aRungIsGivenUpByThePlainWordOfTheTargetBranchOnly() {
        hub.push(wiki, "main", "climb", Map.of("outcome", "pass 7"));
        hub.settle();
        var less = Hub.manifest("2.3", "release: {level: 5}");
        var pull =
                hub.proposed(hub.ann, wiki, "give up restoring", Map.of("softservice.yaml", less, "outcome", "pass 5"));
        hub.settle();
        assertThat(hub.runOf(pull).reason()).contains("reaches level 5").contains("asks for level 7");
        assertThat(hub.verifier.requests().getLast().level())
                .as("its own word does not count")
                .isEqualTo(7);

        hub.push(wiki, "main", "give up restoring", Map.of("softservice.yaml", less, "outcome", "pass 5"));
        hub.settle();
        assertThat(hub.verifier.requests().getLast().level()).isEqualTo(5);
        assertThat(hub.stable(wiki).orElseThrow().level()).isEqualTo(5);
        var next = hub.proposed(hub.ann, wiki, "go on", Map.of("page", "on\n"));
        hub.settle();
        assertThat(hub.runOf(next).verdict()).contains(Run.Outcome.PASSED);
        assertThat(hub.verifier.requests().getLast().level()).isEqualTo(5);
    }

    @Test
    void whatAPullRequestStopsCheckingIsNamed() {
        var without = Hub.manifest("2.3").replace("the front page answers", "something else");
        var commit = hub.commit(wiki, hub.tip(wiki, Hub.MAIN), "tidy", Map.of("softservice.yaml", without));
        var answer = hub.propose(hub.ann, wiki, commit, Map.of());
        assertThat(Hub.told(answer))
                .contains("note: this change renames the test \"the front page answers\" to \"something else\"");
        assertThat(hub.runs().notes(hub.runOf(hub.newest(wiki)).id()))
                .containsExactly("this change renames the test \"the front page answers\" to \"something else\"");
        hub.settle();
        assertThat(hub.runs().report(hub.runOf(hub.newest(wiki)).id()).notes())
                .contains("this change renames the test \"the front page answers\" to \"something else\"");
    }

    @Test
    void whoOnlyReadsMayNeitherMergeNorCancelNorOpenByApi() {
        var pull = hub.proposed(hub.ann, wiki, "one", Map.of("a", "a\n"));
        assertThatThrownBy(() -> hub.app.pulls().merge(wiki, 1, hub.stranger))
                .hasMessageContaining("only a maintainer may merge");
        assertThatThrownBy(() -> hub.app.pulls().mergeWhenVerified(wiki, 1, hub.ann))
                .hasMessageContaining("only a maintainer may merge");
        assertThatThrownBy(() -> hub.runs().cancel(hub.runOf(pull).id(), hub.stranger))
                .hasMessageContaining("only a contributor");
        assertThatThrownBy(() -> hub.app.pulls().open(wiki, new Opening("main", "main", "", ""), hub.stranger))
                .hasMessageContaining("only a contributor");
        assertThat(hub.app.pulls().list(wiki, Optional.of(PullRequest.State.OPEN), 0, 10))
                .hasSize(1);
    }
}
