package dev.softservice.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.NeedsEngine;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
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
        assertThat(recording.steps).containsExactly("READ RUNNING", "READ PASSED", "PLAN RUNNING", "PLAN PASSED", "BUILD RUNNING", "BUILD PASSED",
                "PROVISION RUNNING", "PROVISION PASSED", "ACCEPT RUNNING", "ACCEPT PASSED");
        assertThat(verdict.report().tests()).extracting(test -> test.suite() + ": " + test.name() + " " + test.state()).containsExactly(
                "sample: the front page carries the site's name PASSED", "sample: a page can be saved PASSED", "sample: the site is described PASSED",
                "sample: a redirect within the environment is followed PASSED", "sample: the store listens PASSED", "sample: the page is on disk PASSED",
                "sample: services find each other by name PASSED", "a report is read / s: a PASSED", "a report is read: b PASSED", "a report is read: c SKIPPED");
        assertThat(verdict.report().images()).containsKeys("store", "web");
        assertThat(recording.tests).isEqualTo(verdict.report().tests());
        assertThat(recording.log()).contains("store OUT store ready").contains("web OUT listening on 80 as Team wiki");
    }
}
