package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.core.Obstacle;
import dev.softservice.server.pull.Opening;
import dev.softservice.server.pull.PullEvent;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.PullRequest.State;
import dev.softservice.server.repo.HostedRepository;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A draft is tested as any other, and does not land before it is ready. */
class DraftTest {
    @TempDir
    Path data;

    private Hub hub;
    private HostedRepository wiki;

    @BeforeEach
    void open() {
        hub = Hub.open(data, Optional.empty());
        wiki = hub.repository("wiki");
        hub.push(wiki, "main", "first", Map.of("softservice.yaml", Hub.manifest("1.0")));
        hub.settle();
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private PullRequest draft() {
        var head = hub.commit(wiki, hub.tip(wiki, Hub.MAIN), "half of it", Map.of("README.md", "half"));
        hub.propose(hub.ann, wiki, head, Map.of("draft", "true"));
        hub.settle();
        return hub.newest(wiki);
    }

    @Test
    void aDraftThatPassedIsNotMergedAndSaysWhy() {
        var draft = draft();
        assertThat(draft.draft()).isTrue();
        assertThatThrownBy(() -> hub.app.pulls().merge(wiki, 1, hub.max)).hasMessageContaining("it is a draft");
        assertThatThrownBy(() -> hub.app.pulls().mergeWhenVerified(wiki, 1, hub.max))
                .hasMessageContaining("it is a draft");
        assertThat(hub.app.pulls().holds(draft))
                .extracting(hold -> hold.obstacle().kind())
                .contains(Obstacle.Kind.DRAFT);
        hub.app.pulls().draft(wiki, 1, false, hub.ann);
        assertThat(hub.app.pulls().merge(wiki, 1, hub.max).state()).isEqualTo(State.MERGED);
        assertThat(hub.app.pulls().events(draft)).extracting(PullEvent::kind).contains(PullEvent.Kind.READY);
    }

    @Test
    void aWishToMergeEndsWhereItBecomesADraft() {
        hub.proposed(hub.ann, wiki, "a change", Map.of("README.md", "whole"));
        hub.app.pulls().mergeWhenVerified(wiki, 1, hub.max);
        hub.app.pulls().draft(wiki, 1, true, hub.ann);
        hub.settle();
        assertThat(hub.pull(wiki, 1).state()).isEqualTo(State.OPEN);
        hub.app.pulls().draft(wiki, 1, false, hub.ann);
        hub.settle();
        assertThat(hub.pull(wiki, 1).state()).as("nobody wishes it any more").isEqualTo(State.OPEN);
    }

    @Test
    void aPushKeepsItADraftUnlessItSaysThatItIsReady() {
        draft();
        var more = hub.commit(wiki, Optional.of(hub.pull(wiki, 1).headSha().id()), "more", Map.of("b.md", "b"));
        hub.propose(hub.ann, wiki, more, Map.of());
        assertThat(hub.pull(wiki, 1).draft()).isTrue();
        hub.propose(hub.ann, wiki, more, Map.of("draft", "false"));
        assertThat(hub.pull(wiki, 1).draft()).isFalse();
    }

    @Test
    void onlyItsAuthorAndMaintainersSayThatItIsReady() {
        draft();
        assertThatThrownBy(() -> hub.app.pulls().draft(wiki, 1, false, hub.bob))
                .hasMessageContaining("only a maintainer may say whether somebody else's pull request is ready");
        assertThat(hub.app.pulls().draft(wiki, 1, false, hub.max).draft()).isFalse();
        hub.app.pulls().close(wiki, 1, hub.ann);
        assertThatThrownBy(() -> hub.app.pulls().draft(wiki, 1, true, hub.ann)).hasMessageContaining("closed already");
    }

    @Test
    void oneMadeFromABranchCanBeADraft() {
        hub.push(wiki, "feature", "half", Map.of("README.md", "half"));
        var opened = hub.app.pulls().open(wiki, new Opening("main", "feature", "", "", true), hub.ann);
        assertThat(opened.draft()).isTrue();
    }
}
