package dev.softservice.runner.bench;

import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.NeedsEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code softservice bench} with one contender more, which is a library: Testcontainers. Not part of the test suite, since its name does not end in Test;
 * docs/benchmarks.md has the command. {@code -Dbench.rounds=N -Dbench.atOnce=1,4 -Dbench.turn=SECONDS}.
 */
@NeedsEngine
class EnvironmentBenchmark {
    @Test
    void allContenders(@TempDir Path folder) throws Exception {
        var atOnce = Arrays.stream(System.getProperty("bench.atOnce", "1,2,4,8").split(","))
                .map(Integer::valueOf)
                .toList();
        var size = new Bench.Size(
                Integer.getInteger("bench.rounds", 9),
                atOnce,
                Duration.ofSeconds(Integer.getInteger("bench.turn", 10)));
        try (var engine = DockerEngine.connect()) {
            System.out.println(new Bench(engine, folder, size, _ -> {}).run().text());
        }
    }
}
