package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.policy.Policy;
import dev.softservice.server.core.Sha;
import dev.softservice.server.pull.PullEvent;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Those that are to land are tested at once, each on top of those ahead of it, and land as they were tested. */
class LineTest extends HubTest {
    private static final Optional<String> AS_WRITTEN = Optional.empty();

    @BeforeEach
    void aReleasedWiki() {
        released();
    }

    private void green(int from, int to) {
        for (int i = from; i <= to; i++) hub.proposed(hub.ann, wiki, "change " + i, Map.of("file" + i, i + "\n"));
        hub.settle();
    }

    private void wish(int... numbers) {
        for (int number : numbers) hub.app.pulls().mergeWhenVerified(wiki, number, hub.max);
        hub.drain();
    }

    private PullRequest.State state(int number) {
        return hub.pull(wiki, number).state();
    }

    private int verifications() {
        return hub.verifier.ran().size();
    }

    /** As many workers as there is work for: all that is queued now ends before anything that is queued by that begins. */
    private int rounds() {
        int rounds = 0;
        while (true) {
            while (hub.app.workers().answerNext()) hub.drain();
            int queued = hub.runs().load().queued();
            if (queued == 0) return rounds;
            rounds++;
            for (int i = 0; i < queued; i++) hub.runNext();
        }
    }

    private static boolean has(Path tree, String... files) {
        return List.of(files).stream().allMatch(file -> Files.exists(tree.resolve(file)));
    }

    private Optional<String> whyItLeft(int number) {
        return hub.app.pulls().events(hub.pull(wiki, number)).stream()
                .filter(event -> event.kind() == PullEvent.Kind.GATE_LEFT)
                .map(PullEvent::detail)
                .findFirst();
    }

    @Test
    void twentyGreenOnesLandInTheTimeOfAtMostThreeVerifications() {
        green(1, 20);
        int ran = verifications();
        wish(IntStream.rangeClosed(1, 20).toArray());
        assertThat(rounds()).isLessThanOrEqualTo(3);
        for (int number = 1; number <= 20; number++) {
            assertThat(state(number)).isEqualTo(PullRequest.State.MERGED);
            var landed = hub.pull(wiki, number).landedSha();
            var run = hub.runOf(hub.pull(wiki, number));
            assertThat(run.verdict()).contains(Run.Outcome.PASSED);
            assertThat(Optional.of(run.commit())).as("what was tested landed").isEqualTo(landed);
        }
        assertThat(verifications() - ran).as("none was in vain").isEqualTo(19);
        assertThat(hub.tip(wiki, Hub.MAIN).map(Sha::of))
                .isEqualTo(hub.pull(wiki, 20).landedSha());
    }

    @Test
    void whoBreaksTogetherWithOneAheadLeavesWithItsReason() {
        green(1, 5);
        hub.verifier.meddle(
                tree -> has(tree, "file2", "file3") ? Optional.of("fail: two and three do not get along") : AS_WRITTEN);
        wish(1, 2, 3, 4, 5);
        hub.settle();
        for (int number : new int[] {1, 2, 4, 5}) assertThat(state(number)).isEqualTo(PullRequest.State.MERGED);
        assertThat(state(3)).isEqualTo(PullRequest.State.OPEN);
        assertThat(whyItLeft(3))
                .hasValueSatisfying(why -> assertThat(why).contains("failed twice: two and three do not get along"));
        assertThat(hub.pull(wiki, 3).mergeWhenVerifiedBy()).isEmpty();
        assertThat(hub.app.pulls().mergeability(hub.pull(wiki, 3)).reason()).contains("two and three do not get along");
    }

    @Test
    void aFlakyOneIsNoGuiltyOne() {
        green(1, 3);
        var failures = new AtomicInteger();
        hub.verifier.meddle(tree -> has(tree, "file2") && failures.getAndIncrement() == 0
                ? Optional.of("fail: once in a while")
                : AS_WRITTEN);
        wish(1, 2, 3);
        hub.settle();
        for (int number = 1; number <= 3; number++) assertThat(state(number)).isEqualTo(PullRequest.State.MERGED);
        assertThat(whyItLeft(2)).isEmpty();
    }

    @Test
    void wherePlatformTroubleIsTheReasonNobodyIsGuilty() {
        green(1, 2);
        hub.verifier.meddle(tree -> has(tree, "file1", "file2") ? Optional.of("error: the disk is full") : AS_WRITTEN);
        wish(1, 2);
        for (int i = 0; i < 20; i++) {
            hub.app.database().run(handle -> handle.execute("update run set not_before = 0"));
            hub.settle();
        }
        assertThat(state(2)).isEqualTo(PullRequest.State.OPEN);
        assertThat(whyItLeft(2))
                .hasValueSatisfying(why -> assertThat(why)
                        .contains("could not tell, which is not its fault")
                        .contains("the disk is full"));
    }

    @Test
    void theGateStandsStillWhereTheBaseIsRed() {
        green(1, 2);
        hub.push(wiki, "main", "break it", Map.of("outcome", "fail: the front page answers 500"));
        hub.settle();
        int ran = verifications();
        wish(1, 2);
        hub.settle();
        assertThat(verifications()).as("nothing is tested in vain").isEqualTo(ran);
        assertThat(hub.pull(wiki, 1).mergeWhenVerifiedBy()).contains("max");
        hub.push(wiki, "main", "mend it", Map.of("outcome", ""));
        hub.settle();
        assertThat(state(1)).isEqualTo(PullRequest.State.MERGED);
        assertThat(state(2)).isEqualTo(PullRequest.State.MERGED);
    }

    @Test
    void whereTwoInARowFailTheBaseIsTestedAnewBeforeTheSecondLeaves() {
        green(1, 4);
        wish(1);
        hub.settle();
        hub.verifier.meddle(_ -> Optional.of("fail: the mirror of packages is gone"));
        wish(2, 3, 4);
        hub.settle();
        assertThat(whyItLeft(2)).isPresent();
        assertThat(whyItLeft(3)).isEmpty();
        assertThat(whyItLeft(4)).isEmpty();
        var base = hub.runOf(wiki, hub.tip(wiki, Hub.MAIN).orElseThrow());
        assertThat(base.verdict()).contains(Run.Outcome.FAILED);
        int ran = verifications();
        hub.app.finishBegun();
        hub.settle();
        assertThat(verifications()).as("it stands still").isEqualTo(ran);

        hub.verifier.meddle(_ -> AS_WRITTEN);
        hub.runs().retry(base.id(), hub.max);
        hub.settle();
        assertThat(state(3)).isEqualTo(PullRequest.State.MERGED);
        assertThat(state(4)).isEqualTo(PullRequest.State.MERGED);
    }

    @Test
    void aRestartInBetweenChangesNothing() {
        green(1, 6);
        wish(1, 2, 3, 4, 5, 6);
        for (int i = 0; i < 3; i++) {
            hub.app.workers().runNext();
            restart();
        }
        hub.settle();
        for (int number = 1; number <= 6; number++) {
            assertThat(state(number)).isEqualTo(PullRequest.State.MERGED);
            assertThat(Optional.of(hub.runOf(hub.pull(wiki, number)).commit()))
                    .isEqualTo(hub.pull(wiki, number).landedSha());
        }
    }

    @Test
    void aNewHeadLosesItsPlace() {
        green(1, 3);
        wish(1, 2, 3);
        hub.propose(
                hub.ann,
                wiki,
                hub.commit(wiki, hub.tip(wiki, "refs/pull/2/head"), "more", Map.of("more", "more\n")),
                Map.of());
        hub.settle();
        assertThat(state(2)).isEqualTo(PullRequest.State.OPEN);
        assertThat(state(3)).isEqualTo(PullRequest.State.MERGED);
    }

    @Test
    void whatConflictsWithOneAheadWaitsForIt() {
        green(1, 1);
        hub.proposed(hub.bob, wiki, "theirs", Map.of("page", "theirs\n"));
        hub.proposed(hub.ann, wiki, "mine", Map.of("page", "mine\n"));
        hub.settle();
        wish(1, 2, 3);
        hub.settle();
        assertThat(state(2)).isEqualTo(PullRequest.State.MERGED);
        assertThat(state(3)).isEqualTo(PullRequest.State.OPEN);
        assertThat(hub.pull(wiki, 3).conflicts()).containsExactly("page");
    }

    @Test
    void whatDependsOnAnotherLandsBehindIt() {
        green(1, 1);
        hub.propose(
                hub.ann,
                wiki,
                hub.commit(wiki, hub.tip(wiki, Hub.MAIN), "second", Map.of("second", "2\n")),
                Map.of("description", "Needs the other.\n\nDepends-On: samples/wiki#1"));
        hub.settle();
        assertThat(hub.app.pulls().mergeability(hub.pull(wiki, 2)).reason())
                .isEqualTo("it depends on samples/wiki#1, which has not landed yet");
        wish(2);
        hub.settle();
        assertThat(state(2)).isEqualTo(PullRequest.State.OPEN);
        wish(1);
        hub.settle();
        hub.app.finishBegun();
        hub.settle();
        assertThat(state(1)).isEqualTo(PullRequest.State.MERGED);
        assertThat(state(2)).isEqualTo(PullRequest.State.MERGED);
        assertThat(hub.pull(wiki, 2).mergedAt().orElseThrow())
                .isAfterOrEqualTo(hub.pull(wiki, 1).mergedAt().orElseThrow());
    }

    @Test
    void aDependencyMayBeInAnotherRepository() {
        var other = hub.repository("theme");
        hub.push(other, "main", "first", Map.of("softservice.yaml", Hub.manifest("1.0")));
        hub.settle();
        hub.proposed(hub.bob, other, "colours", Map.of("colours", "red\n"));
        hub.propose(
                hub.ann,
                wiki,
                hub.commit(wiki, hub.tip(wiki, Hub.MAIN), "use them", Map.of("use", "them\n")),
                Map.of("description", "Depends-On: samples/theme#1"));
        hub.settle();
        wish(1);
        hub.settle();
        assertThat(state(1)).isEqualTo(PullRequest.State.OPEN);
        hub.app.pulls().merge(other, 1, hub.max);
        hub.settle();
        hub.app.finishBegun();
        hub.settle();
        assertThat(state(1)).isEqualTo(PullRequest.State.MERGED);
    }

    @Test
    void nobodyLearnsOfAPrivateRepositoryByDependingOnIt() {
        var vault = hub.app.repositories().create(new RepositoryName("samples", "vault"), "", true, hub.admin);
        hub.push(vault, "main", "first", Map.of("softservice.yaml", Hub.manifest("1.0")));
        hub.settle();
        hub.proposed(hub.bob, vault, "secret", Map.of("secret", "1\n"));
        for (var repository : List.of(wiki, vault)) {
            hub.propose(
                    hub.ann,
                    repository,
                    hub.commit(repository, hub.tip(repository, Hub.MAIN), "more", Map.of("more", "more\n")),
                    Map.of("description", "Depends-On: samples/vault#1"));
        }
        hub.settle();
        assertThat(reason(hub.newest(wiki))).isEqualTo("it depends on samples/vault#1, which is not on this hub");
        assertThat(reason(hub.newest(vault))).isEqualTo("it depends on samples/vault#1, which has not landed yet");
    }

    private String reason(PullRequest pull) {
        return hub.app.pulls().mergeability(pull).reason();
    }

    @Test
    void aLineIsSquashedAsThePolicySays() {
        hub.push(wiki, "main", "policy", Map.of(Policy.FILE, "policy: v1\nmerge: squash\n"));
        hub.settle();
        green(1, 4);
        wish(1, 2, 3, 4);
        hub.settle();
        var subjects = new ArrayList<String>();
        hub.app
                .reader()
                .log(wiki.name(), hub.tip(wiki, Hub.MAIN).orElseThrow(), 0, 4)
                .forEach(commit -> subjects.add(commit.subject()));
        assertThat(subjects).containsExactly("change 4 (#4)", "change 3 (#3)", "change 2 (#2)", "change 1 (#1)");
    }

    @Test
    void everybodyKnowsTheirPlaceInLine() {
        green(1, 4);
        wish(1, 2, 3, 4);
        var in = hub.app.pulls().inLine(hub.pull(wiki, 4)).orElseThrow();
        assertThat(in.place()).isEqualTo(3);
        assertThat(in.of()).isEqualTo(3);
        assertThat(in.ahead()).containsExactly(2, 3);
        assertThat(in.still()).isFalse();
        assertThat(in.run()).isPresent();
        hub.settle();
        assertThat(hub.app.pulls().inLine(hub.pull(wiki, 4))).isEmpty();
        assertThat(hub.runs().waits(wiki.id()).usual()).isPresent();
    }
}
