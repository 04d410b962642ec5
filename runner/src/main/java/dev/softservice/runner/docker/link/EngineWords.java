package dev.softservice.runner.docker.link;

import com.github.dockerjava.api.exception.DockerException;
import java.util.regex.Pattern;

/** What an engine tells in words alone, with one status for many causes. Nothing else in the project reads its sentences. */
public final class EngineWords {
    private static final Pattern SETTINGS = Pattern.compile("(?s).*(OCI runtime create failed|executable file not found"
            + "|port is already allocated|address already in use|unable to find user|cannot overwrite"
            + "|not a directory).*");

    private EngineWords() {}

    /** Whether the engine's disk is full. */
    static boolean diskFull(Throwable failure) {
        return String.valueOf(failure.getMessage()).contains("no space left on device");
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
