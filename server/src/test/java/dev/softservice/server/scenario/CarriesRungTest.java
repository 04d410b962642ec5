package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.softservice.manifest.model.Rung;
import dev.softservice.runner.model.RungOutcome;
import dev.softservice.runner.model.RungOutcome.Held;
import dev.softservice.runner.model.RungOutcome.NotApplicable;
import dev.softservice.runner.model.RungOutcome.NotRun;
import dev.softservice.runner.model.RungOutcome.Reason;
import dev.softservice.server.app.ConfigForTests;
import dev.softservice.server.app.MoreRoutes;
import dev.softservice.server.app.Web;
import dev.softservice.server.core.Obstacle;
import dev.softservice.server.pull.Tried.Outcome;
import dev.softservice.server.release.Release;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.web.StreamingEndpoint;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The highest rung: what uses a distro still works with it. It is asked for by release.level, and decided by runs of those. */
class CarriesRungTest extends UsedDatabaseTest {
    private static final String ASKS = "release: {level: 8}\n";

    @Override
    int level() {
        return Rung.TOP.number();
    }

    /** Main of the database asks for the rung, and has a run that shows all the others. */
    private void asks(Map<String, String> more) {
        var all = new HashMap<>(more);
        all.put("softservice.yaml", manifest("database", "") + ASKS);
        all.put("outcome", "pass 7");
        hub.push(database, "main", "ask for all of the ladder", all);
    }

    private void asked() {
        asks(Map.of());
        hub.settle();
        for (int i = 0; i < 3; i++) later();
    }

    private Release stable(HostedRepository repository) {
        return hub.stable(repository).orElseThrow();
    }

    private Run main() {
        return hub.runOf(database, hub.tip(database, Hub.MAIN).orElseThrow());
    }

    private static RungOutcome carries(Run run) {
        return run.rungs().of(Rung.CARRIES);
    }

    private List<Obstacle> whyOfMain() {
        return hub.app.why().of(database).candidates().stream()
                .filter(candidate -> candidate.pull().isEmpty())
                .flatMap(candidate -> candidate.obstacles().stream())
                .toList();
    }

    @Test
    void whatNobodyUsesHasNothingToShowThere() {
        hub.push(wiki, "main", "first", Map.of("softservice.yaml", Hub.manifest("2.3", ASKS), "outcome", "pass 7"));
        hub.settle();
        var release = stable(wiki);
        assertThat(release.rungs().of(Rung.CARRIES)).isEqualTo(new NotApplicable(Reason.NOBODY_USES_IT));
        assertThat(release.level()).isEqualTo(7);
    }

    @Test
    void itIsNotRunWhereNobodyAskedForIt() {
        hub.push(wiki, "main", "first", Map.of("softservice.yaml", Hub.manifest("2.3"), "outcome", "pass 7"));
        hub.settle();
        assertThat(stable(wiki).rungs().of(Rung.CARRIES)).isEqualTo(new NotRun());
        assertThat(hub.verifier.requests().getLast().level())
                .as("what a run shows by itself")
                .isEqualTo(7);
    }

    @Test
    void itIsReleasedOnceWhatUsesItIsKnownToWork() {
        asks(Map.of());
        hub.runNext();
        assertThat(main().verdict()).contains(Run.Outcome.PASSED);
        assertThat(stable(database).version()).as("not yet").isEqualTo("1.0.0");
        assertThat(whyOfMain()).singleElement().satisfies(obstacle -> {
            assertThat(obstacle.kind()).isEqualTo(Obstacle.Kind.TRIALS);
            assertThat(obstacle.reason()).contains("being tried with what uses this distro: samples/site v1.0.0");
        });
        restart();
        hub.settle();
        var release = stable(database);
        assertThat(release.version()).isEqualTo("1.0.1");
        assertThat(release.level()).isEqualTo(8);
        assertThat(release.rungs().of(Rung.CARRIES)).isInstanceOfSatisfying(Held.class, held -> {
            assertThat(held.checked().distros()).isEqualTo(1);
            assertThat(held.checked().tests()).isEqualTo(1);
            assertThat(held.checked().text()).startsWith("1 distro, 1 test, ");
        });
        assertThat(main().level()).isEqualTo(8);
        var trial = hub.runs().trial(trials(site).getFirst()).orElseThrow();
        assertThat(trial.tag()).isEqualTo("main");
        assertThat(hub.runs().uses(trials(site).getFirst()))
                .extracting(use -> use.used().tag())
                .containsExactly("main");
    }

    @Test
    void whatBreaksAUserIsNoRelease() {
        asks(BAD);
        hub.settle();
        for (int i = 0; i < 3; i++) later();
        assertThat(stable(database).version()).isEqualTo("1.0.0");
        assertThat(carries(main())).isEqualTo(new RungOutcome.Failed());
        assertThat(main().verdict()).as("by itself it is sound").contains(Run.Outcome.PASSED);
        assertThat(whyOfMain()).extracting(Obstacle::kind).containsExactly(Obstacle.Kind.RELEASE, Obstacle.Kind.USERS);
        assertThat(whyOfMain().getFirst().reason())
                .isEqualTo("no release: level 7 (restores); level 8 (carries) is asked for");
        hub.push(database, "main", "mend it", Map.of(BREAKS, "nobody at all\n"));
        hub.settle();
        assertThat(stable(database).level()).isEqualTo(8);
    }

    @Test
    void whatWasTriedBeforeItLandedIsNotTriedAgain() {
        asked();
        var pull = proposed(Map.of("better", "yes\n"));
        hub.runNext();
        assertThat(reason(pull)).startsWith("it is being tried with what uses this distro: samples/site");
        hub.settle();
        assertThat(hub.runOf(pull).level()).isEqualTo(8);
        int before = trials(site).size();
        hub.app.pulls().merge(database, pull.number(), hub.max);
        hub.settle();
        for (int i = 0; i < 3; i++) later();
        assertThat(stable(database).tree()).isEqualTo(hub.runOf(pull).tree());
        assertThat(stable(database).level()).isEqualTo(8);
        assertThat(trials(site)).hasSize(before);
    }

    @Test
    void aPullRequestThatBreaksAUserIsNotMerged() {
        asked();
        var pull = settled(BAD);
        assertThat(outcome(pull)).isEqualTo(Outcome.BROKE);
        assertThat(carries(hub.runOf(pull))).isEqualTo(new RungOutcome.Failed());
        assertThat(reason(pull)).startsWith("it breaks what uses this distro: samples/site");
    }

    @Test
    void whatCouldNotBeToldIsNotHeldUntilItIs() {
        asked();
        var pull = proposed(Map.of("better", "yes\n"));
        hub.runNext();
        hub.runs().cancel(trials(site).getFirst().id(), hub.max);
        later();
        assertThat(carries(hub.runOf(pull))).isEqualTo(new NotRun());
        assertThat(reason(pull))
                .contains("could not be tried with what uses this distro")
                .contains("test it again");
        hub.app.pulls().retest(database, pull.number(), hub.ann);
        hub.settle();
        assertThat(reason(pull)).isEmpty();
        assertThat(hub.runOf(pull).level()).isEqualTo(8);
    }

    @Test
    void allThatUseItAreTriedHoweverMany() {
        asked();
        for (int i = 1; i <= ConfigForTests.USERS_TRIED; i++) pushed("site" + i, USING, Map.of());
        var pull = settled(Map.of("better", "yes\n"));
        assertThat(tried(pull).with())
                .hasSize(ConfigForTests.USERS_TRIED + 1)
                .allSatisfy(with -> assertThat(with.outcome()).isEqualTo(Outcome.WORKS));
        assertThat(carries(hub.runOf(pull)))
                .isInstanceOfSatisfying(
                        Held.class,
                        held -> assertThat(held.checked().distros()).isEqualTo(ConfigForTests.USERS_TRIED + 1));
    }

    @Test
    void whereNoUserWorkedBeforeNothingIsShown() {
        hub.push(database, "main", "break it", BAD);
        hub.settle();
        for (int i = 0; i < 3; i++) later();
        asked();
        assertThat(stable(database).rungs().of(Rung.CARRIES)).isEqualTo(new NotApplicable(Reason.USERS_WERE_RED));
    }

    @Test
    void aLowerLevelThanStableReachedIsAskedForInPlainWords() {
        asked();
        var pull = hub.proposed(
                hub.ann, database, "less", Map.of("softservice.yaml", manifest("database", ""), "x", "x\n"));
        hub.settle();
        assertThat(hub.app.pulls().weakening(hub.pull(database, pull.number())).open())
                .containsExactly("lowers release.level from 8 to 7");
    }

    @Test
    void pagesAndTheApiSayWhoseChangeIsTried() throws Exception {
        asked();
        var run = trials(site).getLast().id();
        try (var web = new Web(
                hub.app, ConfigForTests.listening(), Clock.systemUTC(), StreamingEndpoint.NONE, MoreRoutes.NONE)) {
            int port = web.start();
            var tries = new ObjectMapper().readTree(get(port, "/api/v1/runs/" + run));
            assertThat(tries.at("/tries/repo").asText()).isEqualTo("samples/database");
            assertThat(tries.at("/tries/pull").isNull()).isTrue();
            assertThat(get(port, "/samples/site/runs/" + run))
                    .contains("<a href=\"/samples/database/why\">main of samples/database</a>");
            assertThat(get(port, "/samples/database/runs/" + main().id())).contains("1 distro, 1 test");
            var release = new ObjectMapper().readTree(get(port, "/api/v1/repos/samples/database/releases"));
            assertThat(release.toString()).contains("\"name\":\"carries\",\"outcome\":\"held\"");
        }
    }

    private static String get(int port, String path) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .build();
            var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        }
    }
}
