package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.HostConfig;
import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Limits;
import dev.softservice.runner.Recording;
import dev.softservice.runner.RunRequest;
import dev.softservice.runner.Runner;
import dev.softservice.runner.Verdict;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.plan.Scope;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prepared networks: used again where that is allowed, and never to be told from new ones. */
@NeedsEngine
class WarmNetworksDockerTest {
    /** What only a prepared namespace has, read from inside. */
    private static final String TELL = "- {name: tells, exec: {service: store, command: [sh, -c, 'echo prepared=$(cat /proc/sys/net/ipv4/tcp_max_tw_buckets) > /proc/1/fd/1']}}\n";

    @TempDir
    Path folder;
    private final DockerEngine engine = DockerEngine.connect();
    private final String id = "w" + UUID.randomUUID().toString().substring(0, 8);
    private final String hub = "warm-" + id;
    private int runs;

    @AfterEach
    void close() {
        engine.close();
    }

    private Recording run(DistroFolder distro, String domain) {
        var recording = new Recording();
        var verdict = new Runner(engine, Clock.systemUTC()).run(request(distro, id + "-" + ++runs, domain), recording);
        assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Passed.class);
        return recording;
    }

    private RunRequest request(DistroFolder distro, String run, String domain) {
        return new RunRequest(run, hub, distro.path(), Map.of(), 4, false, Limits.DEFAULT).withDomain(domain);
    }

    private Set<String> settled() {
        var deadline = Instant.now().plusSeconds(20);
        while (engine.slots().settled().isEmpty() && Instant.now().isBefore(deadline)) Thread.onSpinWait();
        return engine.slots().settled().orElseThrow();
    }

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

    /** The engine gives the joined container its holder's files, writable as a container's own. */
    @Test
    void whatARunWroteIntoItsHostsFileIsNotThereForTheNext() {
        var distro = DistroFolder.at(folder).twoServices("- {name: writes, exec: {service: web, command: [sh, -c, 'echo 192.0.2.1 planted >> /etc/hosts']}}\n");
        run(distro, "one");
        assertThat(settled()).isEmpty();
        assertThat(run(distro.twoServices("- {name: reads, exec: {service: web, command: [grep, -c, planted, /etc/hosts], expect: {exit: 1}}}\n"), "one").tests).hasSize(1);
        assertThat(settled()).hasSize(1);
    }

    /** A socket can be left behind only by something that the engine did not count among the run's: this stands for whatever that may be. */
    @ParameterizedTest
    @ValueSource(strings = {"socket(my $s, PF_UNIX, SOCK_STREAM, 0); bind($s, pack_sockaddr_un(qq(\\0left))) or die", "socket(my $s, PF_INET, SOCK_DGRAM, 0); bind($s, pack_sockaddr_in(9, INADDR_ANY)) or die",
        "socket(my $s, PF_INET, SOCK_STREAM, 0); bind($s, pack_sockaddr_in(9, INADDR_ANY)) or die; listen($s, 1)", "socket(my $s, 16, 3, 16)", "socket(my $s, PF_INET, SOCK_DGRAM, 1) or die"})
    void anyKindOfSocketThatIsLeftBehindIsSeen(String socket) {
        var distro = DistroFolder.at(folder).twoServices("- {name: up, tcp: {host: web, port: 80}}\n");
        run(distro, "one");
        var slot = settled().iterator().next();
        var holder = engine.client().listContainersCmd().withLabelFilter(List.of(Slot.LABEL + "=" + slot)).exec().getFirst().getId();
        var left = engine.client().createContainerCmd("debian:bookworm-slim").withLabels(Map.of("dev.softservice.hub", hub, "dev.softservice.run", id)).withHostConfig(new HostConfig().withNetworkMode("container:" + holder))
                .withCmd("perl", "-MSocket", "-e", socket + "; $| = 1; print qq(left\n); sleep 1000").exec().getId();
        engine.client().startContainerCmd(left).exec();
        run(distro, "one");
        assertThat(settled()).doesNotContain(slot);
        engine.sweep(hub, Set.of());
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
        var first = Thread.ofVirtual().start(() -> new Runner(engine, Clock.systemUTC()).run(request(stays, id + "-stays", "one"), recording));
        try (var honeypot = new ServerSocket(0, 50)) {
            recording.await();
            var addresses = addresses(id + "-stays");
            assertThat(addresses).hasSize(2);
            var there = addresses.stream().flatMap(address -> Stream.of(address + ":80", address + ":5000")).collect(Collectors.joining(" "));
            var probe = DistroFolder.at(folder.resolve("probe")).twoServices("""
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

    /** Of the holders whose namespaces a run's containers have joined. */
    private List<String> addresses(String run) {
        return engine.client().listContainersCmd().withLabelFilter(List.of(Scope.LABEL_RUN + "=" + run)).exec().stream()
                .map(container -> engine.client().inspectContainerCmd(container.getId()).exec().getHostConfig().getNetworkMode().substring("container:".length()))
                .flatMap(holder -> engine.client().inspectContainerCmd(holder).exec().getNetworkSettings().getNetworks().values().stream()).map(ContainerNetwork::getIpAddress).toList();
    }
}
