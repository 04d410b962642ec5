package dev.softservice.runner.docker.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import dev.softservice.manifest.model.Capabilities;
import dev.softservice.manifest.model.Service;
import dev.softservice.manifest.model.Service.Device;
import dev.softservice.runner.docker.link.HeldLimits;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.ContainerPlan.Granted;
import dev.softservice.runner.plan.ContainerPlan.VolumeUse;
import dev.softservice.runner.plan.ImagePlan;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HostSettingsTest {
    private static final HostSettings SETTINGS = HostSettings.on(
            SyscallsTest.engine("x86_64", "name=seccomp,profile=default"), HeldLimits.ALL, Optional::of);

    @Test
    void everyFieldOfTheClientsHostConfigIsClassifiedOnce() {
        var fields = Arrays.stream(HostConfig.class.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .map(java.lang.reflect.Field::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        var classified = new java.util.ArrayList<String>();
        classified.addAll(HostSettings.CONSTANT);
        classified.addAll(HostSettings.FROM_PLAN);
        classified.addAll(HostSettings.HOLDER);
        classified.addAll(HostSettings.NAMES);
        classified.addAll(HostSettings.NEVER);
        assertThat(classified).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(fields);
    }

    @Test
    void nothingThatReachesForTheHostIsEverSet() throws ReflectiveOperationException {
        var settings = SETTINGS.of(plan(List.of("AUDIT_WRITE")), "net");
        for (var name : Stream.concat(HostSettings.NEVER.stream(), HostSettings.NAMES.stream())
                .toList()) {
            var field = HostConfig.class.getDeclaredField(name);
            field.setAccessible(true);
            assertThat(field.get(settings)).as(name).isNull();
            assertThat(field.get(SETTINGS.holder("net", Optional.empty())))
                    .as("holder: " + name)
                    .isNull();
        }
        assertThat(settings.getSysctls()).isNull();
    }

    @Test
    void aHolderMayClearItsOwnNetworkNamespaceAndNothingElse() {
        var holder = SETTINGS.holder("net", Optional.empty());
        assertThat(holder.getCapDrop()).extracting(Enum::name).containsExactly("ALL");
        assertThat(holder.getCapAdd()).extracting(Enum::name).containsExactly("NET_ADMIN");
        assertThat(holder.getReadonlyRootfs()).isTrue();
        assertThat(holder.getSecurityOpts())
                .containsExactly("no-new-privileges", "seccomp=" + Syscalls.profile("SCMP_ARCH_X86_64"));
        assertThat(holder.getSysctls()).containsOnlyKeys("net.ipv4.tcp_max_tw_buckets", "net.ipv4.tcp_no_metrics_save");
        assertThat(holder.getMounts()).isEmpty();
        assertThat(SETTINGS.holder("net", Optional.of(new VolumeUse("starter", "/starter", false)))
                        .getMounts())
                .singleElement()
                .satisfies(mount -> {
                    assertThat(mount.getType()).isEqualTo(MountType.VOLUME);
                    assertThat(mount.getSource()).isEqualTo("starter");
                });
    }

    @Test
    void aStarterIsThereToReadOnlyAndChangesNothingElse() {
        var plain = SETTINGS.joined(plan(List.of()), "h", Optional.empty());
        var held = SETTINGS.joined(plan(List.of()), "h", Optional.of(new VolumeUse("starter", "/dev/.starter", true)));
        assertThat(held.getMounts())
                .hasSize(2)
                .startsWith(plain.getMounts().getFirst())
                .last()
                .satisfies(mount -> {
                    assertThat(mount.getSource()).isEqualTo("starter");
                    assertThat(mount.getReadOnly()).isTrue();
                });
        assertThat(held.withMounts(plain.getMounts()))
                .usingRecursiveComparison()
                .isEqualTo(plain);
    }

    @Test
    void theSandboxIsAsDesigned() {
        var settings = SETTINGS.of(plan(List.of("AUDIT_WRITE")), "net");
        assertThat(settings.getCapDrop()).extracting(Enum::name).containsExactly("ALL");
        assertThat(settings.getCapAdd())
                .extracting(Enum::name)
                .containsExactlyInAnyOrder(
                        "CHOWN",
                        "DAC_OVERRIDE",
                        "FOWNER",
                        "SETUID",
                        "SETGID",
                        "KILL",
                        "NET_BIND_SERVICE",
                        "SYS_CHROOT",
                        "AUDIT_WRITE");
        assertThat(settings.getSecurityOpts())
                .containsExactly("no-new-privileges", "seccomp=" + Syscalls.profile("SCMP_ARCH_X86_64"));
        assertThat(settings.getPrivileged()).isFalse();
        assertThat(settings.getIpcMode()).isEqualTo("private");
        assertThat(settings.getMemory()).isEqualTo(settings.getMemorySwap()).isEqualTo(64L << 20);
        assertThat(settings.getPidsLimit()).isEqualTo(100);
        assertThat(settings.getNanoCPUs()).isEqualTo(500_000_000L);
        assertThat(settings.getLogConfig().getConfig()).containsKeys("max-size", "max-file");
        assertThat(settings.getMounts())
                .singleElement()
                .satisfies(mount -> assertThat(mount.getType()).isEqualTo(MountType.VOLUME));
    }

    /** Podman can't start a container that asks for more than its user was handed. */
    @Test
    void whatAnEngineDoesNotHoldIsNotAskedOfIt() {
        var memory = HostSettings.on(
                        SyscallsTest.engine("x86_64", "name=rootless"),
                        new HeldLimits(true, false, false),
                        Optional::of)
                .of(plan(List.of()), "net");
        assertThat(memory.getMemory()).isEqualTo(memory.getMemorySwap()).isEqualTo(64L << 20);
        assertThat(memory.getNanoCPUs()).isNull();
        assertThat(memory.getPidsLimit()).isNull();
        var others = HostSettings.on(
                        SyscallsTest.engine("x86_64", "name=rootless"), new HeldLimits(false, true, true), Optional::of)
                .of(plan(List.of()), "net");
        assertThat(others.getMemory()).isNull();
        assertThat(others.getMemorySwap()).isNull();
        assertThat(others.getNanoCPUs()).isEqualTo(500_000_000L);
        assertThat(others.getPidsLimit()).isEqualTo(100);
    }

    @Test
    void theManifestsListsOfCapabilitiesAreTheSandboxs() {
        assertThat(SETTINGS.of(plan(List.of()), "net").getCapAdd())
                .extracting(Enum::name)
                .containsExactlyInAnyOrderElementsOf(Capabilities.DEFAULT);
        Capabilities.ASKABLE.forEach(name -> assertThat(
                        SETTINGS.of(plan(List.of(name)), "net").getCapAdd())
                .extracting(Enum::name)
                .contains(name));
    }

    @Test
    void aCapabilityThatNobodyMayAskForIsRefusedHereToo() {
        for (var name : List.of("SYS_ADMIN", "NET_ADMIN", "NET_RAW", "SYS_PTRACE", "ALL", "")) {
            assertThatThrownBy(() -> SETTINGS.of(plan(List.of(name)), "net"))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whatAUserHasAgreedToIsSetAndNothingMore() {
        var dri = new Device("/dev/dri", "/dev/dri", true);
        var settings = SETTINGS.of(plan(List.of(), granted(List.of("NET_ADMIN"), List.of(dri))), "net");
        assertThat(settings.getCapAdd())
                .extracting(Enum::name)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(Capabilities.DEFAULT.stream(), Stream.of("NET_ADMIN"))
                                .toList());
        assertThat(settings.getDevices()).singleElement().satisfies(device -> {
            assertThat(device.getPathOnHost()).isEqualTo("/dev/dri");
            assertThat(device.getPathInContainer()).isEqualTo("/dev/dri");
            assertThat(device.getcGroupPermissions()).isEqualTo("r");
        });
        assertThat(settings.getPrivileged()).isFalse();
        assertThat(settings.getSecurityOpts()).contains("no-new-privileges");
        assertThat(settings.getNetworkMode()).isEqualTo("net");
        assertThat(SETTINGS.of(plan(List.of()), "net").getDevices()).isNull();
    }

    @Test
    void whatNobodyCanAgreeToIsRefusedHereToo() {
        for (var name : List.of("SYS_ADMIN", "SYS_RAWIO", "ALL", "IPC_LOCK", ""))
            assertThatThrownBy(() -> SETTINGS.of(plan(List.of(), granted(List.of(name), List.of())), "net"))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        for (var path : List.of("/dev/sda", "/dev/mem", "/dev/dri/../sda", "/var/run/docker.sock"))
            for (var device : List.of(new Device(path, "/dev/dri", true), new Device("/dev/dri", path, true)))
                assertThatThrownBy(() -> SETTINGS.of(plan(List.of(), granted(List.of(), List.of(device))), "net"))
                        .as(device.toString())
                        .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theMachineAsAWholeIsHadByAWordForEach() {
        var all = new Granted(
                List.of(),
                List.of(),
                List.of(),
                Optional.of(new Service.Graphics(0, List.of("1"), List.of("gpu", "utility"))),
                true,
                true,
                true,
                Optional.of("/var/run/docker.sock"),
                Map.of("/host/proc", "/proc"));
        var settings = SETTINGS.withSocket("/run/user/1000/docker.sock").of(plan(List.of(), all), "host");
        assertThat(settings.getNetworkMode()).isEqualTo("host");
        assertThat(settings.getPrivileged()).isTrue();
        assertThat(settings.getSecurityOpts()).isEmpty();
        assertThat(settings.getPidMode()).isEqualTo("host");
        assertThat(settings.getDeviceRequests()).singleElement().satisfies(cards -> {
            assertThat(cards.getDriver()).isEqualTo("nvidia");
            assertThat(cards.getDeviceIds()).containsExactly("1");
            assertThat(cards.getCapabilities()).containsExactly(List.of("gpu", "utility"));
        });
        assertThat(settings.getMounts())
                .filteredOn(mount -> mount.getType() == MountType.BIND)
                .extracting(Mount::getSource, Mount::getTarget, Mount::getReadOnly)
                .containsExactly(
                        tuple("/run/user/1000/docker.sock", "/var/run/docker.sock", null),
                        tuple("/proc", "/host/proc", true));
        var socket = granted(Optional.of("/s"), Map.of());
        assertThat(SETTINGS.of(plan(List.of(), socket), "net").getPrivileged()).isFalse();
        assertThat(SETTINGS.of(plan(List.of(), socket), "net").getSecurityOpts())
                .contains("no-new-privileges");
    }

    @Test
    void noFileOfTheMachineIsHadByAnotherName() {
        for (var path : List.of("proc", "/proc/../etc", "", "/a b", "/proc/"))
            assertThatThrownBy(() -> SETTINGS.of(plan(List.of(), granted(Optional.empty(), Map.of("/x", path))), "net"))
                    .as(path)
                    .isInstanceOf(IllegalArgumentException.class);
    }

    private static Granted granted(List<String> capabilities, List<Device> devices) {
        return new Granted(
                capabilities, devices, List.of(), Optional.empty(), false, false, false, Optional.empty(), Map.of());
    }

    private static Granted granted(Optional<String> socket, Map<String, String> files) {
        return new Granted(List.of(), List.of(), List.of(), Optional.empty(), false, false, false, socket, files);
    }

    private static ContainerPlan plan(List<String> capabilities) {
        return plan(capabilities, Granted.NONE);
    }

    private static ContainerPlan plan(List<String> capabilities, Granted granted) {
        return new ContainerPlan(
                "web",
                "ss-1-web",
                new ImagePlan.Pulled("debian"),
                new ContainerPlan.Process(
                        Optional.empty(),
                        Optional.empty(),
                        Map.of(),
                        Optional.empty(),
                        Optional.empty(),
                        "web",
                        false,
                        false,
                        Optional.empty(),
                        Duration.ZERO),
                new ContainerPlan.Files(
                        List.of(new ContainerPlan.VolumeUse("ss-1-data", "/data", false)),
                        List.of(),
                        List.of(new ContainerPlan.Tmpfs("/tmp", 1024))),
                new ContainerPlan.Confinement(64L << 20, 0.5, 100, 1 << 20, capabilities, Map.of(), granted),
                new ContainerPlan.Connections(List.of("ss-1-default"), List.of("web"), Map.of(), List.of(), List.of()),
                Map.of(),
                Optional.empty(),
                ContainerPlan.Restart.NO,
                Map.of());
    }
}
