package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.engine.Environment.Healthy;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.plan.Opened;
import dev.softservice.runner.plan.ParameterValues;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.Planner;
import dev.softservice.runner.plan.Planning;
import dev.softservice.runner.plan.ResolvedDistro;
import dev.softservice.runner.testing.Needs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run's container whose port is published is on a network that is not internal, and is not the freer for it. */
@NeedsEngine
class PublishedDockerTest {
    private static final String MANIFEST = """
        services:
          web:
            image: debian:bookworm-slim
            init: true
            command: [perl, -MIO::Socket::INET, -e, "my $$s = IO::Socket::INET->new(LocalPort => 80, Listen => 5); sleep"]
        provides: {sql: {service: web, port: 80, publish: 8080}}
        tests: [{name: t, tcp: {host: web, port: 80}}]
        """;

    @TempDir
    Path folder;

    private final String id = "p" + UUID.randomUUID().toString().substring(0, 8);

    private Plan opened() throws IOException {
        DistroFolder.at(folder).manifest(MANIFEST);
        var manifest =
                new ManifestReader().read(new FolderFiles(folder)).manifest().orElseThrow();
        var plan = ((Planning.Planned) Planner.plan(
                        ResolvedDistro.of(manifest, folder),
                        ParameterValues.resolve(manifest.parameters(), Map.of(), () -> ""),
                        new EnvironmentScope.Run("published-" + id, id, false),
                        Limits.DEFAULT,
                        (_, _) -> ""))
                .plan();
        return Opened.of(plan);
    }

    @Test
    void itAsksNobodyForNamesAndKnowsNoGateway() throws Exception {
        try (var engine = DockerEngine.connect()) {
            Needs.that(engine.publishes(), "an engine on this machine, run by root, is needed");
            var plan = opened();
            try (var environment = engine.create(plan.environment())) {
                assertThat(environment.up(Narrator.SILENT)).isEqualTo(new Healthy());
                var web = engine.link()
                        .client()
                        .inspectContainerCmd(new EnvironmentScope.Run("published-" + id, id, false).nameOf("web"))
                        .exec();
                assertThat(web.getHostConfig().getDns()).containsExactly("127.0.0.1");
                assertThat(environment
                                .published("web", 80)
                                .orElseThrow()
                                .getAddress()
                                .isLoopbackAddress())
                        .isTrue();
                var way = engine.link()
                        .client()
                        .inspectNetworkCmd()
                        .withNetworkId(new EnvironmentScope.Run("published-" + id, id, false).nameOf("published"))
                        .exec();
                assertThat(web.getNetworkSettings()
                                .getNetworks()
                                .get(new EnvironmentScope.Run("published-" + id, id, false).nameOf("published"))
                                .getGateway())
                        .isNotEmpty()
                        .isNotEqualTo(way.getIpam().getConfig().getFirst().getGateway());
            }
        }
    }
}
