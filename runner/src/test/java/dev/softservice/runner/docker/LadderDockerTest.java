package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.Stable;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.State;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.stop.Stop;
import dev.softservice.runner.stop.StopReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rungs 5 to 7 with real containers. */
@NeedsEngine
class LadderDockerTest {
    private static final String HEALTH =
            "healthcheck: {test: [CMD, perl, -MIO::Socket::INET, -e, \"exit !IO::Socket::INET->new('127.0.0.1:80')\"],"
                    + " interval: 500ms, timeout: 1s, retries: 2}";
    private static final String DATA = """
        data:
          seed:  {service: web, command: [sh, -c, "echo 500 rows > /data/rows; echo ${parameters.password} > /data/key; echo seeded"]}
          check: {service: web, command: [sh, -c, "grep -qs '500 rows' /data/rows || { echo the rows are gone; exit 1; }; test \\"$(cat /data/key)\\" = ${parameters.password}"]}
        """;
    private static DockerEngine engine;

    @TempDir
    Path folder;

    private final Recording recording = new Recording();
    private final String id = "l" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeAll
    static void connect() {
        engine = DockerEngine.connect();
    }

    @AfterAll
    static void disconnect() {
        engine.close();
    }

    /** One service with a volume; {@code start}: what its shell does before it serves; {@code rest} begins with tests. */
    private DistroFolder distro(String name, String start, String rest) {
        return DistroFolder.at(folder.resolve(name))
                .image()
                .manifest("""
                    parameters: {password: {type: secret}}
                    services:
                      web:
                        build: image
                        init: true
                        environment: {SITE: SITE_NAME}
                        command: [sh, -c, "START exec perl /opt/httpd.pl"]
                        HEALTH
                        volumes: ["pages:/data"]
                    volumes: {pages: {}}
                    """.replace("SITE_NAME", name).replace("START", start).replace("HEALTH", HEALTH) + rest);
    }

    private RunRequest request(DistroFolder candidate, Optional<DistroFolder> stable) {
        return new RunRequest(
                        new Footprint(id, "ladder-" + id),
                        SourceTree.in(candidate.path()),
                        Map.of(),
                        new Reach(7, Limits.DEFAULT))
                .withStable(stable.map(release -> new Stable(
                        SourceTree.in(release.path()), "v1.0.0", "1".repeat(40), "2".repeat(40), List.of(), Set.of())))
                .withDomain(id);
    }

    private Verdict run(DistroFolder candidate, Optional<DistroFolder> stable) {
        return new Runner(engine, Clock.systemUTC()).run(request(candidate, stable), recording);
    }

    private Verdict.Failed failed(DistroFolder candidate, Optional<DistroFolder> stable) {
        var verdict = run(candidate, stable);
        assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Failed.class);
        return (Verdict.Failed) verdict;
    }

    @Test
    void climbsToTheTopFromStableAndKeepsDataAndSecretsAllTheWay() {
        var answers = "tests: [{name: it says which it is, http: {get: \"http://web/\", expect: {contains: %s}}}]\n";
        var verdict = run(
                distro("newer", "", answers.formatted("newer") + DATA),
                Optional.of(distro("older", "", answers.formatted("older") + DATA)));
        assertThat(verdict).as(recording.log() + recording.progress).isInstanceOf(Verdict.Passed.class);
        assertThat(verdict.report().level()).isEqualTo(7);
        assertThat(verdict.report().notes()).isEmpty();
        assertThat(verdict.report().tests())
                .as("what simply passes again is not listed again")
                .extracting(TestResult::name)
                .containsExactly("it says which it is");
        assertThat(recording.steps)
                .containsSubsequence(
                        "ACCEPT PASSED", "accepted", "RESILIENCE PASSED", "UPGRADE PASSED", "RESTORE PASSED");
        assertThat(recording.log())
                .containsSubsequence(
                        "web OUT listening on 80 as newer",
                        "web OUT listening on 80 as newer",
                        "web OUT listening on 80 as older",
                        "data.seed OUT seeded",
                        "web OUT listening on 80 as newer",
                        "web OUT listening on 80 as older",
                        "web OUT listening on 80 as newer");
    }

    @Test
    void aServiceThatDoesNotComeBackIsNamedWithWhatItSaidSinceItWasKilled() {
        var verdict = failed(
                distro(
                        "locked",
                        "test ! -e /data/lock || { echo a lock was left behind; exit 3; }; touch /data/lock;",
                        "tests: [{name: it answers, http: {get: \"http://web/\"}}]\n"),
                Optional.empty());
        assertThat(verdict.report().level()).isEqualTo(4);
        assertThat(verdict.reasons().getFirst()).startsWith("after web was killed: web exited with code 3");
        assertThat(verdict.reasons().subList(1, verdict.reasons().size()))
                .isNotEmpty()
                .allMatch("web | a lock was left behind"::equals);
    }

    @Test
    void anUpgradeThatLosesDataFailsWithTheChecksWords() {
        var tests = "tests: [{name: it answers, http: {get: \"http://web/\"}}]\n";
        var verdict = failed(
                distro("loser", "test -e /data/newer || rm -f /data/rows; touch /data/newer;", tests + DATA),
                Optional.of(distro("keeper", "", tests + DATA)));
        assertThat(verdict.report().level()).isEqualTo(5);
        assertThat(verdict.reasons().getFirst())
                .startsWith("after the upgrade from v1.0.0, by what v1.0.0 says: data.check in web failed: expected 'sh"
                        + " -c ")
                .endsWith("to exit with 0, it exited with 1, saying 'the rows are gone'");
        assertThat(verdict.reasons()).contains("data.check | the rows are gone", "web | listening on 80 as loser");
    }

    @Test
    void aBackupThatLeavesSomethingOutIsFoundByTheRestoreAndAFlakyTestIsFoundToo() {
        var verdict = failed(distro("careless", "", """
            tests:
              - name: slow to get going
                exec: {service: web, command: [sh, -c, "test -e /data/tried || { touch /data/tried; echo not yet; exit 1; }; echo well"], expect: {contains: well}}
            """ + DATA + """
              backup:  {service: web, command: [cp, /data/rows, /backup/rows]}
              restore: {service: web, command: [cp, /backup/rows, /data/rows]}
            """), Optional.empty());
        assertThat(verdict.report().rungs().text())
                .isEqualTo("level 5 (resilient); upgrades: not applicable, there is no stable release yet");
        assertThat(verdict.reasons().getFirst()).startsWith("after the restore: data.check in web failed: ");
        assertThat(recording.log()).contains("data.check OUT cat: /data/key: No such file or directory");
        assertThat(verdict.report().tests()).first().satisfies(flaky -> {
            assertThat(flaky.state()).isEqualTo(State.FLAKY);
            assertThat(flaky.message()).contains("it exited with 1 saying 'not yet'");
            assertThat(flaky.output()).isEqualTo("not yet");
            assertThat(flaky.retry()).isEqualTo("well");
        });
    }

    @Test
    void theExampleInTheAuthorsReferenceHoldsToTheTop() throws IOException {
        var page = Files.readString(Path.of("..", "docs", "manifest.md"));
        var example = page.substring(page.indexOf("```yaml ladder\n") + "```yaml ladder\n".length());
        var distro = DistroFolder.at(folder).with("softservice.yaml", example.substring(0, example.indexOf("```")));
        var verdict = run(distro, Optional.empty());
        assertThat(verdict).as(verdict + recording.log()).isInstanceOf(Verdict.Passed.class);
        assertThat(verdict.report().level()).isEqualTo(7);
        assertThat(recording.log())
                .containsSubsequence(
                        "data.check OUT 100 of 100 lines are there", "data.check OUT 100 of 100 lines are there");
    }

    /** Between stable and the candidate nothing is up, and data is there twice. */
    @Test
    void aRunThatIsCancelledInTheMiddleOfAnUpgradeLeavesNothing() throws Exception {
        var copying = new CountDownLatch(1);
        var listener = new Recording() {
            @Override
            public void progress(StepName step, Progress what) {
                if (what.text().startsWith("stop v1.0.0 and copy")) copying.countDown();
            }
        };
        var tests = "tests: [{name: it answers, http: {get: \"http://web/\"}}]\n";
        var verdict = new CompletableFuture<Verdict>();
        try (var own = DockerEngine.connect()) {
            var request = request(distro("next", "", tests + DATA), Optional.of(distro("last", "", tests + DATA)));
            var stop = new Stop();
            Thread.ofVirtual()
                    .start(() -> verdict.complete(new Runner(own, Clock.systemUTC()).run(request, listener, stop)));
            assertThat(copying.await(120, TimeUnit.SECONDS))
                    .as(() -> listener.log())
                    .isTrue();
            stop.ask(new StopReason.Asked() {});
            assertThat(verdict.get(60, TimeUnit.SECONDS)).isInstanceOf(Verdict.Cancelled.class);
            assertThat(listener.steps).endsWith("UPGRADE CANCELLED");
        }
        var run = List.of("dev.softservice.run=" + id);
        assertThat(engine.link()
                        .client()
                        .listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(run)
                        .exec())
                .isEmpty();
        assertThat(engine.link()
                        .client()
                        .listVolumesCmd()
                        .withFilter("label", run)
                        .exec()
                        .getVolumes())
                .isNullOrEmpty();
        assertThat(engine.link()
                        .client()
                        .listNetworksCmd()
                        .withFilter("label", run)
                        .exec())
                .isEmpty();
    }
}
