package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.softservice.manifest.policy.Policy;
import dev.softservice.runner.compose.UnreleasedVersion;
import dev.softservice.server.app.ConfigForTests;
import dev.softservice.server.app.MoreRoutes;
import dev.softservice.server.app.Web;
import dev.softservice.server.core.Obstacle;
import dev.softservice.server.pull.Hold;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.pull.Pulls.Asking;
import dev.softservice.server.pull.Tried;
import dev.softservice.server.pull.Tried.Outcome;
import dev.softservice.server.repo.Visible;
import dev.softservice.server.run.Run;
import dev.softservice.server.run.TestNews;
import dev.softservice.server.run.Use;
import dev.softservice.server.web.StreamingEndpoint;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;

/** A change is tried with the distros that use what it changes, before it is merged. */
class TrialTest extends UsedDatabaseTest {
    @Test
    void whatStillWorksSaysSo() {
        var pull = settled(Map.of("better", "yes\n"));
        assertThat(outcome(pull)).isEqualTo(Outcome.WORKS);
        var run = trials(site).getFirst();
        var with = tried(pull).with().getFirst();
        assertThat(with.user()).isEqualTo(site.name());
        assertThat(with.tag()).isEqualTo("v1.0.0");
        assertThat(with.run()).contains(run.id());
        assertThat(run.commit()).isEqualTo(hub.stable(site).orElseThrow().commit());
        assertThat(hub.runs().uses(run)).singleElement().satisfies(use -> {
            assertThat(use.used().tag()).isEqualTo("#1");
            assertThat(use.used().tree()).isEqualTo(hub.runOf(pull).tree().name());
        });
        var request = hub.verifier.requests().getLast();
        assertThat(request.candidates()).extracting(UnreleasedVersion::distro).containsExactly("samples/database");
        assertThat(request.candidates().getFirst().release().version()).isEqualTo("1.0.1");
        assertThat(request.level()).as("acceptance is what people wait for").isEqualTo(4);
        assertThat(request.domain())
                .as("nothing is shared with the site's own runs")
                .isEmpty();
        later();
        assertThat(trials(site)).as("once").hasSize(1);
        assertThat(hub.stable(site).orElseThrow().version()).isEqualTo("1.0.0");
    }

    @Test
    void whatItBreaksIsToldFromWhatItDoesNotBreak() {
        var pull = settled(BAD);
        assertThat(outcome(pull)).isEqualTo(Outcome.BROKE);
        var with = tried(pull).with().getFirst();
        assertThat(hub.runs().require(with.run().orElseThrow()).reason()).contains("speaks another language");
        var baseline = hub.runs().require(with.baseline().orElseThrow());
        assertThat(baseline.verdict()).contains(Run.Outcome.PASSED);
        assertThat(hub.runs().uses(baseline)).extracting(Use::version).containsExactly("1.0.0");
        assertThat(hub.runs().trial(baseline).orElseThrow().with()).isFalse();
        assertThat(reason(pull)).as("the usual policy only informs").isEmpty();
    }

    @Test
    void whatDidNotWorkBeforeEitherIsNobodysFaultAndBlocksNothing() {
        hub.push(database, "main", "break it", BAD);
        hub.settle();
        block();
        var pull = settled(Map.of("better", "yes\n"));
        assertThat(outcome(pull)).isEqualTo(Outcome.ALREADY);
        var baseline = tried(pull).with().getFirst().baseline().orElseThrow();
        assertThat(hub.runs().require(baseline).verdict()).contains(Run.Outcome.FAILED);
        assertThat(reason(pull)).isEmpty();
    }

    @Test
    void whatThePlatformCouldNotTellIsNotCalledBroken() {
        var pull = proposed(Map.of("better", "yes\n"));
        hub.runNext();
        hub.runs().cancel(trials(site).getFirst().id(), hub.max);
        later();
        assertThat(outcome(pull)).isEqualTo(Outcome.UNTOLD);
    }

    @Test
    void nothingIsTriedBeforeTheChangeHasPassed() {
        settled(Map.of("outcome", "fail: unfinished"));
        hub.proposed(hub.stranger, database, "by a stranger", Map.of("x", "x\n"));
        hub.settle();
        later();
        assertThat(trials(site)).isEmpty();
        assertThat(hub.app.pulls().tried(hub.newest(database)).known()).isFalse();
    }

    @Test
    void whoWouldGetTheChangeIsTriedWithItAlsoThroughOthersAndNothingPrivateIs() {
        var exact = pushed("exact", "database: {distro: samples/database, version: 1.0.0}", Map.of());
        var hidden = pushed("hidden", USING, Map.of());
        hub.app.settings().change(hidden, "", true, hub.admin);
        var portal = pushed("portal", "site: {distro: samples/site, version: ^1}", Map.of());
        var pull = settled(Map.of("better", "yes\n"));
        assertThat(tried(pull).with())
                .extracting(Tried.With::user)
                .containsExactlyInAnyOrder(site.name(), portal.name());
        assertThat(trials(exact)).isEmpty();
        assertThat(trials(hidden)).isEmpty();
        assertThat(hub.runs().uses(trials(portal).getFirst()))
                .extracting(use -> use.used().path() + " " + use.used().tag())
                .containsExactlyInAnyOrder("site v1.0.0", "site.database #1");
    }

    @Test
    void aTrialSaysNothingOfTheDistroThatItIsTriedWith() {
        long proofs = proofs();
        settled(BAD);
        var stable = hub.stable(site).orElseThrow();
        assertThat(trials(site)).hasSize(2);
        assertThat(proofs()).as("only the change itself has proven something").isEqualTo(proofs + 1);
        assertThat(hub.runs().own(site, Optional.of(stable.commit()), 100))
                .extracting(Run::kind)
                .containsExactly(Run.Kind.BRANCH);
        assertThat(hub.runs().newestOf(site, Hub.MAIN, stable.commit()).flatMap(Run::verdict))
                .contains(Run.Outcome.PASSED);
        var history = hub.runs().history(site, new TestNews.Test("wiki", "the front page answers"));
        assertThat(history.failingSince()).isEmpty();
        assertThat(history.looked()).isEqualTo(1);
        assertThat(hub.app.why().of(site).candidates()).isEmpty();
        var red = trials(site).getLast();
        var news = hub.runs().news(red, hub.runs().tests(red.id()), Hub.MAIN).orElseThrow();
        assertThat(news.newlyFailing()).hasSize(1);
        assertThat(hub.runs().require(news.before()).kind()).isEqualTo(Run.Kind.BRANCH);
        assertThatThrownBy(() -> hub.runs().retry(red.id(), hub.max))
                .hasMessage("run " + red.id() + " tries a change of another distro: have that tested again there");
    }

    private long proofs() {
        return hub.app.database().read(TrialTest::countProofs);
    }

    private static long countProofs(Handle handle) {
        return handle.createQuery("select count(*) from proof")
                .mapTo(Long.class)
                .one();
    }

    @Test
    void aNewerVersionEndsWhatTriesTheOlderOne() {
        var pull = proposed(Map.of("better", "yes\n"));
        hub.runNext();
        var older = trials(site).getFirst();
        assertThat(older.verdict()).isEmpty();
        propose(pull, Map.of("better", "much\n"));
        assertThat(hub.runs().require(older.id()).verdict()).contains(Run.Outcome.SUPERSEDED);
        hub.settle();
        assertThat(outcome(pull)).isEqualTo(Outcome.WORKS);
        assertThat(trials(site)).hasSize(2);
    }

    private void propose(PullRequest pull, Map<String, String> changes) {
        var head = hub.commit(database, Optional.of(pull.headSha().id()), "more", changes);
        hub.propose(hub.ann, database, head, Map.of());
        hub.drain();
    }

    @Test
    void anotherHeadThatMergesToWhatWasTriedIsNotTriedAgain() {
        var pull = settled(Map.of("better", "yes\n"));
        propose(pull, Map.of("better", "yes\n"));
        hub.settle();
        assertThat(hub.pull(database, 1).headSha()).isNotEqualTo(pull.headSha());
        assertThat(outcome(pull)).isEqualTo(Outcome.WORKS);
        assertThat(trials(site)).hasSize(1);
        propose(hub.pull(database, 1), Map.of("better", "much\n"));
        hub.settle();
        propose(hub.pull(database, 1), Map.of("better", "yes\n"));
        hub.settle();
        later();
        assertThat(tried(pull).known()).isTrue();
        assertThat(outcome(pull)).isEqualTo(Outcome.WORKS);
        assertThat(trials(site)).hasSize(2);
    }

    @Test
    void closingEndsItAndReopeningBeginsItAnew() {
        var pull = proposed(Map.of("better", "yes\n"));
        hub.runNext();
        hub.app.pulls().close(database, pull.number(), hub.ann);
        later();
        assertThat(trials(site))
                .singleElement()
                .satisfies(run -> assertThat(run.verdict()).contains(Run.Outcome.SUPERSEDED));
        hub.app.pulls().reopen(database, pull.number(), hub.ann);
        hub.settle();
        later();
        assertThat(outcome(pull)).isEqualTo(Outcome.WORKS);
        assertThat(trials(site)).hasSize(2);
    }

    @Test
    void whatIsMergedIsCarriedInsteadOfTried() {
        var pull = proposed(Map.of("better", "yes\n"));
        hub.runNext();
        hub.app.pulls().merge(database, pull.number(), hub.max);
        for (int i = 0; i < 4; i++) later();
        assertThat(trials(site))
                .singleElement()
                .satisfies(run -> assertThat(run.verdict()).contains(Run.Outcome.SUPERSEDED));
        assertThat(hub.stable(site).orElseThrow().version()).isEqualTo("1.0.1");
    }

    @Test
    void whatBrokeIsTriedAgainWhereItsChangeIsTestedAgain() {
        var pull = proposed(BAD);
        hub.settle();
        assertThat(outcome(pull)).isEqualTo(Outcome.BROKE);
        int before = trials(site).size();
        hub.app.pulls().retest(database, pull.number(), hub.ann);
        hub.settle();
        assertThat(outcome(pull)).isEqualTo(Outcome.BROKE);
        assertThat(trials(site)).hasSize(before + 2);
    }

    @Test
    void aPolicyThatBlocksWaitsForTheAnswer() {
        block();
        var pull = proposed(Map.of("better", "yes\n"));
        assertThat(why(pull)).contains(Obstacle.Kind.TRIALS);
        hub.app.pulls().mergeWhenVerified(database, pull.number(), hub.max);
        hub.runNext();
        assertThat(hub.pull(database, pull.number()).state()).isEqualTo(PullRequest.State.OPEN);
        assertThat(reason(pull))
                .isEqualTo("it is being tried with what uses this distro: samples/site v1.0.1 (run "
                        + trials(site).getFirst().id() + ")");
        assertThat(why(pull)).contains(Obstacle.Kind.TRIALS);
        hub.settle();
        assertThat(hub.pull(database, pull.number()).state()).isEqualTo(PullRequest.State.MERGED);
    }

    @Test
    void aPolicyThatBlocksKeepsBackWhatBreaksOthersUntilAMaintainerSetsThatAside() {
        block();
        var pull = settled(BAD);
        assertThat(reason(pull))
                .isEqualTo("it breaks what uses this distro: samples/site v1.0.1 (run "
                        + trials(site).getLast().id() + ")");
        assertThat(why(pull)).contains(Obstacle.Kind.USERS);
        assertThatThrownBy(() -> hub.app.pulls().merge(database, pull.number(), hub.max))
                .hasMessageContaining("breaks what uses this distro");
        var asking = new Asking(Hold.Kind.USERS, pull.headSha(), "the site is changed next");
        assertThat(hub.app
                        .pulls()
                        .setAside(database, pull.number(), asking, hub.max)
                        .state())
                .isEqualTo(PullRequest.State.OPEN);
        assertThat(hub.app.pulls().merge(database, pull.number(), hub.max).state())
                .isEqualTo(PullRequest.State.MERGED);
    }

    @Test
    void aBlockingPolicyWithoutAnyUsersBlocksNothing() {
        hub.push(
                wiki,
                "main",
                "first",
                Map.of("softservice.yaml", Hub.manifest("2.3"), Policy.FILE, "policy: v1\nusers: block\n"));
        hub.settle();
        var pull = hub.proposed(hub.ann, wiki, "change", Map.of("a", "a\n"));
        hub.app.pulls().mergeWhenVerified(wiki, pull.number(), hub.max);
        hub.settle();
        assertThat(hub.pull(wiki, pull.number()).state()).isEqualTo(PullRequest.State.MERGED);
    }

    @Test
    void onlyAFewAreUnderWayAndPullRequestsTakeTurns() {
        for (int i = 0; i < 4; i++) pushed("site" + i, USING, Map.of());
        var one = proposed(Map.of("one", "1\n"));
        var two = proposed(Map.of("two", "2\n"));
        while (hub.runNext()) assertThat(underWay()).isLessThanOrEqualTo(4);
        for (var pull : List.of(one, two))
            assertThat(tried(pull).with())
                    .hasSize(5)
                    .allSatisfy(with -> assertThat(with.outcome()).isEqualTo(Outcome.WORKS));
    }

    private long underWay() {
        return hub.runs().open(Visible.ALL, 100).stream()
                .filter(run -> run.kind() == Run.Kind.TRIAL)
                .count();
    }

    @Test
    void aRestartInBetweenLosesNothing() {
        var pull = proposed(BAD);
        hub.app.workers().runNext();
        restart();
        hub.app.workers().runNext();
        restart();
        hub.app.workers().runNext();
        restart();
        hub.settle();
        assertThat(outcome(pull)).isEqualTo(Outcome.BROKE);
        assertThat(trials(site)).hasSize(2);
    }

    @Test
    void thePullRequestAndTheRunSayWhatIsTried() throws Exception {
        settled(BAD);
        var red = trials(site).getLast().id();
        var compared = trials(site).getFirst().id();
        try (var web = new Web(
                hub.app, ConfigForTests.listening(), Clock.systemUTC(), StreamingEndpoint.NONE, MoreRoutes.NONE)) {
            int port = web.start();
            var pull = new ObjectMapper().readTree(get(port, "/api/v1/repos/samples/database/pulls/1"));
            assertThat(pull.at("/users/known").asBoolean()).isTrue();
            assertThat(pull.at("/users/tried/0").toString())
                    .isEqualTo("{\"repo\":\"samples/site\",\"tag\":\"v1.0.0\",\"outcome\":\"broke\",\"run\":" + red
                            + ",\"baseline\":" + compared + ",\"present\":true}");
            var run = new ObjectMapper().readTree(get(port, "/api/v1/runs/" + red));
            assertThat(run.at("/kind").asText()).isEqualTo("trial");
            assertThat(run.at("/tries/repo").asText()).isEqualTo("samples/database");
            assertThat(run.at("/tries/pull").asInt()).isEqualTo(1);
            assertThat(run.at("/tries/with").asBoolean()).isTrue();
            assertThat(get(port, "/samples/database/pulls/1"))
                    .contains("does not work any more with this change")
                    .contains("/samples/site/runs/" + red);
            assertThat(get(port, "/samples/site/runs/" + red))
                    .contains("This run tries <a href=\"/samples/database/pulls/1\">#1 of samples/database</a>")
                    .contains("what fails here says something of that change");
            assertThat(get(port, "/samples/site/runs/" + compared))
                    .contains("without <a href=\"/samples/database/pulls/1\">#1 of samples/database</a>");
            assertThat(get(port, "/api/v1/repos/samples/site/commits/main/status"))
                    .contains("\"success\"")
                    .doesNotContain("softservice/trial");
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
