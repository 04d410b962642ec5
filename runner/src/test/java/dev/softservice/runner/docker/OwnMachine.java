package dev.softservice.runner.docker;

import dev.softservice.runner.files.Bundled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an engine of a test's own runs on: a machine as far as networks, firewall rules and {@code /run} go, and, where wanted, with the programs of another release. It shares no bridge and
 * no socket with the machine's own engine. Everything of it is below one folder.
 */
record OwnMachine(Path folder, Optional<DebianPrograms> programs) {
    /** There on such a machine, with an address: the engine makes no bridge for itself. */
    static final String BRIDGE = "ssown0";
    /** Nobody's on this machine, so no address of a container there is taken for one of a container here. */
    static final String RANGES = "base=10.213.0.0/16,size=24";

    /** A process there, in the folder: what watches containers leaves files where it was started. */
    ProcessBuilder running(List<String> command) {
        var words = Stream.concat(
                Stream.of(
                        "unshare",
                        "--net",
                        "--mount",
                        "--propagation",
                        "slave",
                        "sh",
                        "-c",
                        Bundled.text(OwnMachine.class, "own-machine.sh"),
                        "own-machine.sh",
                        folder.toString(),
                        programs.map(found -> found.root().toString()).orElse("")),
                command.stream());
        return new ProcessBuilder(words.toList())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
    }

    /** In the network of a process there: a command with this machine's own programs. */
    static List<String> beside(Process there, String... command) {
        return Stream.concat(Stream.of("nsenter", "--net=/proc/" + there.pid() + "/ns/net"), Stream.of(command))
                .toList();
    }

    /** Ends what an engine that has ended left behind, and removes the named folder: whole file systems, full of links to places outside, that JUnit would warn of one by one. */
    static void clear(Path folder, String data) throws IOException {
        // The watchers of commands in containers outlive those for minutes; ended gently they start an engine each.
        while (!left(folder).isEmpty()) left(folder).forEach(ProcessHandle::destroyForcibly);
        for (var mount : Files.readAllLines(Path.of("/proc/mounts")).reversed()) {
            var place = mount.split(" ")[1];
            if (place.startsWith(folder + "/"))
                new ProcessBuilder("umount", "-l", place).start().onExit().join();
        }
        new ProcessBuilder("rm", "-rf", folder.resolve(data).toString())
                .start()
                .onExit()
                .join();
    }

    private static List<ProcessHandle> left(Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().arguments().map(List::of).orElse(List.of()).stream()
                                .anyMatch(argument -> argument.startsWith(folder + "/"))
                        || inherited(process, folder))
                .toList();
    }

    /** A Podman without root leaves a process that holds its user's namespace, and names no folder: all that it started have its settings' file in their environment. */
    private static boolean inherited(ProcessHandle process, Path folder) {
        try {
            return Files.readString(
                            Path.of("/proc", String.valueOf(process.pid()), "environ"), StandardCharsets.ISO_8859_1)
                    .contains("CONTAINERS_CONF=" + folder + "/");
        } catch (IOException endedMeanwhile) {
            return false;
        }
    }
}
