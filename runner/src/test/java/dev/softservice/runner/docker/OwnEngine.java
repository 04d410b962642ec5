package dev.softservice.runner.docker;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Docker of a test's own, on a {@linkplain OwnMachine machine of its own}. It touches nothing of the machine's engine. */
final class OwnEngine implements AutoCloseable {
    private static final String DAEMON = "dockerd";
    private final Path folder;
    private final Process daemon;

    private OwnEngine(Path folder, Process daemon) {
        this.folder = folder;
        this.daemon = daemon;
    }

    static boolean possible() {
        return "root".equals(System.getProperty("user.name"))
                && List.of("/usr/bin/", "/usr/sbin/", "/usr/local/bin/").stream()
                        .anyMatch(place -> Files.isExecutable(Path.of(place + DAEMON)));
    }

    /** The machine's own version, on a disk of its own that is as small as wanted. */
    static OwnEngine start(Path folder, long diskBytes) throws IOException, InterruptedException {
        var image = folder.resolve("disk.img");
        try (var disk = new RandomAccessFile(image.toFile(), "rw")) {
            disk.setLength(diskBytes);
        }
        Files.createDirectories(folder.resolve("root"));
        run("mkfs.ext4", "-q", image.toString());
        run("mount", "-o", "loop", image.toString(), folder.resolve("root").toString());
        return start(new OwnMachine(folder, Optional.empty()), Map.of());
    }

    /** A later version. {@code containerdStore}: whether images are in containerd's store, else in Docker's own; {@code oldestApi}: of its interface, such as 1.44. */
    static OwnEngine start(Path folder, DebianPrograms programs, boolean containerdStore, String oldestApi)
            throws IOException, InterruptedException {
        var settings = Files.writeString(
                folder.resolve("daemon.json"), "{\"features\": {\"containerd-snapshotter\": " + containerdStore + "}}");
        return start(
                new OwnMachine(folder, Optional.of(programs)),
                Map.of("DOCKER_MIN_API_VERSION", oldestApi),
                "--config-file",
                settings.toString());
    }

    private static OwnEngine start(OwnMachine machine, Map<String, String> environment, String... more)
            throws IOException, InterruptedException {
        var folder = machine.folder();
        var command = new ArrayList<>(List.of(
                DAEMON,
                "--data-root",
                folder.resolve("root").toString(),
                "--exec-root",
                folder.resolve("exec").toString(),
                "--pidfile",
                folder.resolve("pid").toString(),
                "--host",
                "unix://" + folder.resolve("d.sock"),
                "--bridge",
                OwnMachine.BRIDGE,
                "--default-address-pool",
                OwnMachine.RANGES));
        command.addAll(List.of(more));
        var starting = machine.running(command);
        starting.environment().putAll(environment);
        var daemon = starting.start();
        var engine = new OwnEngine(folder, daemon);
        try {
            new StartedServer("the engine", daemon, folder.resolve("log"))
                    .await(() -> Files.exists(folder.resolve("d.sock"))
                            && Files.readString(folder.resolve("log")).contains("API listen on"));
            return engine;
        } catch (IOException | InterruptedException | AssertionError e) {
            engine.close();
            throw e;
        }
    }

    String host() {
        return "unix://" + folder.resolve("d.sock");
    }

    Process process() {
        return daemon;
    }

    @Override
    public void close() throws IOException {
        daemon.destroy();
        daemon.onExit().join();
        OwnMachine.clear(folder, "root");
    }

    private static void run(String... command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes());
        if (process.onExit().join().exitValue() != 0)
            throw new AssertionError(String.join(" ", command) + ": " + output);
    }
}
