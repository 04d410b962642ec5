package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.SmallLimits;
import dev.softservice.runner.model.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Whole runs that meet one of their limits. */
@NeedsEngine
class RunLimitsDockerTest extends WholeRun {
    private static final Limits A_MEBIBYTE_OF_LOG =
            SmallLimits.within(Duration.ofMinutes(2)).limits();

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
        var limits = SmallLimits.within(Duration.ofSeconds(5)).limits();
        var verdict = run(DistroFolder.at(folder).manifest("""
            services: {web: {image: "debian:bookworm-slim", command: [sleep, infinity]}}
            tests: [{name: hangs, exec: {service: web, command: [sh, -c, "sleep 1000; test -e /"]}}]
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
        var limits = SmallLimits.within(Duration.ofSeconds(60)).pids(50).limits();
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
        var verdict = run(DistroFolder.at(folder).manifest("""
            services: {web: {image: "debian:bookworm-slim", command: [sleep, infinity]}}
            tests:
              - name: flood
                run: {image: "debian:bookworm-slim", command: [perl, -e, "print 'x' x 99, qq(\\n) for 1..60000; print 'y' x 5000000"]}
            """), A_MEBIBYTE_OF_LOG);
        assertThat(verdict).isInstanceOf(Verdict.Passed.class);
        long bytes = recording.lines.stream()
                .mapToLong(line -> line.text().length() + 1L)
                .sum();
        assertThat(bytes).isBetween(1L << 20, (1L << 20) + 20_000);
        assertThat(recording.lines)
                .filteredOn(line -> line.text().startsWith("the log limit of 1 MiB is reached"))
                .hasSize(1);
        assertThat(recording.lines.getLast().text()).matches("at least [1-9]\\d* bytes of log were dropped");
    }

    @Test
    void aFloodOfLogThatDoesNotEndIsEndedByName() {
        var verdict = run(DistroFolder.at(folder).manifest("""
            services: {web: {image: "debian:bookworm-slim", command: [sleep, infinity]}}
            tests: [{name: flood, run: {image: "debian:bookworm-slim", command: [perl, -e, "print 'x' x 99, qq(\\n) while 1"]}}]
            """), A_MEBIBYTE_OF_LOG);
        assertThat(((Verdict.Failed) verdict).reasons())
                .singleElement()
                .asString()
                .matches("the run met its log limit of 16 MiB \\(1[56] MiB of it from test:flood\\) during accept");
        assertThat(recording.steps).endsWith("ACCEPT FAILED", "not accepted");
    }
}
