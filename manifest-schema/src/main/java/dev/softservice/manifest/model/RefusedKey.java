package dev.softservice.manifest.model;

import java.util.Locale;

/**
 * The keys of the Compose Specification that a distro may not use, because they reach for the host, the engine or the
 * outside. Each has its own rule id, {@code refused-…}, and says what to do instead.
 */
public enum RefusedKey {
    PRIVILEGED(
            "privileged",
            "all powers over the machine are had at installations only, and only where the distro asks for them",
            Remedy.removeAnd(
                    "ask for what is needed: single capabilities and devices, or else permissions.privileged")),
    CAP_ADD(
            "cap_add",
            "this capability is not granted",
            Remedy.of("remove it, or where it is one of " + Capabilities.nameable()
                    + " list it under permissions.capabilities")),
    DEVICES(
            "devices",
            "a device is had at installations only, and only where the distro asks for it",
            Remedy.of("list it under permissions.devices, or remove it")),
    DEVICE_CGROUP_RULES("device_cgroup_rules", "no device of the host is visible", Remedy.REMOVE),
    GPUS(
            "gpus",
            "graphics cards are had at installations only, and only where the distro asks for them",
            Remedy.of("write permissions: {graphics-cards: true}, or remove it")),
    NETWORK_MODE(
            "network_mode",
            "a distro has networks of its own",
            Remedy.removeAnd("use the other services' names as host names, and publish ports under provides; the"
                    + " machine's network (host) is had by permissions.host-network")),
    PID(
            "pid",
            "processes of others stay invisible; those of the host are seen at installations only, and only where the"
                    + " distro asks for it",
            Remedy.of("write permissions: {host-processes: true}, or remove it")),
    IPC(
            "ipc",
            "shared memory of the host or of others stays invisible",
            Remedy.removeAnd("set shm_size for more of one's own")),
    UTS("uts", "the host's name is not shared", Remedy.of("set hostname instead")),
    USERNS_MODE("userns_mode", "the engine decides about user namespaces", Remedy.REMOVE),
    CGROUP("cgroup", "the host's control groups are not shared", Remedy.REMOVE),
    CGROUP_PARENT(
            "cgroup_parent",
            "the platform decides about control groups",
            Remedy.removeAnd("set deploy.resources.limits")),
    SECURITY_OPT(
            "security_opt", "the engine's protections stay on, and no-new-privileges is on already", Remedy.REMOVE),
    SYSCTLS("sysctls", "kernel settings stay the host's", Remedy.REMOVE),
    OOM_KILL_DISABLE(
            "oom_kill_disable",
            "a service over its memory limit ends",
            Remedy.of("set deploy.resources.limits.memory")),
    OOM_SCORE_ADJ(
            "oom_score_adj", "a service over its memory limit ends", Remedy.of("set deploy.resources.limits.memory")),
    LOGGING("logging", "logs are taken from standard output by the platform and go nowhere else", Remedy.REMOVE),
    LINKS("links", "services reach each other by name", Remedy.removeAnd("use depends_on for the order")),
    EXTERNAL_LINKS(
            "external_links", "containers of others are out of reach", Remedy.of("use a distro under uses instead")),
    VOLUMES_FROM("volumes_from", "", Remedy.of("name the shared volume under volumes of both services instead")),
    VOLUME_DRIVER("volume_driver", "volumes are local to the engine", Remedy.REMOVE),
    EXTRA_HOSTS(
            "extra_hosts",
            "a service sees the names of its distro only, and " + Permission.HostGateway.NAME
                    + ":host-gateway where the distro asks for it",
            Remedy.of("use a service or a distro under uses instead")),
    RUNTIME("runtime", "the platform chooses the container runtime", Remedy.REMOVE),
    GROUP_ADD("group_add", "groups of the host mean nothing here", Remedy.of("set user to user:group")),
    STORAGE_OPT("storage_opt", "the platform limits storage", Remedy.REMOVE),
    CREDENTIAL_SPEC("credential_spec", "credentials of the host are out of reach", Remedy.of("use a secret parameter")),
    USE_API_SOCKET(
            "use_api_socket",
            "the engine's socket is had as a mount, and by permission",
            Remedy.of("mount /var/run/docker.sock, and write permissions: {engine-socket: true}")),
    PROVIDER("provider", "no program of the host is started", Remedy.of("use a distro under uses instead")),
    MODELS("models", "models of the engine are out of reach", Remedy.of("package one as a distro under uses")),
    POST_START("post_start", "", Remedy.of("put the steps into the image's entrypoint")),
    PRE_STOP("pre_stop", "", Remedy.of("let the main process handle its stop signal")),
    LABEL_FILE("label_file", "", Remedy.of("write the labels under labels")),

    // Values that have no key of their own.
    HOST_PATH(
            "a path of the host",
            "nothing of the host is visible",
            Remedy.of(
                    "put the file into the repository and name it by a relative path, or use a named volume for data")),
    ENGINE_SOCKET(
            "the engine's socket",
            "a program that has the engine's socket owns the machine, so it is had at installations only, and only"
                    + " where the distro asks for it",
            Remedy.of("write permissions: {engine-socket: true}, or do without")),
    MOUNT_TYPE(
            "mounts of another type",
            "",
            Remedy.of("use a named volume, a file or folder of the repository, or tmpfs")),
    MOUNT_OPTION(
            "options of a mount",
            "mounts are private, without devices, set-uid and exec",
            Remedy.of("leave the option out")),
    MOUNT_TARGET(
            "a mount over the system",
            "",
            Remedy.of("mount below a folder of the service's own, not over the system's")),
    VOLUME_OPTIONS(
            "drivers and options of a volume",
            "volumes are plain and local to the engine",
            Remedy.of("write `name: {}`")),
    EXTERNAL(
            "external volumes, networks, configs, secrets",
            "what a distro needs is part of it",
            Remedy.of("declare it here, or use a distro under uses")),
    NETWORK_OPTIONS(
            "drivers and options of a network", "networks are internal to the distro", Remedy.of("write `name: {}`")),
    NETWORK_ALIAS(
            "further host names of a service", "a service has one host name, its own", Remedy.of("rename the service")),
    BUILD_OPTION(
            "build options beyond context, dockerfile, args, target",
            "images are built from their context alone, without secrets, caches and powers of the host",
            Remedy.of("put what is needed into the context")),
    REMOTE_CONTEXT(
            "a build context that is an address",
            "images are built from a folder of the repository",
            Remedy.of("copy it in, or use the finished image")),
    IMAGE_REGISTRY(
            "a registry by address, or on this machine",
            "addresses and this machine itself are not contacted",
            Remedy.of("name a public registry by its host name")),
    RESERVED_LABEL(
            "labels of the platform and the engine",
            "labels of the platform and the engine are theirs",
            Remedy.of("choose a name of your own domain"));

    private final String subject;
    private final String reason;
    private final Remedy remedy;

    RefusedKey(String subject, String reason, Remedy remedy) {
        this.subject = subject;
        this.reason = reason;
        this.remedy = remedy;
    }

    /** The Compose key, or a word for the kind of value. */
    public String subject() {
        return subject;
    }

    /** {@code refused-cap-add}. */
    public String id() {
        return "refused-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Why; empty where the remedy says it all. */
    public String reason() {
        return reason;
    }

    public Remedy remedy() {
        return remedy;
    }

    /** Reason and remedy in one sentence. */
    public String text() {
        return reason.isEmpty() ? remedy.text() : reason + "; " + remedy.text();
    }
}
