package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Network;
import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.OtherProcess;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.compose.Composer;
import dev.softservice.runner.compose.FoldersAsReleases;
import dev.softservice.runner.docker.network.PreparedNetworks;
import dev.softservice.runner.docker.warm.Slot;
import dev.softservice.runner.docker.warm.SlotPool;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.testing.Soon;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prepared networks: used again where that is allowed, and never to be told from new ones. */
@NeedsEngine
class WarmNetworksDockerTest extends OnPreparedNetworks {
    /** What only a prepared namespace has, read from inside. */
    static final String TELL = "- {name: tells, exec: {service: store, command: [sh, -c, 'echo prepared=$(cat"
            + " /proc/sys/net/ipv4/tcp_max_tw_buckets) > /proc/1/fd/1']}}\n";

    @Test
    void aPreparedNetworkIsUsedAgainInTheSameDomainAndNeverInAnother() {
        var distro = DistroFolder.at(folder).twoServices(TELL + """
            - {name: page, http: {get: "http://web/", expect: {contains: host=web}}}
            - {name: names, run: {build: image, command: [perl, -MIO::Socket::INET, -e, "exit !(IO::Socket::INET->new('web:80') && IO::Socket::INET->new('store:5000'))"]}}
            """);
        assertThat(run(distro, "one").log()).contains("prepared=0");
        var first = settled();
        assertThat(first).hasSize(1);
        assertThat(run(distro, "one").log()).contains("prepared=0");
        assertThat(settled()).isEqualTo(first);
        assertThat(run(distro, "other").log()).contains("prepared=0");
        assertThat(settled()).hasSize(2).containsAll(first);
        assertThat(run(distro, "").log()).contains("prepared=").doesNotContain("prepared=0");
        assertThat(settled()).hasSize(2).containsAll(first);
    }

    /** The engine gives the joined container its holder's files, writable as a container's own; what is attached to them (here a note in an extended attribute) is no part of their text. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo 192.0.2.1 planted >> /etc/hosts",
                "perl -MConfig -e \"my @note = qw(/etc/hosts user.planted note); exit syscall(\\$Config{archname} =~"
                        + " /^x86_64/ ? 188 : 5, \\$note[0], \\$note[1], \\$note[2], 4, 0)\""
            })
    void whatARunWroteIntoItsHostsFileIsNotThereForTheNext(String command) {
        var distro = DistroFolder.at(folder)
                .twoServices("- {name: writes, run: {build: image, command: [sh, -c, '" + command.replace("'", "''")
                        + "']}}\n");
        run(distro, "one");
        assertThat(settled()).isEmpty();
        assertThat(run(
                                distro.twoServices(
                                        "- {name: reads, run: {build: image, command: [sh, -c, '! grep planted"
                                                + " /etc/hosts']}}\n"),
                                "one")
                        .tests)
                .hasSize(1);
        assertThat(settled()).hasSize(1);
    }

    /** No container of a run is left when its network is looked at; this one stands for whatever may be left all the same. */
    @Test
    void anyKindOfSocketOrWritingThatIsLeftBehindIsSeen() throws Exception {
        run(DistroFolder.at(folder).twoServices(TELL), "one");
        var slot = settled().iterator().next();
        assertThat(slot.stain()).isEmpty();
        var holder = engine.link()
                .client()
                .listContainersCmd()
                .withLabelFilter(List.of(PreparedNetworks.LABEL + "=" + slot.id()))
                .exec()
                .getFirst()
                .getId();
        for (var socket : List.of(
                "socket($s, PF_UNIX, SOCK_STREAM, 0); bind($s, pack_sockaddr_un(qq(\\0left))) or die",
                "socket($s, PF_INET, SOCK_DGRAM, 0); bind($s, pack_sockaddr_in(9, INADDR_ANY)) or die",
                "socket($s, PF_INET, SOCK_STREAM, 0); bind($s, pack_sockaddr_in(9, INADDR_ANY)) or die; listen($s, 1)",
                "socket($s, 16, 3, 16) or die",
                "socket($s, PF_INET, SOCK_DGRAM, 1) or die")) {
            var left = engine.link()
                    .client()
                    .createContainerCmd("debian:bookworm-slim")
                    .withLabels(Map.of(EnvironmentScope.LABEL_HUB, hub, EnvironmentScope.LABEL_RUN, id))
                    .withHostConfig(new HostConfig().withNetworkMode("container:" + holder))
                    .withCmd("perl", "-MSocket", "-e", "my $s; " + socket + "; sleep 1000")
                    .exec()
                    .getId();
            engine.link().client().startContainerCmd(left).exec();
            Soon.await(() -> slot.stain().isPresent());
            assertThat(slot.stain()).as(socket).hasValueSatisfying(stain -> {
                assertThat(stain.text()).contains("sockets: used");
                assertThat(stain.passes()).as(stain.text()).isTrue();
            });
            engine.link().client().removeContainerCmd(left).withForce(true).exec();
            Soon.await(() -> slot.stain().isEmpty());
            assertThat(slot.stain()).as("after " + socket).isEmpty();
        }
        var writer = engine.link()
                .client()
                .createContainerCmd("debian:bookworm-slim")
                .withLabels(Map.of(EnvironmentScope.LABEL_HUB, hub, EnvironmentScope.LABEL_RUN, id))
                .withHostConfig(new HostConfig().withNetworkMode("container:" + holder))
                .withCmd("sh", "-c", "echo 192.0.2.1 planted >> /etc/hosts")
                .exec()
                .getId();
        engine.link().client().startContainerCmd(writer).exec();
        assertThat(engine.link().client().waitContainerCmd(writer).start().awaitStatusCode())
                .isZero();
        assertThat(slot.stain())
                .hasValueSatisfying(stain -> assertThat(stain.passes())
                        .as("nobody waits for a file to become what it was: " + stain.text())
                        .isFalse());
        engine.link().client().removeContainerCmd(writer).withForce(true).exec();
    }

    /** The kernel tells some of its counts for the whole machine wherever it is asked: a connection elsewhere that was closed before the other side took what it was sent is one. */
    @Test
    void whatGoesOnElsewhereOnTheMachineIsNoStain() throws Exception {
        run(DistroFolder.at(folder).twoServices(TELL), "one");
        var slot = settled().iterator().next();
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            try (var sender = SocketChannel.open(listener.getLocalSocketAddress())) {
                sender.configureBlocking(false);
                while (sender.write(ByteBuffer.allocate(1 << 16)) > 0) continue;
            }
            assertThat(orphans()).isPositive();
            assertThat(slot.stain()).isEmpty();
        }
    }

    private static long orphans() throws IOException {
        var counts = Files.readAllLines(Path.of("/proc/net/sockstat")).stream()
                .filter(line -> line.startsWith("TCP:"))
                .findFirst()
                .orElseThrow()
                .split(" ");
        return Long.parseLong(counts[List.of(counts).indexOf("orphan") + 1]);
    }

    @Test
    void runsAtTheSameTimeNeverMeet() throws Exception {
        var stays = DistroFolder.at(folder.resolve("stays")).twoServices("""
            - name: stays
              exec: {service: web, within: 60s, command: [perl, -MIO::Socket::UNIX, -e, 'my $s = IO::Socket::UNIX->new(Local => "\\0stays", Listen => 1) or die; open(my $o, ">", "/proc/1/fd/1"); print $o "stays\\n"; close $o; sleep 1000']}
            """);
        // Both have lived in a prepared network before.
        run(DistroFolder.at(folder.resolve("before")).twoServices(TELL), "one");
        var recording = new Recording().awaiting(line -> line.text().equals("stays"));
        var first = Thread.ofVirtual()
                .start(() ->
                        new Runner(engine, Clock.systemUTC()).run(request(stays, id + "-stays", "one"), recording));
        try (var honeypot = new ServerSocket(0, 50)) {
            recording.await();
            var addresses = addresses(id + "-stays");
            assertThat(addresses).hasSize(2);
            var there = addresses.stream()
                    .flatMap(address -> Stream.of(address + ":80", address + ":5000"))
                    .collect(Collectors.joining(" "));
            var probe =
                    DistroFolder.at(folder.resolve("probe")).twoServices("""
                        - name: neither its services nor the host
                          exec:
                            service: web
                            command: [perl, -MIO::Socket::INET, -MIO::Socket::UNIX, -e, 'my ($gateway) = map { my @f = split; $f[1] eq "00000000" ? join(".", reverse unpack "C4", pack "H8", $f[2]) : () } do { open my $r, "<", "/proc/net/route"; <$r> };
                              print "open:", (grep { IO::Socket::INET->new(PeerAddr => $_, Timeout => 1) } qw(%s store:5000), $gateway ? "$gateway:%d" : ()), IO::Socket::UNIX->new(Peer => "\\0stays") ? "unix" : "", " of ", length $gateway > 0, "\\n"']
                            expect: {contains: "open:store:5000 of "}
                        - {name: no process of it, exec: {service: web, command: [sh, -c, "ls -d /proc/[0-9]* | wc -l"], expect: {matches: "^[1-9]\\\\s*$"}}}
                        - {name: nor its sockets, exec: {service: web, command: [grep, -c, stays, /proc/net/unix], expect: {exit: 1}}}
                        """.formatted(there, honeypot.getLocalPort()));
            assertThat(run(probe, "one").tests).hasSize(3);
        } finally {
            first.interrupt();
            first.join();
        }
        assertThat(settled()).hasSize(2);
    }

    /** What nobody here answers to is asked of the machine's own servers, which may be out of reach: half a minute without this. A name that there is is told in milliseconds. */
    private static final String SOON = "RES_OPTIONS=timeout:2 attempts:1";

    /** Its programs may ask others for their page: exit code 3 where there is nobody of that name. */
    private DistroFolder asking(String name) {
        return DistroFolder.at(folder.resolve(name))
                .image()
                .with("image/ask.pl", """
                    use IO::Socket::INET; my $s = IO::Socket::INET->new("$ARGV[0]:80") or exit 3; print $s "GET / HTTP/1.0\\r\\n\\r\\n"; local $/; print <$s>;
                    """)
                .with(
                        "image/Dockerfile",
                        "FROM debian:bookworm-slim\n"
                                + "COPY httpd.pl ask.pl /opt/\n"
                                + "RUN mkdir -p /data\n"
                                + "CMD [\"perl\", \"/opt/httpd.pl\"]\n");
    }

    /** Every use is an instance with names of its own: so it is in networks that were prepared, and in those that another run has left. */
    @Test
    void aDistroOfDistrosFindsItsNamesInPreparedNetworksAndUsesStayApart() {
        var releases = new FoldersAsReleases()
                .release(
                        "a/page",
                        "1.0.0",
                        asking("page").manifest("""
                            parameters: {title: {type: string}}
                            services: {web: {build: image, environment: {SITE: "${parameters.title}"}, expose: ["80"]}}
                            provides: {http: {service: web, port: 80}}
                            tests:
                              - {name: its own, exec: {service: web, command: [perl, /opt/ask.pl, web], expect: {contains: "<h1>${parameters.title}</h1>"}}}
                              - {name: what its user calls the other one, exec: {service: web, command: [perl, /opt/ask.pl, two], expect: {contains: second}}}
                              - {name: nothing of another run, exec: {service: web, command: [env, "%1$s", perl, /opt/ask.pl, store], expect: {exit: 3}}}
                            """.formatted(SOON)).path());
        var distro =
                asking("root").manifest("""
                    uses:
                      one: {distro: a/page, version: ^1, with: {title: first}}
                      two: {distro: a/page, version: ^1, with: {title: second}}
                    services: {own: {build: image, expose: ["80"]}}
                    tests:
                      - {name: one, exec: {service: own, command: [perl, /opt/ask.pl, one], expect: {contains: first}}}
                      - {name: no plain name of theirs, exec: {service: own, command: [env, "%1$s", perl, /opt/ask.pl, web], expect: {exit: 3}}}
                      - {name: two, run: {build: image, command: [sh, -c, "perl /opt/ask.pl two | grep second"]}}
                    """.formatted(SOON) + TELL.indent(2).replace("service: store", "service: own"));
        var runner = new Runner(engine, Clock.systemUTC(), new Composer(releases, Optional.of(FoldersAsReleases.HUB)));
        var slots = new HashSet<Slot>();
        for (int run = 0; run < 2; run++) {
            var recording = new Recording();
            var verdict = runner.run(request(distro, id + "-composed" + run, "one"), recording);
            assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Passed.class);
            assertThat(recording.log()).contains("prepared=0");
            assertThat(recording.tests).hasSize(10);
            slots.addAll(settled());
        }
        assertThat(slots).hasSize(1);
    }

    /** What it can ask about itself and others, in each of its containers. */
    @Test
    void nothingTellsAPreparedNetworkFromANewOneByNames() {
        var distro = DistroFolder.at(folder).twoServices("""
            - {name: store, exec: {service: store, command: [sh, -c, "hostname; cat /etc/hostname /etc/resolv.conf /etc/hosts; getent hosts store web"]}}
            - {name: web, exec: {service: web, command: [sh, -c, "hostname; cat /etc/hostname /etc/resolv.conf /etc/hosts; getent hosts store web"]}}
            - {name: test, run: {build: image, command: [sh, -c, "hostname; cat /etc/hostname /etc/resolv.conf /etc/hosts; getent hosts store web"]}}
            """);
        assertThat(seen(run(distro, "one"))).isEqualTo(seen(run(distro, "")));
        assertThat(settled()).hasSize(1);
    }

    /** Everybody's addresses are their own. */
    private static List<String> seen(Recording recording) {
        return recording.tests.stream()
                .map(test -> test.name() + ": "
                        + test.output()
                                .replaceAll("\\d+\\.\\d+\\.\\d+\\.(\\d+)", "ADDRESS")
                                .replaceAll("[ \t]+", " "))
                .toList();
    }

    @Test
    void anEngineThatRefusesIsAskedTwiceAndRunsGoOnWithout() throws Exception {
        var distro = DistroFolder.at(folder.resolve("distro")).twoServices(TELL);
        try (var proxy = new EngineProxy(folder);
                var refusing = DockerEngine.at(proxy.host())) {
            proxy.refuse("net.ipv4.tcp_max_tw_buckets");
            for (int run = 0; run < 3; run++) {
                var recording = new Recording();
                var verdict = new Runner(refusing, Clock.systemUTC())
                        .run(request(distro, id + "-refused" + run, "one"), recording);
                assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Passed.class);
                assertThat(recording.log()).contains("prepared=").doesNotContain("prepared=0");
            }
            assertThat(((SlotPool) refusing.prepared()).settled()).contains(Set.of());
        }
        assertThat(left()).isEmpty();
    }

    @Test
    void closingTheEngineLeavesNoPreparedNetwork() {
        run(DistroFolder.at(folder).twoServices(TELL), "one");
        assertThat(settled()).hasSize(1);
        assertThat(left()).hasSizeGreaterThan(2);
        engine.close();
        assertThat(left()).isEmpty();
    }

    @Test
    void theNextProcessOfAHubSweepsWhatAKilledOneHadPreparedAndNeverItsOwn() throws Exception {
        DistroFolder.at(folder)
                .twoServices(TELL
                        + "- {name: hangs, exec: {service: web, within: 60s, command: [sh, -c, 'echo inside >"
                        + " /proc/1/fd/1; sleep 1000; test -e /done']}}\n");
        var process = new ProcessBuilder(OtherProcess.command(
                        List.of(), RemovalDockerTest.OtherRunner.class, id, hub, folder.toString(), "one"))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var output = process.inputReader()) {
            for (var line = output.readLine(); line != null && !line.equals("inside"); line = output.readLine())
                continue;
            process.destroyForcibly();
            process.waitFor();
        }
        run(DistroFolder.at(folder.resolve("next")).twoServices(TELL), "one");
        var own = settled();
        assertThat(left()).anyMatch(name -> own.stream().noneMatch(slot -> name.contains(slot.id())));
        engine.sweep(hub, Set::of);
        assertThat(left()).isNotEmpty().allMatch(name -> own.stream().anyMatch(slot -> name.contains(slot.id())));
        assertThat(run(DistroFolder.at(folder.resolve("next")).twoServices(TELL), "one")
                        .log())
                .contains("prepared=0");
        assertThat(settled()).isEqualTo(own);
    }

    /** The names of all containers, networks and volumes of this hub. */
    private List<String> left() {
        try (var looking = DockerEngine.connect()) {
            var filter = List.of(EnvironmentScope.LABEL_HUB + "=" + hub);
            return Stream.concat(
                            looking
                                    .link()
                                    .client()
                                    .listContainersCmd()
                                    .withShowAll(true)
                                    .withLabelFilter(filter)
                                    .exec()
                                    .stream()
                                    .map(container -> container.getNames()[0]),
                            Stream.concat(
                                    looking
                                            .link()
                                            .client()
                                            .listNetworksCmd()
                                            .withFilter("label", filter)
                                            .exec()
                                            .stream()
                                            .map(Network::getName),
                                    looking
                                            .link()
                                            .client()
                                            .listVolumesCmd()
                                            .withFilter("label", filter)
                                            .exec()
                                            .getVolumes()
                                            .stream()
                                            .map(InspectVolumeResponse::getName)))
                    .toList();
        }
    }

    /** Of the holders whose namespaces a run's containers have joined. */
    private List<String> addresses(String run) {
        return engine
                .link()
                .client()
                .listContainersCmd()
                .withLabelFilter(List.of(EnvironmentScope.LABEL_RUN + "=" + run))
                .exec()
                .stream()
                .map(container -> engine.link()
                        .client()
                        .inspectContainerCmd(container.getId())
                        .exec()
                        .getHostConfig()
                        .getNetworkMode()
                        .substring("container:".length()))
                .flatMap(holder -> engine
                        .link()
                        .client()
                        .inspectContainerCmd(holder)
                        .exec()
                        .getNetworkSettings()
                        .getNetworks()
                        .values()
                        .stream())
                .map(ContainerNetwork::getIpAddress)
                .toList();
    }
}
