package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Refusal;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.PushConsequences.Proposal;
import dev.softservice.server.run.Run;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else holds the database's file: nothing is half done, and what is owed is done later. */
class LockedDatabaseTest {
    @TempDir
    Path folder;

    private Connection lock() throws Exception {
        var other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("hub.db"));
        try (var statement = other.createStatement()) {
            statement.execute("begin immediate");
        }
        return other;
    }

    @Test
    void aProposalIsRefusedInQuarantineAndABranchIsFollowedUpLater() throws Exception {
        try (var hub = Hub.open(folder, Optional.empty())) {
            var wiki = hub.repository("wiki");
            var main = hub.push(wiki, "main", "first", Map.of("softservice.yaml", Hub.manifest("2.3")));
            var change = hub.commit(wiki, Optional.of(main), "change", Map.of("page", "two\n"));
            var queued = new LinkedBlockingQueue<Run>();
            try (var _ = lock()) {
                assertThatThrownBy(() -> hub.app
                                .proposals()
                                .refusal(new Proposal(wiki, hub.ann, BranchName.MAIN, change, Map.of())))
                        .isInstanceOfSatisfying(
                                Refusal.class,
                                refusal -> assertThat(refusal.kind()).isEqualTo(Refusal.Kind.BUSY));
                hub.drain();
                hub.app.feed().listen("test", queued::add);
                assertThat(hub.pushCommit(wiki, "main", change))
                        .singleElement()
                        .asString()
                        .contains("as soon as the hub's database answers");
            }
            assertThat(queued.poll(60, TimeUnit.SECONDS)).isNotNull();
            assertThat(hub.runOf(wiki, change).state()).isEqualTo(Run.State.QUEUED);
            hub.settle();
            assertThat(hub.stable(wiki).orElseThrow().commit()).isEqualTo(Sha.of(change));
        }
    }
}
