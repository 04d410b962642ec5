package dev.softservice.server.forge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.scenario.Hub;
import dev.softservice.webhooks.ForgeKind;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A mirror of a repository on Bitbucket Cloud and on Bitbucket Data Center, from the push to the status beside it. */
class MirrorBitbucketTest extends MirrorTest {
    private String mirrored(ForgeKind kind) throws IOException {
        String sha = forge.push("main", "softservice.yaml", Hub.manifest("2.3"));
        assertThat(put("""
            {"kind": "%s", "url": "%s", "secret": "%s", "token": "%s", "pollSeconds": %d, "trusted": ["grace"]}\
            """.formatted(
                                        kind.word(),
                                        BitbucketShapes.cloneUrl(forge, folder, kind),
                                        SECRET,
                                        ForgeStub.TOKEN,
                                        POLL.toSeconds()))
                        .statusCode())
                .isEqualTo(201);
        look();
        settle();
        assertThat(complaints()).isEmpty();
        assertThat(main()).contains(sha);
        return sha;
    }

    @ParameterizedTest
    @EnumSource(names = {"BITBUCKET", "BITBUCKET_SERVER"})
    void whatIsPushedIsTakenOverTestedAndTold(ForgeKind kind) throws IOException {
        String first = mirrored(kind);
        assertThat(forge.statuses)
                .filteredOn(status -> status.sha().equals(first))
                .extracting(ForgeStub.Status::state)
                .containsExactly("INPROGRESS", "SUCCESSFUL");
        assertThat(status(first, "softservice/branch").orElseThrow().target())
                .isEqualTo(hub.app
                        .url()
                        .of("/samples/wiki/runs/"
                                + hub.runOf(wiki, tip("main").orElseThrow()).id()));

        String second = forge.push("main", "page", "two");
        delivered(new BitbucketShapes(forge).push(kind, SECRET));
        look();
        assertThat(main()).contains(second);
        settle();
        assertThat(state(second, "softservice/branch")).isEqualTo("SUCCESSFUL");
    }

    @ParameterizedTest
    @EnumSource(names = {"BITBUCKET", "BITBUCKET_SERVER"})
    void aPullRequestIsTestedToldAndMergedAtTheForge(ForgeKind kind) throws IOException {
        mirrored(kind);
        String head = forge.push("wider", "page", "wider");
        forge.bare().run("update-ref", "refs/pull-requests/7/from", head);
        forge.openPull(7, "wider", "Wider pages", "grace");
        poll();
        settle();
        assertThat(complaints()).isEmpty();
        assertThat(pull().title()).isEqualTo("Wider pages");
        assertThat(pull().headSha()).hasToString(head);
        assertThat(state(head, "softservice/pull")).isEqualTo("SUCCESSFUL");

        String merged = forge.mergePull(7);
        delivered(new BitbucketShapes(forge).merged(kind, SECRET));
        look();
        settle();
        assertThat(main()).contains(merged);
        assertThat(pull().state()).isEqualTo(PullRequest.State.MERGED);
        assertThat(complaints()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"BITBUCKET", "BITBUCKET_SERVER"})
    void aForksPullRequestIsTestedWhereTheForgeKeepsARefOfIt(ForgeKind kind) throws IOException {
        mirrored(kind);
        String head = forge.work.commit("wider", "page", "wider");
        boolean kept = kind == ForgeKind.BITBUCKET_SERVER;
        if (kept) forge.work.run("push", "-q", "forge", "wider:refs/pull-requests/7/from");
        forge.openPull(7, "wider", "Wider pages", "grace");
        poll();
        settle();
        if (kept) {
            assertThat(state(head, "softservice/pull")).isEqualTo("SUCCESSFUL");
            assertThat(complaints()).isEmpty();
        } else {
            assertThat(pulls()).isEmpty();
            assertThat(complaints())
                    .singleElement()
                    .asString()
                    .startsWith("pull request 7")
                    .contains("fork");
        }
    }
}
