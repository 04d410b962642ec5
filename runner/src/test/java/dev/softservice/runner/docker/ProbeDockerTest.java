package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.docker.container.ReportFiles;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.TestResult.State;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.report.TestReport;
import dev.softservice.runner.testing.Needs;
import dev.softservice.runner.testing.NotShown;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A distro that tries its ways out, as a stranger's would, while another run is really up: every one is denied. And the same program in a container
 * with fewer restrictions gets far, so that it can tell the difference.
 */
@NeedsEngine
public class ProbeDockerTest {
    /** What an engine gives its containers by habit is less than this and more than ours; none of it lets the probe do harm. */
    private static final Capability[] FREE = {
        Capability.SYS_ADMIN,
        Capability.SYS_PTRACE,
        Capability.NET_ADMIN,
        Capability.NET_RAW,
        Capability.SYSLOG,
        Capability.MKNOD,
        Capability.SETFCAP,
        Capability.SYS_RAWIO,
        Capability.SYS_BOOT,
        Capability.SYS_TIME,
        Capability.SYS_NICE,
        Capability.DAC_READ_SEARCH
    };

    private static final int LEAST = 25;

    /** What Perl calls to ask for them: numbers of x86_64. */
    private static final String RINGS = "425, 1, 0";

    private static final String SEGMENTS = "154, 0, my $table = qq(\\0) x 16, 16";

    @TempDir
    Path folder;

    private final DockerEngine engine = DockerEngine.connect();
    private final String id = "p" + UUID.randomUUID().toString().substring(0, 8);
    private final String hub = "probe-" + id;
    private final Recording recording = new Recording();
    private Map<String, String> targets = Map.of();
    private ServerSocket honeypot;
    private Outside outside;

    @BeforeEach
    void neighbour() throws Exception {
        Needs.root("the rule that keeps containers from this machine");
        honeypot = new ServerSocket(0, 50);
        outside = Outside.open(id);
        var distro = DistroFolder.at(folder).manifest("""
            services: {neighbour: {image: "debian:bookworm-slim", command: [perl, -MIO::Socket::INET, -e, "open(my $f, '>', '/theirs'); my $s = IO::Socket::INET->new(LocalPort => 80, Listen => 5); $s->accept while 1"], expose: ["80"]}}
            tests: [{name: up, tcp: {host: neighbour, port: 80}}]
            """);
        var verdict = new Runner(engine, Clock.systemUTC())
                .run(
                        new RunRequest(
                                        new Footprint(id + "n", hub),
                                        SourceTree.in(distro.path()),
                                        Map.of(),
                                        new Reach(4, Limits.DEFAULT))
                                .keeping(true),
                        recording);
        assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Passed.class);
        var found = engine.link()
                .client()
                .inspectContainerCmd(new EnvironmentScope.Run(hub, id + "n", false).nameOf("neighbour"))
                .exec();
        var address = engine
                .link()
                .client()
                .listContainersCmd()
                .withIdFilter(Set.of(found.getId()))
                .exec()
                .getFirst()
                .getNetworkSettings()
                .getNetworks()
                .values()
                .stream()
                .map(network -> network.getIpAddress())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElseThrow();
        var here = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(one -> one instanceof Inet4Address && !one.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .map(one -> one + ":" + honeypot.getLocalPort())
                .collect(Collectors.joining(","));
        assertThat(here).isNotEmpty();
        targets = Map.of(
                "host",
                here,
                "outside",
                outside.address(),
                "neighbour",
                address + ":80",
                "neighbour-pid",
                String.valueOf(found.getState().getPidLong()),
                "neighbour-file",
                "/theirs");
    }

    @AfterEach
    void removeAll() throws Exception {
        engine.sweep(hub, Set::of);
        engine.close();
        if (honeypot != null) honeypot.close();
        if (outside != null) outside.close();
    }

    @Test
    void everyWayOutIsDeniedAndTheProbeCouldTell() throws Exception {
        var distro = Path.of(ProbeDockerTest.class.getResource("/probe").toURI());
        var verdict = new Runner(engine, Clock.systemUTC())
                .run(
                        new RunRequest(
                                new Footprint(id, hub), SourceTree.in(distro), targets, new Reach(4, Limits.DEFAULT)),
                        recording);
        assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Passed.class);
        var probes = verdict.report().tests().stream()
                .filter(test -> test.suite().endsWith("escapes"))
                .toList();
        assertThat(probes)
                .hasSizeGreaterThanOrEqualTo(LEAST)
                .allSatisfy(test -> assertThat(test.state()).isEqualTo(State.PASSED));
        assertThat(verdict.report().tests())
                .filteredOn(test -> test.name().equals("from a command in a service"))
                .extracting(TestResult::state)
                .containsExactly(State.PASSED);

        var freed = freed(verdict.report().images().get("web"));
        assertThat(freed.faults()).isEmpty();
        assertThat(freed.cases())
                .extracting(TestReport.Case::name)
                .containsExactlyElementsOf(probes.stream().map(TestResult::name).toList());
        var through = freed.cases().stream()
                .filter(one -> one.state() == State.FAILED)
                .map(TestReport.Case::name)
                .toList();
        assertThat(through)
                .hasSizeGreaterThanOrEqualTo(LEAST)
                .contains(
                        "network: a raw socket",
                        "network: the way out",
                        "neighbour: the host's own ports",
                        "neighbour: another run's container, by its address",
                        "neighbour: another run's container, by its name",
                        "files: the engine's socket",
                        "process: tracing another container's first one",
                        "mount: a tmpfs");
        // Not every kernel has these; where it has, the control gets through.
        for (var call : Map.of(RINGS, "kernel: rings of input and output", SEGMENTS, "kernel: tables of segments")
                .entrySet()) {
            if (kernelAnswers(call.getKey())) assertThat(through).contains(call.getValue());
            else NotShown.tell(ProbeDockerTest.class, "this kernel answers nobody's call for " + call.getValue());
        }
        assertThat(through.stream()
                        .map(name -> name.substring(0, name.indexOf(':')))
                        .distinct())
                .contains(
                        "mount",
                        "device",
                        "namespace",
                        "process",
                        "kernel",
                        "files",
                        "settings",
                        "rights",
                        "network",
                        "neighbour");
    }

    @Test
    void aRunAndABuildThatMayGoToTheInternetGetThereAndNotToThisMachineOrItsPrivateNetworks() throws Exception {
        try (var inside = Outside.open(id + "i", "10.213")) {
            var connect = "perl -MIO::Socket::INET -e 'exit !IO::Socket::INET->new(PeerAddr => shift, Timeout => 3)' ";
            var here = targets.get("host").split(",")[0];
            DistroFolder.at(folder)
                    .with(
                            "image/Dockerfile",
                            "FROM debian:bookworm-slim\nRUN : " + id + "; " + connect + outside.address() + " && ! "
                                    + connect + here + " && ! " + connect + inside.address() + " && ! " + connect
                                    + targets.get("neighbour") + "\n")
                    .manifest("""
                        permissions: {internet: true}
                        services: {web: {build: image, command: [sleep, infinity]}}
                        tests:
                          - {name: the internet, exec: {service: web, command: [sh, -c, "%1$s %2$s"]}}
                          - {name: this machine, exec: {service: web, command: [sh, -c, "! %1$s %3$s"]}}
                          - {name: a private network, exec: {service: web, command: [sh, -c, "! %1$s %4$s"]}}
                          - {name: another run, exec: {service: web, command: [sh, -c, "! %1$s %5$s"]}}
                        """.formatted(
                                    connect, outside.address(), here, inside.address(), targets.get("neighbour")));
            var verdict = new Runner(engine, Clock.systemUTC())
                    .run(
                            new RunRequest(
                                    new Footprint(id, hub),
                                    SourceTree.in(folder),
                                    Map.of(),
                                    new Reach(4, Limits.DEFAULT)),
                            recording);
            assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Passed.class);
        }
    }

    /** Asked outside of any container: whether the kernel has this call, and for root. */
    private static boolean kernelAnswers(String call) throws Exception {
        var ask = "use Errno qw(EPERM ENOSYS); my $got = syscall(" + call
                + "); exit($got == -1 && grep { $! == $_ } EPERM, ENOSYS)";
        return new ProcessBuilder("perl", "-e", ask).inheritIO().start().waitFor() == 0;
    }

    /** The client knows nothing of these two. */
    private static final class Unmasked extends HostConfig {
        private static final long serialVersionUID = 1L;

        @JsonProperty("MaskedPaths")
        private final String[] maskedPaths = {};

        @JsonProperty("ReadonlyPaths")
        private final String[] readonlyPaths = {};
    }

    /** The control: the same program, with the neighbour's network, the host's processes and the engine's socket at hand. */
    private TestReport freed(String image) throws Exception {
        var labels = Map.of(EnvironmentScope.LABEL_HUB, hub, EnvironmentScope.LABEL_RUN, id + "c");
        var settings = new Unmasked()
                .withCapAdd(FREE)
                .withSecurityOpts(List.of("seccomp=unconfined", "apparmor=unconfined"))
                .withPidMode("host")
                .withBinds(Bind.parse("/var/run/docker.sock:/var/run/docker.sock"));
        var environment = Map.of(
                "HARMLESS",
                "1",
                "HOST",
                targets.get("host"),
                "OUTSIDE",
                targets.get("outside"),
                "NEIGHBOUR",
                targets.get("neighbour"),
                "NEIGHBOUR_PID",
                targets.get("neighbour-pid"),
                "NEIGHBOUR_FILE",
                targets.get("neighbour-file"));
        var container = engine.link()
                .client()
                .createContainerCmd(image)
                .withLabels(labels)
                .withHostConfig(settings)
                .withEnv(environment.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList())
                .exec()
                .getId();
        engine.link()
                .client()
                .connectToNetworkCmd()
                .withContainerId(container)
                .withNetworkId(new EnvironmentScope.Run(hub, id + "n", false).nameOf("default"))
                .exec();
        engine.link().client().startContainerCmd(container).exec();
        assertThat(engine.link()
                        .client()
                        .waitContainerCmd(container)
                        .exec(new WaitContainerResultCallback())
                        .awaitStatusCode())
                .isEqualTo(1);
        var reports = new ReportFiles(engine.link()).fetch(container, "/results", java.util.Optional.empty());
        return TestReport.read("probes.xml", reports.reports().getFirst().content());
    }
}
