package dev.softservice.runner.climb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.acceptance.Accept;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.Outcome;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.plan.ParameterValues;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.Planner;
import dev.softservice.runner.plan.Planning;
import dev.softservice.runner.plan.ResolvedDistro;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that take too long to run after each kill: whose death they do not survive is found afterwards. */
@NeedsEngine
class CulpritDockerTest {
    @TempDir
    Path folder;

    private final String id = "c" + UUID.randomUUID().toString().substring(0, 8);

    private Plan plan() throws Exception {
        var distro = DistroFolder.at(folder).manifest("""
            services:
              cache: {image: "debian:bookworm-slim", init: true, command: [sleep, "600"]}
              counter: {image: "debian:bookworm-slim", init: true, command: [sh, -c, "echo >> /tmp/starts; echo start $(wc -l < /tmp/starts); exec sleep 600"]}
            tests:
              - {name: never starts twice, exec: {service: counter, command: [sh, -c, "test $(wc -l < /tmp/starts) = 1"]}}
              - {name: is there, exec: {service: cache, command: [test, -e, /]}}
            """).path();
        var manifest =
                new ManifestReader().read(new FolderFiles(distro)).manifest().orElseThrow();
        var values = ParameterValues.resolve(manifest.parameters(), Map.of(), () -> "");
        return ((Planning.Planned) Planner.plan(
                        ResolvedDistro.of(manifest, distro),
                        values,
                        new EnvironmentScope.Run("culprit-" + id, id, false),
                        Limits.DEFAULT,
                        (_, _) -> ""))
                .plan();
    }

    @Test
    void theServiceIsNamedWithWhatItSaidAtThatMoment() throws Exception {
        var plan = plan();
        try (var engine = DockerEngine.connect();
                var standing = new RunEnvironments(engine, "")) {
            var present = standing.first(plan);
            assertThat(present.up(Narrator.SILENT)).isEqualTo(new Environment.Healthy());
            Retests retests = (environment, of, which, moment) -> {
                var accept = new Accept(environment, Narrator.SILENT, _ -> {});
                var reasons = accept.once(of.suites(), which) instanceof Outcome.Broke<Integer> broke
                        ? broke.reasons()
                        : List.<String>of();
                return new Retests.Ran(
                        List.of(),
                        reasons.stream()
                                .map(reason -> moment.what() + ": " + reason)
                                .toList(),
                        accept.failures());
            };
            var reasons = new Resilience(standing, retests, new RungRecord(Narrator.SILENT, _ -> {}))
                    .run(present, plan, new Resilience.Time(Duration.ofMinutes(1), Duration.ofMinutes(10)));
            assertThat(reasons).hasSize(3);
            assertThat(reasons.getFirst())
                    .startsWith("after counter was killed: test 'never starts twice' failed: expected ")
                    .contains("in counter to exit with 0, it exited with 1");
            assertThat(reasons.get(1)).isEqualTo("counter | start 2");
            assertThat(reasons.getLast())
                    .startsWith("after each service was killed in turn: test 'never starts twice' failed: ");
        }
    }
}
