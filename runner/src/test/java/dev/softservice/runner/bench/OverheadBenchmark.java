package dev.softservice.runner.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Limits;
import dev.softservice.runner.RunListener;
import dev.softservice.runner.RunRequest;
import dev.softservice.runner.Runner;
import dev.softservice.runner.StepName;
import dev.softservice.runner.StepState;
import dev.softservice.runner.Verdict;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.NeedsEngine;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Verification overhead, side by side: this runner against {@link SequentialScript}, the same containers by hand. Not part of the test suite, since
 * its name does not end in Test; docs/benchmarks.md has the command. {@code -Dbench.rounds=N}, default 9.
 */
@NeedsEngine
class OverheadBenchmark {
    private static final long TEST_MILLIS = 1_000;
    private static final String HUB = "bench-" + ProcessHandle.current().pid();

    @TempDir
    Path folder;
    private Map<String, String> images = Map.of();
    private final Map<StepName, List<Long>> steps = new EnumMap<>(StepName.class);
    private long stepBegan;

    @Test
    void runnerAgainstSequentialScript() throws Exception {
        DistroFolder.at(folder).image().manifest("""
                services:
                  store:
                    build: image
                    command: [perl, /opt/store.pl]
                    healthcheck: {test: [CMD, perl, -MIO::Socket::INET, -e, "exit !IO::Socket::INET->new('127.0.0.1:5000')"], interval: 5s, retries: 12}
                  web:
                    build: image
                    environment: {SITE: bench}
                    depends_on: {store: {condition: service_healthy}}
                    healthcheck: {test: [CMD, perl, -MIO::Socket::INET, -e, "exit !IO::Socket::INET->new('127.0.0.1:80')"], interval: 5s, retries: 12}
                tests:
                  - name: one second
                    run: {build: image, command: [perl, -MIO::Socket::INET, -e, "sleep 1; exit !IO::Socket::INET->new('web:80')"]}
                """);
        int rounds = Integer.getInteger("bench.rounds", 9);
        var runner = new ArrayList<Long>();
        var script = new ArrayList<Long>();
        try (var engine = DockerEngine.connect(); var sequential = new SequentialScript(HUB)) {
            // Two rounds to build the image and warm both up; they do not count.
            for (int round = -2; round < rounds; round++) {
                long mine = runner(engine, round);
                sequential.awaitNothingLeft();
                long theirs = sequential.run(images.get("web"));
                sequential.awaitNothingLeft();
                if (round < 0) continue;
                runner.add(mine - TEST_MILLIS);
                script.add(theirs - TEST_MILLIS);
            }
        }
        System.out.printf("%nverification overhead, milliseconds to the verdict less the test's own second, %d rounds interleaved%n", rounds);
        print("sequential docker-java script", script);
        print("this runner", runner);
        steps.forEach((step, times) -> System.out.printf("  of which %-24s median %,6d%n", step.name().toLowerCase(Locale.ROOT), median(times)));
        System.out.printf("ratio of medians %.2f%n", (double) median(runner) / median(script));
    }

    private long runner(DockerEngine engine, int round) {
        var verdictAt = new AtomicLong();
        long begin = System.nanoTime();
        var verdict = new Runner(engine, Clock.systemUTC()).run(new RunRequest("bench" + (round + 2), HUB, folder, Map.of(), 4, false, Limits.DEFAULT), new RunListener() {
            @Override
            public void step(StepName step, StepState state, Instant at) {
                if (round < 0) return;
                long now = System.nanoTime() / 1_000_000;
                if (state == StepState.RUNNING) stepBegan = now;
                else steps.computeIfAbsent(step, _ -> new ArrayList<>()).add(now - stepBegan);
            }

            @Override
            public void verdict(Verdict told, Instant at) {
                verdictAt.set(System.nanoTime());
            }
        });
        assertThat(verdict).isInstanceOf(Verdict.Passed.class);
        images = verdict.report().images();
        return (verdictAt.get() - begin) / 1_000_000;
    }

    private static void print(String name, List<Long> times) {
        System.out.printf("%-32s median %,6d  fastest %,6d  slowest %,6d%n", name, median(times), times.stream().min(Long::compare).orElseThrow(), times.stream().max(Long::compare).orElseThrow());
    }

    private static long median(List<Long> times) {
        var sorted = times.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
