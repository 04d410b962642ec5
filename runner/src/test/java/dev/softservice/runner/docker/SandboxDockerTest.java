package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.model.HostConfig;
import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.docker.sandbox.Syscalls;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.testing.Needs;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the code of a run finds around itself, looked at from outside and from inside. */
@NeedsEngine
class SandboxDockerTest {
    @TempDir
    Path folder;

    private final DockerEngine engine = DockerEngine.connect();
    private final String id = "b" + UUID.randomUUID().toString().substring(0, 8);
    private final String hub = "sandbox-" + id;
    private final Recording recording = new Recording();

    @AfterEach
    void removeAll() {
        engine.sweep(hub, Set::of);
        engine.close();
    }

    private Verdict run(String id, String manifest, boolean keep) {
        var distro = DistroFolder.at(folder).manifest(manifest);
        return new Runner(engine, Clock.systemUTC())
                .run(
                        new RunRequest(
                                        new Footprint(id, hub),
                                        SourceTree.in(distro.path()),
                                        Map.of(),
                                        new Reach(4, Limits.DEFAULT))
                                .keeping(keep),
                        recording);
    }

    @Test
    void whatIsTheMachineAtAnInstallationIsNotHere() {
        var verdict = run(id, """
            permissions: {host-network: true, engine-socket: true, privileged: true}
            services:
              web:
                image: "debian:bookworm-slim"
                command: [sleep, infinity]
                user: nobody
                network_mode: host
                privileged: true
                volumes: ["/var/run/docker.sock:/var/run/docker.sock"]
            tests:
              - {name: nobody answers, exec: {service: web, command: [perl, -MIO::Socket::UNIX, -e, 'IO::Socket::UNIX->new(Peer => "/var/run/docker.sock") and die; print $!'], expect: {contains: refused}}}
              - {name: a sandbox, exec: {service: web, command: [grep, "CapEff:.*0000000", /proc/self/status]}}
            """.replace("$!", "$$!"), false);
        assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void theEngineShowsTheSandboxThatWasPlanned() throws Exception {
        run(id, """
            services:
              web: {image: "debian:bookworm-slim", command: [sleep, infinity], mem_limit: 64m, cpus: 0.5, volumes: ["data:/data"], read_only: true, labels: {org.example.team: wiki}}
            volumes: {data: {}}
            tests: [{name: up, exec: {service: web, command: [test, -e, /]}}]
            """, true);
        var inspected = inspect(new EnvironmentScope.Run(hub, id, false).nameOf("web"));
        var host = inspected.get("HostConfig");
        assertThat(host.get("Privileged").asBoolean()).isFalse();
        assertThat(texts(host.get("CapDrop"))).containsExactly("ALL");
        assertThat(texts(host.get("CapAdd")))
                .hasSize(8)
                .noneMatch(name -> name.contains("ADMIN") || name.contains("RAW"));
        assertThat(texts(host.get("SecurityOpt")))
                .startsWith("no-new-privileges")
                .hasSize(2)
                .last()
                .asString()
                .startsWith("seccomp=")
                .isEqualTo(Syscalls.optionFor(engine.link().client().infoCmd().exec(), Optional::of)
                        .orElseThrow());
        assertThat(host.get("Memory").asLong())
                .isEqualTo(64L << 20)
                .isEqualTo(host.get("MemorySwap").asLong());
        assertThat(host.get("NanoCpus").asLong()).isEqualTo(500_000_000L);
        assertThat(host.get("PidsLimit").asLong()).isEqualTo(Limits.DEFAULT.pids());
        assertThat(host.get("ReadonlyRootfs").asBoolean()).isTrue();
        assertThat(host.get("IpcMode").asText()).isEqualTo("private");
        assertThat(host.get("PidMode").asText()).isEmpty();
        assertThat(host.get("LogConfig").get("Config").get("max-size").asText()).isEqualTo("16m");
        assertThat(host.get("Binds").isNull() || host.get("Binds").isEmpty()).isTrue();
        assertThat(host.get("PortBindings")).isEmpty();
        assertThat(inspected.get("Mounts"))
                .singleElement()
                .satisfies(mount -> assertThat(mount.get("Type").asText()).isEqualTo("volume"));
        assertThat(inspected.get("Config").get("Labels").toString())
                .contains(
                        "\"dev.softservice.hub\":\"" + hub + "\"",
                        "\"dev.softservice.run\":\"" + id + "\"",
                        "\"dev.softservice.role\":\"service\"",
                        "\"org.example.team\":\"wiki\"");
        var network = engine.link()
                .client()
                .inspectNetworkCmd()
                .withNetworkId(new EnvironmentScope.Run(hub, id, false).nameOf("default"))
                .exec();
        assertThat(network.getInternal()).isTrue();
    }

    private JsonNode inspect(String container) throws Exception {
        var json = new ObjectMapper();
        return json.readTree(json.writeValueAsString(
                engine.link().client().inspectContainerCmd(container).exec()));
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    @Test
    void noOtherRunNoNameOutsideAndNoEngineCanBeReached() throws Exception {
        run(id + "n", """
            services: {neighbour: {image: "debian:bookworm-slim", command: [perl, -MIO::Socket::INET, -e, "my $s = IO::Socket::INET->new(LocalPort => 80, Listen => 5); $s->accept while 1"], expose: ["80"]}}
            tests: [{name: up, tcp: {host: neighbour, port: 80}}]
            """, true);
        var neighbour = inspect(new EnvironmentScope.Run(hub, id + "n", false).nameOf("neighbour"))
                .get("NetworkSettings")
                .get("Networks")
                .get(new EnvironmentScope.Run(hub, id + "n", false).nameOf("default"))
                .get("IPAddress")
                .asText();
        try (var honeypot = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var verdict = run(id, """
                services: {web: {image: "debian:bookworm-slim", command: [sleep, infinity]}}
                tests:
                  - {name: no name outside, exec: {service: web, command: [env, "RES_OPTIONS=timeout:1 attempts:1", perl, -e, "exit defined gethostbyname('deb.debian.org')"]}}
                  - {name: no neighbour by name, exec: {service: web, command: [env, "RES_OPTIONS=timeout:1 attempts:1", perl, -e, "exit defined gethostbyname('neighbour')"]}}
                  - {name: no neighbour by address, exec: {service: web, command: [perl, -MIO::Socket::INET, -e, "exit defined IO::Socket::INET->new(PeerAddr => '%s:80', Timeout => 1)"]}}
                  - {name: the hub's loopback is not here, exec: {service: web, command: [perl, -MIO::Socket::INET, -e, "exit defined IO::Socket::INET->new(PeerAddr => '127.0.0.1:%d', Timeout => 1)"]}}
                  - {name: no engine socket, exec: {service: web, command: [test, "!", -e, /var/run/docker.sock]}}
                """.formatted(neighbour, honeypot.getLocalPort()), false);
            assertThat(verdict).as(verdict.toString()).isInstanceOf(Verdict.Passed.class);
        }
    }

    @Test
    void privilegesThatWouldLeadOutAreNotThere() {
        var verdict = run(id, """
            services: {web: {image: "debian:bookworm-slim", command: [sleep, infinity]}}
            tests:
              - {name: no mount, exec: {service: web, command: [mount, -t, tmpfs, none, /mnt], expect: {exit: 32}}}
              - {name: no device, exec: {service: web, command: [mknod, /tmp/sda, b, "8", "0"], expect: {exit: 1}}}
              - {name: no new namespace, exec: {service: web, command: [unshare, -m, "true"], expect: {exit: 1}}}
              - {name: no kernel setting, exec: {service: web, command: [sh, -c, "echo 1 > /proc/sys/kernel/panic"], expect: {exit: 2}}}
              - {name: no host process, exec: {service: web, command: [sh, -c, "ls -d /proc/[0-9]* | wc -l"], expect: {matches: "^[1-9]\\\\s*$"}}}
              - {name: no new privileges, exec: {service: web, command: [grep, -c, "NoNewPrivs:.1", /proc/self/status]}}
              - {name: few capabilities, exec: {service: web, command: [grep, "CapBnd:.00000000000404eb", /proc/self/status]}}
              - {name: what the kernel may have one day is unknown and not forbidden, exec: {service: web, command: [perl, -e, "syscall(999); exit $!"], expect: {exit: 38}}}
              - {name: seccomp filters, exec: {service: web, command: [grep, "Seccomp:.2", /proc/self/status]}}
            """, false);
        assertThat(verdict).as(verdict.toString()).isInstanceOf(Verdict.Passed.class);
    }

    @Test
    void whatLooksLikeAReportAndIsNoneNeitherBlocksNorIsFollowed() {
        var verdict = run(id, """
            services: {web: {image: "debian:bookworm-slim", command: [sleep, infinity]}}
            tests:
              - name: made up
                run:
                  image: debian:bookworm-slim
                  results: /r
                  timeout: 20s
                  command: [sh, -c, "mkdir /r; cd /r; mkfifo a.xml; ln -s /etc/passwd b.xml; ln -s /proc/1/environ c.xml; ln /etc/issue d.txt; ln -s .. e; truncate -s 1P f.txt 2>/dev/null; mknod g.xml p; echo '<testsuite><testcase name=\\"honest\\"/></testsuite>' > h.xml"]
              - name: linked away
                run: {image: "debian:bookworm-slim", results: /r, timeout: 20s, command: [ln, -s, /etc, /r]}
              - name: a pipe
                run: {image: "debian:bookworm-slim", results: /r/a.xml, timeout: 20s, command: [sh, -c, "mkdir /r; mkfifo /r/a.xml"]}
              - name: a hole
                run: {image: "debian:bookworm-slim", results: /r, timeout: 20s, command: [sh, -c, "mkdir /r; truncate -s 8T /r/a.bin; echo '<testsuite><testcase name=\\"hidden\\"/></testsuite>' > /r/h.xml"]}
            """, false);
        assertThat(verdict).isInstanceOf(Verdict.Failed.class);
        assertThat(((Verdict.Failed) verdict).reasons())
                .containsExactly(
                        "test 'made up' failed: the report /r/b.xml is a link, which is not followed; let the test"
                                + " write the file there; the report /r/c.xml is a link, which is not followed; let the"
                                + " test write the file there",
                        "test 'linked away' failed: the report /r is a link, which is not followed; let the test write"
                                + " the file there",
                        "test 'a pipe' failed: no report was found under /r/a.xml",
                        "test 'a hole' failed: the report /r/a.bin, with which there are more than 2 GiB, is larger"
                                + " than what is read of one");
        assertThat(verdict.report().tests())
                .filteredOn(test -> test.name().equals("honest"))
                .hasSize(1);
    }

    /** Tries a port of addresses, and of the gateway; the exit code is how many of them answered. */
    private static final String KNOCK = """
        use IO::Socket::INET;
        my $port = shift; my @addresses = @ARGV;
        open(my $routes, '<', '/proc/net/route') or die;
        while (<$routes>) { my @f = split; push @addresses, join '.', reverse unpack 'C4', pack 'H8', $f[2] if $f[1] eq '00000000'; }
        my @open = grep { IO::Socket::INET->new(PeerAddr => "$_:$port", Timeout => 1) } @addresses;
        print 'tried ', scalar(@addresses), ", open: @open\n"; exit @open;
        """;

    @Test
    void nothingOfTheMachineThatItRunsOnCanBeReached() throws Exception {
        Needs.root("setting a firewall rule");
        try (var honeypot = new ServerSocket(0, 50)) {
            var lasting = lastingAddress();
            assertThat(answersInAPlainNetwork(honeypot.getLocalPort(), lasting))
                    .as("without the guard the gateway answers, and " + lasting)
                    .isEqualTo(1 + lasting.size());
            var addresses = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                    .map(InetAddress::getHostAddress)
                    .toList();
            assertThat(addresses).isNotEmpty();
            DistroFolder.at(folder).with("knock.pl", KNOCK);
            var verdict = run(
                    id,
                    """
                    services: {web: {image: "debian:bookworm-slim", command: [sleep, infinity], volumes: ["./knock.pl:/knock.pl:ro"]}}
                    tests: [{name: no address of the host and not the gateway, exec: {service: web, command: [perl, /knock.pl, "%d", %s], expect: {contains: "tried %d, open:"}}}]
                    """.formatted(honeypot.getLocalPort(), String.join(", ", addresses), addresses.size() + 1),
                    false);
            assertThat(verdict).as(verdict.toString()).isInstanceOf(Verdict.Passed.class);
        }
    }

    /** Where this machine sends from to far away, if it can: bridges, of other runs and of a hub beside, come and go with their addresses. */
    private static List<String> lastingAddress() throws Exception {
        try (var socket = new DatagramSocket()) {
            socket.connect(new InetSocketAddress("198.51.100.1", 9));
            return List.of(socket.getLocalAddress().getHostAddress());
        } catch (IOException noRoute) {
            return List.of();
        }
    }

    /** A control: the same attempt from an ordinary container, so that the test above can fail. */
    private int answersInAPlainNetwork(int port, List<String> addresses) {
        var labels = Map.of(EnvironmentScope.LABEL_HUB, hub, EnvironmentScope.LABEL_RUN, id + "c");
        var network = engine.link()
                .client()
                .createNetworkCmd()
                .withName(new EnvironmentScope.Run(hub, id, false).nameOf("control"))
                .withLabels(labels)
                .withInternal(true)
                .exec()
                .getId();
        var command = new ArrayList<>(List.of("perl", "-e", KNOCK, String.valueOf(port)));
        command.addAll(addresses);
        var container = engine.link()
                .client()
                .createContainerCmd("debian:bookworm-slim")
                .withLabels(labels)
                .withHostConfig(new HostConfig().withNetworkMode(network))
                .withCmd(command)
                .exec()
                .getId();
        engine.link().client().startContainerCmd(container).exec();
        return engine.link()
                .client()
                .waitContainerCmd(container)
                .exec(new WaitContainerResultCallback())
                .awaitStatusCode();
    }
}
