package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.account.Account;
import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.PushConsequences;
import dev.softservice.server.git.PushConsequences.Accepted;
import dev.softservice.server.git.PushConsequences.Refused;
import dev.softservice.server.pull.Opening;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.run.Run;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pushes to refs/for/main: which pull request they open or update, and what the pusher is told. */
class ProposalTest extends HubTest {
    private ObjectId main;

    @BeforeEach
    void aReleasedWiki() {
        released();
        main = hub.tip(wiki, Hub.MAIN).orElseThrow();
    }

    private ObjectId change(ObjectId parent, String message, String page) {
        return hub.commit(wiki, Optional.of(parent), message, Map.of("page", page));
    }

    private int pulls() {
        return hub.app
                .pulls()
                .list(wiki, Optional.of(PullRequest.State.OPEN), 0, 100)
                .size();
    }

    @Test
    void thePusherIsToldNumberAddressAndWhatHappensNext() {
        var answer = hub.propose(hub.ann, wiki, change(main, "two", "two\n"), Map.of());
        var run = hub.runOf(hub.newest(wiki));
        assertThat(answer)
                .isEqualTo(new Accepted(
                        1,
                        List.of(
                                "pull request #1: " + hub.app.url().of("/samples/wiki/pulls/1"),
                                "its merge with main is tested by run " + run.id() + ": "
                                        + hub.app.url().of("/samples/wiki/runs/" + run.id()))));
        assertThat(hub.tip(wiki, "refs/pull/1/head").orElseThrow().name())
                .isEqualTo(hub.newest(wiki).headSha().name());
        assertThat(hub.tip(wiki, "refs/pull/1/merge").map(Sha::of))
                .isEqualTo(hub.newest(wiki).mergeSha());
    }

    @Test
    void aPushThatContinuesTheAuthorsOpenOneUpdatesItAndSupersedesItsRun() {
        var first = change(main, "two", "two\n");
        hub.propose(hub.ann, wiki, first, Map.of());
        var before = hub.runOf(hub.newest(wiki));
        hub.propose(hub.ann, wiki, change(first, "and three", "three\n"), Map.of());
        assertThat(pulls()).isEqualTo(1);
        assertThat(hub.runs().require(before.id()).verdict()).contains(Run.Outcome.SUPERSEDED);
        assertThat(hub.newest(wiki).title()).isEqualTo("two");
        assertThat(hub.runOf(hub.newest(wiki)).state()).isEqualTo(Run.State.QUEUED);
    }

    @Test
    void anAmendedCommitUpdatesTheSamePullRequest() {
        hub.propose(hub.ann, wiki, change(main, "Greet people", "hi\n"), Map.of());
        hub.propose(hub.ann, wiki, change(main, "Greet people", "hello\n"), Map.of());
        assertThat(pulls()).isEqualTo(1);
    }

    @Test
    void aChangeIdIsBelievedMoreThanTheTitle() {
        hub.propose(hub.ann, wiki, change(main, "Greet people\n\nChange-Id: I1", "hi\n"), Map.of());
        hub.propose(hub.ann, wiki, change(main, "Say hello\n\nChange-Id: I1", "hello\n"), Map.of());
        assertThat(pulls()).isEqualTo(1);
        hub.propose(hub.ann, wiki, change(main, "Greet people\n\nChange-Id: I2", "ho\n"), Map.of());
        assertThat(pulls()).isEqualTo(2);
    }

    @Test
    void anotherAuthorsSameTitleOpensAnotherOne() {
        hub.propose(hub.ann, wiki, change(main, "Greet people", "hi\n"), Map.of());
        hub.propose(hub.bob, wiki, change(main, "Greet people", "hello\n"), Map.of());
        assertThat(pulls()).isEqualTo(2);
    }

    @Test
    void theTopicDecidesWhereThereIsOne() {
        hub.propose(hub.ann, wiki, change(main, "one", "hi\n"), Map.of("topic", "greeting"));
        hub.propose(
                hub.ann,
                wiki,
                change(main, "quite another title", "hello\n"),
                Map.of("topic", "greeting", "title", "Greet"));
        assertThat(pulls()).isEqualTo(1);
        assertThat(hub.newest(wiki).title()).isEqualTo("Greet");
        hub.propose(hub.ann, wiki, change(main, "one", "ho\n"), Map.of("topic", "other"));
        assertThat(pulls()).isEqualTo(2);
    }

    @Test
    void somebodyElsesTopicIsRefusedUnlessAMaintainerPushes() {
        hub.propose(hub.ann, wiki, change(main, "one", "hi\n"), Map.of("topic", "greeting"));
        var answer = hub.propose(hub.bob, wiki, change(main, "mine", "ha\n"), Map.of("topic", "greeting"));
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).contains("pull request #1 is ann's"));
        assertThat(hub.propose(hub.max, wiki, change(main, "better", "ha\n"), Map.of("topic", "greeting")))
                .isInstanceOf(Accepted.class);
        assertThat(pulls()).isEqualTo(1);
    }

    @Test
    void thePushOfTheSameCommitAgainChangesNothing() {
        var commit = change(main, "one", "hi\n");
        hub.propose(hub.ann, wiki, commit, Map.of());
        var run = hub.runOf(hub.newest(wiki));
        assertThat(hub.propose(hub.ann, wiki, commit, Map.of())).isInstanceOf(Accepted.class);
        assertThat(hub.runOf(hub.newest(wiki)).id()).isEqualTo(run.id());
        assertThat(pulls()).isEqualTo(1);
    }

    @Test
    void aConflictNamesItsPathsAndRunsNothing() {
        var mine = change(main, "mine", "mine\n");
        hub.push(wiki, "main", "theirs", Map.of("page", "theirs\n"));
        int queued = hub.runs().load().queued();
        var answer = hub.propose(hub.ann, wiki, mine, Map.of());
        assertThat(Hub.told(answer)).contains("it conflicts with main in:", "  page");
        assertThat(hub.newest(wiki).conflicts()).containsExactly("page");
        assertThat(hub.tip(wiki, "refs/pull/1/merge")).isEmpty();
        assertThat(hub.runs().load().queued()).isEqualTo(queued);
        assertThatThrownBy(() -> hub.app.pulls().merge(wiki, 1, hub.max))
                .hasMessageContaining("conflicts with main in page");
    }

    @Test
    void whatIsOnTheBranchAlreadyIsNothingToPropose() {
        assertThat(Hub.told(hub.propose(hub.ann, wiki, main, Map.of())))
                .singleElement()
                .asString()
                .startsWith("nothing to propose");
    }

    @Test
    void aPullRequestWhoseCommitsArePushedToTheBaseIsMerged() {
        var commit = change(main, "one", "hi\n");
        hub.propose(hub.ann, wiki, commit, Map.of());
        hub.pushCommit(wiki, "main", commit);
        assertThat(hub.pull(wiki, 1).state()).isEqualTo(PullRequest.State.MERGED);
        assertThat(hub.pull(wiki, 1).landedSha()).contains(Sha.of(commit));
    }

    @Test
    void aMovedBaseIsTestedAnewUnlessTheTreeIsTheSame() {
        var pull = hub.proposed(hub.ann, wiki, "one", Map.of("a", "a\n"));
        var before = hub.runOf(pull);
        hub.push(wiki, "main", "elsewhere", Map.of("b", "b\n"));
        var moved = hub.pull(wiki, 1);
        assertThat(moved.baseSha().name())
                .isEqualTo(hub.tip(wiki, Hub.MAIN).orElseThrow().name());
        assertThat(hub.runOf(moved).id()).isNotEqualTo(before.id());
        var same = hub.runOf(moved);
        // The very change that the pull request makes, by somebody else: its merge result has the same tree as before.
        hub.pushCommit(wiki, "main", hub.commit(wiki, hub.tip(wiki, Hub.MAIN), "the same change", Map.of("a", "a\n")));
        assertThat(hub.runOf(hub.pull(wiki, 1)).id()).isEqualTo(same.id());
    }

    @Test
    void aPullRequestFromABranchFollowsIt() {
        hub.push(wiki, "feature", "start", Map.of("a", "a\n"));
        var pull = hub.app.pulls().open(wiki, new Opening("main", "feature", "A feature", ""), hub.ann);
        var more = hub.push(wiki, "feature", "more", Map.of("b", "b\n"));
        assertThat(hub.pull(wiki, pull.number()).headSha()).isEqualTo(Sha.of(more));
        assertThatThrownBy(() -> hub.app.pulls().open(wiki, new Opening("main", "feature", "again", ""), hub.ann))
                .hasMessageContaining("proposes this commit");
    }

    @Test
    void whatCanBeToldFromQuarantineIsToldThere() {
        hub.propose(hub.ann, wiki, change(main, "one", "hi\n"), Map.of("topic", "greeting"));
        var unknown = ObjectId.fromString("12".repeat(20));
        assertThat(refusal(hub.bob, "main", unknown, Map.of("topic", "greeting")))
                .hasValueSatisfying(why -> assertThat(why).contains("is ann's"));
        assertThat(refusal(hub.bob, "stable", unknown, Map.of()))
                .hasValueSatisfying(why -> assertThat(why).contains("moved by the hub only"));
        assertThat(refusal(hub.bob, "nowhere", unknown, Map.of()))
                .hasValueSatisfying(why -> assertThat(why).contains("no branch nowhere"));
        assertThat(refusal(hub.bob, "main", unknown, Map.of())).isEmpty();
    }

    private Optional<String> refusal(Account by, String branch, ObjectId head, Map<String, String> options) {
        return hub.app
                .proposals()
                .refusal(new PushConsequences.Proposal(wiki, by, new BranchName(branch), head, options));
    }

    @Test
    void aPullRequestWhoseBaseIsGoneSaysSo() {
        hub.push(wiki, "release-1", "old", Map.of("old", "old\n"));
        var head = hub.commit(wiki, hub.tip(wiki, "refs/heads/release-1"), "fix", Map.of("fix", "fix\n"));
        hub.app
                .proposals()
                .propose(new PushConsequences.Proposal(wiki, hub.ann, new BranchName("release-1"), head, Map.of()));
        hub.settle();
        hub.app
                .git()
                .moveRef(
                        wiki.name(),
                        "refs/heads/release-1",
                        hub.tip(wiki, "refs/heads/release-1"),
                        Optional.empty(),
                        "gone");
        assertThatThrownBy(() -> hub.app.pulls().merge(wiki, 1, hub.max))
                .hasMessageContaining("branch release-1 is gone");
        assertThat(hub.pull(wiki, 1).state()).isEqualTo(PullRequest.State.OPEN);
    }

    @Test
    void aClosedOneIsNotUpdatedAnyMore() {
        var first = change(main, "one", "hi\n");
        hub.propose(hub.ann, wiki, first, Map.of());
        assertThatThrownBy(() -> hub.app.pulls().close(wiki, 1, hub.bob))
                .hasMessageContaining("only a maintainer may close");
        hub.app.pulls().close(wiki, 1, hub.ann);
        hub.propose(hub.ann, wiki, change(first, "two", "ho\n"), Map.of());
        assertThat(hub.newest(wiki).number()).isEqualTo(2);
        assertThatThrownBy(() -> hub.app.pulls().merge(wiki, 1, hub.max)).hasMessageContaining("closed already");
    }
}
