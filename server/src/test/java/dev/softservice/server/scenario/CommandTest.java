package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.account.Account;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.review.NewComment;
import dev.softservice.server.run.Run;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The first lines of a comment do what buttons do, for those who may press them. */
class CommandTest extends HubTest {
    private PullRequest pull;

    @BeforeEach
    void aStrangersPullRequest() {
        released();
        pull = hub.proposed(hub.stranger, wiki, "please", Map.of("a", "a\n"));
    }

    private String say(Account by, String body) {
        return hub.app
                .discussion()
                .comments()
                .say(wiki, pull, NewComment.of(body), by)
                .outcome();
    }

    @Test
    void aStrangersCodeRunsByAMaintainersWordOnAVersionAndMergesByIt() {
        assertThat(say(hub.stranger, "/approve-run v1"))
                .startsWith("/approve-run: not done: ")
                .contains("only a maintainer");
        assertThat(say(hub.max, "/approve-run"))
                .isEqualTo("/approve-run: not done: name the version that you looked at: /approve-run v1");
        assertThat(say(hub.max, "/approve-run v1\nLooks harmless.")).isEqualTo("/approve-run: version 1 may run");
        assertThat(say(hub.bob, "/merge")).contains("only a maintainer may merge");
        assertThat(say(hub.max, "/merge")).startsWith("/merge: it merges by itself once it is verified");
        hub.settle();
        assertThat(hub.pull(wiki, 1).state()).isEqualTo(PullRequest.State.MERGED);
        assertThat(hub.pull(wiki, 1).mergedBy()).contains("max");
    }

    @Test
    void anApprovalOfAnOlderVersionIsRefused() {
        hub.propose(
                hub.stranger,
                wiki,
                hub.commit(wiki, hub.tip(wiki, "refs/pull/1/head"), "more", Map.of("a", "evil\n")),
                Map.of());
        assertThat(say(hub.max, "/approve-run v1")).contains("look again");
        assertThat(hub.runOf(hub.pull(wiki, 1)).state()).isEqualTo(Run.State.WAITING);
    }

    @Test
    void whatIsTestedIsCancelledAndTestedAgain() {
        say(hub.max, "/approve-run v1");
        var first = hub.runOf(hub.pull(wiki, 1));
        assertThat(say(hub.stranger, "/cancel")).contains("not done: only a contributor may cancel");
        assertThat(say(hub.bob, "/cancel")).isEqualTo("/cancel: run " + first.id() + " is cancelled");
        assertThat(say(hub.bob, "/retest")).startsWith("/retest: it is tested by run ");
        assertThat(hub.runOf(hub.pull(wiki, 1)).id()).isNotEqualTo(first.id());
    }

    @Test
    void onlyFirstLinesOfOneWordAreCommands() {
        assertThat(say(hub.max, "I would /merge this:\n/merge")).isEmpty();
        assertThat(say(hub.max, "/etc/passwd is read")).isEmpty();
        assertThat(say(hub.max, "/merge it please, soon")).isEmpty();
        assertThat(say(hub.max, "/mrege")).startsWith("/mrege: no such command; there are /retest");
        assertThat(hub.pull(wiki, 1).mergeWhenVerifiedBy()).isEmpty();
    }
}
