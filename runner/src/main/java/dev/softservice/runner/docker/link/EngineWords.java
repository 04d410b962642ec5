package dev.softservice.runner.docker.link;

import com.github.dockerjava.api.exception.DockerException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads what an engine says only in words, with one status for many causes. Nothing else in the project reads its
 * sentences.
 */
public final class EngineWords {
    private static final String DISK_FULL = "no space left on device";
    private static final Pattern SETTINGS = Pattern.compile("(?s).*(OCI runtime create failed|executable file not found"
            + "|port is already allocated|address already in use|unable to find user|cannot overwrite"
            + "|not a directory).*");

    /** A step's command that ran and failed. Before that stands the command itself, in which an author may write anything. */
    private static final Pattern COMMAND_FAILED = Pattern.compile("(returned a non-zero code: |exit status )\\d+\\s*$");

    private static final Pattern NOT_BEGUN = Pattern.compile(
            "^.{0,200}(runc create failed: unable to start container process: .*cgroup|crun: .*cgroup|slirp4netns"
                    + " failed|pasta failed|netavark: )");
    private static final Pattern HEALTH = Pattern.compile("\\((?:health: )?(healthy|unhealthy|starting)\\)");
    private static final Pattern NO_SUCH_IMAGE =
            Pattern.compile("(?is).*(not found|denied|unauthorized|manifest unknown|invalid reference).*");
    private static final Pattern NO_REGISTRY =
            Pattern.compile("(?s).*(dial tcp|i/o timeout|no such host|TLS handshake|connection refused).*");

    private EngineWords() {}

    /** How the healthcheck of a container is. */
    public enum Health {
        HEALTHY,
        UNHEALTHY,
        STARTING
    }

    /** Reads the health from the status of a container in a list, which has it nowhere else; empty without a healthcheck. */
    public static Optional<Health> health(String status) {
        var health = HEALTH.matcher(status);
        return health.find() ? Optional.of(Health.valueOf(health.group(1).toUpperCase(Locale.ROOT))) : Optional.empty();
    }

    /** Whether the engine has no range of addresses left for another network. */
    public static boolean noRangeLeft(DockerException failure) {
        return DockerCalls.reason(failure).contains("could not find an available");
    }

    /** Whether a registry said that there is no such image, or that it is not for everybody; else it could not be reached. */
    public static boolean registryRefused(DockerException failure) {
        return failure.getHttpStatus() < 500
                || NO_SUCH_IMAGE.matcher(DockerCalls.reason(failure)).matches();
    }

    /** Whether a build says that it could not reach a registry. */
    public static boolean registryUnreachable(String said) {
        return NO_REGISTRY.matcher(said).matches();
    }

    /** Whether a build failed because the engine's disk is full, and not one of its commands, which may print the same. */
    public static boolean buildMetFullDisk(String said) {
        return said.contains(DISK_FULL) && !COMMAND_FAILED.matcher(said).find();
    }

    /** Whether a Podman without root says that it has no network or no control group for a step of a build. */
    public static boolean stepNotBegun(String line) {
        return NOT_BEGUN.matcher(line).find();
    }

    /** Whether the engine's disk is full. */
    static boolean diskFull(Throwable failure) {
        return String.valueOf(failure.getMessage()).contains(DISK_FULL);
    }

    /** Whether something can't be removed just now: it is in use, or being removed already. */
    static boolean removedLater(DockerException failure) {
        var said = String.valueOf(failure.getMessage());
        return said.contains("has active endpoints") || said.contains("is already in progress");
    }

    /** Whether a container's settings can't work, which is for the distro's author; otherwise the engine itself has failed. */
    public static boolean settingsCannotWork(DockerException failure) {
        return failure.getHttpStatus() == 400
                || SETTINGS.matcher(DockerCalls.reason(failure)).matches();
    }
}
