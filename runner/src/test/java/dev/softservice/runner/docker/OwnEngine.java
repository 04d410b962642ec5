package dev.softservice.runner.docker;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A container engine of a test's own, on a disk of its own that is as small as wanted. It has a network namespace of its own, and touches nothing of the machine's engine. */
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

    static OwnEngine start(Path folder, long diskBytes) throws Exception {
        var image = folder.resolve("disk.img");
        try (var disk = new RandomAccessFile(image.toFile(), "rw")) {
            disk.setLength(diskBytes);
        }
        Files.createDirectories(folder.resolve("root"));
        run("mkfs.ext4", "-q", image.toString());
        run("mount", "-o", "loop", image.toString(), folder.resolve("root").toString());
        var name = "softservice-test-" + ProcessHandle.current().pid();
        // In a network namespace of its own: an engine takes bridges and firewall rules for its own that it finds
        // there.
        var daemon = new ProcessBuilder(
                        "unshare",
                        "--net",
                        DAEMON,
                        "--data-root",
                        folder.resolve("root").toString(),
                        "--exec-root",
                        folder.resolve("exec").toString(),
                        "--pidfile",
                        folder.resolve("pid").toString(),
                        "--host",
                        "unix://" + folder.resolve("d.sock"),
                        "--bridge=none",
                        "--iptables=false",
                        "--ip6tables=false",
                        "--containerd-namespace",
                        name,
                        "--containerd-plugins-namespace",
                        name + "-plugins")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
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

    @Override
    public void close() throws IOException {
        daemon.destroy();
        daemon.onExit().join();
        run("umount", folder.resolve("root").toString());
    }

    private static void run(String... command) throws IOException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes());
        if (process.onExit().join().exitValue() != 0)
            throw new AssertionError(String.join(" ", command) + ": " + output);
    }
}
