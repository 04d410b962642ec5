package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Limits;
import dev.softservice.runner.Recording;
import dev.softservice.runner.RunRequest;
import dev.softservice.runner.Runner;
import dev.softservice.runner.Verdict;
import dev.softservice.runner.engine.NeedsEngine;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs with real containers. */
@NeedsEngine
class RunnerDockerTest {
    private static DockerEngine engine;

    @TempDir
    Path folder;

    private final Recording recording = new Recording();
    private final String id = "t" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeAll
    static void connect() {
        engine = DockerEngine.connect();
    }

    @AfterAll
    static void disconnect() {
        engine.close();
    }

    private Verdict run(DistroFolder distro) {
        return new Runner(engine, Clock.systemUTC()).run(distro.request(id), recording);
    }

    @Test
    void aDistroOfTwoServicesPassesWithAllKindsOfTests() {
        var verdict = run(DistroFolder.at(folder).twoServices("""
            - name: the front page carries the site's name
              http: {get: "http://web/", expect: {status: 200, contains: "${parameters.site-name}", header: {content-type: text/html}}, within: 20s}
            - name: a page can be saved
              http: {post: "http://web/", body: "hello from the test", expect: {matches: "hello .* test"}}
            - name: the site is described
              http: {get: "http://web/json", expect: {json: {/site: Team wiki, /parts/0/up: "true"}}}
            - name: a redirect within the environment is followed
              http: {get: "http://web/away/home", follow: true, expect: {status: 200, contains: Team wiki}}
            - name: the store listens
              tcp: {host: store, port: 5000}
            - name: the page is on disk
              exec: {service: web, command: [cat, /data/page], expect: {contains: hello from}}
            - name: services find each other by name
              run: {image: "debian:bookworm-slim", command: [perl, -MIO::Socket::INET, -e, "my $s = IO::Socket::INET->new('store:5000') or die; print <$s>"]}
            - name: a report is read
              run: {image: "debian:bookworm-slim", results: /results, command: [sh, -c, "mkdir /results; echo '<testsuite name=\\"s\\"><testcase name=\\"a\\" time=\\"0.5\\"/></testsuite>' > /results/junit.xml; printf '1..2\\nok 1 - b\\nok 2 - c # SKIP not here\\n' > /results/more.tap"]}
            """));
        assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Passed.class);
        assertThat(verdict.report().level()).isEqualTo(4);
        assertThat(recording.steps)
                .containsExactly(
                        "READ RUNNING",
                        "READ PASSED",
                        "PLAN RUNNING",
                        "PLAN PASSED",
                        "BUILD RUNNING",
                        "BUILD PASSED",
                        "PROVISION RUNNING",
                        "PROVISION PASSED",
                        "ACCEPT RUNNING",
                        "ACCEPT PASSED",
                        "accepted");
        assertThat(verdict.report().tests())
                .extracting(test -> test.suite() + ": " + test.name() + " " + test.state())
                .containsExactly(
                        "sample: the front page carries the site's name PASSED",
                        "sample: a page can be saved PASSED",
                        "sample: the site is described PASSED",
                        "sample: a redirect within the environment is followed PASSED",
                        "sample: the store listens PASSED",
                        "sample: the page is on disk PASSED",
                        "sample: services find each other by name PASSED",
                        "a report is read / s: a PASSED",
                        "a report is read: b PASSED",
                        "a report is read: c SKIPPED");
        assertThat(verdict.report().images()).containsKeys("store", "web");
        assertThat(recording.tests).isEqualTo(verdict.report().tests());
        assertThat(recording.log()).contains("store OUT store ready").contains("web OUT listening on 80 as Team wiki");
    }

    private Verdict.Failed failed(DistroFolder distro) {
        var verdict = run(distro);
        assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Failed.class);
        assertThat(recording.verdict).contains(verdict);
        return (Verdict.Failed) verdict;
    }

    @Test
    void aFailingTestIsRedWithWhatWasExpectedAndWhatCame() {
        var verdict = failed(DistroFolder.at(folder).twoServices("""
            - name: the front page greets
              http: {get: "http://web/", expect: {status: 200, contains: Welcome}}
            - name: the failing page works
              http: {get: "http://web/fail", expect: {status: 200}}
            - name: nobody is sent away
              http: {get: "http://web/away", follow: true, expect: {status: 200}}
            - name: the store is a web server
              tcp: {host: store, port: 81}
            - name: a report may not hide a failure
              run: {image: "debian:bookworm-slim", results: /r, command: [sh, -c, "mkdir /r; echo '<testsuite><testcase name=\\"adds\\"><failure message=\\"1 is not 2\\"/></testcase></testsuite>' > /r/a.xml"]}
            - name: zero tests are red
              run: {image: "debian:bookworm-slim", results: /r, command: [sh, -c, "mkdir /r; echo '<testsuite/>' > /r/a.xml"]}
            - name: no report is red
              run: {image: "debian:bookworm-slim", results: /r, command: ["true"]}
            - name: a bad exit is red although the report is green
              run: {image: "debian:bookworm-slim", results: /r, command: [sh, -c, "mkdir /r; echo '<testsuite><testcase name=\\"a\\"/></testsuite>' > /r/a.xml; echo teardown failed; exit 3"]}
            """));
        assertThat(verdict.report().level()).isEqualTo(3);
        assertThat(verdict.reasons())
                .containsExactly(
                        "test 'the front page greets' failed: GET http://web/: expected the body to contain 'Welcome',"
                                + " it is '<h1>Team wiki</h1> host=web'",
                        "test 'the failing page works' failed: GET http://web/fail: expected status 200, got 500"
                                + " Broken with body '<h1>Team wiki</h1> host=web'",
                        "test 'nobody is sent away' failed: GET http://web/away got no answer: there is no host"
                                + " 'elsewhere.example' in this environment; it has: store, web",
                        "test 'the store is a web server' failed: expected store:81 to accept a connection: Connection"
                                + " refused",
                        "test 'a report may not hide a failure: adds' failed: 1 is not 2",
                        "test 'zero tests are red' failed: no tests ran: the report /r/a.xml holds none",
                        "test 'no report is red' failed: no report was found under /r",
                        "test 'a bad exit is red although the report is green' failed: expected its command to exit"
                                + " with 0, it exited with 3, saying 'teardown failed'");
    }

    /** An engine's troubles end a run without a verdict on the distro: not for its author to bring about. */
    @Test
    void aStepThatSpeaksOfTheEnginesTroublesAndFailsIsStillTheDistrosFailure() {
        for (var words : List.of("no space left on device", "netavark: no such network")) {
            var verdict = failed(DistroFolder.at(folder)
                    .with(
                            "image/Dockerfile",
                            "FROM debian:bookworm-slim\nRUN echo '" + words + "' " + id + "; exit 1\n")
                    .manifest("""
                        services: {web: {build: image}}
                        tests: [{name: never, tcp: {host: web, port: 80}}]
                        """));
            assertThat(verdict.reasons().getFirst())
                    .startsWith("the image of web does not build: at 'RUN echo '" + words + "'")
                    .contains("non-zero code: 1");
        }
    }

    @Test
    void aBrokenDockerfileNamesItsInstructionAndItsLastLines() {
        var verdict = failed(DistroFolder.at(folder)
                .with(
                        "image/Dockerfile",
                        "FROM debian:bookworm-slim\nRUN echo the compiler says no " + id + "; exit 7\n")
                .manifest("""
                    services: {web: {build: image}}
                    tests: [{name: never, tcp: {host: web, port: 80}}]
                    """));
        assertThat(verdict.report().level()).isEqualTo(1);
        assertThat(verdict.reasons().getFirst())
                .startsWith("the image of web does not build: at 'RUN echo the compiler says no " + id + "; exit 7'")
                .contains("non-zero code: 7");
        assertThat(verdict.reasons()).contains("build:web | the compiler says no " + id);
        assertThat(recording.progress).anyMatch(what -> what.startsWith("BUILD build web: step 2/"));
    }

    @Test
    void whatHasBeenBuiltFromTheSameContentIsNotBuiltAgain() {
        var distro = DistroFolder.at(folder)
                .with("image/Dockerfile", "FROM debian:bookworm-slim\nRUN echo made for " + id + "\n")
                .manifest("""
                    services: {web: {build: image, command: [sleep, infinity]}, second: {build: image, command: [sleep, infinity]}}
                    tests: [{name: up, exec: {service: web, command: ["true"]}}]
                    """);
        var first = run(distro);
        assertThat(first).isInstanceOf(Verdict.Passed.class);
        assertThat(recording.lines)
                .filteredOn(line -> line.text().equals("made for " + id))
                .as("two services of one image are one build")
                .hasSize(1);
        assertThat(first.report().images().get("web"))
                .isEqualTo(first.report().images().get("second"))
                .startsWith("sha256:");
        var again = new Recording();
        var second = new Runner(engine, Clock.systemUTC()).run(distro.request(id + "b"), again);
        assertThat(second.report().images()).isEqualTo(first.report().images());
        var base = engine.client().inspectImageCmd("debian:bookworm-slim").exec();
        var known = base.getRepoDigests() == null || base.getRepoDigests().isEmpty()
                ? base.getId()
                : base.getRepoDigests().getFirst();
        assertThat(first.report().bases())
                .containsExactly(Map.entry("debian:bookworm-slim", known))
                .isEqualTo(second.report().bases());
        assertThat(again.lines).noneMatch(line -> line.source().startsWith("build:"));
        distro.with("image/new.txt", "changed");
        var third = new Recording();
        var changed = new Runner(engine, Clock.systemUTC()).run(distro.request(id + "c"), third);
        assertThat(third.lines).anyMatch(line -> line.source().startsWith("build:"));
        // Made for this very test, so nobody else will find them in the cache.
        for (var run : new String[] {id, id + "b", id + "c"}) RemovalDockerTest.assertNothingLeft(run);
        for (var image : new TreeSet<>(List.of(
                first.report().images().get("web"), changed.report().images().get("web"))))
            engine.client().removeImageCmd(image).withForce(true).exec();
    }

    @Test
    void anInvalidManifestNamesItsPlaces() {
        var verdict = failed(
                DistroFolder.at(folder).manifest("services: {web: {image: debian, privilegd: true}}\ntests: []\n"));
        assertThat(verdict.report().level()).isZero();
        assertThat(verdict.reasons().getFirst())
                .startsWith("softservice.yaml:7:")
                .contains("privilegd");
        assertThat(recording.steps).containsExactly("READ RUNNING", "READ FAILED");
    }

    @Test
    void aServiceThatExitsEndsTheWaitAtOnceWithItsCodeAndItsLastLines() {
        var verdict = failed(DistroFolder.at(folder).manifest("""
            services:
              db: {image: "debian:bookworm-slim", command: [sh, -c, "echo no data folder >&2; exit 3"], healthcheck: {test: [CMD, "false"], interval: 30s, retries: 20}}
              web: {image: "debian:bookworm-slim", command: [sleep, infinity], depends_on: {db: {condition: service_healthy}}}
            tests: [{name: never, tcp: {host: web, port: 80}}]
            """));
        assertThat(verdict.reasons()).containsExactly("db exited with code 3", "db | no data folder");
        assertThat(verdict.report().level()).isEqualTo(2);
    }

    @Test
    void anEnvironmentThatNoKernelStartsAProgramWithIsNamedAsThat() {
        var distro = DistroFolder.at(folder);
        for (int file = 0; file < 10; file++) {
            var values = new StringBuilder();
            for (int i = 0; i < 4; i++)
                values.append("VALUE_")
                        .append(file)
                        .append('_')
                        .append(i)
                        .append('=')
                        .append("x".repeat(60_000))
                        .append('\n');
            distro.with("large" + file + ".env", values.toString());
        }
        var verdict = failed(distro.manifest("""
            services: {web: {image: "debian:bookworm-slim", command: [sleep, infinity], env_file: [%s], healthcheck: {test: [CMD, "true"], interval: 200ms, timeout: 2s, retries: 5}}}
            tests: [{name: never, tcp: {host: web, port: 80}}]
            """.formatted(
                IntStream.range(0, 10).mapToObj(file -> "large" + file + ".env").collect(Collectors.joining(", ")))));
        // Who says it, the engine or the program that was to become the service, is the runtime's choice.
        assertThat(String.join("; ", verdict.reasons()))
                .startsWith("web ")
                .containsIgnoringCase("argument list too long")
                .hasSizeLessThan(500)
                .doesNotContain("xxxx");
    }

    @Test
    void aServiceThatNeverGetsHealthyIsNamedWithItsHealthcheck() {
        var verdict = failed(DistroFolder.at(folder).manifest("""
            services:
              web: {image: "debian:bookworm-slim", command: [sleep, infinity], healthcheck: {test: [CMD-SHELL, "echo still migrating; exit 9"], interval: 200ms, timeout: 200ms, retries: 3}}
            tests: [{name: never, tcp: {host: web, port: 80}}]
            """));
        assertThat(verdict.reasons())
                .containsExactly(
                        "web did not become healthy within 1 s: its healthcheck echo still migrating; exit 9 exits 9,"
                                + " saying: still migrating");
    }

    @Test
    void aServiceThatDoesNotListenIsNamedWithItsPort() {
        var limits = new Limits(
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofSeconds(1),
                256L << 20,
                1,
                128,
                1L << 30,
                1 << 20);
        var verdict = run(DistroFolder.at(folder).manifest("""
            services: {web: {image: "debian:bookworm-slim", command: [sleep, infinity], expose: ["80", "81"]}}
            tests: [{name: never, tcp: {host: web, port: 80}}]
            """), limits);
        assertThat(((Verdict.Failed) verdict).reasons())
                .containsExactly(
                        "web did not become healthy within 1 s (the limit for getting healthy): it does not accept"
                                + " connections on port 80, 81");
    }

    @Test
    void aHangingTestIsKilledAndNamedWithItsLimit() {
        var verdict = failed(DistroFolder.at(folder).manifest("""
            services: {web: {image: "debian:bookworm-slim", command: [sleep, infinity]}}
            tests:
              - name: hangs
                run: {image: "debian:bookworm-slim", timeout: 1s, command: [sh, -c, "trap '' TERM; setsid sleep 1000 & echo begun; while :; do sleep 1; done"]}
            """));
        assertThat(verdict.reasons())
                .containsExactly("test 'hangs' failed: it did not end within its time limit of 1 s and was killed");
        assertThat(verdict.report().tests().getFirst().output()).isEqualTo("begun");
    }

    @Test
    void theTimeLimitOfTheWholeRunEndsItByName() {
        var limits = new Limits(
                Duration.ofSeconds(5),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                256L << 20,
                1,
                128,
                1L << 30,
                1 << 20);
        var verdict = run(DistroFolder.at(folder).manifest("""
            services: {web: {image: "debian:bookworm-slim", command: [sleep, infinity]}}
            tests: [{name: hangs, exec: {service: web, command: [sleep, "1000"]}}]
            """), limits);
        assertThat(((Verdict.Failed) verdict).reasons())
                .containsExactly("the run met its time limit of 5 s during accept");
        assertThat(recording.steps).endsWith("ACCEPT FAILED", "not accepted");
    }

    @Test
    void aContainerThatMeetsItsMemoryLimitIsNamedWithIt() {
        var verdict = failed(DistroFolder.at(folder).manifest("""
            services:
              web: {image: "debian:bookworm-slim", mem_limit: 32m, command: [perl, -e, "sleep 1; my @a; push @a, 'x' x 1000000 for 1..1000; sleep 1000"], healthcheck: {test: [CMD, "false"], interval: 1s, retries: 60}}
            tests: [{name: never, tcp: {host: web, port: 80}}]
            """));
        assertThat(verdict.reasons()).containsExactly("web met its memory limit of 32 MiB and was killed");
    }

    @Test
    void aForkBombIsHeldByThePidsLimit() {
        var limits = new Limits(
                Duration.ofSeconds(60),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                256L << 20,
                1,
                50,
                1L << 30,
                1 << 20);
        var verdict = run(DistroFolder.at(folder).manifest("""
            services: {web: {image: "debian:bookworm-slim", command: [sleep, infinity]}}
            tests:
              - name: bomb
                run: {image: "debian:bookworm-slim", command: [perl, -e, "my $n = 0; while (defined(my $p = fork)) { if (!$p) { sleep 100; exit } $n++ } print qq(forked $n: $!\\n); exit($n < 60 ? 0 : 1)"]}
            """), limits);
        assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Passed.class);
        assertThat(recording.log()).containsPattern("test:bomb OUT forked 4\\d: Resource temporarily unavailable");
    }

    @Test
    void aFloodOfLogIsBoundedCountedAndSaidOnce() {
        var limits = new Limits(
                Duration.ofMinutes(2),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                256L << 20,
                1,
                128,
                1L << 30,
                1 << 20);
        var verdict = run(DistroFolder.at(folder).manifest("""
            services: {web: {image: "debian:bookworm-slim", command: [sleep, infinity]}}
            tests:
              - name: flood
                run: {image: "debian:bookworm-slim", command: [perl, -e, "print 'x' x 99, qq(\\n) for 1..60000; print 'y' x 5000000"]}
            """), limits);
        assertThat(verdict).isInstanceOf(Verdict.Passed.class);
        long bytes = recording.lines.stream()
                .mapToLong(line -> line.text().length() + 1L)
                .sum();
        assertThat(bytes).isBetween(1L << 20, (1L << 20) + 20_000);
        assertThat(recording.lines)
                .filteredOn(line -> line.text().startsWith("the log limit of 1 MiB is reached"))
                .hasSize(1);
        assertThat(recording.lines.getLast().text()).matches("at least \\d{7,9} bytes of log were dropped");
    }

    @Test
    void aFloodOfLogThatDoesNotEndIsEndedByName() {
        var limits = new Limits(
                Duration.ofMinutes(2),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                256L << 20,
                1,
                128,
                1L << 30,
                1 << 20);
        var verdict = run(DistroFolder.at(folder).manifest("""
            services: {web: {image: "debian:bookworm-slim", command: [sleep, infinity]}}
            tests: [{name: flood, run: {image: "debian:bookworm-slim", command: [perl, -e, "print 'x' x 99, qq(\\n) while 1"]}}]
            """), limits);
        assertThat(((Verdict.Failed) verdict).reasons())
                .singleElement()
                .asString()
                .matches("the run met its log limit of 16 MiB \\(1[56] MiB of it from test:flood\\) during accept");
        assertThat(recording.steps).endsWith("ACCEPT FAILED", "not accepted");
    }

    @Test
    void secretsNeverShow() {
        var verdict = run(
                DistroFolder.at(folder).twoServices("""
                    - name: leaks
                      exec: {service: web, command: [sh, -c, "echo pass is $PASS; echo $PASS > /proc/1/fd/1"]}
                    - name: leaks in a message
                      http: {get: "http://web/${parameters.admin-pass}", expect: {contains: "${parameters.admin-pass}"}}
                    """),
                new RunRequest(
                        id, "runner-test", folder, Map.of("admin-pass", "correct horse"), 4, false, Limits.DEFAULT));
        assertThat(recording.log()).contains("web OUT [secret]").doesNotContain("correct horse");
        assertThat(verdict.toString()).contains("pass is [secret]").doesNotContain("correct horse");
    }

    @Test
    void aJobRunsBeforeThoseThatWaitForItAndItsFilesAreCopiedInReadOnly() {
        var verdict = run(
                DistroFolder.at(folder).with("conf/app.conf", "colour=green\n").manifest("""
                    services:
                      migrate: {image: "debian:bookworm-slim", command: [sh, -c, "sleep 0.3; echo migrated > /shared/done"], volumes: ["shared:/shared"]}
                      app:
                        image: debian:bookworm-slim
                        command: [sh, -c, "cat /shared/done /etc/app/app.conf; sleep infinity"]
                        volumes: ["shared:/shared", "./conf:/etc/app:ro"]
                        depends_on: {migrate: {condition: service_completed_successfully}}
                    volumes: {shared: {}}
                    tests: [{name: the job was done, exec: {service: app, command: [cat, /shared/done, /etc/app/app.conf], expect: {contains: [migrated, colour=green]}}}]
                    """));
        assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Passed.class);
        assertThat(recording.log()).contains("app OUT migrated\napp OUT colour=green");
    }

    @Test
    void interruptingCancelsAndRemovesEverything() throws Exception {
        var distro = DistroFolder.at(folder)
                .twoServices("- {name: hangs, exec: {service: web, command: [sh, -c, 'echo inside > /proc/1/fd/1; sleep"
                        + " 1000']}}\n");
        recording.awaiting(line -> line.text().equals("inside"));
        var result = new CompletableFuture<Verdict>();
        var thread = Thread.ofVirtual().start(() -> result.complete(run(distro)));
        recording.await();
        thread.interrupt();
        assertThat(result.get(30, TimeUnit.SECONDS)).isInstanceOf(Verdict.Cancelled.class);
        assertThat(recording.steps).endsWith("ACCEPT CANCELLED");
        RemovalDockerTest.assertNothingLeft(id);
    }

    @Test
    void anEngineThatIsGoneIsNoFaultOfTheDistro() throws Exception {
        var distro = DistroFolder.at(folder).twoServices("- {name: never, tcp: {host: web, port: 80}}\n");
        try (var gone = DockerEngine.at("unix://" + folder.resolve("nobody.sock"))) {
            var verdict = new Runner(gone, Clock.systemUTC()).run(distro.request(id), recording);
            assertThat(verdict).isInstanceOf(Verdict.Errored.class);
            assertThat(((Verdict.Errored) verdict).reason())
                    .startsWith("no container engine answers at unix://")
                    .endsWith("start Docker, or set DOCKER_HOST");
            assertThat(recording.steps).endsWith("BUILD ERRORED");
        }
    }

    @Test
    void aContainerRemovedBehindOurBackIsSaidToBe() throws Exception {
        var distro = DistroFolder.at(folder).twoServices("""
            - {name: says hello, exec: {service: web, command: [sh, -c, 'echo inside > /proc/1/fd/1']}}
            - {name: waits, tcp: {host: store, port: 81, within: 5s}}
            """);
        recording.awaiting(line -> line.text().equals("inside"));
        var result = new CompletableFuture<Verdict>();
        Thread.ofVirtual().start(() -> result.complete(run(distro)));
        recording.await();
        engine.client().removeContainerCmd("ss-" + id + "-web").withForce(true).exec();
        assertThat(((Verdict.Errored) result.get(30, TimeUnit.SECONDS)).reason())
                .isEqualTo(
                        "the container of web was removed behind our back while the tests ran: somebody else uses this"
                                + " container engine");
    }

    @Test
    void aTestsContainerRemovedBehindOurBackIsNoFailedTest() throws Exception {
        var distro = DistroFolder.at(folder).manifest("""
            services: {web: {image: "debian:bookworm-slim", command: [sleep, infinity]}}
            tests: [{name: asks, run: {image: "debian:bookworm-slim", command: [sh, -c, "echo inside; sleep 1000"]}}]
            """);
        recording.awaiting(line -> line.text().equals("inside"));
        var result = new CompletableFuture<Verdict>();
        Thread.ofVirtual().start(() -> result.complete(run(distro)));
        recording.await();
        var test = engine.client()
                .listContainersCmd()
                .withLabelFilter(Map.of("dev.softservice.run", id, "dev.softservice.role", "test"))
                .exec()
                .getFirst();
        engine.client().removeContainerCmd(test.getId()).withForce(true).exec();
        assertThat(((Verdict.Errored) result.get(30, TimeUnit.SECONDS)).reason())
                .isEqualTo(
                        "the container of test:asks was removed behind our back while it ran: somebody else uses this"
                                + " container engine");
        assertThat(recording.tests).isEmpty();
    }

    private Verdict run(DistroFolder distro, Limits limits) {
        return run(distro, distro.request(id, limits));
    }

    private Verdict run(DistroFolder distro, RunRequest request) {
        assertThat(request.source()).isEqualTo(distro.path());
        return new Runner(engine, Clock.systemUTC()).run(request, recording);
    }
}
