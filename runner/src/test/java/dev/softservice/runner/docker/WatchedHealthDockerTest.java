package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;

/** What happens to services behind the back of tests that all pass, and what can't fail. */
@NeedsEngine
class WatchedHealthDockerTest extends WholeRun {
    private static final String SERVICES = """
        services:
          turns:
            image: debian:bookworm-slim
            command: [sh, -c, "touch /tmp/well; exec sleep 1000"]
            healthcheck: {test: [CMD, test, -e, /tmp/well], interval: 1s, retries: 1}
          again:
            image: debian:bookworm-slim
            restart: on-failure
            %s
            command: [sh, -c, "touch /tmp/up; while [ ! -e /tmp/die ]; do sleep 0.1; done; rm /tmp/die; exit 3"]
            healthcheck: {test: [CMD, test, -e, /tmp/up], interval: 1s}
          blinks:
            image: debian:bookworm-slim
            command: [sh, -c, "touch /tmp/well; exec sleep 1000"]
            healthcheck: {test: [CMD, test, -e, /tmp/well], interval: 500ms, retries: 1}
          worker:
            image: debian:bookworm-slim
            mem_limit: 24m
            command: [sh, -c, "while :; do sleep 1; done"]
            healthcheck: {test: [CMD, "true"], interval: 1s}
        tests:
          - {name: ends, exec: {service: again, command: [touch, /tmp/die]}}
        """;

    @Test
    void whatTurnedEndedOrWasEndedAfterItWasHealthyIsRedWhateverTheTestsSay() {
        var verdict = failed(DistroFolder.at(folder).manifest(SERVICES.formatted("init: true") + """
              - {name: blinks, exec: {service: blinks, command: [sh, -c, "rm /tmp/well; sleep 7; touch /tmp/well"], within: 1m}}
              - {name: turns, exec: {service: turns, command: [rm, /tmp/well]}}
              - {name: eats, exec: {service: worker, command: [perl, -e, "my @a; push @a, 'x' x 1000000 for 1..1000"], expect: {exit: 137}}}
            """));
        assertThat(verdict.reasons())
                .containsExactlyInAnyOrder(
                        "again ended and was started again after it was healthy",
                        "turns is not healthy any more: its healthcheck test -e /tmp/well exits 1",
                        "a process of worker met its memory limit of 24 MiB and was killed",
                        "blinks was not healthy for a while: its healthcheck test -e /tmp/well exits 1");
    }

    @Test
    @EnabledOnOs(
            architectures = {"amd64", "aarch64"},
            disabledReason = "there is no program for this kind of machine; the engine runs every healthcheck")
    void healthGoesOnBeingAskedFromBesideTheProcess() {
        var distro = DistroFolder.at(folder).manifest("""
            services:
              web:
                image: debian:bookworm-slim
                command: [sleep, "1000"]
                healthcheck: {test: [CMD-SHELL, "echo $$PPID >> /tmp/asked"], interval: 500ms}
            tests:
              - name: nobody but one was the check's parent, and the engine's commands have none
                exec:
                  service: web
                  command: [perl, -e, "chomp(my @by = <>); my %by = map {$$_ => 1} @by; exit(@by < 5 || keys %by != 1 || $$by{0})", /tmp/asked]
                  within: 30s
            """);
        // What is got ready for runs of one domain has the program that stands beside.
        var verdict = run(distro.request(id).withDomain(id));
        assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void restartsThatAreExpectedAreNoted() {
        var verdict = run(DistroFolder.at(folder).manifest(SERVICES.formatted("restarts: expected")));
        assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Passed.class);
        assertThat(verdict.report().notes())
                .contains("again ended and was started again after it was healthy, as its manifest expects");
    }

    @Test
    void aPromisedPortThatNobodyListensOnIsRedBeforeTheTests() {
        var verdict = failed(DistroFolder.at(folder).manifest("""
            services: {web: {image: "debian:bookworm-slim", command: [sleep, "1000"], healthcheck: {test: [CMD, "true"], interval: 1s}}}
            provides: {http: {service: web, port: 8080}}
            tests: [{name: is up, exec: {service: web, command: [test, -d, /]}}]
            """));
        assertThat(verdict.reasons()).containsExactly("provides.http web:8080: nothing accepts connections");
        assertThat(verdict.report().tests()).isEmpty();
    }

    @Test
    void aTestThatRunsNothingOrFindsItsReportIsRed() {
        var verdict = failed(DistroFolder.at(folder)
                .with(
                        "image/Dockerfile",
                        "FROM debian:bookworm-slim\n"
                                + "RUN mkdir /r && echo \"<testsuite><testcase name='a'/></testsuite>\" > /r/a.xml\n")
                .manifest("""
                    services: {web: {image: "debian:bookworm-slim", command: [sleep, "1000"]}}
                    tests:
                      - {name: nothing, run: {image: "debian:bookworm-slim"}}
                      - {name: brought, run: {build: image, command: [test, -d, /], results: /r}}
                    """));
        assertThat(verdict.reasons().getFirst())
                .contains("this test can't fail: of its image's own command, 'bash' is given nothing to run");
        assertThat(verdict.reasons().getLast())
                .startsWith("test 'brought' failed: the report /r/a.xml is older than the test: its image brought it");
    }
}
