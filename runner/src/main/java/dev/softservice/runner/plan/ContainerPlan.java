package dev.softservice.runner.plan;

import dev.softservice.manifest.model.Manifest.Protocol;
import dev.softservice.manifest.model.Service.Condition;
import dev.softservice.manifest.model.Service.Device;
import dev.softservice.manifest.model.Service.Graphics;
import dev.softservice.manifest.model.Service.Ulimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One container, every value known.
 *
 * @param name       unique in the environment: the service's name, with {@code .2}, {@code .3} … for further replicas
 * @param engineName unique on the engine
 * @param dependsOn  by container name: what has to hold before this one starts
 * @param labels     those of the platform and, prefixed by nothing, the author's
 */
public record ContainerPlan(
        String name,
        String engineName,
        ImagePlan image,
        Process process,
        Files files,
        Confinement confinement,
        Connections connections,
        Map<String, Condition> dependsOn,
        Optional<Health> health,
        Restart restart,
        Map<String, String> labels) {

    /** Those of these folders, absolute, where nothing is mounted, nor above them. */
    public List<String> unmounted(Collection<String> folders) {
        return folders.stream()
                .filter(folder -> Stream.concat(
                                files.volumes().stream().map(VolumeUse::target),
                                files.tmpfs().stream().map(Tmpfs::target))
                        .noneMatch(target -> (folder + "/").startsWith(target.endsWith("/") ? target : target + "/")))
                .sorted()
                .toList();
    }

    /** The same with another image. */
    public ContainerPlan with(ImagePlan other) {
        return new ContainerPlan(
                name, engineName, other, process, files, confinement, connections, dependsOn, health, restart, labels);
    }

    /** The same, confined in another way. */
    public ContainerPlan with(Confinement other) {
        return new ContainerPlan(
                name, engineName, image, process, files, other, connections, dependsOn, health, restart, labels);
    }

    /** Whether it is on the machine's own network instead of those of its plan. */
    public boolean onTheMachine() {
        return confinement.granted().network();
    }

    /** The same, connected in another way. */
    public ContainerPlan with(Connections others) {
        return new ContainerPlan(
                name, engineName, image, process, files, confinement, others, dependsOn, health, restart, labels);
    }

    /** Empty: what the image says. {@code stopGrace} matters only to installations; runs are removed by force. */
    public record Process(
            Optional<List<String>> entrypoint,
            Optional<List<String>> command,
            Map<String, String> environment,
            Optional<String> user,
            Optional<String> workingDir,
            String hostname,
            boolean init,
            boolean readOnlyRoot,
            Optional<String> stopSignal,
            Duration stopGrace) {}

    /** What the container finds in its file system beyond its image; copies are made before it starts. */
    public record Files(List<VolumeUse> volumes, List<Copy> copies, List<Tmpfs> tmpfs) {
        public static final Files NONE = new Files(List.of(), List.of(), List.of());
    }

    /** {@code volume} is the engine-wide name. */
    public record VolumeUse(String volume, String target, boolean readOnly) {}

    public sealed interface Copy {
        String target();
    }

    /** A file or folder of the repository; owned by root, not writable by others. */
    public record RepositoryCopy(Path root, String path, String target) implements Copy {}

    public record TextCopy(String content, String target, int mode) implements Copy {}

    /** {@code size} in bytes. */
    public record Tmpfs(String target, long size) {}

    /** The only settings of the sandbox that differ between containers; sizes in bytes, swap always equals memory. */
    public record Confinement(
            long memory,
            double cpus,
            long pids,
            long shmSize,
            List<String> capabilities,
            Map<String, Ulimit> ulimits,
            Granted granted) {
        /** With nothing of the machine. */
        public Confinement(
                long memory,
                double cpus,
                long pids,
                long shmSize,
                List<String> capabilities,
                Map<String, Ulimit> ulimits) {
            this(memory, cpus, pids, shmSize, capabilities, ulimits, Granted.NONE);
        }

        /** The same with this of the machine. */
        public Confinement with(Granted other) {
            return new Confinement(memory, cpus, pids, shmSize, capabilities, ulimits, other);
        }
    }

    /**
     * What a container has of the machine because the user of an installation has agreed to it. {@link EnvironmentPlan} refuses it for a run.
     *
     * @param capabilities beyond those of {@link Confinement}
     * @param gateways     the names that it knows the machine by
     * @param network      it is on the machine's network, and on none of its {@link Connections}
     * @param socket       where it has the engine's socket
     * @param files        of the machine, read-only, by where they are
     */
    public record Granted(
            List<String> capabilities,
            List<Device> devices,
            List<String> gateways,
            Optional<Graphics> graphics,
            boolean network,
            boolean processes,
            boolean privileged,
            Optional<String> socket,
            Map<String, String> files) {
        public static final Granted NONE = new Granted(
                List.of(), List.of(), List.of(), Optional.empty(), false, false, false, Optional.empty(), Map.of());

        public Granted {
            gateways = List.copyOf(gateways);
            files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
        }

        /** The same on the networks of its plan. */
        public Granted inside() {
            return new Granted(capabilities, devices, gateways, graphics, false, processes, privileged, socket, files);
        }
    }

    /**
     * @param networks engine-wide names, the first one at creation
     * @param aliases  the names that the others reach it by
     * @param names    names that only this container knows, to aliases of others: how it calls the services of its own distro in a composition
     * @param ready    ports that have to accept connections where there is no healthcheck
     */
    public record Connections(
            List<String> networks,
            List<String> aliases,
            Map<String, String> names,
            List<Integer> ready,
            List<Publication> published) {}

    /**
     * @param hostPort of the engine's machine; 0: a free one, which the engine picks
     * @param port     of the container
     */
    public record Publication(String bind, int hostPort, int port, Protocol protocol) {}

    /**
     * How the runner learns that the container is healthy.
     *
     * @param command argv, empty for the image's own check; {@code shell}: one string for the container's /bin/sh
     * @param budget  from start to healthy at most
     */
    public record Health(
            List<String> command,
            boolean shell,
            Duration interval,
            Duration timeout,
            int retries,
            Duration startPeriod,
            Duration budget) {
        /** The image's own check, with these times where they are not zero. */
        public boolean isTheImages() {
            return command.isEmpty();
        }

        /** No check, not even the image's own. */
        public boolean isDisabled() {
            return !shell && command.equals(List.of("NONE"));
        }
    }

    /** {@code unlessStopped}: for ever; else {@code onFailure} times after a non-zero exit. */
    public record Restart(boolean unlessStopped, int onFailure) {
        public static final Restart NO = new Restart(false, 0);
    }
}
