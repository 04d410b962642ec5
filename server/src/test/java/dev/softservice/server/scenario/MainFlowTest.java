package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.Sha;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.repo.Visible;
import dev.softservice.server.run.Run;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The story: push, test, merge what was tested, release. */
class MainFlowTest extends HubTest {
    @Test
    void aVerifiedPushToMainIsReleased() {
        released();
        var release = hub.stable(wiki).orElseThrow();
        assertThat(release.version()).isEqualTo("2.3.0");
        assertThat(release.level()).isEqualTo(4);
        assertThat(hub.tip(wiki, "refs/heads/stable"))
                .contains(hub.tip(wiki, Hub.MAIN).orElseThrow());
        assertThat(hub.tip(wiki, "refs/tags/v2.3.0")).isPresent();
        assertThat(hub.tip(wiki, "refs/notes/verification")).isPresent();
        assertThat(hub.app
                        .catalog()
                        .search("team collaboration", 1, Visible.ALL)
                        .entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.version()).contains("2.3.0"));
    }

    @Test
    void aBrokenChangeIsRedAndDoesNotMerge() {
        released();
        var pull = hub.proposed(hub.ann, wiki, "break it", Map.of("outcome", "fail: the front page answers 500"));
        hub.settle();
        assertThat(hub.runOf(pull).verdict()).contains(Run.Outcome.FAILED);
        assertThatThrownBy(() -> hub.app.pulls().merge(wiki, pull.number(), hub.max))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("the front page answers 500");
        assertThat(hub.pull(wiki, pull.number()).state()).isEqualTo(PullRequest.State.OPEN);
    }

    @Test
    void whatLandsIsTheCommitThatWasTestedAndItIsReleasedWithoutRunningAgain() {
        released();
        var pull = hub.proposed(hub.ann, wiki, "improve it", Map.of("page", "two\n"));
        hub.settle();
        var tested = hub.runOf(pull);
        int ran = hub.verifier.ran().size();
        var merged = hub.app.pulls().merge(wiki, pull.number(), hub.max);
        assertThat(merged.landedSha()).contains(tested.commit());
        assertThat(hub.tip(wiki, Hub.MAIN).orElseThrow().name())
                .isEqualTo(tested.commit().name());
        hub.settle();
        assertThat(hub.verifier.ran()).hasSize(ran);
        var onMain = hub.runOf(wiki, hub.tip(wiki, Hub.MAIN).orElseThrow());
        assertThat(onMain.reusedFrom()).hasValue(tested.id());
        assertThat(hub.runs().tests(onMain.id()))
                .isEqualTo(hub.runs().tests(tested.id()))
                .hasSize(1);
        assertThat(hub.stable(wiki).orElseThrow().version()).isEqualTo("2.3.1");
        assertThat(hub.stable(wiki).orElseThrow().run()).isEqualTo(tested.id());
    }

    @Test
    void mergeWhenVerifiedLandsByItself() {
        released();
        var pull = hub.proposed(hub.ann, wiki, "improve it", Map.of("page", "two\n"));
        assertThat(hub.app
                        .pulls()
                        .mergeWhenVerified(wiki, pull.number(), hub.max)
                        .state())
                .isEqualTo(PullRequest.State.OPEN);
        hub.settle();
        var merged = hub.pull(wiki, pull.number());
        assertThat(merged.state()).isEqualTo(PullRequest.State.MERGED);
        assertThat(merged.mergedBy()).contains("max");
    }

    @Test
    void anUntestedMergeIsRefused() {
        released();
        var pull = hub.proposed(hub.ann, wiki, "improve it", Map.of("page", "two\n"));
        assertThatThrownBy(() -> hub.app.pulls().merge(wiki, pull.number(), hub.max))
                .hasMessageContaining("is queued");
        assertThat(hub.tip(wiki, Hub.MAIN)).isEqualTo(hub.tip(wiki, "refs/heads/stable"));
    }

    @Test
    void onceTheBaseHasMovedTheNewMergeResultIsTestedBeforeItLands() {
        released();
        var one = hub.proposed(hub.ann, wiki, "one", Map.of("a", "a\n"));
        var two = hub.proposed(hub.bob, wiki, "two", Map.of("b", "b\n"));
        hub.settle();
        hub.app.pulls().merge(wiki, one.number(), hub.max);
        var asked = hub.app.pulls().merge(wiki, two.number(), hub.max);
        assertThat(asked.state()).isEqualTo(PullRequest.State.OPEN);
        assertThat(asked.mergeWhenVerifiedBy()).contains("max");
        hub.settle();
        var landed = hub.pull(wiki, two.number());
        assertThat(landed.state()).isEqualTo(PullRequest.State.MERGED);
        var tip = hub.tip(wiki, Hub.MAIN).orElseThrow();
        assertThat(landed.landedSha()).contains(Sha.of(tip));
        assertThat(hub.runs().list(wiki, Optional.of(Sha.of(tip)), Optional.empty(), 0, 10))
                .anySatisfy(run -> assertThat(run.reusedFrom()).isEmpty());
    }
}
