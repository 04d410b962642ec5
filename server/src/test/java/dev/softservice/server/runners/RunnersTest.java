package dev.softservice.server.runners;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.evidence.Measured;
import dev.softservice.runner.evidence.SigningKey;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.model.Rungs;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.wire.Messages;
import dev.softservice.runner.wire.WireJson;
import dev.softservice.server.core.RunId;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.web.HubForTests;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a runner on another machine says counts once, in its turn, for the lease that it has; all else changes nothing. */
class RunnersTest {
    @TempDir
    Path data;

    private HubForTests hub;
    private HostedRepository wiki;

    @BeforeEach
    void aProposedChange() {
        hub = HubForTests.withoutWorkers(data);
        wiki = hub.repository("ann", "wiki");
        hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("Wiki")));
        hub.propose(wiki, Map.of("softservice.yaml", HubForTests.manifest("Better wiki")), "Better");
    }

    @AfterEach
    void close() {
        hub.close();
    }

    private RunnerForTests runner(String name) throws IOException {
        return RunnerForTests.known(hub, name);
    }

    private Run run(Messages.Lease lease) {
        return hub.app.runs().find(new RunId(lease.run())).orElseThrow();
    }

    private List<String> log(Messages.Lease lease) {
        var lines = new ArrayList<String>();
        hub.app.events().log(new RunId(lease.run()), line -> {
            if (line.contains(" web | ")) lines.add(line.substring(line.indexOf('|') + 2));
        });
        return lines;
    }

    private static String said(HttpResponse<byte[]> answer) {
        return answer.statusCode() + " " + new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void aRunOfAPullRequestGoesElsewhereAndItsVerdictIsTheHubs() throws Exception {
        try (var north = runner("north")) {
            var lease = north.take();
            assertThat(run(lease).kind()).isEqualTo(Run.Kind.PULL);
            assertThat(lease.tree()).isEqualTo(run(lease).tree().name());
            assertThat(north.next(north.tell(lease, 0, "one", "two"))).isEqualTo(2);
            assertThat(north.end(lease, RunnerForTests.passed()).statusCode()).isEqualTo(204);
            assertThat(run(lease).verdict()).contains(Run.Outcome.PASSED);
            assertThat(run(lease).state()).isEqualTo(Run.State.FINISHED);
            assertThat(log(lease)).containsExactly("one", "two");
            var whole = new ArrayList<String>();
            hub.app.events().log(new RunId(lease.run()), whole::add);
            assertThat(whole).anyMatch(line -> line.endsWith("verified by the runner north"));
        }
    }

    @Test
    void whatReleasesSomethingStaysWithTheHub() throws Exception {
        try (var north = runner("north")) {
            var lease = north.take();
            assertThat(north.end(lease, RunnerForTests.passed()).statusCode()).isEqualTo(204);
            assertThat(north.ask(0)).as("the run of main is left").isEmpty();
            assertThat(hub.app.runs().load().queued()).isPositive();
        }
    }

    @Test
    void eventsThatComeTwiceOrLateAreWrittenOnce() throws Exception {
        try (var north = runner("north")) {
            var lease = north.take();
            assertThat(north.next(north.tell(lease, 0, "one", "two"))).isEqualTo(2);
            assertThat(north.next(north.tell(lease, 0, "one", "two"))).isEqualTo(2);
            assertThat(north.next(north.tell(lease, 1, "two", "three"))).isEqualTo(3);
            assertThat(north.next(north.tell(lease, 0, "one"))).isEqualTo(3);
            assertThat(log(lease)).containsExactly("one", "two", "three");
        }
    }

    @Test
    void aGapInTheEventsIsRefused() throws Exception {
        try (var north = runner("north")) {
            var lease = north.take();
            assertThat(said(north.tell(lease, 3, "four"))).startsWith("409").contains("from 0 to 2 are missing");
            assertThat(log(lease)).isEmpty();
        }
    }

    @Test
    void anotherRunnersLeaseIsNobodysBusiness() throws Exception {
        try (var north = runner("north");
                var south = runner("south")) {
            var lease = north.take();
            assertThat(said(south.tell(lease, 0, "lies"))).startsWith("409");
            assertThat(said(south.beat(lease))).startsWith("409");
            assertThat(said(south.end(lease, RunnerForTests.passed()))).startsWith("409");
            assertThat(said(south.call(lease, "/trees/" + lease.tree(), "GET", new byte[0])))
                    .startsWith("409");
            assertThat(said(south.call(lease, "/attachments/1?name=a.png", "PUT", new byte[] {1})))
                    .startsWith("409");
            assertThat(run(lease).verdict()).isEmpty();
            assertThat(log(lease)).isEmpty();
        }
    }

    @Test
    void theEndCountsOnceHoweverOftenItIsTold() throws Exception {
        try (var north = runner("north")) {
            var lease = north.take();
            var told = north.told(lease, RunnerForTests.passed());
            var signature = Measured.seal(told, north.key);
            assertThat(north.end(lease, told, signature).statusCode()).isEqualTo(204);
            assertThat(north.end(lease, told, signature).statusCode())
                    .as("the answer may have been lost")
                    .isEqualTo(204);
            assertThat(said(north.end(lease, new Verdict.Failed(Report.EMPTY, List.of("no")))))
                    .startsWith("409");
            assertThat(said(north.tell(lease, 0, "late"))).startsWith("409");
            assertThat(run(lease).verdict()).contains(Run.Outcome.PASSED);
            assertThat(log(lease)).isEmpty();
        }
    }

    @Test
    void aVerdictThatItsKeyDidNotSignIsRefused() throws Exception {
        try (var north = runner("north")) {
            var lease = north.take();
            var told = north.told(lease, RunnerForTests.passed());
            assertThat(said(north.end(lease, told, ""))).startsWith("403").contains("not signed");
            assertThat(said(north.end(lease, told, Measured.seal(told, SigningKey.generate()))))
                    .startsWith("403");
            var other = north.told(lease, new Verdict.Failed(Report.EMPTY, List.of("no")));
            assertThat(said(north.end(lease, told, Measured.seal(other, north.key))))
                    .startsWith("403");
            assertThat(run(lease).verdict()).isEmpty();
        }
    }

    @Test
    void aVerdictThatItsReportDoesNotBearIsNone() throws Exception {
        try (var north = runner("north")) {
            var lease = north.take();
            var nothing = new Verdict.Passed(
                    new Report(Rungs.ofLevel(4), List.of(), List.of(), Map.of(), Map.of(), List.of(), List.of()));
            assertThat(north.end(lease, nothing).statusCode()).isEqualTo(204);
            assertThat(run(lease).verdict()).isEmpty();
            assertThat(run(lease).reason()).contains("the runner north says passed, and its report does not");
        }
    }

    @Test
    void aCancelledRunIsStoppedThereAndWhatItTellsThenChangesNothing() throws Exception {
        try (var north = runner("north")) {
            var lease = north.take();
            hub.app.runs().cancel(new RunId(lease.run()), hub.admin);
            assertThat(WireJson.read(north.beat(lease).body(), Messages.Beat.class)
                            .stop())
                    .isTrue();
            assertThat(north.end(lease, new Verdict.Cancelled(Report.EMPTY)).statusCode())
                    .isEqualTo(204);
            assertThat(run(lease).verdict()).contains(Run.Outcome.CANCELLED);
        }
    }

    @Test
    void aRunnerThatWasStartedAnewHasLostWhatItHadAndItIsTakenUpAgainOnce() throws Exception {
        try (var north = runner("north")) {
            var lost = north.take();
            north.boot = "00000000000000bb";
            assertThat(north.ask(0)).isEmpty();
            assertThat(run(lost).state()).isEqualTo(Run.State.QUEUED);
            assertThat(run(lost).attempt()).isEqualTo(2);
            assertThat(run(lost).reason()).contains("the runner north was started anew");
            assertThat(said(north.end(lost, RunnerForTests.passed()))).startsWith("409");
            assertThat(said(north.tell(lost, 0, "late"))).startsWith("409");
            var again = north.take();
            assertThat(again.run()).isEqualTo(lost.run());
            assertThat(again.fence()).isGreaterThan(lost.fence());
            var told = north.told(lost, RunnerForTests.passed());
            assertThat(said(north.end(again, told, Measured.seal(told, north.key))))
                    .as("signed for the lease before")
                    .startsWith("409");
            assertThat(north.end(again, RunnerForTests.passed()).statusCode()).isEqualTo(204);
            assertThat(run(again).verdict()).contains(Run.Outcome.PASSED);
        }
    }

    @Test
    void aHubThatIsStartedAgainGoesOnWithWhatGoesOnElsewhere() throws Exception {
        try (var north = runner("north")) {
            var lease = north.take();
            assertThat(north.next(north.tell(lease, 0, "one", "two"))).isEqualTo(2);
            hub.close();
            hub = HubForTests.withoutWorkers(data);
            try (var same = north.at(hub.address())) {
                assertThat(run(lease).state()).isEqualTo(Run.State.RUNNING);
                assertThat(same.next(same.tell(lease, 1, "two", "three"))).isEqualTo(3);
                assertThat(log(lease)).containsExactly("one", "two", "three");
                assertThat(same.end(lease, RunnerForTests.passed()).statusCode())
                        .isEqualTo(204);
                assertThat(run(lease).verdict()).contains(Run.Outcome.PASSED);
                assertThat(run(lease).attempt()).isEqualTo(1);
            }
        }
    }

    @Test
    void aRunWhoseRunnerIsSilentForTooLongIsTakenUpAgainOnce() throws Exception {
        try (var north = runner("north")) {
            var nanos = new AtomicLong(Long.MAX_VALUE - 5);
            var leases = new HandedOut(hub.app.database(), hub.app.workers().elsewhere(), nanos::get);
            var known = hub.app
                    .database()
                    .read(handle -> RunnerTable.byName(handle, north.name).orElseThrow());
            var given = leases.give(known, Instant.now()).orElseThrow();
            nanos.addAndGet(Duration.ofSeconds(Messages.SILENCE - 1).toNanos());
            leases.require(known, given.fence());
            nanos.addAndGet(Duration.ofSeconds(Messages.SILENCE - 1).toNanos());
            leases.tend(Instant.now());
            var run = given.session().run().run().id();
            assertThat(hub.app.runs().require(run).state()).isEqualTo(Run.State.RUNNING);
            nanos.addAndGet(Duration.ofSeconds(2).toNanos());
            leases.tend(Instant.now());
            leases.tend(Instant.now());
            assertThat(hub.app.runs().require(run).state()).isEqualTo(Run.State.QUEUED);
            assertThat(hub.app.runs().require(run).attempt()).isEqualTo(2);
            assertThat(hub.app.runs().require(run).reason()).contains("nothing was heard of the runner north for 30 s");
        }
    }

    @Test
    void aTokenIsGoodOnceAndAnUnknownOneNever() throws Exception {
        var token = RunnerForTests.token(hub);
        try (var north = new RunnerForTests(hub.address(), "north");
                var south = new RunnerForTests(hub.address(), "south")) {
            assertThat(north.register(token).statusCode()).isEqualTo(200);
            assertThat(said(south.register(token))).startsWith("401").contains("has been used");
            assertThat(said(south.register("made-up"))).startsWith("401");
            assertThat(said(south.asked(1, 0))).startsWith("401").contains("not known here");
        }
    }

    @Test
    void aRunnerOfAnotherVersionIsToldWhatToDoAndTheOperatorSeesIt() throws Exception {
        try (var north = runner("north")) {
            north.version = "0.0.1";
            assertThat(said(north.asked(1, 0))).startsWith("409").contains("is 0.0.1: install the hub's version there");
            assertThat(get("/api/v1/runners")).contains("install the hub's version there");
        }
    }

    @Test
    void aRunnerThatTakesNoStrangersCodeGetsNone() throws Exception {
        try (var north = runner("north")) {
            north.labels = Map.of("strangers", "no");
            assertThat(north.ask(0)).as("an administrator may push").hasSize(1);
        }
    }

    @Test
    void anOperatorDrainsAndRemovesARunner() throws Exception {
        try (var north = runner("north")) {
            var put = hub.request("/api/v1/runners/north")
                    .header("Authorization", "Bearer " + HubForTests.ADMIN_TOKEN)
                    .header("Content-Type", "application/json")
                    .PUT(java.net.http.HttpRequest.BodyPublishers.ofString("{\"draining\": true}"));
            assertThat(hub.send(put).statusCode()).isEqualTo(200);
            assertThat(north.ask(0)).isEmpty();
            hub.browser().post("/runners", "/runners/north/change", Map.of("deed", "resume"));
            var lease = north.take();
            assertThat(hub.browser().get("/runners").body())
                    .contains("north", "takes runs", Long.toString(lease.run()), "of 1 at most");
            hub.browser().post("/runners", "/runners/north/change", Map.of("deed", "remove"));
            assertThat(said(north.tell(lease, 0, "late"))).startsWith("401");
            assertThat(run(lease).state()).isEqualTo(Run.State.QUEUED);
            assertThat(run(lease).reason()).contains("the runner north was removed");
        }
    }

    @Test
    void aLeaseGivesItsOwnTreeAndNoOther() throws Exception {
        try (var north = runner("north")) {
            var lease = north.take();
            var tree = north.call(lease, "/trees/" + lease.tree(), "GET", new byte[0]);
            assertThat(tree.statusCode()).isEqualTo(200);
            assertThat(new String(tree.body(), 0, 4, java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("PACK");
            assertThat(said(north.call(lease, "/trees/" + "0".repeat(40), "GET", new byte[0])))
                    .startsWith("409")
                    .contains("needs no tree");
        }
    }

    @Test
    void whatIsNoMessageIsRefusedInOneLine() throws Exception {
        try (var north = runner("north")) {
            var lease = north.take();
            for (var bad : List.of(
                    "", "[]", "null", "{\"first\":-1,\"events\":[]}", "{\"first\":0,\"events\":[{\"type\":\"no\"}]}")) {
                var answer =
                        north.call(lease, "/events", "POST", bad.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                assertThat(said(answer)).startsWith("422").contains("no message of a runner");
            }
            assertThat(run(lease).state()).isEqualTo(Run.State.RUNNING);
        }
    }

    private String get(String path) {
        return hub.send(hub.request(path).header("Authorization", "Bearer " + HubForTests.ADMIN_TOKEN))
                .body();
    }
}
