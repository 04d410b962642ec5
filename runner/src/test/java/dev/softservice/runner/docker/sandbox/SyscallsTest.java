package dev.softservice.runner.docker.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.dockerjava.api.model.Info;
import dev.softservice.runner.docker.ProbeDockerTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the calls themselves come to in a container is shown by {@link ProbeDockerTest}. */
class SyscallsTest {
    @Test
    void noCallIsListedTwiceAndNoneThatLeadsOut() {
        assertThat(Syscalls.allowed())
                .hasSizeGreaterThan(250)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z0-9_]+"))
                .doesNotContain(
                        "io_uring_setup",
                        "io_uring_enter",
                        "io_uring_register",
                        "bpf",
                        "perf_event_open",
                        "userfaultfd",
                        "keyctl",
                        "add_key",
                        "request_key",
                        "mount",
                        "umount2",
                        "pivot_root",
                        "unshare",
                        "setns",
                        "clone",
                        "clone3",
                        "socket",
                        "socketcall",
                        "personality",
                        "ptrace",
                        "open_by_handle_at",
                        "fsopen",
                        "fsmount",
                        "move_mount",
                        "open_tree",
                        "mount_setattr",
                        "init_module",
                        "finit_module",
                        "kexec_load",
                        "process_vm_readv",
                        "process_vm_writev",
                        "pidfd_getfd",
                        "kcmp",
                        "modify_ldt",
                        "syslog",
                        "quotactl",
                        "acct",
                        "swapon",
                        "fanotify_init",
                        "mbind",
                        "move_pages",
                        "iopl",
                        "ioperm",
                        "vm86",
                        "settimeofday",
                        "clock_settime",
                        "sethostname",
                        "reboot");
    }

    @Test
    void whateverIsNotAllowedIsRefusedAndSocketsAreOfFourFamilies() throws Exception {
        var profile = new JsonMapper().readTree(Syscalls.profile("SCMP_ARCH_X86_64"));
        assertThat(profile.path("defaultAction").asText()).isEqualTo("SCMP_ACT_ERRNO");
        assertThat(profile.path("architectures").valueStream().map(JsonNode::asText))
                .as("programs of another kind than the machine's")
                .containsExactly("SCMP_ARCH_X86_64");
        assertThat(profile.has("archMap")).isFalse();
        assertThat(rules(profile, "socket"))
                .hasSize(4)
                .allSatisfy(rule -> assertThat(rule.at("/args/0/op").asText()).isEqualTo("SCMP_CMP_EQ"))
                .extracting(rule -> rule.at("/args/0/value").asInt())
                .containsExactly(1, 2, 10, 16);
        assertThat(rules(profile, "clone")).singleElement().satisfies(rule -> {
            assertThat(rule.at("/args/0/op").asText()).isEqualTo("SCMP_CMP_MASKED_EQ");
            assertThat(rule.at("/args/0/value").asLong())
                    .isEqualTo(0x02000000L
                            | 0x04000000L
                            | 0x08000000L
                            | 0x10000000L
                            | 0x20000000L
                            | 0x40000000L
                            | 0x00020000L);
            assertThat(rule.at("/args/0/valueTwo").asLong()).isZero();
        });
        assertThat(rules(profile, "clone3"))
                .singleElement()
                .satisfies(rule -> assertThat(rule.path("errnoRet").asInt()).isEqualTo(38));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name=seccomp,profile=default",
                "name=seccomp,profile=builtin",
                "name=seccomp,profile=unconfined",
                "name=seccomp"
            })
    void ourListTakesThePlaceOfTheOneThatAnEngineCameWith(String option) {
        assertThat(Syscalls.optionFor(engine("x86_64", "name=apparmor", option), Optional::of))
                .contains("seccomp=" + Syscalls.profile("SCMP_ARCH_X86_64"));
        assertThat(Syscalls.optionFor(engine("aarch64", option), Optional::of))
                .contains("seccomp=" + Syscalls.profile("SCMP_ARCH_AARCH64"));
    }

    @Test
    void anEngineThatTakesTheNameOfAFileIsGivenOne() throws IOException {
        var podman = engine("amd64", "name=seccomp,profile=default");
        Path again;
        try (var file = new ProfileFile()) {
            var path = Path.of(Syscalls.optionFor(podman, profile -> Optional.of(file.of(profile)))
                    .orElseThrow()
                    .substring("seccomp=".length()));
            assertThat(path).hasContent(Syscalls.profile("SCMP_ARCH_X86_64"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-r--r--");
            assertThat(file.isGone()).isFalse();
            Files.delete(path);
            assertThat(file.isGone()).as("swept with other temporary files").isTrue();
            again = Path.of(file.of("{}"));
        }
        assertThat(again).doesNotExist();
        assertThat(ProfileFile.isSeenBy(
                        podman.withName("elsewhere").withKernelVersion(System.getProperty("os.version"))))
                .isFalse();
    }

    @Test
    void anEnginesOwnListStaysWhereOursCantBeUsed() {
        assertThat(Syscalls.optionFor(engine("x86_64", "name=seccomp,profile=default"), _ -> Optional.empty()))
                .as("it can be given none")
                .isEmpty();
        assertThat(Syscalls.optionFor(engine("riscv64", "name=seccomp,profile=default"), Optional::of))
                .as("a machine with other calls")
                .isEmpty();
        assertThat(Syscalls.optionFor(engine("x86_64", "name=seccomp,profile=/etc/docker/ours.json"), Optional::of))
                .as("its operator's")
                .isEmpty();
        assertThat(Syscalls.optionFor(engine("x86_64", "name=apparmor"), Optional::of))
                .as("a kernel without filters")
                .isEmpty();
        assertThat(Syscalls.optionFor(new Info(), Optional::of)).isEmpty();
    }

    private static List<JsonNode> rules(JsonNode profile, String call) {
        return profile.path("syscalls")
                .valueStream()
                .filter(rule -> rule.path("names")
                        .valueStream()
                        .anyMatch(name -> name.asText().equals(call)))
                .toList();
    }

    static Info engine(String architecture, String... securityOptions) {
        return new Info().withArchitecture(architecture).withSecurityOptions(List.of(securityOptions));
    }
}
