package dev.softservice.runner.docker.container;

import com.github.dockerjava.api.command.InspectContainerResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * What the kernel counts for one running container, read from its control groups: of the second version, or of the first. It costs no call of the engine and no process in the container.
 * Can only be had on the engine's own machine, and for as long as the container's present life; whatever can't be read there is empty.
 */
public final class ControlGroup {
    private static final Pattern KILLS = Pattern.compile("(?m)^oom_kill (\\d{1,18})$");
    private static final Pattern MICROSECONDS = Pattern.compile("(?m)^usage_usec (\\d{1,15})$");
    private static final Pattern NUMBER = Pattern.compile("\\A(\\d{1,18})\\s*\\z");

    /** The kernel's own folders; others in tests. */
    record Kernel(Path processes, Path groups) {
        static final Kernel THIS = new Kernel(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    /** By controller; the second version has one for all, under the name "". */
    private final Map<String, Path> folders;

    private ControlGroup(Map<String, Path> folders) {
        this.folders = folders;
    }

    /** Empty: it does not run, or its groups can't be seen from here. */
    public static Optional<ControlGroup> of(InspectContainerResponse container) {
        return of(Kernel.THIS, container);
    }

    static Optional<ControlGroup> of(Kernel kernel, InspectContainerResponse container) {
        var pid = container.getState().getPidLong();
        if (pid == null || pid <= 0) return Optional.empty();
        try {
            var folders = new HashMap<String, Path>();
            for (var line : Files.readAllLines(
                    kernel.processes().resolve(pid.toString()).resolve("cgroup"))) {
                var words = line.split(":", 3);
                // In another namespace of processes the number is that of somebody else.
                if (words.length < 3 || !words[2].contains(container.getId())) continue;
                for (var controller : words[1].split(",")) {
                    var folder = kernel.groups().resolve(controller).resolve(words[2].substring(1));
                    if (Files.isDirectory(folder)) folders.put(controller, folder);
                }
            }
            return folders.isEmpty() ? Optional.empty() : Optional.of(new ControlGroup(folders));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** What the kernel's file about a group's memory says, of either version: how many processes it has ended for that. */
    public static OptionalLong endedForMemoryIn(String file) {
        var found = KILLS.matcher(file);
        return found.find() ? OptionalLong.of(Long.parseLong(found.group(1))) : OptionalLong.empty();
    }

    /** How many of its processes the kernel has ended for their memory. */
    public OptionalLong endedForMemory() {
        return read("memory", "memory.oom_control", KILLS).or(() -> read("", "memory.events", KILLS)).stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    /** The processor time that its processes have had, in nanoseconds. */
    public OptionalLong processorTime() {
        return read("cpuacct", "cpuacct.usage", NUMBER)
                .or(() -> read("", "cpu.stat", MICROSECONDS).map(time -> time * 1_000))
                .stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    /** How many processes and threads it has. */
    public OptionalLong tasks() {
        return read("pids", "pids.current", NUMBER).or(() -> read("", "pids.current", NUMBER)).stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    private Optional<Long> read(String controller, String file, Pattern count) {
        var folder = folders.get(controller);
        if (folder == null) return Optional.empty();
        try {
            var found = count.matcher(Files.readString(folder.resolve(file)));
            return found.find() ? Optional.of(Long.parseLong(found.group(1))) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
