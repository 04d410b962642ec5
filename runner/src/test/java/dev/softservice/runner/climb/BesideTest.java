package dev.softservice.runner.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.acceptance.Witness;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.LogLine.Stream;
import dev.softservice.runner.model.Said;
import dev.softservice.runner.model.Trace;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.plan.SmallContainer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BesideTest {
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");

    private Instant now = NOON;
    private final Beside beside = new Beside(() -> now);

    private static EnvironmentPlan plan(List<String> names) {
        return new EnvironmentPlan(
                new EnvironmentScope.Run("hub", "r1", false),
                List.of(),
                List.of(),
                names.stream().map(SmallContainer::of).toList(),
                Limits.DEFAULT,
                Set.of());
    }

    private Witness witness() {
        return beside.in(plan(List.of("web", "database", "chatty")));
    }

    private void said(String container, String text) {
        beside.hear(new LogLine(now, container, Stream.OUT, text));
    }

    private void after(long millis) {
        now = now.plusMillis(millis);
    }

    private static List<String> texts(Said said) {
        var texts = new ArrayList<String>();
        said.first().forEach(line -> texts.add(line.text()));
        said.last().forEach(line -> texts.add(line.text()));
        return texts;
    }

    @Test
    void aChattyNeighbourHidesNobodyAndWhoWasTalkedToComesFirst() {
        var attempt = witness().begin();
        IntStream.range(0, 5_000).forEach(number -> said("chatty", "noise " + number));
        said("database", "relation does not exist");
        IntStream.range(0, 5_000).forEach(number -> said("chatty", "more " + number));
        after(200);
        var trace = beside.whole(attempt.end(List.of("web", "database", "elsewhere"), true));
        assertThat(trace.startMillis()).isEqualTo(NOON.toEpochMilli());
        assertThat(trace.endMillis()).isEqualTo(NOON.toEpochMilli() + 200);
        assertThat(trace.talkedTo()).containsExactly("web", "database");
        assertThat(trace.said()).extracting(Said::container).containsExactly("web", "database", "chatty");
        assertThat(trace.said().getFirst().lines()).isZero();
        assertThat(texts(trace.said().get(1))).containsExactly("relation does not exist");
        var chatty = trace.said().getLast();
        assertThat(chatty.lines()).isEqualTo(10_000);
        assertThat(texts(chatty)).hasSizeLessThan(30).startsWith("noise 0").endsWith("more 4999");
        assertThat(chatty.between()).isEqualTo(10_000 - texts(chatty).size());
    }

    @Test
    void onlyTheSecondsOfTheTestCountAndWhatComesAMomentLate() {
        said("web", "before");
        var attempt = witness().begin();
        said("web", "meanwhile");
        after(100);
        var trace = attempt.end(List.of("web"), true);
        after(200);
        said("web", "handed over a moment later");
        var next = witness().begin();
        after(5_000);
        said("web", "of the next test");
        next.end(List.of("web"), false);
        assertThat(texts(beside.whole(trace).said().getFirst()))
                .containsExactly("meanwhile", "handed over a moment later");
    }

    @Test
    void nothingIsKeptOfTestsThatPassNorOfBuildsAndTheRunner() {
        var passed = witness().begin();
        said("web", "hello");
        assertThat(beside.whole(passed.end(List.of("web"), false)).said()).isEmpty();
        var failed = witness().begin();
        said("build:web", "Step 1/2");
        said("runner", "came up");
        said("test:t", "GET /");
        assertThat(beside.whole(failed.end(List.of(), true)).said()).isEmpty();
    }

    @Test
    void twoTestsOfTheSameMillisecondsAreNotMixedUp() {
        var one = witness().begin();
        said("web", "of one");
        var first = one.end(List.of("web"), true);
        after(1_000);
        var other = witness().begin();
        now = NOON;
        var second = beside.in(plan(List.of("web"))).begin();
        said("web", "of both");
        var third = second.end(List.of("web"), true);
        other.end(List.of(), false);
        assertThat(third).isEqualTo(first);
        assertThat(texts(beside.whole(first).said().getFirst())).contains("of one");
        assertThat(texts(beside.whole(third).said().getFirst())).containsExactly("of both");
    }

    @Test
    void whatIsKeptOfAllTestsIsBounded() {
        var names = IntStream.range(0, 40).mapToObj(number -> "s" + number).toList();
        var witness = beside.in(plan(names));
        var traces = new ArrayList<Trace>();
        for (int test = 0; test < 100; test++) {
            var attempt = witness.begin();
            for (var name : names) said(name, "x".repeat(20_000));
            traces.add(attempt.end(List.of("s39"), true));
            after(1_000);
        }
        var whole = traces.stream().map(beside::whole).toList();
        assertThat(whole).filteredOn(trace -> !trace.said().isEmpty()).hasSize(25);
        var first = whole.getFirst().said();
        assertThat(first).hasSize(12);
        assertThat(first.getFirst().container()).isEqualTo("s39");
        assertThat(texts(first.getFirst()).getFirst()).hasSize(301).endsWith("…");
    }
}
