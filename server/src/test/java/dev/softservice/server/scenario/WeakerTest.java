package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Weakening;
import dev.softservice.server.run.Run;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stops checking something is merged with a maintainer's explicit word, and never without. */
class WeakerTest extends HubTest {
    private static final String LOST = "renames the test \"the front page answers\" to \"something else\"";
    private static final Map<String, String> WEAKER =
            Map.of("softservice.yaml", Hub.manifest("2.3").replace("the front page answers", "something else"));

    @BeforeEach
    void aReleasedWiki() {
        released();
    }

    private Weakening weakening(int number) {
        return hub.app.pulls().weakening(hub.pull(wiki, number));
    }

    @Test
    void whatStopsCheckingSomethingIsMergedWithAMaintainersWordOnly() {
        var pull = hub.proposed(hub.ann, wiki, "tidy", WEAKER);
        hub.settle();
        assertThat(hub.runOf(pull).verdict()).contains(Run.Outcome.PASSED);
        assertThat(weakening(1).open()).containsExactly(LOST);
        var answer = hub.app.pulls().mergeability(pull);
        assertThat(answer.now()).isFalse();
        assertThat(answer.reason())
                .isEqualTo("it checks less than now, or changes the rules: it " + LOST
                        + "; a maintainer has to say that this is meant");
        assertThatThrownBy(() -> hub.app.pulls().merge(wiki, 1, hub.max))
                .hasMessage("pull request #1 is not merged: " + answer.reason());
        assertThatThrownBy(() -> hub.app.pulls().mergeWhenVerified(wiki, 1, hub.max))
                .hasMessageContaining(LOST);

        hub.app.pulls().acceptWeaker(wiki, 1, pull.headSha(), hub.max);
        assertThat(hub.app.pulls().merge(wiki, 1, hub.max).state()).isEqualTo(PullRequest.State.MERGED);
        assertThat(weakening(1).word()).hasValueSatisfying(word -> {
            assertThat(word.by()).isEqualTo(hub.max.name());
            assertThat(word.what()).containsExactly(LOST);
        });
    }

    @Test
    void onlyAMaintainerSaysThatItIsMeant() {
        var pull = hub.proposed(hub.ann, wiki, "tidy", WEAKER);
        assertThatThrownBy(() -> hub.app.pulls().acceptWeaker(wiki, 1, pull.headSha(), hub.ann))
                .hasMessageContaining("only a maintainer");
        assertThat(weakening(1).open()).containsExactly(LOST);
    }

    @Test
    void theWordHoldsForTheHeadThatWasLookedAtOnly() {
        var pull = hub.proposed(hub.ann, wiki, "tidy", WEAKER);
        hub.app.pulls().acceptWeaker(wiki, 1, pull.headSha(), hub.max);
        assertThat(weakening(1).open()).isEmpty();
        hub.propose(
                hub.ann,
                wiki,
                hub.commit(wiki, hub.tip(wiki, "refs/pull/1/head"), "more", Map.of("a", "a\n")),
                Map.of());
        assertThat(weakening(1).open()).containsExactly(LOST);
        assertThatThrownBy(() -> hub.app.pulls().acceptWeaker(wiki, 1, pull.headSha(), hub.max))
                .hasMessageContaining("look again");
    }

    @Test
    void theWordStaysWhereOnlyTheBaseHasMoved() {
        var pull = hub.proposed(hub.ann, wiki, "tidy", WEAKER);
        hub.app.pulls().acceptWeaker(wiki, 1, pull.headSha(), hub.max);
        hub.app.pulls().mergeWhenVerified(wiki, 1, hub.max);
        hub.push(wiki, "main", "elsewhere", Map.of("b", "b\n"));
        hub.settle();
        assertThat(hub.pull(wiki, 1).state()).isEqualTo(PullRequest.State.MERGED);
    }

    @Test
    void aLoweredLevelIsHeldToTheOldOneUntilAMaintainersWord() {
        hub.push(wiki, "main", "climb", Map.of("outcome", "pass 7"));
        hub.settle();
        var less = Map.of("softservice.yaml", Hub.manifest("2.3", "release: {level: 5}"), "outcome", "pass 5");
        var pull = hub.proposed(hub.ann, wiki, "give up restoring", less);
        hub.settle();
        assertThat(hub.runOf(pull).reason()).contains("reaches level 5").contains("asks for level 7");

        hub.app.pulls().acceptWeaker(wiki, 1, pull.headSha(), hub.max);
        hub.settle();
        assertThat(hub.verifier.requests().getLast().level()).isEqualTo(5);
        assertThat(hub.runOf(hub.pull(wiki, 1)).verdict()).contains(Run.Outcome.PASSED);
        assertThat(hub.app.pulls().merge(wiki, 1, hub.max).state()).isEqualTo(PullRequest.State.MERGED);
    }

    @Test
    void aRunThatIsStillAskedForTheOldLevelIsReplaced() {
        hub.push(wiki, "main", "climb", Map.of("outcome", "pass 7"));
        hub.settle();
        var less = Map.of("softservice.yaml", Hub.manifest("2.3", "release: {level: 5}"), "outcome", "pass 5");
        var pull = hub.proposed(hub.ann, wiki, "give up restoring", less);
        hub.app.pulls().acceptWeaker(wiki, 1, pull.headSha(), hub.max);
        hub.app.pulls().mergeWhenVerified(wiki, 1, hub.max);
        hub.settle();
        assertThat(hub.pull(wiki, 1).state()).isEqualTo(PullRequest.State.MERGED);
    }

    @Test
    void aTestProgramThatRunsFewerTestsThanForStableNeedsAWord() {
        var program = Hub.manifest(
                "2.3",
                "  - name: the suite",
                "    run: {image: \"python:3\", command: [pytest], results: /results, timeout: 1m}");
        hub.push(wiki, "main", "a suite", Map.of("softservice.yaml", program, "outcome", "suite 5, pass 4"));
        hub.settle();
        var stable = hub.app.releases().stable(wiki).orElseThrow().tag();
        var lost = "runs fewer tests in \"the suite\": 3, where " + stable + " ran 5";

        var pull = hub.proposed(hub.ann, wiki, "shorter", Map.of("outcome", "suite 3, pass 4"));
        hub.app.pulls().mergeWhenVerified(wiki, pull.number(), hub.max);
        hub.settle();
        assertThat(hub.pull(wiki, pull.number()).state()).isEqualTo(PullRequest.State.OPEN);
        assertThat(weakening(pull.number()).open()).containsExactly(lost);
        assertThat(hub.app.pulls().mergeability(pull).reason()).contains(lost);
        assertThat(hub.app.runs().report(hub.runOf(pull).id()).notes()).contains("this change " + lost);
        assertThatThrownBy(() -> hub.app.pulls().merge(wiki, pull.number(), hub.max))
                .hasMessageContaining(lost);

        hub.app.pulls().acceptWeaker(wiki, pull.number(), pull.headSha(), hub.max);
        hub.settle();
        assertThat(hub.pull(wiki, pull.number()).state()).isEqualTo(PullRequest.State.MERGED);
    }

    @Test
    void aTestProgramThatRunsAsManyOrMoreTestsNeedsNone() {
        var program = Hub.manifest(
                "2.3",
                "  - name: the suite",
                "    run: {image: \"python:3\", command: [pytest], results: /results, timeout: 1m}");
        hub.push(wiki, "main", "a suite", Map.of("softservice.yaml", program, "outcome", "suite 5, pass 4"));
        hub.settle();
        var pull = hub.proposed(hub.ann, wiki, "longer", Map.of("outcome", "suite 6, pass 4"));
        hub.settle();
        assertThat(weakening(pull.number()).open()).isEmpty();
        assertThat(hub.app.pulls().mergeability(pull).now()).isTrue();
    }

    @Test
    void whatChecksNoLessNeedsNoWord() {
        var pull = hub.proposed(hub.ann, wiki, "more", Map.of("a", "a\n"));
        hub.settle();
        assertThat(weakening(1)).isEqualTo(new Weakening(java.util.List.of(), java.util.Optional.empty()));
        assertThat(hub.app.pulls().mergeability(pull).now()).isTrue();
    }
}
