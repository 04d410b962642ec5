package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.softservice.server.MovableClock;
import dev.softservice.server.anew.Check;
import dev.softservice.server.app.ConfigForTests;
import dev.softservice.server.app.MoreRoutes;
import dev.softservice.server.app.Web;
import dev.softservice.server.pull.PullRequest;
import dev.softservice.server.run.Run;
import dev.softservice.server.web.StreamingEndpoint;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is released is verified anew once in a while, so that rot is seen before users meet it. */
class AnewTest extends HubTest {
    private static final Duration DUE = Duration.ofDays(ConfigForTests.DAYS_UNTIL_ANEW);
    private static final String BASE = "debian:bookworm-slim";
    private static final String NEWER = "debian@sha256:" + "ef".repeat(32);

    private final MovableClock clock = new MovableClock();

    @Override
    Hub opened() {
        return Hub.open(folder, url, clock);
    }

    @BeforeEach
    void aReleasedWiki() {
        released();
    }

    private void later(Duration by) {
        clock.forward(by);
        hub.app.anew().advance();
        hub.settle();
        hub.app.anew().advance();
        hub.settle();
    }

    private List<Run> verified() {
        return hub.runs().list(wiki, Optional.empty(), Optional.of(Run.Kind.SCHEDULED), 0, 100);
    }

    private Check newest() {
        return hub.app.anew().of(wiki).getFirst();
    }

    private String rot() {
        return hub.app.catalog().entry(wiki).rot();
    }

    @Test
    void aReleaseIsVerifiedFromScratchOnceItIsDue() {
        int ran = hub.verifier.ran().size();
        later(DUE.minusDays(1));
        assertThat(verified()).isEmpty();
        later(Duration.ofDays(1));
        assertThat(verified()).singleElement().satisfies(run -> {
            assertThat(run.commit()).isEqualTo(hub.stable(wiki).orElseThrow().commit());
            assertThat(run.reusedFrom()).as("no proof stands in its place").isEmpty();
        });
        var request = hub.verifier.requests().getLast();
        assertThat(request.isAnew()).isTrue();
        assertThat(request.domain()).as("nothing prepared is used").isEmpty();
        assertThat(hub.verifier.ran()).hasSize(ran + 1);
        assertThat(newest().state()).isEqualTo(Check.State.SOUND);
        assertThat(hub.app.catalog().entry(wiki).verifiedAt()).isPresent();
        assertThat(rot()).isEmpty();
        later(DUE.minusDays(1));
        assertThat(verified()).as("once").hasSize(1);
        later(Duration.ofDays(1));
        assertThat(verified()).hasSize(2);
    }

    @Test
    void rotIsShownBeforeUsersMeetIt() throws Exception {
        hub.verifier.meddle(_ -> Optional.of("fail: the mirror of the packages is gone"));
        later(DUE);
        assertThat(newest().state()).isEqualTo(Check.State.ROTTEN);
        assertThat(rot()).isEqualTo("the mirror of the packages is gone");
        assertThat(hub.stable(wiki)).as("it stays released").isPresent();
        try (var web = new Web(hub.app, ConfigForTests.listening(), clock, StreamingEndpoint.NONE, MoreRoutes.NONE)) {
            int port = web.start();
            assertThat(get(port, "/")).contains("does not pass any more");
            assertThat(get(port, "/samples/wiki"))
                    .contains("It does not pass any more: the mirror of the packages is gone")
                    .contains("/samples/wiki/runs/" + newest().run());
            var json = new ObjectMapper().readTree(get(port, "/api/v1/repos/samples/wiki/verifications"));
            assertThat(json.at("/0/state").asText()).isEqualTo("rotten");
            assertThat(json.at("/0/cause").asText()).isEqualTo("age");
            assertThat(json.at("/0/reason").asText()).isEqualTo("the mirror of the packages is gone");
            var catalog = new ObjectMapper().readTree(get(port, "/api/v1/catalog"));
            assertThat(catalog.at("/entries/0/rot").asText()).isEqualTo("the mirror of the packages is gone");
        }
        hub.verifier.meddle(_ -> Optional.empty());
        hub.push(wiki, "main", "mend it", Map.of("page", "two\n"));
        hub.settle();
        assertThat(rot()).as("the next release is another one").isEmpty();
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

    @Test
    void aNewerBaseIsAReasonOfItsOwn() {
        hub.verifier.registry.put(BASE, NEWER);
        later(Duration.ofHours(1));
        assertThat(verified()).hasSize(1);
        assertThat(newest().cause()).isEqualTo(Check.Cause.BASE);
        assertThat(newest().detail()).isEqualTo("there is a newer " + BASE);
        assertThat(hub.runs().notes(verified().getFirst().id()))
                .containsExactly("v2.3.0 is verified anew, from scratch: there is a newer " + BASE);
        later(Duration.ofHours(1));
        assertThat(hub.verifier.renewed).as("a registry is asked once a day").hasSize(1);
        assertThat(verified()).as("and nothing is verified for it twice a day").hasSize(1);
    }

    @Test
    void whatRegistriesStillHaveIsNoReason() {
        hub.verifier.registry.put(BASE, "debian@sha256:" + "cd".repeat(32));
        later(Duration.ofHours(1));
        assertThat(hub.verifier.renewed).containsExactly(BASE);
        assertThat(verified()).isEmpty();
    }

    @Test
    void itWaitsWhileAnythingElseIsQueuedAndGoesBehindWhatComes() {
        clock.forward(DUE);
        hub.proposed(hub.ann, wiki, "more", Map.of("page", "two\n"));
        hub.app.anew().advance();
        assertThat(verified()).isEmpty();
        hub.settle();
        hub.app.anew().advance();
        assertThat(verified()).hasSize(1);
        hub.proposed(hub.ann, wiki, "yet more", Map.of("page", "three\n"));
        hub.drain();
        hub.runNext();
        assertThat(verified().getFirst().verdict())
                .as("the other one went first")
                .isEmpty();
        hub.settle();
        assertThat(verified().getFirst().verdict()).contains(Run.Outcome.PASSED);
    }

    @Test
    void itMakesRoomWhereNoWorkerIsFree() {
        clock.forward(DUE);
        hub.app.anew().advance();
        var scheduled = verified().getFirst().id();
        var before = hub.runs()
                .list(wiki, Optional.empty(), Optional.of(Run.Kind.BRANCH), 0, 1)
                .getFirst();
        // Both workers are busy.
        hub.app
                .database()
                .run(handle -> handle.execute(
                        "update run set state = 'RUNNING' where id in (" + scheduled + ", " + before.id() + ")"));
        hub.proposed(hub.ann, wiki, "more", Map.of("page", "two\n"));
        hub.drain();
        assertThat(hub.runs().require(scheduled).verdict()).contains(Run.Outcome.SUPERSEDED);
        assertThat(newest().state()).isEqualTo(Check.State.YIELDED);
        hub.app.database().run(handle -> handle.execute("update run set state = 'FINISHED' where id = " + before.id()));
        hub.settle();
        later(Duration.ofMinutes(1));
        assertThat(newest().state()).as("and is begun again later").isEqualTo(Check.State.SOUND);
    }

    @Test
    void whatCouldNotBeToldIsNoRotAndIsTriedTheNextDay() {
        clock.forward(DUE);
        hub.app.anew().advance();
        hub.runs().cancel(verified().getFirst().id(), hub.max);
        later(Duration.ofHours(1));
        assertThat(newest().state()).isEqualTo(Check.State.UNTOLD);
        assertThat(rot()).isEmpty();
        later(Duration.ofDays(1));
        assertThat(newest().state()).isEqualTo(Check.State.SOUND);
    }

    @Test
    void whatIsPinnedToAnOldDigestGetsAPullRequest() {
        var pinned = BASE + "@sha256:" + "ab".repeat(32);
        hub.push(wiki, "main", "pin it", Map.of("web/Dockerfile", "FROM " + pinned + "\nRUN true\n"));
        hub.settle();
        hub.verifier.registry.put(BASE, NEWER);
        later(DUE);
        var pull = hub.newest(wiki);
        assertThat(newest().mended()).contains(pull.number());
        assertThat(pull.author()).isEqualTo("hub");
        assertThat(pull.title()).isEqualTo("Use newer images where they are pinned");
        assertThat(pull.description())
                .contains("- " + BASE + " is sha256:" + "ef".repeat(32) + " now")
                .contains("verified anew by run " + newest().run());
        assertThat(hub.app
                        .reader()
                        .file(wiki.name(), pull.headSha().id(), "web/Dockerfile", 1_000)
                        .orElseThrow()
                        .text())
                .isEqualTo("FROM " + BASE + "@sha256:" + "ef".repeat(32) + "\nRUN true\n");
        assertThat(hub.runOf(pull).verdict()).as("it is verified as any other").contains(Run.Outcome.PASSED);
        hub.app.pulls().close(wiki, pull.number(), hub.max);
        later(DUE);
        assertThat(hub.newest(wiki).number())
                .as("what was closed is not proposed again")
                .isEqualTo(pull.number());
        assertThat(hub.pull(wiki, pull.number()).state()).isEqualTo(PullRequest.State.CLOSED);
    }

    @Test
    void aRestartInBetweenLosesNothing() {
        clock.forward(DUE);
        hub.app.anew().advance();
        restart();
        hub.settle();
        hub.app.anew().advance();
        assertThat(newest().state()).isEqualTo(Check.State.SOUND);
        assertThat(verified()).hasSize(1);
    }
}
