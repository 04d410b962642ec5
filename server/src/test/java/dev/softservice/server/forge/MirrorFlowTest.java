package dev.softservice.server.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.core.Obstacle;
import dev.softservice.server.core.Sha;
import dev.softservice.server.pull.Elsewhere;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.run.Run;
import dev.softservice.server.scenario.Hub;
import dev.softservice.webhooks.http.GuardedHttp;
import dev.softservice.webhooks.http.OutboundRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens at the forge happens at the hub, and the verdict goes back. */
class MirrorFlowTest extends MirrorTest {
    @Test
    void takesMainOverTestsReleasesAndReportsIt() {
        String sha = mirrored("");

        assertThat(main()).contains(sha);
        assertThat(hub.stable(wiki).orElseThrow().commit()).hasToString(sha);
        Run run = hub.runOf(wiki, ObjectId.fromString(sha));
        assertThat(run.kind()).isEqualTo(Run.Kind.BRANCH);
        assertThat(forge.statuses).extracting(ForgeStub.Status::state).containsExactly("pending", "success");
        assertThat(status(sha, "softservice/branch").orElseThrow())
                .isEqualTo(new ForgeStub.Status(
                        sha,
                        "success",
                        "softservice/branch",
                        hub.app.url().of("/samples/wiki/runs/" + run.id()),
                        "level 4 (accepted); 1 tests passed"));
    }

    @Test
    void aPushHookLeadsToALookAtOnce() {
        mirrored("");
        String sha = forge.push("main", "page", "two");
        assertThat(main()).isNotEqualTo(Optional.of(sha));

        delivered(forge.pushHook(SECRET, "main"));
        look();
        assertThat(main()).contains(sha);
        settle();
        assertThat(state(sha, "softservice/branch")).isEqualTo("success");
    }

    @Test
    void aStrangersPullRequestWaitsForApproval() {
        mirrored("");
        String head = forge.pushToFork(7, "wider", "page", "wider");
        forge.openPull(7, "wider", "Wider pages", "octocat");
        delivered(forge.pullHook(SECRET, "pull_request-opened", 7));
        look();

        assertThat(pull().title()).isEqualTo("Wider pages");
        assertThat(pull().author()).isEqualTo("octocat@127.0.0.1");
        assertThat(pull().headSha()).hasToString(head);
        assertThat(hub.tip(wiki, "refs/pull/" + pull().number() + "/head").map(ObjectId::name))
                .contains(head);
        assertThat(hub.tip(wiki, "refs/pull/" + pull().number() + "/merge").map(Sha::of))
                .isEqualTo(pull().mergeSha());
        assertThat(hub.runOf(pull()).state()).isEqualTo(Run.State.WAITING);
        assertThat(hub.app.why().of(wiki).candidates())
                .singleElement()
                .satisfies(candidate -> assertThat(candidate.obstacles())
                        .extracting(Obstacle::kind)
                        .containsExactly(Obstacle.Kind.LET_RUN, Obstacle.Kind.ELSEWHERE));
        assertThat(status(head, "softservice/pull").orElseThrow().description()).contains("approve");
        settle();
        assertThat(state(head, "softservice/pull")).isEqualTo("pending");

        hub.app.pulls().approve(wiki, pull().number(), new Sha(head), hub.max);
        settle();
        assertThat(state(head, "softservice/pull")).isEqualTo("success");
    }

    @Test
    void aNewHeadNeedsANewApproval() {
        mirrored("");
        String first = forge.pushToFork(7, "wider", "page", "wider");
        forge.openPull(7, "wider", "Wider pages", "octocat");
        poll();
        hub.app.pulls().approve(wiki, pull().number(), new Sha(first), hub.max);
        settle();
        String second = forge.pushToFork(7, "wider", "page", "evil");
        delivered(forge.pullHook(SECRET, "pull_request-synchronize", 7));
        look();
        settle();

        assertThat(pull().headSha()).hasToString(second);
        assertThat(hub.runOf(pull()).state()).isEqualTo(Run.State.WAITING);
        assertThat(state(second, "softservice/pull")).isEqualTo("pending");
        assertThat(state(first, "softservice/pull")).isEqualTo("success");
    }

    @Test
    void aTrustedLoginsPullRequestRunsAndItsFailureIsTold() {
        mirrored(", \"trusted\": [\"octocat\"]");
        String head =
                forge.pushToFork(7, "broken", "outcome", "fail: the front page answers: expected status 200, was 500");
        forge.openPull(7, "broken", "Break it", "octocat");
        poll();
        settle();

        assertThat(status(head, "softservice/pull").orElseThrow()).satisfies(status -> {
            assertThat(status.state()).isEqualTo("failure");
            assertThat(status.description()).isEqualTo("the front page answers: expected status 200, was 500");
        });
    }

    @Test
    void aPlatformThatCouldNotTellIsNoFailure() {
        mirrored(", \"trusted\": [\"octocat\"]");
        String head = forge.pushToFork(7, "odd", "outcome", "error: the engine is gone");
        forge.openPull(7, "odd", "Odd", "octocat");
        poll();
        settle();
        assertThat(state(head, "softservice/pull")).isIn("error", "pending");
        assertThat(forge.statuses).extracting(ForgeStub.Status::state).doesNotContain("failure");
    }

    @Test
    void whatTheForgeOwnsIsNotMergedHere() {
        mirrored(", \"trusted\": [\"octocat\"]");
        forge.pushToFork(7, "wider", "page", "wider");
        forge.openPull(7, "wider", "Wider pages", "octocat");
        poll();
        settle();
        String before = main().orElseThrow();
        assertThatThrownBy(() -> hub.app.pulls().merge(wiki, pull().number(), hub.max))
                .hasMessageContaining("this repository mirrors " + forge.cloneUrl() + ": merge it there");
        assertThatThrownBy(() -> hub.app.pulls().mergeWhenVerified(wiki, pull().number(), hub.max))
                .hasMessageContaining("merge it there");
        assertThat(hub.app.pulls().mergeability(pull()).now()).isFalse();
        assertThat(main()).contains(before);

        remove();
        assertThat(hub.app.pulls().mergeability(pull()).now()).isTrue();
    }

    @Test
    void theWorkerLooksByItselfAndTellsByItself() throws Exception {
        mirrored("");
        clock.forward(Duration.ofHours(-1));
        mirrors.start();
        String sha = forge.push("main", "page", "two");
        delivered(forge.pushHook(SECRET, "main"));
        forge.awaitStatus(sha, "pending");
        hub.settle();
        forge.awaitStatus(sha, "success");
        assertThat(main()).contains(sha);
    }

    @Test
    void aConflictIsToldWithoutARun() {
        mirrored("");
        String head = forge.pushToFork(7, "conflicting", "page", "ours");
        forge.push("main", "page", "theirs");
        forge.openPull(7, "conflicting", "Conflict", "octocat");
        poll();
        assertThat(status(head, "softservice/pull").orElseThrow()).satisfies(status -> {
            assertThat(status.state()).isEqualTo("failure");
            assertThat(status.description()).isEqualTo("conflicts with main in page");
            assertThat(status.target()).endsWith("/samples/wiki/pulls/" + pull().number());
        });
    }

    @Test
    void aPullRequestMergedAtTheForgeIsMergedHere() {
        mirrored("");
        forge.pushToFork(7, "wider", "page", "wider");
        forge.openPull(7, "wider", "Wider pages", "octocat");
        poll();
        String merged = forge.mergePull(7);
        delivered(forge.pullHook(SECRET, "pull_request-closed", 7));
        look();
        settle();
        assertThat(main()).contains(merged);
        assertThat(pull().state()).isEqualTo(PullRequest.State.MERGED);
        poll();
        assertThat(pull().state()).isEqualTo(PullRequest.State.MERGED);
    }

    @Test
    void aPullRequestClosedAtTheForgeIsClosedHereAndComesBackWithItsReopening() {
        mirrored("");
        forge.pushToFork(7, "wider", "page", "wider");
        forge.openPull(7, "wider", "Wider pages", "octocat");
        poll();
        forge.closePull(7);
        poll();
        assertThat(pull().state()).isEqualTo(PullRequest.State.CLOSED);

        forge.openPull(7, "wider", "Wider pages", "octocat");
        poll();
        assertThat(pull().state()).as("the same one").isEqualTo(PullRequest.State.OPEN);
        settle();
        assertThat(hub.runOf(pull()).state()).isEqualTo(Run.State.WAITING);
    }

    @ParameterizedTest
    @ValueSource(strings = {"squash", "rebase"})
    void aPullRequestThatTheForgeLandsAsOtherCommitsIsMergedHere(String how) {
        mirrored(", \"trusted\": [\"octocat\"]");
        String head = forge.pushToFork(7, "wider", "page", "wider");
        forge.openPull(7, "wider", "Wider pages", "octocat");
        poll();
        settle();
        assertThat(state(head, "softservice/pull")).isEqualTo("success");

        String landed = how.equals("squash") ? forge.squashPull(7) : forge.rebasePull(7);
        assertThat(landed).isNotEqualTo(head);
        poll();
        settle();

        assertThat(pull().state()).isEqualTo(PullRequest.State.MERGED);
        assertThat(pull().landedSha().map(Sha::name)).contains(landed);
        assertThat(statesOf(head)).containsExactly("pending", "success");
        assertThat(state(landed, "softservice/branch")).isEqualTo("success");
    }

    @Test
    void aPullRequestThatIsMergedWhileTheHubLooksIsMergedHereToo() {
        mirrored(", \"trusted\": [\"octocat\"]");
        String head = forge.pushToFork(7, "wider", "page", "wider");
        forge.openPull(7, "wider", "Wider pages", "octocat");
        poll();
        settle();
        forge.afterList = () -> forge.squashPull(7);
        poll();
        settle();
        assertThat(pull().state()).isEqualTo(PullRequest.State.MERGED);
        assertThat(statesOf(head)).containsExactly("pending", "success");
    }

    @Test
    void whatIsMergedBeforeItsVerdictStillGetsOne() {
        mirrored(", \"trusted\": [\"octocat\"]");
        String head = forge.pushToFork(7, "wider", "page", "wider");
        forge.openPull(7, "wider", "Wider pages", "octocat");
        poll();
        forge.squashPull(7);
        poll();
        settle();
        assertThat(pull().state()).isEqualTo(PullRequest.State.MERGED);
        assertThat(statesOf(head)).containsExactly("pending", "success");
    }

    @Test
    void aPullRequestThatTheForgeDoesNotTellOfIsJudgedByItsCommits() {
        mirrored("");
        forge.pushToFork(7, "wider", "page", "wider");
        forge.openPull(7, "wider", "Wider pages", "octocat");
        forge.pushToFork(8, "taller", "tall", "taller");
        forge.openPull(8, "taller", "Taller pages", "octocat");
        poll();
        forge.mergePull(7);
        forge.closePull(8);
        forge.forget(7);
        forge.forget(8);
        poll();
        assertThat(pulls())
                .extracting(PullRequest::state)
                .containsExactly(PullRequest.State.CLOSED, PullRequest.State.MERGED);
    }

    @Test
    void aPullRequestForAnotherBranchKeepsItsNumber() {
        mirrored(", \"trusted\": [\"octocat\"]");
        String other = forge.push("next", "page", "next");
        forge.pushToFork(7, "wider", "wide", "wider");
        forge.openPull(7, "wider", "Wider pages", "octocat");
        poll();
        assertThat(pull().base()).hasToString("main");
        forge.retarget(7, "next");
        poll();
        assertThat(pull().base()).hasToString("next");
        assertThat(pull().baseSha()).hasToString(other);
        settle();
        assertThat(state(pull().headSha().name(), "softservice/pull")).isEqualTo("success");
    }

    @Test
    void theForgesNumberTextAndAuthorAreShownAndLinked() {
        mirrored("");
        forge.pushToFork(7, "wider", "page", "wider");
        forge.openPull(7, "wider", "Wider pages", "octocat");
        poll();
        assertThat(pull().description()).isEqualTo("Why Wider pages.");
        assertThat(pull().author()).isEqualTo("octocat@127.0.0.1");
        assertThat(hub.app.pulls().elsewhere(pull()))
                .contains(new Elsewhere(7, URI.create(forge.origin() + "/octo/wiki/pull/7")));
        String api = get("/api/v1/repos/samples/wiki/pulls/" + pull().number());
        assertThat(json(api).get("elsewhere").toString())
                .isEqualTo("{\"number\":7,\"url\":\"" + forge.origin() + "/octo/wiki/pull/7\"}");
        assertThat(get("/samples/wiki/pulls/" + pull().number()))
                .contains("<a href=\"" + forge.origin()
                        + "/octo/wiki/pull/7\" rel=\"nofollow noopener\">#7 at 127.0.0.1</a>")
                .contains("Why Wider pages.");
    }

    private List<String> statesOf(String head) {
        return forge.statuses.stream()
                .filter(status -> status.sha().equals(head))
                .map(ForgeStub.Status::state)
                .toList();
    }

    @Test
    void aPullRequestClosedHereStaysClosedUntilItsHeadMoves() {
        mirrored("");
        forge.pushToFork(7, "wider", "page", "wider");
        forge.openPull(7, "wider", "Wider pages", "octocat");
        poll();
        hub.app.pulls().close(wiki, pull().number(), hub.max);
        poll();
        assertThat(pulls()).extracting(PullRequest::state).containsOnly(PullRequest.State.CLOSED);

        forge.pushToFork(7, "wider", "page", "wider still");
        poll();
        assertThat(pulls())
                .filteredOn(pull -> pull.state() == PullRequest.State.OPEN)
                .hasSize(1);
    }

    @Test
    void aNewTitleIsTakenOver() {
        mirrored("");
        forge.pushToFork(7, "wider", "page", "wider");
        forge.openPull(7, "wider", "Wider pages", "octocat");
        poll();
        forge.openPull(7, "wider", "Much wider   pages", "octocat");
        poll();
        assertThat(pull().title()).isEqualTo("Much wider pages");
    }

    @Test
    void branchesFollowAndGo() {
        mirrored(", \"branches\": [\"*\"]");
        String side = forge.push("side", "page", "side");
        poll();
        assertThat(tip("side").map(ObjectId::name)).contains(side);
        settle();
        assertThat(state(side, "softservice/branch")).isEqualTo("success");
        forge.deleteBranch("side");
        poll();
        assertThat(tip("side")).isEmpty();
        assertThat(main()).isPresent();
    }

    @Test
    void aBranchThatGoesMakesRoomForOthersBelowItsNameInOneLook() {
        mirrored(", \"branches\": [\"side\", \"side/*\"]");
        String side = forge.push("side", "page", "side");
        poll();
        forge.deleteBranch("side");
        forge.work.run("push", "-q", "forge", side + ":refs/heads/side/one", side + ":refs/heads/side/two");
        poll();
        assertThat(tip("side")).isEmpty();
        assertThat(tip("side/one").map(ObjectId::name)).contains(side);
        assertThat(tip("side/two").map(ObjectId::name)).contains(side);
    }

    @Test
    void aRepositoryWhoseDefaultBranchIsNotMainHasItAsMainHere() {
        forge.bare().run("symbolic-ref", "HEAD", "refs/heads/master");
        String sha = forge.push("master", "page", "one");
        mirror("");
        look();
        assertThat(main()).contains(sha);
        assertThat(tip("master")).isEmpty();
    }

    @Test
    void neverTakesStableOrTagsFromTheForge() {
        String released = mirrored("");
        forge.push("main", "page", "two");
        forge.work.run("tag", "v2.3.0");
        forge.work.run("tag", "v9.9.9");
        forge.work.run("push", "-q", "forge", "--tags", "main:refs/heads/stable");
        poll();
        assertThat(hub.tip(wiki, "refs/tags/v9.9.9")).isEmpty();
        assertThat(tip("stable").map(ObjectId::name)).contains(released);
    }

    @Test
    void versionsAreCountedBehindTheForgesTags() {
        mirrored("");
        assertThat(hub.stable(wiki).orElseThrow().tag()).isEqualTo("v2.3.0");
        forge.work.run("tag", "v2.3.4");
        forge.work.run("tag", "v1-not-a-version");
        forge.work.run("push", "-q", "forge", "--tags");
        forge.push("main", "page", "two");
        poll();
        settle();
        assertThat(hub.stable(wiki).orElseThrow().tag()).isEqualTo("v2.3.5");
    }

    @Test
    void aVersionThatIsTaggedAtTheForgeIsNotGivenAgain() {
        mirrored("");
        forge.work.run("tag", "v2.4.0");
        forge.work.run("push", "-q", "forge", "--tags");
        String sha = forge.push("main", "softservice.yaml", Hub.manifest("2.4.0"));
        poll();
        settle();
        assertThat(hub.stable(wiki).orElseThrow().tag()).isEqualTo("v2.3.0");
        assertThat(hub.runs().notes(hub.runOf(wiki, ObjectId.fromString(sha)).id()))
                .anySatisfy(note -> assertThat(note).startsWith("no release: 2.4.0 has been released already"));
    }

    @Test
    void aRewrittenMainIsNotFollowed() {
        String first = mirrored("");
        forge.work.run("checkout", "-q", "main");
        forge.work.run("commit", "-q", "--amend", "-m", "Rewritten");
        forge.work.run("push", "-q", "-f", "forge", "main");
        poll();
        assertThat(main()).contains(first);
        assertThat(complaints()).singleElement().asString().startsWith("main was rewritten at the forge");
    }

    @Test
    void commitsThatAreHereAloneAreNeverOverwritten() {
        mirrored(", \"branches\": [\"si*\"]");
        forge.push("side", "page", "there");
        var here = hub.push(wiki, "side", "here", Map.of("page", "here"));
        poll();
        assertThat(tip("side")).contains(here);
        assertThat(complaints())
                .singleElement()
                .asString()
                .startsWith("branch side has commits here that the forge lacks");
    }

    @Test
    void whatACrashCutOffAfterTheRefMovedIsDone() {
        mirrored("");
        String sha = forge.push("main", "page", "two");
        poll();
        settle();
        // As it stands when the hub dies between moving the ref and recording what follows.
        String third = forge.push("main", "page", "three");
        fetchOnly();
        hub.app
                .git()
                .moveRef(
                        wiki.name(),
                        "refs/heads/main",
                        Optional.of(ObjectId.fromString(sha)),
                        Optional.of(ObjectId.fromString(third)),
                        "mirror");
        restart();
        poll();
        settle();
        assertThat(state(third, "softservice/branch")).isEqualTo("success");
    }

    private void fetchOnly() {
        try (var http = new GuardedHttp(OutboundRules.listing(List.of(forge.origin())))) {
            new ForgeFetch(http, 100 << 20, clock)
                    .fetch(
                            hub.app.git().open(wiki.name()),
                            new MirrorTable(hub.app.database(), hub.app.vault())
                                    .find(wiki.id())
                                    .orElseThrow()
                                    .settings(),
                            List.of(),
                            there -> there.all().keySet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
