package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.exception.NotFoundException;
import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.SmallLimits;
import dev.softservice.runner.model.Verdict;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service that takes too much is ended with the name of the limit; the engine answers others meanwhile. */
@NeedsEngine
class LimitsDockerTest {
    private static final String SERVICE =
            "services: {web: {image: \"debian:bookworm-slim\", command: [sleep, infinity]}}\n";
    private static final String NEVER = "tests: [{name: never, exec: {service: web, command: [test, -e, /]}}]\n";

    @TempDir
    Path folder;

    private final DockerEngine engine = DockerEngine.connect();
    private final Recording recording = new Recording();
    private final String id = "l" + UUID.randomUUID().toString().substring(0, 8);
    private final Limits limits = limits(90, 30, 1);

    private static Limits limits(int total, int healthy, double cpus) {
        return SmallLimits.within(Duration.ofSeconds(total))
                .healthy(Duration.ofSeconds(healthy))
                .memory(128L << 20)
                .cpus(cpus)
                .pids(100)
                .disk(64L << 20)
                .limits();
    }

    @AfterEach
    void nothingIsLeft() {
        engine.close();
        RemovalDockerTest.assertNothingLeft(id);
    }

    private Verdict.Failed failed(String manifest) {
        return failed(manifest, limits);
    }

    private Verdict.Failed failed(String manifest, Limits limits) {
        var distro = DistroFolder.at(folder).manifest(manifest);
        var verdict = new Runner(engine, Clock.systemUTC()).run(distro.request(id, limits), recording);
        assertThat(verdict).as(verdict + "\n" + recording.log()).isInstanceOf(Verdict.Failed.class);
        return (Verdict.Failed) verdict;
    }

    @Test
    void aTestThatFillsTheDiskIsEndedByName() {
        var verdict = failed(SERVICE + """
            tests:
              - name: hog
                run: {image: "debian:bookworm-slim", timeout: 60s, command: [sh, -c, "fallocate -l 90M /hog; sleep 100; test -e /done"]}
            """);
        assertThat(verdict.reasons().getFirst())
                .matches("the run met its disk limit of 64 MiB \\(9\\d MiB of it in test:hog\\) while the tests ran");
        assertThat(verdict.reasons().get(1))
                .matches("test 'hog' failed: it met its disk limit of 64 MiB \\(9\\d MiB of it in test:hog\\) and was"
                        + " killed");
    }

    @Test
    void aServiceThatFillsItsVolumeWithFilesIsEndedByName() {
        var verdict = failed("""
            services:
              web:
                image: debian:bookworm-slim
                volumes: ["data:/data"]
                command: [perl, -e, "for (1 .. 20000) { open(my $f, '>', qq(/data/$_)); close $f } sleep 100"]
                healthcheck: {test: [CMD, "false"], interval: 1s, retries: 300}
            volumes: {data: {}}
            """ + NEVER, limits(600, 300, 1));
        assertThat(verdict.reasons().getFirst())
                .matches("the run met its disk limit of 64 MiB \\(\\d\\d MiB of it in the volume "
                        + DistroFolder.scope(id).nameOf("data") + "\\)");
    }

    private static final String BUSY = "[perl, -e, \"fork; fork; 1 while 1\"]";

    @Test
    void whoWaitsInVainForAServiceThatIsShortOfProcessorTimeIsToldSo() {
        assertThat(failed(
                                "services: {web: {image: \"debian:bookworm-slim\", cpus: 0.05, command: " + BUSY
                                        + ", healthcheck: {test: [CMD, \"false\"]}}}\n" + NEVER,
                                limits(90, 3, 1))
                        .reasons()
                        .getFirst())
                .matches("web did not become healthy within 3 s \\(the limit for getting healthy\\): its healthcheck"
                        + " false exits 1; it was held to its cpu limit of 0.05 for \\d{2,3} % of its time");
    }

    @Test
    void aHealthcheckThatForksIsHeldAndNamedWithTheLimit() {
        var verdict = failed(
                "services: {web: {image: \"debian:bookworm-slim\", command: [sleep, infinity], healthcheck: {interval:"
                        + " 200ms, test: [CMD, perl, -e, \"for (1 .. 60) { my $child = fork; if (defined $child &&"
                        + " !$child) { sleep 100; exit } } exit 1\"]}}}\n"
                        + NEVER,
                limits(90, 4, 1));
        assertThat(verdict.reasons().getFirst())
                .startsWith(
                        "web did not become healthy within 4 s (the limit for getting healthy): its healthcheck perl")
                .contains("it was held to its limit of 100 processes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "3s|90|test 'busy' failed: it did not end within its time limit of 3 s and was killed; it was held to"
                        + " its cpu limit of 0\\.05 for \\d{2,3} % of its time",
                "60s|12|the run met its time limit of 12 s during accept; test:busy was held to its cpu limit of 0\\.05"
                        + " for \\d{2,3} % of its time"
            })
    void aTestThatIsShortOfProcessorTimeIsEndedByItsTimeOrTheRunsAndBothSayWhy(
            String timeout, int total, String reasons) {
        var verdict = failed(
                SERVICE + "tests: [{name: busy, run: {image: \"debian:bookworm-slim\", timeout: " + timeout
                        + ", command: " + BUSY + "}}]\n",
                limits(total, 30, 0.05));
        assertThat(String.join("; ", verdict.reasons())).matches(reasons);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "memory limit of 128 MiB|perl -e 'my @a; push @a, q(x) x 1000000 for 1..1000'",
                "limit of 100 processes|perl -e 'for (1..300) { my $p = fork; if (defined $p && !$p) { sleep 60; exit"
                        + " } } sleep 60'",
                "disk limit of 64 MiB|perl -e 'open(my $f, q(>), q(/hog)); print $f q(x) x (1 << 20) for 1..90; close"
                        + " $f; sleep 60'"
            })
    void aStepOfAnImageBuildIsEndedByName(String limit, String hog) {
        DistroFolder.at(folder).with("image/Dockerfile", "FROM debian:bookworm-slim\nRUN : " + id + "; " + hog + "\n");
        var verdict = failed("services: {web: {build: image}}\n" + NEVER);
        assertThat(verdict.report().level()).isEqualTo(1);
        assertThat(verdict.reasons().getFirst())
                .startsWith("the image of web does not build: at 'RUN : " + id)
                .endsWith("it met its " + limit + " and was killed");
        assertThat(engine.describe()).isNotEmpty();
    }

    /** The engine ends its container a moment after the build is given up; until then its network can't go. */
    @Test
    void aBuildThatTakesTooLongIsGivenUpAndLeavesNothing() {
        DistroFolder.at(folder)
                .with(
                        "image/Dockerfile",
                        "FROM debian:bookworm-slim\nRUN : " + id
                                + "; perl -e 'for (1..400) { my $p = fork; if (defined $p && !$p) { sleep 60; exit } }"
                                + " sleep 60'\n");
        var hurried = SmallLimits.within(Duration.ofSeconds(90))
                .building(Duration.ofSeconds(4))
                .pids(500)
                .limits();
        assertThat(failed("services: {web: {build: image}}\n" + NEVER, hurried).reasons())
                .containsExactly("building met its time limit of 4 s");
    }

    @Test
    void aStepThatPretendsToHaveEndedIsWatchedOn() {
        DistroFolder.at(folder)
                .with(
                        "image/Dockerfile",
                        "FROM debian:bookworm-slim\nRUN : " + id + "; echo ' ---> 0123456789ab'; sleep 0.5; perl -e"
                                + " 'open(my $f, q(>), q(/hog)); print $f q(x) x (1"
                                + " << 20) for 1..90; close $f; sleep 10'\n");
        assertThat(failed("services: {web: {build: image}}\n" + NEVER).reasons().getFirst())
                .endsWith("it met its disk limit of 64 MiB and was killed");
    }

    @Test
    void aBuildThatNamesSomebodyElsesContainerDoesItNoHarm() {
        var other = engine.link()
                .client()
                .createContainerCmd("debian:bookworm-slim")
                .withCmd("sleep", "100")
                .withLabels(java.util.Map.of("dev.softservice.hub", "limits-" + id, "dev.softservice.run", id + "o"))
                .exec()
                .getId();
        try {
            engine.link().client().startContainerCmd(other).exec();
            DistroFolder.at(folder)
                    .with(
                            "image/Dockerfile",
                            "FROM debian:bookworm-slim\nRUN echo ' ---> Running in " + other.substring(0, 12)
                                    + "'; sleep 3; echo " + id + "; exit 3\n");
            assertThat(failed("services: {web: {build: image}}\n" + NEVER)
                            .reasons()
                            .getFirst())
                    .contains("non-zero code: 3");
            var found = engine.link().client().inspectContainerCmd(other).exec();
            assertThat(found.getState().getRunning()).isTrue();
            assertThat(String.valueOf(found.getHostConfig().getPidsLimit()))
                    .isNotEqualTo(String.valueOf(limits.pids()));
        } finally {
            try {
                engine.link().client().removeContainerCmd(other).withForce(true).exec();
            } catch (NotFoundException _) {
                // It is the point that it should not be gone; the assertions tell.
            }
        }
    }
}
