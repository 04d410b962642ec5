package dev.softservice.runner.docker.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.testing.Needs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The machine's real firewall, in two network namespaces of the test's own: {@code host} stands for the machine, with something that listens; {@code run} is
 * at the other end of a cable whose end at the host is called as a run's bridge is.
 */
class FirewallTest {
    private static final String BRIDGE = "ssr0";
    private static final String ADDRESS = "10.99.0.1";

    @TempDir
    private Path folder;

    private final String host = "fwh" + UUID.randomUUID().toString().substring(0, 8);
    private final String run = "fwr" + host.substring(3);
    private final AtomicLong now = new AtomicLong();
    private final List<Process> listeners = new ArrayList<>();
    private HostGuard guard = new HostGuard();

    @BeforeEach
    void lay() throws Exception {
        Needs.that(
                works("iptables", "--version") && works("ip", "netns", "add", host),
                "iptables and the right to make network namespaces are needed: apt-get install iptables iproute2, as"
                        + " root");
        ip("netns", "add", run);
        ip("-n", host, "link", "add", BRIDGE, "type", "veth", "peer", "name", "eth0", "netns", run);
        for (var end : List.of(List.of(host, BRIDGE, ADDRESS), List.of(run, "eth0", "10.99.0.2"))) {
            ip("-n", end.get(0), "addr", "add", end.get(2) + "/24", "dev", end.get(1));
            ip("-n", end.get(0), "link", "set", end.get(1), "up");
        }
        for (var name : List.of("iptables", "iptables-restore", "ip6tables", "ip6tables-restore")) {
            var program = Files.writeString(
                    folder.resolve(name), "#!/bin/sh\nexec ip netns exec " + host + " " + name + " \"$@\"\n");
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        }
        guard = new HostGuard(
                new Firewall(folder.resolve("iptables").toString()),
                new Firewall(folder.resolve("ip6tables").toString()),
                now::get);
        listen(
                "-MIO::Socket::INET",
                "my $s = IO::Socket::INET->new(LocalPort => 80, Listen => 5) or die; print qq(ready\n"
                        + "); $s->accept while 1");
    }

    private void listen(String module, String script) throws IOException {
        var listener =
                new ProcessBuilder("ip", "netns", "exec", host, "perl", module, "-e", "$| = 1; " + script).start();
        listeners.add(listener);
        assertThat(listener.inputReader().readLine()).isEqualTo("ready");
    }

    @AfterEach
    void takeAway() throws Exception {
        for (var listener : listeners) listener.destroyForcibly().waitFor();
        for (var name : List.of(host, run)) if (Files.exists(Path.of("/run/netns", name))) ip("netns", "delete", name);
    }

    private record Ran(int exit, String said) {}

    private static Ran ran(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), said);
    }

    private static boolean works(String... command) throws InterruptedException {
        try {
            return ran(command).exit() == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }

    private static void ip(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        var did = ran(command.toArray(String[]::new));
        assertThat(did.exit()).as(command + ": " + did.said()).isZero();
    }

    private List<String> iptables(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(folder.resolve("iptables").toString(), "-w", "10"));
        command.addAll(List.of(arguments));
        var did = ran(command.toArray(String[]::new));
        assertThat(did.exit()).as(command + ": " + did.said()).isZero();
        return did.said().lines().toList();
    }

    private void settle() throws InterruptedException {
        now.addAndGet(Duration.ofSeconds(31).toNanos());
        guard.settle();
    }

    private boolean runReachesHost() throws IOException, InterruptedException {
        return ran(
                                "ip",
                                "netns",
                                "exec",
                                run,
                                "perl",
                                "-MIO::Socket::INET",
                                "-e",
                                "exit(IO::Socket::INET->new(PeerAddr => '" + ADDRESS + ":80', Timeout => 5) ? 0 : 1)")
                        .exit()
                == 0;
    }

    @Test
    void anAcceptThatSomebodyPutsFirstOpensTheHostOnlyUntilTheNextLook() throws Exception {
        assertThat(runReachesHost()).as("nothing keeps it yet").isTrue();
        settle();
        assertThat(runReachesHost()).isFalse();

        iptables("-I", "INPUT", "-p", "tcp", "--dport", "80", "-j", "ACCEPT");
        assertThat(runReachesHost()).as("the rule is there, and without effect").isTrue();
        settle();
        assertThat(runReachesHost()).isFalse();
        assertThat(iptables("-S", "INPUT"))
                .hasSize(3)
                .last()
                .asString()
                .as("the other one is left as it is")
                .contains("--dport 80 -j ACCEPT");
    }

    /** All that a run's network needs for it is that the machine speaks IPv6: a bridge has such an address by itself, and all on the link can be called at once. */
    @Test
    void whatListensOnAllAddressesIsNotReachedByTheIpv6OfTheLinkEither() throws Exception {
        Needs.kernel(Files.exists(Path.of("/proc/net/if_inet6")), "this kernel has no IPv6");
        ip("netns", "exec", host, "sysctl", "-qw", "net.ipv6.conf." + BRIDGE + ".accept_dad=0");
        listen("-MSocket=:all", """
            socket my $s, AF_INET6, SOCK_DGRAM, 0 or die; bind $s, pack_sockaddr_in6(80, IN6ADDR_ANY) or die $!; print qq(ready\n);
            while (my $from = recv $s, my $b, 9, 0) { send $s, q(host), 0, $from }\
            """);
        assertThat(runReachesHostByIpv6(50)).as("nothing keeps it yet").isTrue();
        settle();
        assertThat(runReachesHostByIpv6(4)).isFalse();
    }

    /** {@code times}: a quarter of a second each; an address is looked over for a second or two before it may be used. */
    private boolean runReachesHostByIpv6(int times) throws IOException, InterruptedException {
        return ran(
                                "ip",
                                "netns",
                                "exec",
                                run,
                                "perl",
                                "-MSocket=:all",
                                "-MIO::Select",
                                "-e",
                                """
                                socket my $s, AF_INET6, SOCK_DGRAM, 0 or die;
                                open my $links, '<', '/sys/class/net/eth0/ifindex' or die;
                                my $all = pack_sockaddr_in6(80, inet_pton(AF_INET6, q(ff02::1)), <$links>);
                                for (1 .. $ARGV[0]) { send $s, q(run), 0, $all; exit 0 if IO::Select->new($s)->can_read(0.25) }
                                exit 1\
                                """,
                                String.valueOf(times))
                        .exit()
                == 0;
    }

    @Test
    void rulesAreKnownAgainAsTheKernelListsThem() throws Exception {
        iptables("-N", "DOCKER-USER");
        iptables("-A", "FORWARD", "-j", "DOCKER-USER");
        iptables("-A", "DOCKER-USER", "-j", "RETURN");
        settle();
        var all = iptables("-S");
        var ipv6 = ran(folder.resolve("ip6tables").toString(), "-S").said();
        assertThat(ipv6).contains("-A INPUT -i ssr+ ", "-A FORWARD -i ssr+ ! -o ssr+ -j REJECT");
        assertThat(iptables("-S", "DOCKER-USER")).hasSize(12).last().isEqualTo("-A DOCKER-USER -j RETURN");
        settle();
        assertThat(iptables("-S")).as("nothing to mend").isEqualTo(all);
        assertThat(ran(folder.resolve("ip6tables").toString(), "-S").said()).isEqualTo(ipv6);

        iptables("-I", "FORWARD", "-j", "ACCEPT");
        iptables(
                "-I",
                "DOCKER-USER",
                "-d",
                "192.168.7.0/24",
                "-m",
                "comment",
                "--comment",
                "printer for all",
                "-j",
                "ACCEPT");
        settle();
        assertThat(iptables("-S", "FORWARD").subList(1, 11))
                .allMatch(rule -> rule.contains("-i ssr+ ! -o ssr+") && rule.contains("-j REJECT"));
        iptables("-D", "FORWARD", "-j", "ACCEPT");
        settle();
        assertThat(iptables("-S", "DOCKER-USER"))
                .hasSize(13)
                .element(11)
                .asString()
                .contains("printer for all");
    }
}
