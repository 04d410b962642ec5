package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.core.Sha;
import dev.softservice.server.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What cannot be repaired at a start is set aside, and keeps nothing else from being repaired. */
class RepairTest extends HubTest {
    @Test
    void aBranchWhoseCommitIsLostKeepsNoOtherFromBeingFollowedUp() throws IOException {
        released();
        var pull = hub.proposed(hub.ann, wiki, "one", Map.of("a", "a\n"));
        var merge = hub.tip(wiki, "refs/pull/1/merge");
        hub.app.git().moveRef(wiki.name(), "refs/pull/1/merge", merge, Optional.empty(), "lost");
        var commit = hub.commit(wiki, hub.tip(wiki, Hub.MAIN), "two", Map.of("page", "two\n"));
        for (var branch : List.of("another", "good")) {
            hub.app
                    .git()
                    .moveRef(wiki.name(), "refs/heads/" + branch, Optional.empty(), Optional.of(commit), "cut off");
        }
        Files.writeString(folder.resolve("repositories/samples/wiki.git/refs/heads/bad"), "12".repeat(20) + "\n");

        restart();

        assertThat(hub.app.runs().list(wiki, Optional.of(Sha.of(commit)), Optional.empty(), 0, 10))
                .extracting(Run::ref)
                .containsExactlyInAnyOrder("refs/heads/good", "refs/heads/another");
        assertThat(hub.tip(wiki, "refs/pull/1/merge").map(Sha::of)).isEqualTo(pull.mergeSha());
        assertThat(hub.app.reader().branches(wiki.name()))
                .extracting(name -> name.name())
                .contains("main", "another", "good")
                .doesNotContain("bad");
    }
}
