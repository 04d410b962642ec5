package dev.softservice.runner.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A Podman of a test's own: its own storage, locks and network namespace, so that it meets neither the machine's Podman nor the firewall of the machine's Docker. */
public final class OwnPodman implements AutoCloseable {
    private static final List<String> FOLDERS = List.of("/usr/local/bin/", "/usr/bin/", "/usr/sbin/", "/usr/libexec/podman/", "/usr/lib/podman/");

    private final Path folder;
    private final Process service;

    private OwnPodman(Path folder, Process service) {
        this.folder = folder;
        this.service = service;
    }

    /** Empty: it can be started here; else what is missing. */
    public static Optional<String> missing() {
        if (!"root".equals(System.getProperty("user.name"))) return Optional.of("a Podman of its own needs root");
        return Stream.of(List.of("podman"), List.of("netavark"), List.of("aardvark-dns"), List.of("runc", "crun"), List.of("catatonit", "docker-init", "tini"))
                .filter(any -> program(any).isEmpty()).findFirst().map(any -> "no " + String.join(" or ", any) + " here: apt-get install podman netavark aardvark-dns runc catatonit");
    }

    /** As Debian packages it, where this may install it. */
    static void install() throws IOException, InterruptedException {
        if (!"root".equals(System.getProperty("user.name")) || !Files.isExecutable(Path.of("/usr/bin/apt-get"))) return;
        for (var words : List.of(List.of("update", "-q"), List.of("install", "-y", "-q", "--no-install-recommends", "podman", "netavark", "aardvark-dns", "runc", "catatonit"))) {
            var builder = new ProcessBuilder(Stream.concat(Stream.of("apt-get"), words.stream()).toList());
            builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
            builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor();
        }
    }

    private static Optional<String> program(List<String> names) {
        return names.stream().flatMap(name -> FOLDERS.stream().map(place -> place + name)).filter(path -> Files.isExecutable(Path.of(path))).findFirst();
    }

    /** With the base image as the machine's Docker has it. */
    public static OwnPodman start(Path folder) throws IOException, InterruptedException {
        // Locks in files: those in memory are one set for all Podmans of a machine, and each that starts on a storage of its own takes them for free.
        // Limits as low as any machine gives them: Podman would ask for a million open files.
        Files.writeString(folder.resolve("containers.conf"), """
                [containers]
                default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
                base_hosts_file = "none"
                init_path = "%s"
                [engine]
                lock_type = "file"
                events_logger = "file"
                cgroup_manager = "cgroupfs"
                runtime = "%s"
                """.formatted(program(List.of("catatonit", "docker-init", "tini")).orElseThrow(), program(List.of("runc", "crun")).orElseThrow()));
        var builder = new ProcessBuilder("unshare", "--net", "sh", "-c", "ip link set lo up; exec podman \"$@\"", "podman", "--root", folder.resolve("root").toString(),
                "--runroot", folder.resolve("run").toString(), "--tmpdir", folder.resolve("tmp").toString(), "--network-config-dir", folder.resolve("networks").toString(),
                "--network-backend", "netavark", "system", "service", "--time=0", "unix://" + folder.resolve("p.sock"));
        builder.environment().put("CONTAINERS_CONF", folder.resolve("containers.conf").toString());
        var service = builder.redirectErrorStream(true).redirectOutput(folder.resolve("log").toFile()).start();
        var podman = new OwnPodman(folder, service);
        try {
            new StartedServer("Podman", service, folder.resolve("log")).await(() -> Files.exists(folder.resolve("p.sock")));
            podman.load();
            return podman;
        } catch (IOException | InterruptedException | AssertionError e) {
            podman.close();
            throw e;
        }
    }

    private void load() throws IOException, InterruptedException {
        try (var docker = DockerEngine.connect(); var podman = DockerEngine.at(host())) {
            try (var image = docker.client().saveImageCmd("debian:bookworm-slim").exec()) {
                podman.client().loadImageCmd(image).exec();
            }
            podman.client().tagImageCmd("localhost/debian:bookworm-slim", "docker.io/library/debian", "bookworm-slim").exec();
        }
    }

    /** Of its machine, which is a network namespace: a command there. */
    ProcessBuilder onItsMachine(String... command) {
        return new ProcessBuilder(Stream.concat(Stream.of("nsenter", "--net=/proc/" + service.pid() + "/ns/net"), Stream.of(command)).toList());
    }

    public String host() {
        return "unix://" + folder.resolve("p.sock");
    }

    @Override
    public void close() throws IOException {
        service.destroy();
        service.onExit().join();
        // The watchers of commands in containers outlive those for minutes; ended gently they start a Podman each.
        while (!left().isEmpty()) left().forEach(ProcessHandle::destroyForcibly);
        for (var mount : Files.readAllLines(Path.of("/proc/mounts")).reversed()) {
            var place = mount.split(" ")[1];
            if (place.startsWith(folder + "/")) new ProcessBuilder("umount", "-l", place).start().onExit().join();
        }
        // Whole file systems, full of links to places outside, that JUnit would warn of one by one.
        new ProcessBuilder("rm", "-rf", folder.resolve("root").toString()).start().onExit().join();
    }

    private List<ProcessHandle> left() {
        return ProcessHandle.allProcesses().filter(process -> process.info().arguments().map(List::of).orElse(List.of()).stream().anyMatch(argument -> argument.startsWith(folder + "/"))).toList();
    }
}
