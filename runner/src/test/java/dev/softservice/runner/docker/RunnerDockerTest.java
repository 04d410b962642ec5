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
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.Verdict;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Whole runs with real containers. */
@NeedsEngine
class RunnerDockerTest extends WholeRun {
    @Test
    void aDistroOfTwoServicesPassesWithAllKindsOfTests() {
        var verdict = run(DistroFolder.at(folder).twoServices("""
            - name: the front page carries the site's name
              http: {get: "http://web/", expect: {status: 200, contains: "${parameters.site-name}", header: {content-type: text/html}}, within: 20s}
            - name: a page can be saved
              http: {post: "http://web/", body: "hello from the test", expect: {matches: "hello .* test"}}
            - name: the site is described
              http: {get: "http://web/json", expect: {json: {/site: Team wiki, /parts/0/up: true}}}
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
              run: {image: "debian:bookworm-slim", results: /r, command: [test, -d, /]}
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
                    tests: [{name: up, exec: {service: web, command: [test, -e, /]}}]
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
        var base =
                engine.link().client().inspectImageCmd("debian:bookworm-slim").exec();
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
            engine.link().client().removeImageCmd(image).withForce(true).exec();
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
    void secretsNeverShow() {
        var distro = DistroFolder.at(folder).twoServices("""
            - name: leaks
              exec: {service: web, command: [sh, -c, "echo pass is $PASS; echo $PASS > /proc/1/fd/1"]}
            - name: leaks in a message
              http: {get: "http://web/${parameters.admin-pass}", expect: {contains: "${parameters.admin-pass}"}}
            """);
        var verdict = run(new RunRequest(
                new Footprint(id, "runner-test"),
                SourceTree.in(distro.path()),
                Map.of("admin-pass", "correct horse"),
                new Reach(4, Limits.DEFAULT)));
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
}
