package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.account.Account;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.repo.HostedRepository;
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
    void aRunClimbsAsFarAsIsAskedAndNeverLessFarThanItHasTo() {
        var notes = hub.repository("notes");
        hub.push(notes, "main", "first", Map.of("softservice.yaml", Hub.manifest("1.0", "release: {level: 4}")));
        hub.settle();
        var change = hub.proposed(hub.ann, notes, "more", Map.of("a", "a\n"));
        hub.settle();
        assertThat(climbed()).isEqualTo(4);
        assertThat(say(notes, change, "/retest level 6")).startsWith("/retest: it is tested by run ");
        assertThat(climbed()).isEqualTo(6);
        assertThat(say(notes, change, "/retest")).startsWith("/retest: it is tested by run ");
        assertThat(climbed()).isEqualTo(4);
        assertThat(say(notes, change, "/retest level 8"))
                .isEqualTo("/retest: not done: a run here climbs to level 4 to 7, not 8");
        assertThat(say(notes, change, "/retest soon"))
                .isEqualTo("/retest: not done: say /retest, or how far: /retest level 6");
    }

    private String say(HostedRepository repository, PullRequest about, String body) {
        var outcome = hub.app
                .discussion()
                .comments()
                .say(repository, about, NewComment.of(body), hub.ann)
                .outcome();
        hub.settle();
        return outcome;
    }

    private int climbed() {
        return hub.verifier.requests().getLast().level();
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
