package dev.softservice.manifest.model;

import java.util.Locale;

/**
 * What the Compose Specification has and a distro may not say, because it reaches for the host, the engine or the
 * outside. Each has a rule id of its own, {@code refused-…}, and says what to do instead.
 */
public enum Refusal {
    PRIVILEGED(
            "privileged",
            "a distro runs without the host's powers; remove it, and ask for single capabilities under"
                    + " permissions.capabilities where one is needed"),
    CAP_ADD(
            "cap_add",
            "this capability is not granted; remove it, or where it is one of " + Capabilities.ASKABLE
                    + " list it under permissions.capabilities"),
    DEVICES("devices", "no device of the host is visible; remove it"),
    DEVICE_CGROUP_RULES("device_cgroup_rules", "no device of the host is visible; remove it"),
    GPUS("gpus", "no device of the host is visible; remove it"),
    NETWORK_MODE(
            "network_mode",
            "a distro has networks of its own; remove it, use the other services' names as host names, and publish"
                    + " ports under provides"),
    PID("pid", "processes of the host or of others stay invisible; remove it"),
    IPC(
            "ipc",
            "shared memory of the host or of others stays invisible; remove it, and set shm_size for more of one's"
                    + " own"),
    UTS("uts", "the host's name is not shared; set hostname instead"),
    USERNS_MODE("userns_mode", "the engine decides about user namespaces; remove it"),
    CGROUP("cgroup", "the host's control groups are not shared; remove it"),
    CGROUP_PARENT(
            "cgroup_parent", "the platform decides about control groups; remove it, and set deploy.resources.limits"),
    SECURITY_OPT("security_opt", "the engine's protections stay on; remove it (no-new-privileges is on already)"),
    SYSCTLS("sysctls", "kernel settings stay the host's; remove it"),
    OOM_KILL_DISABLE("oom_kill_disable", "a service over its memory limit ends; set deploy.resources.limits.memory"),
    OOM_SCORE_ADJ("oom_score_adj", "a service over its memory limit ends; set deploy.resources.limits.memory"),
    LOGGING("logging", "logs are taken from standard output by the platform and go nowhere else; remove it"),
    LINKS("links", "services reach each other by name; remove it, and use depends_on for the order"),
    EXTERNAL_LINKS("external_links", "containers of others are out of reach; use a distro under uses instead"),
    VOLUMES_FROM("volumes_from", "name the shared volume under volumes of both services instead"),
    VOLUME_DRIVER("volume_driver", "volumes are local to the engine; remove it"),
    EXTRA_HOSTS(
            "extra_hosts", "a service sees the names of its distro only; use a service or a distro under uses instead"),
    RUNTIME("runtime", "the platform chooses the container runtime; remove it"),
    GROUP_ADD("group_add", "groups of the host mean nothing here; set user to user:group"),
    STORAGE_OPT("storage_opt", "the platform limits storage; remove it"),
    CREDENTIAL_SPEC("credential_spec", "credentials of the host are out of reach; use a secret parameter"),
    USE_API_SOCKET("use_api_socket", "the engine's socket is never given to a service; remove it"),
    PROVIDER("provider", "no program of the host is started; use a distro under uses instead"),
    MODELS("models", "models of the engine are out of reach; package one as a distro under uses"),
    POST_START("post_start", "put the steps into the image's entrypoint"),
    PRE_STOP("pre_stop", "let the main process handle its stop signal"),
    LABEL_FILE("label_file", "write the labels under labels"),

    // Values that have no key of their own.
    HOST_PATH(
            "a path of the host",
            "nothing of the host is visible; put the file into the repository and name it by a relative path, or use a"
                    + " named volume for data"),
    ENGINE_SOCKET(
            "the engine's socket",
            "the engine's socket is never given to a service, since whoever has it owns the machine; do without"),
    MOUNT_TYPE("mounts of another type", "use a named volume, a file or folder of the repository, or tmpfs"),
    MOUNT_OPTION("options of a mount", "mounts are private, without devices, set-uid and exec; leave the option out"),
    MOUNT_TARGET("a mount over the system", "mount below a folder of the service's own, not over the system's"),
    VOLUME_OPTIONS("drivers and options of a volume", "volumes are plain and local to the engine; write `name: {}`"),
    EXTERNAL(
            "external volumes, networks, configs, secrets",
            "what a distro needs is part of it; declare it here, or use a distro under uses"),
    NETWORK_OPTIONS("drivers and options of a network", "networks are internal to the distro; write `name: {}`"),
    NETWORK_ALIAS("further host names of a service", "a service has one host name, its own; rename the service"),
    BUILD_OPTION(
            "build options beyond context, dockerfile, args, target",
            "images are built from their context alone, without secrets, caches and powers of the host; put what is"
                    + " needed into the context"),
    REMOTE_CONTEXT(
            "a build context that is an address",
            "images are built from a folder of the repository; copy it in, or use the finished image"),
    IMAGE_REGISTRY(
            "a registry by address, or on this machine",
            "name a public registry by its host name; addresses and this machine itself are not contacted"),
    RESERVED_LABEL(
            "labels of the platform and the engine",
            "labels of the platform and the engine are theirs; choose a name of your own domain");

    private final String subject;
    private final String remedy;

    Refusal(String subject, String remedy) {
        this.subject = subject;
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

    public String remedy() {
        return remedy;
    }
}
