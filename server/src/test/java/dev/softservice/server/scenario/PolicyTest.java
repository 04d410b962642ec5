package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.manifest.policy.Policy;
import dev.softservice.server.git.PushConsequences;
import dev.softservice.server.pull.Hold;
import dev.softservice.server.pull.Landed;
import dev.softservice.server.pull.PullEvent;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Pulls.Asking;
import dev.softservice.server.pull.SetAside;
import dev.softservice.server.review.Review;
import dev.softservice.server.review.Reviews.Sending;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.Runs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A pull request is held to the policy of the branch that it targets. */
class PolicyTest extends HubTest {
    @BeforeEach
    void aReleasedWiki() {
        released();
    }

    private void policy(String text) {
        hub.push(wiki, "main", "policy", Map.of(Policy.FILE, "policy: v1\n" + text));
        hub.settle();
    }

    private PullRequest green(String path) {
        var pull = hub.proposed(hub.ann, wiki, "change " + path, Map.of(path, "new\n"));
        hub.settle();
        return hub.pull(wiki, pull.number());
    }

    private Review review(PullRequest pull, Review.Verdict verdict, dev.softservice.server.account.Account by) {
        int newest = hub.app.versions().list(pull).getLast().number();
        return hub.app.discussion().reviews().send(wiki, pull, new Sending(newest, verdict, "", List.of()), by);
    }

    private String reason(PullRequest pull) {
        return hub.app.pulls().mergeability(hub.pull(wiki, pull.number())).reason();
    }

    private PullRequest.State state(PullRequest pull) {
        return hub.pull(wiki, pull.number()).state();
    }

    @Test
    void askingForChangesStopsAMergeUntilItIsTakenBack() {
        var pull = green("a");
        var review = review(pull, Review.Verdict.CHANGES_REQUESTED, hub.bob);
        assertThat(reason(pull)).startsWith("it waits for changes that bob asked for");
        assertThatThrownBy(() -> hub.app.pulls().merge(wiki, pull.number(), hub.max))
                .hasMessageContaining("waits for changes that bob asked for");
        assertThatThrownBy(() -> hub.app.discussion().reviews().dismiss(wiki, pull, review.id(), "settled", hub.ann))
                .hasMessageContaining("only a maintainer");
        assertThatThrownBy(() -> hub.app.discussion().reviews().dismiss(wiki, pull, review.id(), " ", hub.max))
                .hasMessageContaining("say why");
        hub.app.discussion().reviews().dismiss(wiki, pull, review.id(), "", hub.bob);
        assertThat(reason(pull)).isEmpty();
        assertThatThrownBy(() -> hub.app.discussion().reviews().dismiss(wiki, pull, review.id(), "", hub.bob))
                .hasMessageContaining("counts no more already");
    }

    @Test
    void aNewPushDoesNotTakeAReviewersObjectionAway() {
        var pull = green("a");
        review(pull, Review.Verdict.CHANGES_REQUESTED, hub.bob);
        hub.propose(
                hub.ann,
                wiki,
                hub.commit(wiki, hub.tip(wiki, "refs/pull/1/head"), "more", Map.of("b", "b\n")),
                Map.of());
        hub.settle();
        assertThat(reason(pull)).startsWith("it waits for changes");
        review(hub.pull(wiki, 1), Review.Verdict.APPROVED, hub.bob);
        assertThat(reason(pull)).isEmpty();
    }

    @Test
    void whatIsToMergeOnceVerifiedMergesWhenTheObjectionIsDismissed() {
        var pull = green("a");
        var review = review(pull, Review.Verdict.CHANGES_REQUESTED, hub.bob);
        hub.app.pulls().mergeWhenVerified(wiki, pull.number(), hub.max);
        assertThat(state(pull)).isEqualTo(PullRequest.State.OPEN);
        hub.app.discussion().reviews().dismiss(wiki, pull, review.id(), "it is another pull request's", hub.max);
        assertThat(state(pull)).isEqualTo(PullRequest.State.MERGED);
    }

    @Test
    void aPolicyMayLetObjectionsInformOnly() {
        policy("requested-changes: inform\n");
        var pull = green("a");
        review(pull, Review.Verdict.CHANGES_REQUESTED, hub.bob);
        assertThat(reason(pull)).isEmpty();
    }

    @Test
    void approvalsAreCountedForTheNewestVersionAndNotFromWhoPushedIt() {
        policy("approvals: {count: 1}\n");
        var pull = green("a");
        assertThat(reason(pull))
                .isEqualTo("it needs 1 approval of its newest version by people other than its author, and has none");
        review(pull, Review.Verdict.APPROVED, hub.bob);
        assertThat(reason(pull)).isEmpty();
        var more = hub.commit(wiki, hub.tip(wiki, "refs/pull/1/head"), "more", Map.of("b", "b\n"));
        hub.propose(hub.ann, wiki, more, Map.of());
        hub.settle();
        assertThat(reason(pull)).contains("and has none");
    }

    @Test
    void ownersAnswerForTheirPaths() {
        policy("approvals: {owners: [{paths: [db/, '*.sql'], people: [bob]}]}\n");
        assertThat(reason(green("page2"))).isEmpty();
        var pull = green("x.sql");
        assertThat(reason(pull))
                .isEqualTo("it changes x.sql, for which bob answer: it needs 1 approval of theirs, and has none");
        review(pull, Review.Verdict.APPROVED, hub.max);
        assertThat(reason(pull)).contains("has none");
        review(pull, Review.Verdict.APPROVED, hub.bob);
        assertThat(reason(pull)).isEmpty();
    }

    @Test
    void aPullRequestCantWeakenItsOwnGate() {
        policy("approvals: {count: 1}\n");
        var pull = hub.proposed(hub.ann, wiki, "loosen", Map.of(Policy.FILE, "policy: v1\nstrangers: run\n"));
        hub.settle();
        assertThat(reason(pull)).contains("needs 1 approval");
        assertThat(hub.app.pulls().weakening(hub.pull(wiki, 1)).open())
                .containsExactly(
                        "changes approvals.count from 1 to 0 in " + Policy.FILE,
                        "changes strangers from wait to run in " + Policy.FILE);
        review(pull, Review.Verdict.APPROVED, hub.bob);
        assertThat(reason(pull)).contains("changes approvals.count from 1 to 0").contains("a maintainer has to say");
        hub.app.pulls().acceptWeaker(wiki, 1, hub.pull(wiki, 1).headSha(), hub.max);
        assertThat(hub.app.pulls().merge(wiki, 1, hub.max).state()).isEqualTo(PullRequest.State.MERGED);
    }

    @Test
    void onlyWhoIsNamedMayLoosen() {
        policy("loosening: {people: [admin]}\n");
        hub.proposed(hub.ann, wiki, "loosen", Map.of(Policy.FILE, "policy: v1\n"));
        hub.settle();
        var head = hub.pull(wiki, 1).headSha();
        assertThatThrownBy(() -> hub.app.pulls().acceptWeaker(wiki, 1, head, hub.max))
                .hasMessage("the policy of main lets admin say that less checking, or another policy, is meant");
        hub.app.pulls().acceptWeaker(wiki, 1, head, hub.admin);
        assertThat(reason(hub.pull(wiki, 1))).isEmpty();
    }

    @Test
    void aLevelIsAskedFor() {
        policy("level: 6\n");
        green("a");
        var run = hub.runOf(hub.pull(wiki, 1)).id();
        int required = hub.app.database().read(handle -> Runs.required(handle, run));
        assertThat(required).isEqualTo(6);
    }

    @Test
    void strangersWaitUnlessThePolicySaysOtherwise() {
        hub.proposed(hub.stranger, wiki, "one", Map.of("one", "1\n"));
        assertThat(hub.runOf(hub.pull(wiki, 1)).state()).isEqualTo(Run.State.WAITING);
        policy("strangers: run\n");
        hub.proposed(hub.stranger, wiki, "two", Map.of("two", "2\n"));
        assertThat(hub.runOf(hub.pull(wiki, 2)).state()).isEqualTo(Run.State.QUEUED);
    }

    @Test
    void aPolicyThatCantBeReadLeavesTheLastGoodOneInForce() {
        policy("approvals: {count: 1}\n");
        var commit = hub.commit(
                wiki, hub.tip(wiki, Hub.MAIN), "slip", Map.of(Policy.FILE, "policy: v1\naproval: {count: 0}\n"));
        var told = "note: the policy of this branch can't be read, so the last one that could holds: "
                + ".softservice/policy.yaml:2:1: error [unknown-key] the policy has no key `aproval`";
        assertThat(hub.pushCommit(wiki, "main", commit))
                .anySatisfy(line -> assertThat(line).startsWith(told));
        hub.settle();
        var pull = green("a");
        assertThat(reason(pull)).contains("needs 1 approval");
        var answer = hub.propose(
                hub.bob, wiki, hub.commit(wiki, hub.tip(wiki, Hub.MAIN), "b", Map.of("b", "b\n")), Map.of());
        assertThat(Hub.told(answer)).anySatisfy(line -> assertThat(line).startsWith(told));
        assertThat(answer).isInstanceOf(PushConsequences.Accepted.class);
    }

    @Test
    void aPolicyThatCantBeReadIsNotMerged() {
        var pull = hub.proposed(hub.ann, wiki, "slip", Map.of(Policy.FILE, "policy: v1\nmerge: sqash\n"));
        hub.settle();
        assertThat(reason(pull))
                .isEqualTo("it has a policy that can't be read: .softservice/policy.yaml:2:8: error [not-allowed]"
                        + " `merge` is `sqash`; did you mean `squash`?");
    }

    @Test
    void aRuleIsSetAsideForOneHeadWithAReason() {
        policy("approvals: {count: 1}\n");
        var pull = green("a");
        var asking = new Asking(Hold.Kind.APPROVALS, pull.headSha(), "the site is down, and everybody is asleep");
        assertThatThrownBy(() -> hub.app.pulls().setAside(wiki, 1, asking, hub.ann))
                .hasMessageContaining("only a maintainer");
        assertThatThrownBy(() ->
                        hub.app.pulls().setAside(wiki, 1, new Asking(Hold.Kind.OWNERS, pull.headSha(), "x"), hub.max))
                .hasMessage("pull request #1 is not kept back by that rule");
        hub.app.pulls().setAside(wiki, 1, asking, hub.max);
        assertThat(reason(pull)).isEmpty();
        assertThat(hub.app.pulls().aside(hub.pull(wiki, 1))).singleElement().satisfies(aside -> {
            assertThat(aside.by()).isEqualTo("max");
            assertThat(aside.reason()).isEqualTo("the site is down, and everybody is asleep");
        });
        assertThat(hub.app.pulls().events(pull)).extracting(PullEvent::kind).contains(PullEvent.Kind.RULE_SET_ASIDE);
        hub.propose(
                hub.ann,
                wiki,
                hub.commit(wiki, hub.tip(wiki, "refs/pull/1/head"), "more", Map.of("b", "b\n")),
                Map.of());
        hub.settle();
        assertThat(reason(pull)).as("a new head needs another word").contains("needs 1 approval");
    }

    @Test
    void aPolicyMayLetNobodySetRulesAside() {
        policy("approvals: {count: 1}\noverrides: {people: []}\n");
        var pull = green("a");
        assertThatThrownBy(() -> hub.app
                        .pulls()
                        .setAside(wiki, 1, new Asking(Hold.Kind.APPROVALS, pull.headSha(), "x"), hub.admin))
                .hasMessage("the policy of main lets nobody set one of its rules aside");
    }

    @Test
    void whatIsSquashedLandsAsOneTestedCommitOfItsAuthor() {
        policy("merge: squash\n");
        var one = hub.commit(wiki, hub.tip(wiki, Hub.MAIN), "one", Map.of("a", "1\n"));
        var two = hub.commit(wiki, Optional.of(one), "two", Map.of("b", "2\n"));
        hub.propose(hub.ann, wiki, two, Map.of("title", "Both"));
        hub.settle();
        var base = hub.tip(wiki, Hub.MAIN).orElseThrow();
        var merged = hub.app.pulls().merge(wiki, 1, hub.max);
        var commit = hub.app
                .reader()
                .commit(wiki.name(), merged.landedSha().orElseThrow().id());
        assertThat(commit.parents()).containsExactly(base);
        assertThat(commit.subject()).isEqualTo("Both (#1)");
        assertThat(commit.author().email()).isEqualTo("ann@example.org");
        assertThat(hub.runOf(merged).commit().id()).isEqualTo(commit.id());
        assertThat(hub.runOf(merged).verdict()).contains(Run.Outcome.PASSED);
    }

    @Test
    void whatIsRebasedLandsAsItsOwnCommitsOnTopOfTheBase() {
        policy("merge: rebase\n");
        var old = hub.tip(wiki, Hub.MAIN);
        var one = hub.commit(wiki, old, "one", Map.of("a", "1\n"));
        var two = hub.commit(wiki, Optional.of(one), "two", Map.of("b", "2\n"));
        hub.push(wiki, "main", "meanwhile", Map.of("c", "3\n"));
        hub.propose(hub.ann, wiki, two, Map.of("title", "Both"));
        hub.settle();
        var base = hub.tip(wiki, Hub.MAIN).orElseThrow();
        var merged = hub.app.pulls().merge(wiki, 1, hub.max);
        var log = hub.app
                .reader()
                .log(wiki.name(), merged.landedSha().orElseThrow().id(), 0, 3);
        assertThat(log).extracting(commit -> commit.subject()).containsExactly("two", "one", "meanwhile");
        assertThat(log.get(2).id()).isEqualTo(base);
        assertThat(hub.runOf(merged).commit().id()).isEqualTo(log.getFirst().id());
    }

    @Test
    void whatCantBeRebasedConflicts() {
        policy("merge: rebase\n");
        var old = hub.tip(wiki, Hub.MAIN);
        hub.push(wiki, "main", "meanwhile", Map.of("page", "theirs\n"));
        hub.propose(hub.ann, wiki, hub.commit(wiki, old, "one", Map.of("page", "mine\n")), Map.of());
        assertThat(hub.pull(wiki, 1).conflicts()).containsExactly("page");
    }

    @Test
    void aReleaseNamesWhatLandedInItAndWhatWasSetAside() {
        policy("approvals: {count: 1}\n");
        var before = hub.stable(wiki).orElseThrow();
        var pull = green("a");
        hub.app.pulls().setAside(wiki, 1, new Asking(Hold.Kind.APPROVALS, pull.headSha(), "nobody is here"), hub.max);
        hub.app.pulls().merge(wiki, 1, hub.max);
        hub.settle();
        var stable = hub.stable(wiki).orElseThrow();
        assertThat(stable.version()).isNotEqualTo(before.version());
        var landed = new Landed(hub.app.database(), hub.app.reader());
        assertThat(landed.between(wiki, Optional.of(before.commit()), stable.commit()))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.number()).isEqualTo(1);
                    assertThat(change.aside()).extracting(SetAside::reason).containsExactly("nobody is here");
                });
        assertThat(landed.between(wiki, Optional.empty(), before.commit())).isEmpty();
    }
}
