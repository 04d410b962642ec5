package dev.softservice.runner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.model.Manifest.Protocol;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.plan.ContainerPlan.Publication;
import dev.softservice.runner.plan.EnvironmentPlan.NetworkPlan;
import dev.softservice.runner.plan.EnvironmentPlan.Route;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenedTest {
    private static final String TESTS = "tests: [{name: t, tcp: {host: web, port: 80}}]\n";

    @TempDir
    Path folder;

    private Plan plan(String rest) throws IOException {
        DistroFolder.at(folder).manifest(rest + TESTS);
        var manifest =
                new ManifestReader().read(new FolderFiles(folder)).manifest().orElseThrow();
        return ((Planning.Planned) Planner.plan(
                        ResolvedDistro.of(manifest, folder),
                        ParameterValues.resolve(manifest.parameters(), Map.of(), () -> ""),
                        new EnvironmentScope.Run("hub", "1", false),
                        Limits.DEFAULT,
                        (_, _) -> ""))
                .plan();
    }

    @Test
    void whatAnInstallationPublishesIsOnAFreePortOfTheLoopback() throws IOException {
        var closed = plan("""
            services: {web: {image: debian, deploy: {replicas: 2}}, db: {image: debian}}
            provides:
              http: {service: web, port: 80, publish: 8080}
              admin: {service: web, port: 81, publish: 8081}
              dns: {service: web, port: 53, protocol: udp, publish: 5353}
              sql: {service: db, port: 5432}
            """);
        var opened = Opened.of(closed).environment();
        var way = new NetworkPlan(closed.environment().scope().nameOf("published"), Route.LOOPBACK);
        assertThat(opened.networks())
                .containsExactlyElementsOf(
                        List.of(closed.environment().networks().getFirst(), way));
        assertThat(opened.containers())
                .filteredOn(container -> !container.connections().published().isEmpty())
                .singleElement()
                .satisfies(web -> {
                    assertThat(web.connections().aliases()).contains("web-1");
                    assertThat(web.connections().networks()).endsWith(way.name());
                    assertThat(web.connections().published())
                            .containsExactly(
                                    new Publication("127.0.0.1", 0, 80, Protocol.TCP),
                                    new Publication("127.0.0.1", 0, 81, Protocol.TCP));
                });
        assertThat(opened.containers())
                .filteredOn(container -> container.connections().networks().contains(way.name()))
                .hasSize(1);
    }

    @Test
    void whereNothingIsPublishedNothingChanges() throws IOException {
        var closed = plan("services: {web: {image: debian}}\nprovides: {sql: {service: web, port: 5432}}\n");
        assertThat(Opened.of(closed)).isSameAs(closed);
    }

    @Test
    void whatReachesTheInternetIsPublishedWhereItDoes() throws IOException {
        var closed = plan("""
            permissions: {internet: true}
            services: {web: {image: debian}}
            provides: {http: {service: web, port: 80, publish: 8080}}
            """);
        var opened = Opened.of(closed).environment();
        assertThat(opened.networks()).isEqualTo(closed.environment().networks());
        assertThat(opened.containers().getFirst().connections().published()).hasSize(1);
    }

    @Test
    void aNetworkOfTheDistrosOwnKeepsItsName() throws IOException {
        var opened = Opened.of(plan("""
            services: {web: {image: debian, networks: [published]}}
            networks: {published: {}}
            provides: {http: {service: web, port: 80, publish: 8080}}
            """));
        assertThat(opened.environment().networks())
                .containsExactly(
                        new NetworkPlan(opened.environment().scope().nameOf("published"), Route.NONE),
                        new NetworkPlan(opened.environment().scope().nameOf("published-"), Route.LOOPBACK));
    }
}
