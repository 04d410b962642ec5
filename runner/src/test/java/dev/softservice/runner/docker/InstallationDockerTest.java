package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.LogLine;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.plan.ParameterValues;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.Planner;
import dev.softservice.runner.plan.Planning;
import dev.softservice.runner.plan.ResolvedDistro;
import dev.softservice.runner.testing.FreePort;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an end user has: it stays, keeps its data over changes, and goes when it is told to. */
@NeedsEngine
class InstallationDockerTest {
    @TempDir
    Path folder;

    private final DockerEngine engine = DockerEngine.connect();
    private final String name = "test-" + UUID.randomUUID().toString().substring(0, 8);

    @AfterEach
    void uninstall() throws InterruptedException {
        engine.installations().remove(name, true);
        engine.close();
    }

    private Plan plan(Map<String, String> parameters) throws Exception {
        DistroFolder.at(folder).image().manifest("""
            parameters:
              site-name: {type: string, default: Team wiki}
              port: {type: port, default: 8080}
            services:
              store: {build: image, command: [perl, /opt/store.pl], expose: ["5000"], stop_grace_period: 1s}
              web:
                build: image
                environment: {SITE: "${parameters.site-name}"}
                depends_on: [store]
                volumes: ["pages:/data"]
                stop_grace_period: 1s
            volumes: {pages: {}}
            provides:
              http: {service: web, port: 80, publish: "${parameters.port}"}
              outputs: {url: "http://${host}:${port}/"}
            tests: [{name: answers, http: {get: "http://web/", expect: {status: 200}}}]
            """);
        return read(parameters);
    }

    private Plan read(Map<String, String> parameters) throws Exception {
        var manifest =
                new ManifestReader().read(new FolderFiles(folder)).manifest().orElseThrow();
        var values = ParameterValues.resolve(manifest.parameters(), parameters, () -> "generated");
        return ((Planning.Planned) Planner.plan(
                        ResolvedDistro.of(manifest, folder),
                        values,
                        new EnvironmentScope.Installation(name, "127.0.0.1"),
                        Limits.DEFAULT,
                        (_, _) -> "secret"))
                .plan();
    }

    private void up(Plan plan) throws InterruptedException {
        try (var environment = engine.create(plan.environment())) {
            assertThat(environment.up(Narrator.SILENT)).isEqualTo(new Environment.Healthy());
        }
    }

    @Test
    void dataOutlivesAChangeAndUnchangedServicesGoOnRunning() throws Exception {
        var port = FreePort.text();
        var first = plan(Map.of("port", port));
        up(first);
        var url = first.outputs().get("url");
        assertThat(url).isEqualTo("http://127.0.0.1:" + port + "/");
        assertThat(send(HttpRequest.newBuilder(URI.create(url))
                        .POST(HttpRequest.BodyPublishers.ofString("precious"))
                        .build()))
                .contains("Team wiki", "precious");
        assertThat(engine.installations().names()).contains(name);
        assertThat(engine.installations().members(name))
                .extracting(member -> member.service() + " " + member.state())
                .containsExactly("store running", "web running");
        var store = engine.link()
                .client()
                .inspectContainerCmd("softservice-" + name + "-store")
                .exec()
                .getId();

        up(plan(Map.of("port", port, "site-name", "Renamed wiki")));
        assertThat(send(HttpRequest.newBuilder(URI.create(url)).build())).contains("Renamed wiki", "precious");
        assertThat(engine.link()
                        .client()
                        .inspectContainerCmd("softservice-" + name + "-store")
                        .exec()
                        .getId())
                .isEqualTo(store);

        assertThat(engine.sweep("any", Set::of)).isZero();
        engine.installations().remove(name, false);
        assertThat(engine.installations().members(name)).isEmpty();
        assertThat(engine.installations().names()).as("its data is still there").contains(name);
        up(plan(Map.of("port", port)));
        assertThat(send(HttpRequest.newBuilder(URI.create(url)).build())).contains("precious");
        engine.installations().remove(name, true);
        assertThat(engine.installations().names()).doesNotContain(name);
    }

    @Test
    void itRestartsWithTheMachineAndHasNoRouteOut() throws Exception {
        up(plan(Map.of("port", FreePort.text())));
        var web = engine.link()
                .client()
                .inspectContainerCmd("softservice-" + name + "-web")
                .exec();
        assertThat(web.getHostConfig().getRestartPolicy().getName()).isEqualTo("unless-stopped");
        assertThat(web.getHostConfig().getPortBindings().getBindings().values())
                .allSatisfy(bindings -> assertThat(bindings[0].getHostIp()).isEqualTo("127.0.0.1"));
        var edge = engine.link()
                .client()
                .inspectNetworkCmd()
                .withNetworkId("softservice-" + name + "-edge")
                .exec();
        assertThat(edge.getOptions()).containsEntry("com.docker.network.bridge.enable_ip_masquerade", "false");
        assertThat(engine.link()
                        .client()
                        .inspectContainerCmd("softservice-" + name + "-store")
                        .exec()
                        .getNetworkSettings()
                        .getNetworks())
                .containsOnlyKeys("softservice-" + name + "-default");
    }

    @Test
    void aTakenPortIsSaidInOneLine() throws Exception {
        try (var taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            var plan = plan(Map.of("port", Integer.toString(taken.getLocalPort())));
            try (var environment = engine.create(plan.environment())) {
                assertThat(environment.up(Narrator.SILENT))
                        .isInstanceOfSatisfying(
                                Environment.Unhealthy.class,
                                trouble -> assertThat(trouble.reason())
                                        .startsWith("web can't be started: ")
                                        .contains("127.0.0.1:" + taken.getLocalPort())
                                        .doesNotContain("\n"));
            }
        }
    }

    /** It would take three seconds to end and leave a note then; it has one, and the engine's own habit would be ten. */
    @Test
    void aServiceHasItsOwnTimeToEndWhenItIsUninstalledAndWhenItHasLeftTheDistro() throws Exception {
        up(slow("one"));
        up(slow("other"));
        assertThat(notes("other")).as("one was taken out of the distro").isEmpty();
        engine.installations().remove(name, false);
        up(slow("other"));
        assertThat(notes("other")).as("other was uninstalled").isEmpty();
    }

    private Plan slow(String service) throws Exception {
        DistroFolder.at(folder).manifest("""
            services:
              %s:
                image: debian:bookworm-slim
                volumes: ["notes:/notes"]
                stop_grace_period: 1s
                command: [sh, -c, "trap 'sleep 3; touch /notes/%s; exit' TERM; ls /notes; echo begun; while sleep 0.1; do :; done"]
            volumes: {notes: {}}
            tests: [{name: runs, exec: {service: %s, command: [test, -e, /]}}]
            """.replace("%s", service));
        return read(Map.of());
    }

    /** What lay in the volume when the service began. */
    private List<String> notes(String service) throws InterruptedException {
        var said = new StringBuffer();
        for (var deadline = Instant.now().plusSeconds(20);
                !said.toString().endsWith("begun\n") && Instant.now().isBefore(deadline); ) {
            said.setLength(0);
            engine.installations().logs(name, 20, false, new Narrator() {
                @Override
                public void progress(Progress what) {}

                @Override
                public void output(String source, LogLine.Stream stream, byte[] chunk) {
                    said.append(new String(chunk, StandardCharsets.UTF_8));
                }
            });
        }
        assertThat(said.toString()).as(service).endsWith("begun\n");
        return said.toString().lines().filter(line -> !line.equals("begun")).toList();
    }

    /** Its port opens at the start of that number; before, it ends with an error, and the engine starts it again. */
    private Plan stubborn(int starts) throws Exception {
        DistroFolder.at(folder).image().manifest("""
            services:
              web:
                build: image
                init: true
                volumes: ["pages:/data"]
                expose: ["80"]
                command: [sh, -c, "echo >> /data/starts; n=$$(wc -l < /data/starts); echo start $$n; test $$n -ge STARTS || exit 3; exec perl /opt/httpd.pl"]
            volumes: {pages: {}}
            tests: [{name: answers, http: {get: "http://web/", expect: {status: 200}}}]
            """.replace("STARTS", Integer.toString(starts)));
        return read(Map.of());
    }

    @Test
    void oneThatEndsAgainAndAgainIsGivenUpLongBeforeTheLimitForGettingHealthyAndAStubbornStarterIsNot()
            throws Exception {
        up(stubborn(4));
        engine.installations().remove(name, true);
        var hopeless = stubborn(1_000);
        long begin = System.nanoTime();
        try (var environment = engine.create(hopeless.environment())) {
            assertThat(environment.up(Narrator.SILENT)).isInstanceOfSatisfying(Environment.Unhealthy.class, trouble -> {
                assertThat(trouble.reason())
                        .matches("web exited with code 3, (7|8) times in a row before it ever was ready");
                assertThat(trouble.tail()).contains("start 1").containsAnyOf("start 7", "start 8");
            });
        }
        assertThat(java.time.Duration.ofNanos(System.nanoTime() - begin))
                .isLessThan(hopeless.environment().healthy().dividedBy(3));
    }

    private static final String REACHING = """
        permissions: {capabilities: [NET_ADMIN], host-gateway: true, devices: [/dev/ttyUSB199]}
        services:
          app:
            build: image
            command: [sleep, infinity]
            cap_add: [NET_ADMIN]
            extra_hosts: ["host.docker.internal:host-gateway", "machine:host-gateway"]
            stop_grace_period: 0s
            healthcheck: {test: [CMD, bash, -c, "exec 3<>/dev/tcp/host.docker.internal/LISTENER && exec 4<>/dev/tcp/machine/LISTENER && grep -q 'CapEff:.*1...$' /proc/self/status"], interval: 1s}
        provides: {dns: {service: app, port: 53, protocol: udp, publish: PORT}}
        tests: [{name: t, exec: {service: app, command: [ls]}}]
        """;

    /** The healthcheck speaks with a listener of ours on the machine under both names, and looks for the bit of NET_ADMIN. */
    @Test
    void whatItsUserHasAgreedToIsThere() throws Exception {
        try (var listener = new ServerSocket(0)) {
            var port = FreePort.text();
            var text = REACHING.replace("LISTENER", Integer.toString(listener.getLocalPort()))
                    .replace("PORT", port);
            DistroFolder.at(folder).image().manifest(text);
            up(read(Map.of()));
            var published = engine.link()
                    .client()
                    .inspectContainerCmd("softservice-" + name + "-app")
                    .exec()
                    .getNetworkSettings()
                    .getPorts()
                    .getBindings();
            assertThat(published).containsOnlyKeys(com.github.dockerjava.api.model.ExposedPort.udp(53));
        }
    }

    /** The healthcheck speaks with a listener on the machine's own loopback, and with the engine; it sees processes of others, and files of the machine that it can't change. */
    @Test
    void theMachineItselfIsThereWhereItsUserHasAgreed() throws Exception {
        try (var listener = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            DistroFolder.at(folder).image().manifest("""
                permissions: {host-network: true, host-processes: true, engine-socket: true, machine-files: [/proc, /usr]}
                services:
                  app:
                    build: image
                    command: [sleep, infinity]
                    network_mode: host
                    pid: host
                    volumes: ["/var/run/docker.sock:/s", "/proc:/host/proc:ro", "/usr:/host/usr:ro"]
                    stop_grace_period: 0s
                    healthcheck:
                      test: [CMD, bash, -c, "exec 3<>/dev/tcp/127.0.0.1/LISTENER && perl -MIO::Socket::UNIX -e 'exit !IO::Socket::UNIX->new(q{/s})' && test $$(ls /proc | grep -c ^[0-9]) -gt 8 -a -e /host/proc/1/status -a -d /host/usr/bin && ! touch /host/usr/mine"]
                      interval: 1s
                tests: [{name: t, exec: {service: app, command: [ls]}}]
                """.replace(
                            "LISTENER", Integer.toString(listener.getLocalPort())));
            up(read(Map.of()));
        }
    }

    /** An engine within a container can't start what is privileged, and says so; what it was asked for is what the user has agreed to in any case. */
    @Test
    void whatIsPrivilegedIsAskedForAsSuch() throws Exception {
        DistroFolder.at(folder).image().manifest("""
            permissions: {privileged: true}
            services:
              app:
                build: image
                command: [sleep, infinity]
                privileged: true
                stop_grace_period: 0s
                healthcheck: {test: [CMD, grep, -Eq, "CapEff:.*f{9}$", /proc/self/status], interval: 1s}
            tests: [{name: t, exec: {service: app, command: [ls]}}]
            """);
        try (var environment = engine.create(read(Map.of()).environment())) {
            assertThat(said(environment)).containsAnyOf("Healthy[]", "operation not permitted");
            var settings = engine.link()
                    .client()
                    .inspectContainerCmd("softservice-" + name + "-app")
                    .exec()
                    .getHostConfig();
            assertThat(settings.getPrivileged()).isTrue();
            assertThat(settings.getSecurityOpts()).noneMatch(option -> option.contains("no-new-privileges"));
        }
    }

    private static String said(Environment environment) throws InterruptedException {
        try {
            return environment.up(Narrator.SILENT).toString();
        } catch (EngineException unable) {
            return unable.getMessage();
        }
    }

    @Test
    void aDeviceThatTheMachineDoesNotHaveIsNamed() throws Exception {
        DistroFolder.at(folder)
                .image()
                .manifest(REACHING.replace("stop_grace_period", "devices: [/dev/ttyUSB199]\n    stop_grace_period")
                        .replace("PORT", FreePort.text()));
        var plan = read(Map.of());
        try (var environment = engine.create(plan.environment())) {
            assertThatThrownBy(() -> environment.up(Narrator.SILENT))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("/dev/ttyUSB199");
        }
    }

    private static String send(HttpRequest request) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }
}
