package dev.softservice.runner.docker.sandbox;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Device;
import com.github.dockerjava.api.model.DeviceRequest;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Ulimit;
import dev.softservice.manifest.model.Devices;
import dev.softservice.manifest.model.MachineFiles;
import dev.softservice.manifest.model.Service;
import dev.softservice.runner.docker.link.HeldLimits;
import dev.softservice.runner.docker.network.GivenAddresses;
import dev.softservice.runner.docker.network.NetworkNames;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.ContainerPlan.VolumeUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sandbox of every container. It starts from a constant, and only the typed, range-checked values of a plan are copied in: an
 * allow-list, since a list of what is forbidden always misses something. A test fails on any field of the client's HostConfig that stands in
 * none of {@link #CONSTANT}, {@link #FROM_PLAN} and {@link #NEVER}.
 */
public final class HostSettings {
    private static final List<Capability> CAPABILITIES = List.of(
            Capability.CHOWN,
            Capability.DAC_OVERRIDE,
            Capability.FOWNER,
            Capability.SETUID,
            Capability.SETGID,
            Capability.KILL,
            Capability.NET_BIND_SERVICE,
            Capability.SYS_CHROOT);
    /** What {@code permissions.capabilities} may add; the manifest's reader knows the same few. */
    private static final Set<Capability> PERMITTED =
            Set.of(Capability.AUDIT_WRITE, Capability.FSETID, Capability.IPC_LOCK);

    /** What an installation has where its user has agreed to it. A plan for a run can't hold them. */
    private static final Set<Capability> GRANTED = Set.of(Capability.NET_ADMIN, Capability.NET_RAW);

    /** Fields with one value for all containers. */
    static final Set<String> CONSTANT = Set.of("ipcMode", "logConfig", "autoRemove");
    /** Fields that a plan's typed values reach. */
    static final Set<String> FROM_PLAN = Set.of(
            "capAdd",
            "capDrop",
            "securityOpts",
            "devices",
            "deviceRequests",
            "pidMode",
            "privileged",
            "memory",
            "memorySwap",
            "nanoCPUs",
            "pidsLimit",
            "shmSize",
            "init",
            "readonlyRootfs",
            "networkMode",
            "portBindings",
            "restartPolicy",
            "mounts",
            "tmpFs",
            "ulimits");
    /** Fields that only {@link #holder} and {@link GivenAddresses} set, to constants. */
    static final Set<String> HOLDER = Set.of("sysctls");
    /** Fields that only {@link NetworkNames} sets, from the names in the plan. */
    static final Set<String> NAMES = Set.of("links", "extraHosts", "dns");
    /** Fields that nothing ever sets: they reach for the host, or nobody needs them. */
    static final Set<String> NEVER = Set.of(
            "binds",
            "volumesFrom",
            "volumeDriver",
            "deviceCgroupRules",
            "cgroupParent",
            "cgroup",
            "cgroupnsMode",
            "utSMode",
            "usernsMode",
            "runtime",
            "oomKillDisable",
            "oomScoreAdj",
            "groupAdd",
            "storageOpt",
            "publishAllPorts",
            "dnsOptions",
            "dnsSearch",
            "annotations",
            "lxcConf",
            "containerIDFile",
            "diskQuota",
            "kernelMemory",
            "memoryReservation",
            "memorySwappiness",
            "blkioWeight",
            "blkioWeightDevice",
            "blkioDeviceReadBps",
            "blkioDeviceWriteBps",
            "blkioDeviceReadIOps",
            "blkioDeviceWriteIOps",
            "cpuPeriod",
            "cpuQuota",
            "cpuShares",
            "cpusetCpus",
            "cpusetMems",
            "cpuRealtimePeriod",
            "cpuRealtimeRuntime",
            "cpuCount",
            "cpuPercent",
            "ioMaximumIOps",
            "ioMaximumBandwidth",
            "isolation",
            "consoleSize");

    private static final long HOLDER_MEMORY = 32L << 20;
    private static final long COPYING_MEMORY = 256L << 20;

    private static final String ENGINE_SOCKET = "/var/run/docker.sock";
    private static final List<String> NO_NEW_PRIVILEGES = List.of("no-new-privileges");

    private final List<String> securityOptions;
    private final HeldLimits held;
    private final String engineSocket;

    private HostSettings(List<String> securityOptions, HeldLimits held, String engineSocket) {
        this.securityOptions = securityOptions;
        this.held = held;
        this.engineSocket = engineSocket;
    }

    /** Those of one engine: the same for every container, whatever a plan says. {@code handed}: as in {@link Syscalls#optionFor}. What is not {@code held} there is not asked for. */
    public static HostSettings on(Info engine, HeldLimits held, Function<String, Optional<String>> handed) {
        return new HostSettings(
                Stream.concat(NO_NEW_PRIVILEGES.stream(), Syscalls.optionFor(engine, handed).stream())
                        .toList(),
                held,
                ENGINE_SOCKET);
    }

    /** The same where the engine's machine has its socket at {@code path}. */
    public HostSettings withSocket(String path) {
        return new HostSettings(securityOptions, held, path);
    }

    /** In the namespace of a holder; {@code entrance}: the volume with what it is started through. */
    public HostConfig joined(ContainerPlan plan, String holder, Optional<VolumeUse> entrance) {
        var settings = of(plan, "container:" + holder);
        var mounts = new ArrayList<>(volumes(plan));
        entrance.ifPresent(use -> mounts.add(mount(use)));
        return settings.withMounts(mounts);
    }

    /** {@code network}: the engine's name of the first network. */
    public HostConfig of(ContainerPlan plan, String network) {
        var confinement = plan.confinement();
        var settings = limited(confinement.memory(), confinement.pids());
        if (held.cpus()) settings.withNanoCPUs(Math.round(confinement.cpus() * 1_000_000_000L));
        if (!confinement.granted().devices().isEmpty())
            settings.withDevices(confinement.granted().devices().stream()
                    .map(HostSettings::device)
                    .toArray(Device[]::new));
        confinement
                .granted()
                .graphics()
                .ifPresent(cards -> settings.withDeviceRequests(List.of(new DeviceRequest()
                        .withDriver("nvidia")
                        .withCount(cards.count())
                        .withDeviceIds(cards.ids())
                        .withCapabilities(List.of(cards.capabilities())))));
        if (confinement.granted().processes()) settings.withPidMode("host");
        // Nothing of the sandbox stands in the way of what its user has agreed to.
        if (confinement.granted().privileged())
            settings.withPrivileged(true).withCapDrop().withSecurityOpts(List.of());
        return settings.withCapAdd(capabilities(confinement))
                .withShmSize(confinement.shmSize())
                .withUlimits(confinement.ulimits().entrySet().stream()
                        .map(limit -> new Ulimit(
                                limit.getKey(),
                                limit.getValue().soft(),
                                limit.getValue().hard()))
                        .toList())
                .withInit(plan.process().init())
                .withReadonlyRootfs(plan.process().readOnlyRoot())
                .withNetworkMode(network)
                .withPortBindings(plan.connections().published().stream()
                        .map(port -> new PortBinding(
                                Ports.Binding.bindIpAndPort(port.bind(), port.hostPort()), exposed(port)))
                        .toList())
                .withRestartPolicy(restart(plan.restart()))
                .withMounts(volumes(plan))
                .withTmpFs(plan.files().tmpfs().stream()
                        .collect(Collectors.toMap(
                                ContainerPlan.Tmpfs::target, tmpfs -> "rw,nosuid,nodev,noexec,size=" + tmpfs.size())));
    }

    /**
     * The settings of a holder, one for all of them: it is this program's own script, it runs nothing of a distro, and needs to clear its network namespace's
     * tables. Connections that were closed leave nothing behind in there, neither their addresses nor what was measured on them.
     *
     * @param starter the volume of the slot's starter, and where it is to be
     */
    public HostConfig holder(String network, Optional<VolumeUse> starter) {
        return limited(HOLDER_MEMORY, 8L)
                .withMounts(starter.map(HostSettings::mount).stream().toList())
                .withCapAdd(Capability.NET_ADMIN)
                .withReadonlyRootfs(true)
                .withNetworkMode(network)
                .withSysctls(Map.of("net.ipv4.tcp_max_tw_buckets", "0", "net.ipv4.tcp_no_metrics_save", "1"));
    }

    /** Those of a container of our own that copies between volumes: files keep owner, mode and capabilities. */
    public HostConfig copying(List<Mount> volumes) {
        return limited(COPYING_MEMORY, 8L)
                .withCapAdd(
                        Capability.CHOWN,
                        Capability.DAC_OVERRIDE,
                        Capability.FOWNER,
                        Capability.FSETID,
                        Capability.SETFCAP)
                .withReadonlyRootfs(true)
                .withNetworkMode("none")
                .withMounts(volumes);
    }

    /** The constant, and two of the limits; {@code memory}: bytes. */
    private HostConfig limited(long memory, long pids) {
        var settings = constant();
        // Equal to memory: no swap on top of it.
        if (held.memory()) settings.withMemory(memory).withMemorySwap(memory);
        if (held.pids()) settings.withPidsLimit(pids);
        return settings;
    }

    private HostConfig constant() {
        return new HostConfig()
                .withCapDrop(Capability.ALL)
                .withSecurityOpts(securityOptions)
                .withPrivileged(false)
                .withIpcMode("private")
                .withAutoRemove(false)
                .withLogConfig(
                        new LogConfig(LogConfig.LoggingType.JSON_FILE, Map.of("max-size", "16m", "max-file", "2")));
    }

    /** As an engine names it. */
    public static ExposedPort exposed(ContainerPlan.Publication port) {
        return switch (port.protocol()) {
            case TCP -> ExposedPort.tcp(port.port());
            case UDP -> ExposedPort.udp(port.port());
        };
    }

    /** Looked at once more, wherever the plan comes from: with another device a container could have the machine. */
    private static Device device(Service.Device device) {
        if (!Devices.mayBeAskedFor(device.source()) || !Devices.mayBeAskedFor(device.target()))
            throw new IllegalArgumentException(
                    "device " + device.source() + " is not among those that may be asked for");
        return new Device(device.readOnly() ? "r" : "rw", device.target(), device.source());
    }

    private static Capability[] capabilities(ContainerPlan.Confinement confinement) {
        return Stream.of(
                        CAPABILITIES.stream(),
                        confinement.capabilities().stream().map(name -> permitted(name, PERMITTED)),
                        confinement.granted().capabilities().stream().map(name -> permitted(name, GRANTED)))
                .flatMap(capabilities -> capabilities)
                .distinct()
                .toArray(Capability[]::new);
    }

    private static Capability permitted(String name, Set<Capability> permitted) {
        return permitted.stream()
                .filter(capability -> capability.name().equals(name))
                .findFirst()
                .or(() -> CAPABILITIES.stream()
                        .filter(capability -> capability.name().equals(name))
                        .findFirst())
                .orElseThrow(() -> new IllegalArgumentException(
                        "capability " + name + " is not among those that may be asked for"));
    }

    private static RestartPolicy restart(ContainerPlan.Restart restart) {
        if (restart.unlessStopped()) return RestartPolicy.unlessStoppedRestart();
        return restart.onFailure() > 0
                ? RestartPolicy.onFailureRestart(restart.onFailure())
                : RestartPolicy.noRestart();
    }

    /** Volumes of the environment only, and the engine's socket and files of the machine where its user has agreed to that; a mount of anything else can't be expressed. */
    private List<Mount> volumes(ContainerPlan plan) {
        var mounts = new ArrayList<Mount>();
        for (var volume : plan.files().volumes()) {
            mounts.add(mount(volume));
        }
        plan.confinement()
                .granted()
                .socket()
                .ifPresent(target -> mounts.add(new Mount()
                        .withType(MountType.BIND)
                        .withSource(engineSocket)
                        .withTarget(target)));
        plan.confinement().granted().files().forEach((target, source) -> mounts.add(file(source, target)));
        return mounts;
    }

    /** Looked at once more, and never to be written to, wherever the plan comes from. */
    private static Mount file(String source, String target) {
        if (!MachineFiles.mayBeAskedFor(source))
            throw new IllegalArgumentException("file " + source + " is not among those that may be asked for");
        return new Mount()
                .withType(MountType.BIND)
                .withSource(source)
                .withTarget(target)
                .withReadOnly(true);
    }

    private static Mount mount(VolumeUse use) {
        return new Mount()
                .withType(MountType.VOLUME)
                .withSource(use.volume())
                .withTarget(use.target())
                .withReadOnly(use.readOnly());
    }
}
