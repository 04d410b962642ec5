package dev.softservice.manifest.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.InMemoryFiles;
import dev.softservice.manifest.model.Devices;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Manifest.Protocol;
import dev.softservice.manifest.model.Permission;
import dev.softservice.manifest.model.Permissions;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.Reading;
import dev.softservice.manifest.model.Service.Device;
import dev.softservice.manifest.model.Service.Machine;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service has of the machine: asked for by the distro, and by itself. */
class MachinePermissionsTest {
    private static Reading read(String rest) {
        return new ManifestReader().read(new InMemoryFiles().with(Manifest.FILE_NAME, """
            softservice: v1
            name: radio
            version: "1.0"
            tests: [{name: t, tcp: {host: app, port: 80}}]
            """ + rest));
    }

    private static Machine machine(String rest) {
        var reading = read(rest);
        assertThat(reading.errors()).isEmpty();
        return Objects.requireNonNull(
                        reading.manifest().orElseThrow().services().get("app"))
                .machine();
    }

    @Test
    void aServiceHasWhatBothAskFor() {
        assertThat(machine("""
            permissions: {capabilities: [NET_ADMIN, IPC_LOCK], host-gateway: true, devices: [/dev/ttyUSB0, /dev/dri]}
            services:
              app:
                image: x
                cap_add: [CAP_NET_ADMIN, IPC_LOCK, CHOWN]
                extra_hosts: {host.docker.internal: host-gateway}
                devices: ["/dev/ttyUSB0:/dev/ttyACM0:rwm", {source: /dev/dri, permissions: r}]
            """))
                .isEqualTo(new Machine(
                        List.of("NET_ADMIN"),
                        true,
                        List.of(
                                new Device("/dev/ttyUSB0", "/dev/ttyACM0", false),
                                new Device("/dev/dri", "/dev/dri", true))));
    }

    @Test
    void aServiceThatAsksForNothingHasNothingWhateverTheDistroAsksFor() {
        assertThat(machine("""
            permissions: {capabilities: [NET_ADMIN, NET_RAW], host-gateway: true, devices: [/dev/dri]}
            services: {app: {image: x}}
            """)).isEqualTo(Machine.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cap_add: [NET_ADMIN] | list it under permissions.capabilities: [NET_ADMIN]",
                "devices: [/dev/dri] | list it under permissions.devices: [/dev/dri]",
                "devices: ['/dev/dri/card0:/dev/dri/card0'] | list it under permissions.devices: [/dev/dri/card0]",
                "extra_hosts: ['host.docker.internal=host-gateway'] | write permissions: {host-gateway: true}"
            })
    void whatTheDistroDoesNotAskForIsRefusedAndSaysHow(String key, String remedy) {
        var errors = read("services:\n  app:\n    image: x\n    " + key + "\n").errors();
        assertThat(errors).hasSize(1);
        assertThat(errors.getFirst().remedy().text()).isEqualTo(remedy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/dev/sda",
                "/dev/mem",
                "/dev/kmsg",
                "/dev/nvme0n1",
                "/dev/mapper/root",
                "/dev/loop0",
                "/dev/dri/../sda",
                "/dev",
                "/dev/",
                "/dev/dri/",
                "/dev/fuse",
                "/dev/null",
                "/dev/shm",
                "dev/dri",
                "/DEV/dri",
                "/dev/ttyUSB0 ",
                "/dev/serial/by-id/../../sda",
                "/dev/serial/by-id/a/b",
                "/dev/bus/usb/../../mem"
            })
    void aDeviceThatGivesTheMachineAwayCanNotBeAskedFor(String path) {
        assertThat(Devices.mayBeAskedFor(path)).isFalse();
        assertThat(read("permissions: {devices: ['" + path + "']}\nservices: {app: {image: x}}\n")
                        .errors())
                .extracting(Problem::rule)
                .containsExactly("refused-devices");
        assertThat(Permissions.named("device:" + path)).isEmpty();
    }

    @Test
    void everyPermissionIsFoundAgainByItsWord() {
        var all = new Permissions(true, List.of("NET_ADMIN", "IPC_LOCK"), true, List.of("/dev/dri", "/dev/net/tun"));
        assertThat(Permissions.of(all.all())).isEqualTo(all);
        for (var permission : all.all()) {
            assertThat(Permissions.named(permission.word())).contains(permission);
            assertThat(permission.word()).doesNotContain(" ", ",");
        }
        assertThat(all.all())
                .filteredOn(permission -> permission.inRuns().isEmpty())
                .extracting(Permission::word)
                .containsExactly("internet", "IPC_LOCK");
    }

    @Test
    void whatNoRunShowsIsNamed() {
        var manifest = read("""
            permissions: {internet: true, capabilities: [NET_RAW], devices: [/dev/dri]}
            services: {app: {image: x}}
            provides:
              http: {service: app, port: 80}
              dns: {service: app, port: 53, protocol: udp, publish: 53}
            """).manifest().orElseThrow();
        assertThat(Objects.requireNonNull(manifest.provides().endpoints().get("dns"))
                        .protocol())
                .isEqualTo(Protocol.UDP);
        assertThat(manifest.notShown())
                .containsExactly(
                        "the capability NET_RAW (in a run services run without it)",
                        "the device /dev/dri (in a run it is absent)",
                        "provides.dns (whether a UDP port answers is not asked)");
    }
}
