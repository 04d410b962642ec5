package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.SmallLimits;
import dev.softservice.runner.model.Verdict;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Services of a run that do not start, or do not get healthy. */
@NeedsEngine
class RunStartDockerTest extends WholeRun {
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
        var limits = SmallLimits.within(Duration.ofMinutes(1))
                .healthy(Duration.ofSeconds(1))
                .limits();
        var verdict = run(DistroFolder.at(folder).manifest("""
            services: {web: {image: "debian:bookworm-slim", command: [sleep, infinity], expose: ["80", "81"]}}
            tests: [{name: never, tcp: {host: web, port: 80}}]
            """), limits);
        assertThat(((Verdict.Failed) verdict).reasons())
                .containsExactly(
                        "web did not become healthy within 1 s (the limit for getting healthy): it does not accept"
                                + " connections on port 80, 81");
    }
}
