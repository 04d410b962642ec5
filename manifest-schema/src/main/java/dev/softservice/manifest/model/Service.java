package dev.softservice.manifest.model;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * One service, in the part of the Compose Specification that distros may use. Paths are relative to the repository's
 * root and have been shown to stay inside it. Sizes are bytes.
 *
 * @param command    absent: the image's; empty: nothing. {@code entrypoint} likewise
 * @param dependsOn  by service name or use name
 * @param replicas  1 to 16
 * @param restartsExpected that it ends and is started again by itself is how it works, and no fault
 * @param networks  by name; empty: the distro's default network, which is also called {@code default}
 * @param machine   what it has of the machine that it is installed on; never in a run
 */
public record Service(
        ImageSource image,
        Optional<List<Template>> command,
        Optional<List<Template>> entrypoint,
        Map<String, Template> environment,
        List<Integer> expose,
        List<Mount> mounts,
        Map<String, Condition> dependsOn,
        Optional<Healthcheck> healthcheck,
        int replicas,
        Resources resources,
        Restart restart,
        boolean restartsExpected,
        ProcessOptions process,
        List<String> networks,
        Map<String, String> labels,
        Machine machine) {

    /** The same with other mounts. */
    public Service with(List<Mount> others) {
        return new Service(
                image,
                command,
                entrypoint,
                environment,
                expose,
                others,
                dependsOn,
                healthcheck,
                replicas,
                resources,
                restart,
                restartsExpected,
                process,
                networks,
                labels,
                machine);
    }

    public sealed interface ImageSource {}

    /** An image by reference: {@code name@sha256:…} or {@code name:tag}. */
    public record Pulled(String reference) implements ImageSource {}

    /**
     * An image built from a folder of the repository. Both paths are relative to the repository's root and exist; the context is {@code .} where
     * it is the root itself, and the Dockerfile lies in the context.
     */
    public record Built(String context, String dockerfile, Map<String, Template> args, Optional<String> target)
            implements ImageSource {}

    public sealed interface Mount {
        String target();
    }

    /** A named volume of the distro: user data. */
    public record VolumeMount(String volume, String target, boolean readOnly) implements Mount {}

    /** A file or folder of the repository, copied in read-only: configuration. {@code path} is {@code .} for the whole repository. */
    public record RepositoryMount(String path, String target) implements Mount {}

    /** A file whose content is text, from configs/secrets that name a parameter. */
    public record ContentMount(Template content, String target, int mode) implements Mount {}

    public record TmpfsMount(String target, OptionalLong size) implements Mount {}

    /** The engine's socket, where {@link Permission.OfTheMachine#SOCKET} asks for it; never in a run. */
    public record EngineSocketMount(String target) implements Mount {}

    /** A file or folder of the machine, read-only, where {@link Permission.OwnFile} asks for it; never in a run. */
    public record MachineFileMount(String source, String target) implements Mount {}

    public enum Condition {
        STARTED,
        HEALTHY,
        COMPLETED
    }

    /**
     * How a service's health is learned.
     *
     * @param test  argv without the CMD word; {@code shell}: one string for the container's shell. Empty: the image's own check, and then zero stands
     *     for what the image says
     */
    public record Healthcheck(
            List<Template> test,
            boolean shell,
            Duration interval,
            Duration timeout,
            int retries,
            Duration startPeriod) {
        /** No check, not even the image's own. */
        public static final Healthcheck DISABLED =
                new Healthcheck(List.of(new Template("NONE")), false, Duration.ZERO, Duration.ZERO, 0, Duration.ZERO);
    }

    /** Empty where the author said nothing; the planner puts the default and the ceiling. */
    public record Resources(OptionalLong memory, OptionalDouble cpus, OptionalLong shmSize) {}

    public enum Restart {
        NO,
        ON_FAILURE,
        ALWAYS,
        UNLESS_STOPPED
    }

    /**
     * What a service has of the machine that it is installed on, each of it asked for under {@code permissions}.
     *
     * @param capabilities of {@link Capabilities#INSTALLED}
     * @param gateways     the names that it knows the machine by, such as {@link Permission.HostGateway#NAME}
     * @param network      it is on the machine's own network, and on none of the distro's
     * @param processes    it sees the machine's processes
     */
    public record Machine(
            List<String> capabilities,
            List<String> gateways,
            List<Device> devices,
            Optional<Graphics> graphics,
            boolean network,
            boolean processes,
            boolean privileged) {
        public static final Machine NONE =
                new Machine(List.of(), List.of(), List.of(), Optional.empty(), false, false, false);

        public Machine {
            capabilities = List.copyOf(capabilities);
            gateways = List.copyOf(gateways);
            devices = List.copyOf(devices);
        }
    }

    /**
     * Graphics cards of the machine.
     *
     * @param count        how many; -1: all. Nothing where {@code ids} name them
     * @param ids          as NVIDIA's tools number or name them
     * @param capabilities what of them, such as gpu, compute, utility
     */
    public record Graphics(int count, List<String> ids, List<String> capabilities) {
        public static final int ALL = -1;

        public Graphics {
            ids = List.copyOf(ids);
            capabilities = List.copyOf(capabilities);
        }
    }

    /** {@code source} is its path on the machine, {@code target} in the container; both are of {@link Devices}. */
    public record Device(String source, String target, boolean readOnly) {}

    /** Settings of the main process. {@code stopSignal} is a name such as SIGTERM. */
    public record ProcessOptions(
            Optional<String> user,
            Optional<String> workingDir,
            Optional<String> hostname,
            boolean init,
            boolean readOnly,
            Optional<String> stopSignal,
            Duration stopGracePeriod,
            Map<String, Ulimit> ulimits) {}

    public record Ulimit(long soft, long hard) {}
}
