package dev.softservice.server.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.core.BranchName;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.run.Run;
import dev.softservice.server.scenario.Hub;
import dev.softservice.webhooks.ForgeKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;

/** Which of the forge's branches are followed, and what the merge queue's are. */
class MirrorBranchesTest extends MirrorTest {
    @Test
    void aFirstLookAtTwoHundredStaleBranchesGivesOneRun() {
        String sha = forge.push("main", "softservice.yaml", Hub.manifest("2.3"));
        forge.bare()
                .feed(
                        IntStream.range(0, 200)
                                .mapToObj(i -> "create refs/heads/stale/" + i + " " + sha + "\n")
                                .collect(Collectors.joining())
                                .getBytes(StandardCharsets.UTF_8),
                        "update-ref",
                        "--stdin");
        assertThat(mirror("").statusCode()).isEqualTo(201);
        look();
        assertThat(runs())
                .singleElement()
                .satisfies(run -> assertThat(run.ref()).isEqualTo("refs/heads/main"));
        assertThat(tip("stale/7")).isEmpty();
        assertThat(complaints()).isEmpty();
    }

    @Test
    void whatPullRequestsAreForIsFollowed() {
        mirrored("");
        String next = forge.push("next", "page", "next");
        forge.push("side", "page", "side");
        poll();
        assertThat(tip("next")).isEmpty();
        forge.pushToFork(7, "wider", "wide", "wider");
        forge.openPull(7, "wider", "Wider pages", "octocat");
        forge.retarget(7, "next");
        poll();
        assertThat(tip("next").map(ObjectId::name)).contains(next);
        assertThat(pull().base()).isEqualTo(new BranchName("next"));
        assertThat(tip("side")).isEmpty();
    }

    @Test
    void aFilterTakesBranchesByTheirNames() {
        mirrored(", \"branches\": [\"release-*\", \"team/**\", \"v?\"]");
        for (String branch : List.of("release-1", "release-1/x", "team/a/b", "v1", "v10", "side")) {
            forge.push(branch.replace("release-1/x", "releases/x"), "page", branch);
        }
        poll();
        assertThat(List.of("release-1", "team/a/b", "v1"))
                .allMatch(branch -> tip(branch).isPresent());
        assertThat(List.of("releases/x", "v10", "side"))
                .noneMatch(branch -> tip(branch).isPresent());
        assertThat(json(shown().body()).get("branches").toString()).isEqualTo("[\"release-*\",\"team/**\",\"v?\"]");
    }

    @Test
    void aBranchThatTheFilterTakesNoMoreStaysAsItIs() {
        mirrored(", \"branches\": [\"side\"]");
        String first = forge.push("side", "page", "one");
        poll();
        mirror(", \"branches\": [\"another\"]");
        forge.push("side", "page", "two");
        poll();
        assertThat(tip("side").map(ObjectId::name)).contains(first);
        forge.deleteBranch("side");
        poll();
        assertThat(tip("side").map(ObjectId::name)).contains(first);
    }

    @Test
    void aFilterThatIsNoneIsRefused() {
        for (String glob : List.of("a..b", "/x", "x y", "[a-z]", "a~1", "")) {
            assertThat(mirror(", \"branches\": [\"" + glob + "\"]").statusCode())
                    .as(glob)
                    .isEqualTo(422);
        }
        var slow = new BranchFilter(List.of("**a**a**a**a**a**b", "*a*a*a*a*a*b"));
        assertThat(slow.takes(new BranchName("a".repeat(200)))).isFalse();
    }

    @Test
    void aMergeGroupGetsThePullRequestsStatusAndLandsAsItWasTested() {
        mirrored(", \"trusted\": [\"octocat\"]");
        String head = forge.pushToFork(7, "wider", "page", "wider");
        forge.openPull(7, "wider", "Wider pages", "octocat");
        poll();
        settle();
        assertThat(state(head, "softservice/pull")).isEqualTo("success");

        String group = forge.queue(7);
        delivered(forge.groupHook(SECRET, group));
        look();
        String queued = forge.bare().run("rev-parse", group);
        assertThat(state(queued, "softservice/pull")).isEqualTo("pending");
        assertThat(state(queued, "softservice/branch")).isEqualTo("nothing");
        settle();
        assertThat(state(queued, "softservice/pull")).isEqualTo("success");

        String landed = forge.landGroup(7, group);
        assertThat(landed).isEqualTo(queued);
        poll();
        settle();
        assertThat(pull().state()).isEqualTo(PullRequest.State.MERGED);
        assertThat(main()).contains(landed);
        assertThat(tip(group)).isEmpty();
        assertThat(state(landed, "softservice/branch")).isEqualTo("success");
        assertThat(state(landed, "softservice/pull")).isEqualTo("success");
    }

    @Test
    void aMergeGroupThatBreaksIsToldSo() {
        mirrored(", \"trusted\": [\"octocat\"]");
        forge.pushToFork(7, "wider", "outcome", "fail: the front page answers: expected status 200, was 500");
        forge.openPull(7, "wider", "Wider pages", "octocat");
        String group = forge.queue(7);
        poll();
        settle();
        assertThat(state(forge.bare().run("rev-parse", group), "softservice/pull"))
                .isEqualTo("failure");
    }

    @Test
    void onlyGitHubHasMergeGroups() {
        var group = new BranchName("gh-readonly-queue/release/1/pr-7-" + "a".repeat(40));
        assertThat(MergeGroups.base(ForgeKind.GITHUB, group)).contains(new BranchName("release/1"));
        assertThat(MergeGroups.base(ForgeKind.GITEA, group)).isEmpty();
        for (String other : List.of("gh-readonly-queue/main", "gh-readonly-queue/main/pr-7-abc", "main")) {
            assertThat(MergeGroups.base(ForgeKind.GITHUB, new BranchName(other)))
                    .isEmpty();
        }
    }

    private List<Run> runs() {
        return hub.runs().list(wiki, Optional.empty(), Optional.empty(), 0, 100);
    }
}
