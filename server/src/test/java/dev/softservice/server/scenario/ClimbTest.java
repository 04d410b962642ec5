package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.StepState;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.RunEvents;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a hub tells of a run that climbs beyond acceptance, and what it gives it to climb with. */
class ClimbTest extends HubTest {
    private int pushes;

    private Run pushed(String outcome) {
        var commit = hub.push(
                wiki,
                "b" + ++pushes,
                "push " + outcome,
                Map.of("softservice.yaml", Hub.manifest("2.3"), "outcome", outcome, "n", pushes + "\n"));
        return hub.runOf(wiki, commit);
    }

    private Run now(Run run) {
        return hub.runs().require(run.id());
    }

    private List<String> events(Run run) {
        return hub.app.events().tail(run.id(), 1 << 20).events().stream()
                .map(RunEvents.Event::type)
                .toList();
    }

    @Test
    void theAcceptanceVerdictIsKnownWhileDeeperRungsGoOn() throws Exception {
        var told = new ArrayList<Run>();
        hub.app.feed().listen("test", told::add);
        var run = pushed("accepted, hang");
        var worker = Thread.ofVirtual().start(() -> hub.app.workers().runNext());
        hub.verifier.awaitHanging();

        var climbing = now(run);
        assertThat(climbing.isClimbing()).isTrue();
        assertThat(climbing.state()).isEqualTo(Run.State.RUNNING);
        assertThat(climbing.verdict()).isEmpty();
        assertThat(climbing.level()).isEqualTo(4);
        assertThat(climbing.tests()).isEqualTo(new Run.Counts(1, 0, 0, 0));
        assertThat(hub.runs().uses(climbing)).extracting("used").containsExactly(OutcomeFileVerifier.USED);
        assertThat(hub.runs().report(run.id()).tests()).hasSize(1);
        assertThat(events(run)).containsSubsequence("test", "accepted").doesNotContain("verdict");
        hub.drain();
        assertThat(told).as("who tells forges").anyMatch(Run::isClimbing);

        hub.runs().cancel(run.id(), hub.ann);
        worker.join();
        assertThat(now(run).verdict()).contains(Run.Outcome.CANCELLED);
        assertThat(now(run).isClimbing()).isFalse();
    }

    @Test
    void aRungThatDoesNotHoldBehindAcceptanceFailsTheRunAndKeepsWhatHeld() {
        var run = pushed("accepted, fail: database did not come back within 60 s after it was killed");
        hub.runNext();
        assertThat(now(run).verdict()).contains(Run.Outcome.FAILED);
        assertThat(now(run).level()).isEqualTo(4);
        assertThat(now(run).acceptedAt()).isPresent();
        assertThat(now(run).reason()).isEqualTo("database did not come back within 60 s after it was killed");
        assertThat(hub.runs().reasons(now(run)))
                .as("with what was printed then")
                .containsExactly(now(run).reason(), "web | what was printed then");
        assertThat(now(run).steps())
                .extracting("name", "state")
                .contains(org.assertj.core.groups.Tuple.tuple(StepName.RESILIENCE, StepState.FAILED));
    }

    @Test
    void aRunThatIsTakenUpAgainHasToBeAcceptedAgain() {
        var run = pushed("accepted, error: the engine went away");
        hub.runNext();
        assertThat(now(run).state()).isEqualTo(Run.State.QUEUED);
        assertThat(now(run).isClimbing()).as("nothing follows for now").isFalse();
        hub.app.database().run(handle -> handle.execute("update run set not_before = 0, attempt = 3"));
        hub.runNext();
        assertThat(now(run).verdict()).contains(Run.Outcome.ERRORED);
    }

    @Test
    void workersAreGivenWhatStableIsMadeOf() throws Exception {
        var first = pushed("pass 4");
        hub.runNext();
        assertThat(hub.verifier.requests().getLast().stable())
                .as("before the first release")
                .isEmpty();
        assertThat(now(first).compared()).isEmpty();
        released();
        var release = hub.stable(wiki).orElseThrow();
        var next = pushed("pass 4");
        hub.settle();

        var stable = hub.verifier.requests().getLast().stable().orElseThrow();
        assertThat(stable.tag()).isEqualTo("v2.3.0");
        assertThat(stable.commit()).isEqualTo(release.commit().name());
        assertThat(stable.tree()).isEqualTo(release.tree().name());
        assertThat(stable.uses()).as("from its evidence").containsExactly(OutcomeFileVerifier.USED);
        assertThat(Files.readString(stable.source().folder().resolve("page"))).isEqualTo("one\n");
        assertThat(now(next).compared()).hasValue(release.id());
        assertThat(hub.verifier.requests())
                .allSatisfy(request ->
                        assertThat(request.level()).as("the operator's setting").isEqualTo(7));
    }

    @Test
    void preparedNetworksAreSharedByThoseWhoMayPushOnly() {
        released();
        hub.proposed(hub.ann, wiki, "ours", Map.of("page", "two\n"));
        hub.settle();
        assertThat(hub.verifier.requests())
                .extracting(dev.softservice.runner.climb.RunRequest::domain)
                .as("main's and ann's")
                .containsOnly("repository-" + wiki.id());
        var theirs = hub.proposed(hub.stranger, wiki, "theirs", Map.of("page", "three\n"));
        hub.app.pulls().approve(wiki, theirs.number(), theirs.headSha(), hub.max);
        hub.settle();
        assertThat(hub.verifier.requests().getLast().domain())
                .as("a stranger's, though approved")
                .isEmpty();
        hub.runs()
                .manual(
                        wiki,
                        "refs/pull/2/head",
                        theirs.headSha(),
                        hub.runOf(theirs).tree(),
                        hub.max);
        hub.runs().retry(hub.runOf(theirs).id(), hub.max);
        hub.settle();
        assertThat(hub.verifier.requests().getLast().domain())
                .as("asked for by a maintainer")
                .isEmpty();
    }

    @Test
    void aFlakyTestIsCountedAndListedOnceItRecurs() {
        var run = pushed("flaky");
        hub.runNext();
        assertThat(now(run).verdict()).contains(Run.Outcome.PASSED);
        assertThat(now(run).tests()).isEqualTo(new Run.Counts(0, 0, 0, 1));
        assertThat(hub.runs().flaky(wiki)).as("once is not again and again").isEmpty();
        var again = pushed("flaky");
        hub.runNext();
        assertThat(hub.runs().flaky(wiki)).singleElement().satisfies(flaky -> {
            assertThat(flaky.name()).isEqualTo("the front page answers");
            assertThat(flaky.times()).isEqualTo(2);
            assertThat(flaky.newest()).isEqualTo(again.id());
        });
        assertThat(hub.runs().flaky(hub.repository("other"))).isEmpty();
    }

    @Test
    void whatStableReachedIsAskedForOnlyAsFarAsThisHubClimbs() {
        released();
        hub.app.database().run(handle -> handle.execute("update release set level = 8"));
        var pull = hub.proposed(hub.ann, wiki, "more", Map.of("page", "two\n", "outcome", "pass 7"));
        hub.settle();
        assertThat(hub.runOf(pull).verdict()).as(hub.runOf(pull).reason()).contains(Run.Outcome.PASSED);
        hub.app.pulls().merge(wiki, pull.number(), hub.max);
        hub.settle();
        assertThat(hub.stable(wiki).orElseThrow().version()).isEqualTo("2.3.1");
    }
}
