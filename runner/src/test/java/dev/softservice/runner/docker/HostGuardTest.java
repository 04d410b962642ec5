package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

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

/** With a program that keeps rules in a file as iptables keeps them in the kernel; what the rules do is shown by {@link ProbeDockerTest}. */
class HostGuardTest {
    @TempDir
    private Path folder;
    private Path rules;
    private final AtomicLong now = new AtomicLong();
    private HostGuard guard = new HostGuard();

    @BeforeEach
    void firewall() throws IOException {
        rules = Files.createFile(folder.resolve("rules"));
        var program = Files.writeString(folder.resolve("iptables"), """
                #!/bin/sh
                shift 2; action=$1; shift
                case $action in
                  -C) grep -qxF -e "$*" %1$s ;;
                  -I) echo "$*" >> %1$s ;;
                esac
                """.formatted(rules));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        guard = new HostGuard(program.toString(), now::get);
    }

    private List<String> settled() throws Exception {
        guard.settle();
        return Files.readAllLines(rules);
    }

    @Test
    void rulesThatAReloadedFirewallHasForgottenAreSetAgainAndNoneTwice() throws Exception {
        var first = settled();
        assertThat(first).hasSize(3).first().asString().startsWith("INPUT -i ssr+");
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(settled()).as("none is set twice").isEqualTo(first);
        Files.writeString(rules, "");
        assertThat(settled()).as("it was looked a moment ago").isEmpty();
        now.addAndGet(Duration.ofSeconds(31).toNanos());
        assertThat(settled()).isEqualTo(first);
    }
}
