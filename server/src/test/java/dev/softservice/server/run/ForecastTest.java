package dev.softservice.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.server.core.RunId;
import dev.softservice.server.run.Forecast.Facts;
import dev.softservice.server.run.Forecast.Queued;
import dev.softservice.server.run.Forecast.Under;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ForecastTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final long WIKI = 1;
    private static final long BLOG = 2;
    private static final Map<Long, Duration> USUAL = Map.of(WIKI, seconds(20), BLOG, seconds(60));

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    /** Runs 1, 2, 3 … of these repositories. */
    private static List<Queued> line(Long... repositories) {
        return Stream.iterate(1L, id -> id <= repositories.length, id -> id + 1)
                .map(id -> new Queued(new RunId(id), repositories[(int) (id - 1)]))
                .toList();
    }

    private static Under under(long repository, long since) {
        return new Under(repository, NOW.minusSeconds(since));
    }

    private static Wait wait(Facts facts, long run) {
        return Forecast.waits(facts, WIKI).get(new RunId(run));
    }

    @Test
    void whoHasAWorkerForItselfWaitsForNothing() {
        var facts = new Facts(line(WIKI, WIKI, WIKI), List.of(under(BLOG, 5)), USUAL, 3, NOW);
        assertThat(wait(facts, 1)).isEqualTo(new Wait(1, 0, 0, Optional.of(Duration.ZERO)));
        assertThat(wait(facts, 2)).isEqualTo(new Wait(2, 0, 0, Optional.of(Duration.ZERO)));
        assertThat(wait(facts, 3))
                .as("behind the one under way and two that are taken up now, which take 20 s")
                .isEqualTo(new Wait(3, 2, 3, Optional.of(seconds(20))));
    }

    @Test
    void everyRunTakesAsLongAsItsRepositorysRunsDoAndWhatIsUnderWayOnlyTheRest() {
        var facts = new Facts(line(BLOG, WIKI, WIKI), List.of(under(WIKI, 15)), USUAL, 1, NOW);
        assertThat(wait(facts, 2)).isEqualTo(new Wait(2, 1, 2, Optional.of(seconds(5 + 60))));
        assertThat(wait(facts, 3)).isEqualTo(new Wait(3, 2, 3, Optional.of(seconds(5 + 60 + 20))));
        assertThat(Forecast.waits(facts, BLOG)).containsOnlyKeys(new RunId(1));
    }

    @Test
    void whatTakesLongerThanUsualMayEndAtAnyMoment() {
        var facts = new Facts(line(WIKI), List.of(under(WIKI, 500)), USUAL, 1, NOW);
        assertThat(wait(facts, 1)).isEqualTo(new Wait(1, 1, 1, Optional.of(Duration.ZERO)));
    }

    @Test
    void nothingIsEstimatedWhereNothingWasMeasuredOfOneThatIsAhead() {
        var known = Map.of(WIKI, seconds(20));
        assertThat(wait(new Facts(line(WIKI), List.of(under(BLOG, 5)), known, 1, NOW), 1))
                .isEqualTo(new Wait(1, 0, 1, Optional.empty()));
        var behind = new Facts(line(WIKI, BLOG, WIKI), List.of(under(WIKI, 0)), known, 1, NOW);
        assertThat(wait(behind, 1).untilStart()).contains(seconds(20));
        assertThat(wait(behind, 3).untilStart()).isEmpty();
    }

    @Test
    void aWaitIsSaidInWords() {
        assertThat(new Wait(1, 0, 0, Optional.of(Duration.ZERO)).words()).isEqualTo(", and a worker takes it next");
        assertThat(new Wait(3, 2, 2, Optional.of(seconds(40))).words())
                .isEqualTo(", behind 2 runs of this repository; about 40 s until it starts");
        assertThat(new Wait(3, 1, 4, Optional.of(seconds(300))).words())
                .isEqualTo(", behind 1 run of this repository and 3 of others; about 5 min until it starts");
        assertThat(new Wait(2, 0, 1, Optional.empty()).words()).isEqualTo(", behind 1 run of other repositories");
        assertThat(Wait.about(Duration.ofMillis(3))).isEqualTo("about 1 s");
        assertThat(Wait.about(Duration.ofHours(5))).isEqualTo("about 5 h");
    }
}
