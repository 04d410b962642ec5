package dev.softservice.runner.docker.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.docker.ProbeDockerTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With programs that keep each chain in a file as iptables keeps it in the kernel; the real ones are in {@link FirewallTest}, and what the rules do in a run in {@link ProbeDockerTest}. */
class HostGuardTest {
    private static final String ACCEPT = "-j ACCEPT";

    @TempDir
    private Path folder;

    private final AtomicLong now = new AtomicLong();
    private HostGuard guard = new HostGuard();

    @BeforeEach
    void firewall() throws IOException {
        chain("INPUT");
        chain("FORWARD", "-j DOCKER-USER", "-i docker0 -j ACCEPT");
        chain("DOCKER-USER", "-j RETURN");
        program("iptables", """
            #!/bin/sh
            [ "$1 $2 $3" = "-w 10 -S" ] && cd %s && [ -e "$4" ] && sed "s/^/-A $4 /" "$4"
            """);
        program("iptables-restore", """
            #!/bin/sh
            cd %s
            while read -r action chain rest; do
              case $action in
                -D) grep -nxF -e "$rest" "$chain" | head -n 1 | cut -d: -f1 | { read -r at || exit 1; sed -i "${at}d" "$chain"; } ;;
                -I) at=${rest%%%% *}; { head -n $((at - 1)) "$chain"; echo "${rest#* }"; tail -n +"$at" "$chain"; } > new; mv new "$chain" ;;
              esac || exit 1
            done
            """);
        Files.createDirectory(folder.resolve("six"));
        for (var name : List.of("INPUT", "FORWARD")) chain("six/" + name);
        for (var name : List.of("iptables", "iptables-restore")) {
            program(
                    name.replace("ip", "ip6"),
                    Files.readString(folder.resolve(name))
                            .replace("cd " + folder, "cd " + folder + "/six")
                            .replace("%", "%%"));
        }
        guard = new HostGuard(
                new Firewall(folder.resolve("iptables").toString()),
                new Firewall(folder.resolve("ip6tables").toString()),
                now::get);
    }

    private void program(String name, String script) throws IOException {
        var program = Files.writeString(folder.resolve(name), script.formatted(folder));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }

    private void chain(String name, String... rules) throws IOException {
        Files.write(folder.resolve(name), List.of(rules));
    }

    private List<String> listed(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name));
    }

    private void settle() throws InterruptedException {
        now.addAndGet(Duration.ofSeconds(31).toNanos());
        guard.settle();
    }

    private void putFirst(String chain, String rule) throws IOException {
        Files.writeString(folder.resolve(chain), rule + "\n" + Files.readString(folder.resolve(chain)));
    }

    @Test
    void rulesThatAReloadedFirewallHasForgottenAreSetAgainAndNoneTwice() throws Exception {
        settle();
        var host = listed("INPUT");
        var inward = listed("DOCKER-USER");
        assertThat(host).containsExactly("-i ssr+ -m conntrack --ctstate NEW -j REJECT");
        assertThat(inward).hasSize(11).endsWith("-j RETURN").doesNotHaveDuplicates();
        settle();
        assertThat(listed("INPUT")).as("none is set twice").isEqualTo(host);
        assertThat(listed("DOCKER-USER")).isEqualTo(inward);

        chain("INPUT");
        guard.settle();
        assertThat(listed("INPUT")).as("it was looked a moment ago").isEmpty();
        settle();
        assertThat(listed("INPUT")).isEqualTo(host);
        assertThat(listed("FORWARD")).containsExactly("-j DOCKER-USER", "-i docker0 -j ACCEPT");
    }

    @Test
    void aRuleThatSomebodyPutBeforeOursIsPutBehindThem() throws Exception {
        settle();
        var host = listed("INPUT");
        var inward = listed("DOCKER-USER");
        putFirst("INPUT", ACCEPT);
        putFirst("DOCKER-USER", "-d 10.0.0.0/8 -j ACCEPT");
        settle();
        assertThat(listed("INPUT")).containsExactly(host.getFirst(), ACCEPT);
        assertThat(listed("DOCKER-USER"))
                .startsWith(inward.subList(0, 10).toArray(String[]::new))
                .endsWith("-d 10.0.0.0/8 -j ACCEPT", "-j RETURN")
                .hasSize(12);
    }

    /** The engine puts its chains first each time it makes a network: nothing for the terminal of a user whose upgrade runs at that moment. */
    @Test
    void whatTheEnginePutsBeforeOursIsPutBehindThemWithoutAWord() throws Exception {
        chain("FORWARD", "-i docker0 -j ACCEPT");
        settle();
        var ours = listed("FORWARD");
        putFirst("FORWARD", "-j DOCKER-ISOLATION-STAGE-1");
        settle();
        assertThat(listed("FORWARD")).startsWith(ours.getFirst()).doesNotHaveDuplicates();
        assertThat(HostGuard.remark("FORWARD", FirewallRule.of("-j DOCKER-ISOLATION-STAGE-1")))
                .isEmpty();
        assertThat(HostGuard.remark("FORWARD", FirewallRule.of("-j DOCKER"))).isEmpty();
        assertThat(HostGuard.remark("FORWARD", FirewallRule.of("-d 10.0.0.0/8 -j ACCEPT")))
                .hasValueSatisfying(said -> assertThat(said).contains("'FORWARD -d 10.0.0.0/8 -j ACCEPT'"));
        assertThat(HostGuard.remark("FORWARD", FirewallRule.of("-i eth0 -j DOCKER-USER")))
                .isPresent();
    }

    @Test
    void aRuleOfTheMachinesOwnerForTheBridgesOfRunsStaysWhereItIs() throws Exception {
        settle();
        var registry = "-i ssr+ -d 10.0.0.5 -p tcp --dport 5000 -j ACCEPT";
        putFirst("DOCKER-USER", registry);
        settle();
        assertThat(listed("DOCKER-USER")).startsWith(registry).hasSize(12);

        chain("DOCKER-USER", registry, ACCEPT);
        settle();
        assertThat(listed("DOCKER-USER")).startsWith(registry).endsWith(ACCEPT).hasSize(12);
        putFirst("DOCKER-USER", "! -i ssr+ -j ACCEPT");
        settle();
        assertThat(listed("DOCKER-USER"))
                .as("one for all other bridges is not for ours")
                .endsWith("! -i ssr+ -j ACCEPT", registry, ACCEPT);
    }

    @Test
    void whereTheOwnersChainIsNotAskedFirstTheGeneralOneHasTheRules() throws Exception {
        settle();
        putFirst("FORWARD", ACCEPT);
        settle();
        assertThat(listed("FORWARD")).hasSize(13).endsWith(ACCEPT, "-j DOCKER-USER", "-i docker0 -j ACCEPT");
        assertThat(listed("FORWARD").subList(0, 10))
                .allMatch(rule -> rule.contains("-i ssr+ ! -o ssr+") && rule.endsWith("-j REJECT"));

        Files.delete(folder.resolve("DOCKER-USER"));
        chain("FORWARD", ACCEPT);
        settle();
        assertThat(listed("FORWARD"))
                .as("an engine that has no such chain")
                .hasSize(11)
                .endsWith(ACCEPT);
    }

    @Test
    void nothingOfARunSpeaksIpv6WithTheHostOrBeyondIt() throws Exception {
        settle();
        putFirst("six/INPUT", ACCEPT);
        putFirst("six/FORWARD", ACCEPT);
        settle();
        assertThat(listed("six/INPUT")).containsExactly("-i ssr+ -m conntrack --ctstate NEW -j REJECT", ACCEPT);
        assertThat(listed("six/FORWARD")).containsExactly("-i ssr+ ! -o ssr+ -j REJECT", ACCEPT);

        program("ip6tables", "#!/bin/sh\n# %s\nexit 3\n");
        program("ip6tables-restore", "#!/bin/sh\n# %s\nexit 3\n");
        chain("INPUT");
        settle();
        assertThat(listed("INPUT"))
                .as("a kernel without it is no reason to leave the rest")
                .hasSize(1);
    }

    @Test
    void aMachineThatAllowsNothingIsLeftAloneAndTheRunGoesOn() throws Exception {
        program("iptables", "#!/bin/sh\n# %s\nexit 4\n");
        program("iptables-restore", "#!/bin/sh\n# %s\nexit 4\n");
        settle();
        assertThat(listed("INPUT")).isEmpty();
        assertThat(listed("six/INPUT"))
                .as("a user who may not set the one is not asked for the other")
                .isEmpty();
        var none = new Firewall(folder.resolve("none").toString());
        new HostGuard(none, none, now::get).settle();
    }
}
