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
import dev.softservice.manifest.model.Service;
import dev.softservice.manifest.model.Service.Device;
import dev.softservice.manifest.model.Service.EngineSocketMount;
import dev.softservice.manifest.model.Service.Machine;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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
                        List.of("host.docker.internal"),
                        List.of(
                                new Device("/dev/ttyUSB0", "/dev/ttyACM0", false),
                                new Device("/dev/dri", "/dev/dri", true)),
                        Optional.empty(),
                        false,
                        false,
                        false));
    }

    @Test
    void whatIsTheMachineAsAWholeNeedsBothWordsToo() {
        var reading = read("""
            permissions: {host-network: true, engine-socket: true, privileged: true}
            services:
              app:
                image: x
                network_mode: host
                privileged: true
                volumes: ["/run/podman/podman.sock:/var/run/docker.sock:ro"]
              other: {image: x, network_mode: bridge, privileged: false}
            """);
        assertThat(reading.errors()).isEmpty();
        var manifest = reading.manifest().orElseThrow();
        var app = Objects.requireNonNull(manifest.services().get("app"));
        assertThat(app.machine())
                .isEqualTo(new Machine(List.of(), List.of(), List.of(), Optional.empty(), true, false, true));
        assertThat(app.mounts()).containsExactly(new EngineSocketMount("/var/run/docker.sock"));
        assertThat(Objects.requireNonNull(manifest.services().get("other")).machine())
                .isEqualTo(Machine.NONE);
        assertThat(manifest.notShown())
                .containsExactly(
                        "the machine's own network (in a run services are on the distro's own networks, where they know"
                                + " each other by name)",
                        "the container engine's socket (in a run the socket is a file to which every connection is"
                                + " refused)",
                        "all powers over the machine (in a run services run in the sandbox)");
    }

    @Test
    void filesOfTheSystemAreReadAndNeverWritten() {
        var services = "services:\n  app:\n    image: x\n    volumes: [\"%s\"]\n";
        var asked = "permissions: {machine-files: [/, /proc/, /dev/disk]}\n";
        for (var mount : List.of("/:/rootfs:ro", "/proc:/host/proc:ro", "/dev/disk/:/dev/disk:ro")) {
            var manifest = read(asked + services.formatted(mount)).manifest().orElseThrow();
            assertThat(Objects.requireNonNull(manifest.services().get("app")).mounts())
                    .singleElement()
                    .isInstanceOf(Service.MachineFileMount.class);
            assertThat(manifest.notShown()).hasSize(3);
        }
        var written = read(asked + services.formatted("/proc:/host/proc")).errors();
        assertThat(written).extracting(Problem::rule).containsExactly("refused-host-path");
        assertThat(written.getFirst().remedy().text()).contains("machine-files");
        for (var mount :
                List.of("/sys:/sys:ro", "/srv/data:/data:ro", "/etc/../root:/x:ro", "/proc:/proc:ro", "/:/:ro"))
            assertThat(read(asked + services.formatted(mount)).errors())
                    .as(mount)
                    .isNotEmpty();
    }

    @Test
    void whatHoldsTheEnginesSocketIsSaidToBeTheMachine() {
        for (var path : List.of("/", "/var", "/run", "/var/run", "/run/dbus", "/tmp/x.sock"))
            assertThat(new Permission.OwnFile(path).meaning()).as(path).contains("the whole machine");
        for (var path : List.of("/proc", "/sys", "/var/log", "/runs", "/etc"))
            assertThat(new Permission.OwnFile(path).meaning())
                    .as(path)
                    .isEqualTo("read " + path + " of this machine, with all that is in there");
        assertThat(Permissions.named("file:/proc")).contains(new Permission.OwnFile("/proc"));
        for (var path : List.of("proc", "/a b", "/a,b", "/a/../b", "//a", "/a/", ""))
            assertThat(Permissions.named("file:" + path)).as(path).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gpus: all | -1 | | gpu",
                "gpus: 2 | 2 | | gpu",
                "gpus: [{count: 1}] | 1 | | gpu",
                "deploy: {resources: {reservations: {devices: [{driver: nvidia, count: all, capabilities: [gpu]}]}}} |"
                        + " -1 | | gpu",
                "deploy: {resources: {reservations: {devices: [{device_ids: ['0', '3'], capabilities: [gpu,"
                        + " utility]}]}}} | 0 | 0 3 | gpu utility",
                "runtime: nvidia | -1 | | gpu",
                "{runtime: nvidia, environment: [NVIDIA_VISIBLE_DEVICES=1]} | 0 | 1 | gpu"
            })
    void graphicsCardsAreAskedForInEveryWay(String service, int count, String ids, String capabilities) {
        var keys = service.startsWith("{") ? service.substring(1, service.length() - 1) : service;
        var text = "services:\n  app: {image: x, " + keys + "}\n";
        assertThat(read(text).errors()).extracting(Problem::rule).containsExactly("refused-gpus");
        var cards = machine("permissions: {graphics-cards: true}\n" + text)
                .graphics()
                .orElseThrow();
        assertThat(cards)
                .isEqualTo(new Service.Graphics(
                        count, ids == null ? List.of() : List.of(ids.split(" ")), List.of(capabilities.split(" "))));
    }

    @Test
    void cardsOfOthersAreDevices() {
        for (var request :
                List.of("[{driver: amdgpu}]", "[{count: 1}, {count: 1}]", "[{capabilities: [root]}]", "some"))
            assertThat(read("permissions: {graphics-cards: true}\nservices: {app: {image: x, gpus: " + request + "}}\n")
                            .errors())
                    .as(request)
                    .isNotEmpty();
    }

    @Test
    void theMachinesProcessesNeedBothWords() {
        var text = "services: {app: {image: x, pid: %s}}\n";
        assertThat(read(text.formatted("host")).errors())
                .extracting(Problem::rule)
                .containsExactly("refused-pid");
        assertThat(machine("permissions: {host-processes: true}\n" + text.formatted("host"))
                        .processes())
                .isTrue();
        assertThat(read("permissions: {host-processes: true}\n" + text.formatted("'service:db'"))
                        .errors())
                .isNotEmpty();
        assertThat(machine(text.formatted("''")).processes()).isFalse();
    }

    @Test
    void theMachineMayHaveAnyNameThatIsNobodysElse() {
        var text = "permissions: {host-gateway: true}\nservices: {app: {image: x, extra_hosts: ['%s:host-gateway']}}\n";
        assertThat(machine(text.formatted("host-gateway")).gateways()).containsExactly("host-gateway");
        for (var name : List.of("app", "localhost", "a b"))
            assertThat(read(text.formatted(name)).errors()).as(name).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/var/run/docker.sock:/var/run/docker.sock",
                "/var/run/docker.sock:/tmp/docker.sock:ro",
                "//var/run/docker.sock:/var/run/docker.sock",
                "${DOCKER_SOCK:-/var/run/docker.sock}:/var/run/docker.sock",
                "${DOCKER_SOCK}:/var/run/docker.sock",
                "$XDG_RUNTIME_DIR/podman/podman.sock:/var/run/docker.sock:z",
                "/run/user/1000/docker.sock:/var/run/docker.sock"
            })
    void theEnginesSocketIsOneThingUnderAllItsNames(String mount) {
        var files = new InMemoryFiles()
                .with("compose.yaml", "services:\n  app:\n    image: x\n    volumes: ['" + mount + "']\n");
        var head = "softservice: v1\nname: app\nversion: '1.0'\ncompose: compose.yaml\n";
        var refused = new ManifestReader().read(files.with(Manifest.FILE_NAME, head));
        assertThat(refused.errors()).extracting(Problem::rule).containsExactly("refused-engine-socket");
        assertThat(refused.errors().getFirst().remedy().text()).isEqualTo("write permissions: {engine-socket: true}");
        var asked = new ManifestReader()
                .read(files.with(Manifest.FILE_NAME, head + "permissions: {engine-socket: true}\n"));
        assertThat(asked.errors()).isEmpty();
        assertThat(Objects.requireNonNull(
                                asked.manifest().orElseThrow().services().get("app"))
                        .mounts())
                .singleElement()
                .isInstanceOf(EngineSocketMount.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "volumes: ['/run/containerd/containerd.sock:/run/containerd/containerd.sock'] | refused-engine-socket",
                "volumes: ['/var/run:/var/run'] | refused-host-path",
                "volumes: ['data:/var/run/docker.sock'] | unknown-volume",
                "network_mode: 'service:db' | refused-network-mode",
                "network_mode: none | refused-network-mode",
                "'networks: [default]\n    network_mode: host' | one-of"
            })
    void nothingElseIsHadByThese(String key, String rule) {
        assertThat(read("permissions: {host-network: true, engine-socket: true, privileged: true}\nservices:\n  app:\n"
                                + "    image: x\n    " + key + "\n")
                        .errors())
                .extracting(Problem::rule)
                .containsExactly(rule);
    }

    @Test
    void aServiceOnTheMachinesNetworkPublishesNothingBesides() {
        var rest = """
            permissions: {host-network: true}
            services: {app: {image: x, network_mode: host}}
            provides: {http: {service: app, port: 80%s}}
            """;
        assertThat(read(rest.formatted("")).errors()).isEmpty();
        assertThat(read(rest.formatted(", publish: 80")).errors())
                .extracting(Problem::rule)
                .containsExactly("one-of");
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
                "extra_hosts: ['host.docker.internal=host-gateway'] | write permissions: {host-gateway: true}",
                "network_mode: host | write permissions: {host-network: true}",
                "privileged: true | write permissions: {privileged: true}",
                "volumes: ['/var/run/docker.sock:/s'] | write permissions: {engine-socket: true}"
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
        var all = new Permissions(
                true,
                List.of("NET_ADMIN", "IPC_LOCK"),
                true,
                List.of("/dev/dri", "/dev/net/tun"),
                List.of("/", "/proc"),
                List.of(Permission.OfTheMachine.values()));
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
