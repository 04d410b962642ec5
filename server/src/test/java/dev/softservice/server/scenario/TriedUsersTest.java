package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.app.ConfigForTests;
import dev.softservice.server.core.Obstacle;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Tried;
import dev.softservice.server.pull.Tried.Outcome;
import dev.softservice.server.run.Run;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** With whom a change is tried, how much better it may make them, and that it lands as it was tried. */
class TriedUsersTest extends UsedDatabaseTest {
    private static final Map<String, String> MENDED = Map.of(BREAKS, "nobody at all\n");

    /** The site's newest release does not work with the database that is released now. */
    private void aBrokenSite() {
        hub.push(database, "main", "break it", BAD);
        hub.settle();
        for (int i = 0; i < 3; i++) later();
    }

    @Test
    void whatWorksOnlyWithTheChangeIsImproved() {
        aBrokenSite();
        var pull = settled(MENDED);
        assertThat(outcome(pull)).isEqualTo(Outcome.IMPROVED);
        var with = tried(pull).with().getFirst();
        assertThat(hub.runs().require(with.run().orElseThrow()).verdict()).contains(Run.Outcome.PASSED);
        var baseline = hub.runs().require(with.baseline().orElseThrow());
        assertThat(baseline.verdict()).contains(Run.Outcome.FAILED);
        assertThat(hub.runs().trial(baseline).orElseThrow().with()).isFalse();
    }

    @Test
    void whatWorkedBeforeCostsNoComparison() {
        settled(Map.of("better", "yes\n"));
        assertThat(trials(site)).hasSize(1);
    }

    @Test
    void whatIsGreenWaitsForNoComparison() {
        block();
        aBrokenSite();
        var pull = proposed(MENDED);
        hub.runNext();
        hub.runNext();
        assertThat(trials(site)).as("the comparison is under way").hasSize(2);
        assertThat(outcome(pull)).isEqualTo(Outcome.WORKS);
        hub.app.pulls().merge(database, pull.number(), hub.max);
        hub.settle();
        assertThat(outcome(pull)).isEqualTo(Outcome.WORKS);
    }

    @Test
    void onlySoManyAreTriedWithOneVersionAndTheOthersNext() {
        for (int i = 1; i <= ConfigForTests.USERS_TRIED + 1; i++) pushed("site" + i, USING, Map.of());
        var one = settled(Map.of("one", "1\n"));
        assertThat(names(one, Outcome.WORKS)).hasSize(ConfigForTests.USERS_TRIED);
        assertThat(names(one, Outcome.LEFT)).containsExactly("samples/site5", "samples/site6");
        var two = settled(Map.of("two", "2\n"));
        assertThat(names(two, Outcome.WORKS)).contains("samples/site5", "samples/site6");
        assertThat(names(two, Outcome.LEFT)).as("those tried last").hasSize(2);
        hub.app.pulls().retest(database, one.number(), hub.ann);
        hub.settle();
        assertThat(names(one, Outcome.LEFT)).isEmpty();
        assertThat(names(one, Outcome.WORKS)).hasSize(ConfigForTests.USERS_TRIED + 2);
    }

    @Test
    void whatIsLeftOutKeepsNothingBack() {
        block();
        for (int i = 1; i <= ConfigForTests.USERS_TRIED; i++) pushed("site" + i, USING, Map.of());
        var pull = settled(Map.of("one", "1\n"));
        assertThat(names(pull, Outcome.LEFT)).hasSize(1);
        assertThat(reason(pull)).isEmpty();
    }

    private List<String> names(PullRequest pull, Outcome outcome) {
        return tried(pull).with().stream()
                .filter(with -> with.outcome() == outcome)
                .map(with -> with.user().toString())
                .sorted()
                .toList();
    }

    @Test
    void whatBlocksIsTriedAsItLands() {
        block();
        var one = settled(Map.of("one", "1\n"));
        var two = settled(Map.of("two", "2\n"));
        int before = trials(site).size();
        Stream.of(one, two).forEach(pull -> hub.app.pulls().mergeWhenVerified(database, pull.number(), hub.max));
        hub.settle();
        for (int i = 0; i < 3; i++) later();
        for (var pull : List.of(one, two))
            assertThat(hub.pull(database, pull.number()).state()).isEqualTo(PullRequest.State.MERGED);
        assertThat(trials(site)).as("the second on top of the first").hasSizeGreaterThan(before);
        var landed = hub.pull(database, two.number()).landedSha().orElseThrow();
        assertThat(tried(two).with()).singleElement().satisfies(with -> {
            assertThat(with.present()).isTrue();
            assertThat(hub.runs()
                            .trial(hub.runs().require(with.run().orElseThrow()))
                            .orElseThrow()
                            .commit())
                    .isEqualTo(landed);
        });
    }

    @Test
    void twoThatOnlyTogetherBreakAUserDoNotBothLand() {
        block();
        var one = settled(Map.of("half", "1\n"));
        var two = settled(Map.of("other", "2\n"));
        assertThat(outcome(two)).isEqualTo(Outcome.WORKS);
        hub.verifier.breaks = parts -> parts.stream().anyMatch(part -> has(part, "half", "other"))
                ? Optional.of("fail: both halves are too much")
                : Optional.empty();
        Stream.of(one, two).forEach(pull -> hub.app.pulls().mergeWhenVerified(database, pull.number(), hub.max));
        hub.settle();
        for (int i = 0; i < 3; i++) later();
        assertThat(hub.pull(database, one.number()).state()).isEqualTo(PullRequest.State.MERGED);
        assertThat(hub.pull(database, two.number()).state()).isEqualTo(PullRequest.State.OPEN);
        assertThat(outcome(two)).isEqualTo(Outcome.BROKE);
        assertThat(reason(two)).contains("breaks what uses this distro: samples/site");
        assertThat(why(two)).contains(Obstacle.Kind.USERS);
    }

    private static boolean has(Path tree, String... files) {
        return Stream.of(files).allMatch(file -> Files.exists(tree.resolve(file)));
    }

    @Test
    void whatOnlyInformsKeepsItsAnswersWhereItsBaseMoves() {
        var pull = settled(Map.of("one", "1\n"));
        hub.push(database, "main", "more", Map.of("more", "m\n"));
        hub.settle();
        hub.app.pulls().retest(database, pull.number(), hub.ann);
        hub.settle();
        assertThat(tried(pull).with()).extracting(Tried.With::outcome).containsExactly(Outcome.WORKS);
        assertThat(tried(pull).with().getFirst().present())
                .as("said to be of an older base")
                .isFalse();
    }
}
