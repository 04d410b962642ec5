package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.server.core.BranchName;
import dev.softservice.server.core.Sha;
import dev.softservice.server.git.PushConsequences.Moved;
import dev.softservice.server.pull.Opening;
import dev.softservice.server.run.Run;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One push of many branches: what follows is recorded together, and told in few lines. */
class ManyBranchesTest extends HubTest {
    /** More than one statement names. */
    private static final int MANY = 1_200;

    private ObjectId main;

    @BeforeEach
    void aReleasedWiki() {
        released();
        main = hub.tip(wiki, Hub.MAIN).orElseThrow();
    }

    private static BranchName branch(String name) {
        return BranchName.of(name).orElseThrow();
    }

    private List<Moved> all(Optional<ObjectId> before, Optional<ObjectId> after) {
        return IntStream.range(0, MANY)
                .mapToObj(number -> new Moved(branch("b" + number), before, after))
                .toList();
    }

    private List<String> push(List<Moved> moved) {
        return hub.app.proposals().branchesMoved(wiki, moved, hub.ann);
    }

    private List<Run> newest(int most) {
        return hub.runs().list(wiki, Optional.empty(), Optional.empty(), 0, most);
    }

    @Test
    void allAreTestedInTheOrderOfThePushAndTheFirstOnesAreTold() {
        var lines = push(all(Optional.empty(), Optional.of(main)));
        assertThat(hub.runs().load().queued()).isEqualTo(MANY);
        assertThat(newest(3))
                .extracting(Run::ref)
                .containsExactly("refs/heads/b1199", "refs/heads/b1198", "refs/heads/b1197");
        var first = newest(1).getFirst().id().value() - MANY + 1;
        assertThat(lines)
                .hasSize(21)
                .startsWith("b0 is tested by run %d: %s"
                        .formatted(first, hub.app.url().of("/samples/wiki/runs/" + first)))
                .endsWith("and 1,180 more are tested, see " + hub.app.url().of("/samples/wiki/runs"));
    }

    @Test
    void whatIsPushedAgainOrDeletedEndsItsRunsAndTheirReadersAreTold() throws InterruptedException {
        push(all(Optional.empty(), Optional.of(main)));
        var ended = newest(1).getFirst().id();
        push(all(Optional.of(main), Optional.of(main)));
        assertThat(hub.runs().load().queued()).isEqualTo(MANY);
        assertThat(hub.runs().require(ended).verdict()).contains(Run.Outcome.SUPERSEDED);
        push(all(Optional.of(main), Optional.empty()));
        assertThat(hub.runs().load().queued()).isZero();
        assertThat(hub.app.events().tail(ended, 10_000).events())
                .extracting(event -> event.type())
                .containsExactly("verdict", "end");
    }

    @Test
    void allIsRecordedOrNothing() {
        hub.app
                .database()
                .run(handle -> handle.execute("create unique index once on run (ref) where ref = 'refs/heads/last'"));
        push(List.of(new Moved(branch("last"), Optional.empty(), Optional.of(main))));
        int before = hub.runs().load().queued();
        var withLast = Stream.concat(
                        all(Optional.empty(), Optional.of(main)).stream(),
                        Stream.of(new Moved(branch("last"), Optional.of(main), Optional.of(main))))
                .toList();
        assertThatThrownBy(() -> push(withLast)).hasMessageContaining("run");
        assertThat(hub.runs().load().queued()).isEqualTo(before);
        assertThat(newest(1)).extracting(Run::ref).containsExactly("refs/heads/last");
    }

    @Test
    void aPullRequestWhoseBaseAndSourceMoveInOnePushFollowsBoth() {
        hub.push(wiki, "dev", "dev", Map.of("a", "a\n"));
        hub.push(wiki, "feature", "start", Map.of("b", "b\n"));
        var pull = hub.app.pulls().open(wiki, new Opening("dev", "feature", "A feature", ""), hub.ann);
        var moved = Stream.of("feature", "dev")
                .map(name -> {
                    var ref = "refs/heads/" + name;
                    var before = hub.tip(wiki, ref);
                    var after = hub.commit(wiki, before, "more " + name, Map.of(name, name + "\n"));
                    assertThat(hub.app.git().moveRef(wiki.name(), ref, before, Optional.of(after), "push"))
                            .isTrue();
                    return new Moved(branch(name), before, Optional.of(after));
                })
                .toList();
        push(moved);
        var now = hub.pull(wiki, pull.number());
        assertThat(now.headSha()).isEqualTo(Sha.of(moved.getFirst().after().orElseThrow()));
        assertThat(now.baseSha()).isEqualTo(Sha.of(moved.getLast().after().orElseThrow()));
        assertThat(hub.runOf(now).commit()).isEqualTo(now.mergeSha().orElseThrow());
    }
}
