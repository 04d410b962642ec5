package dev.softservice.runner.docker;

import dev.softservice.runner.testing.Needs;
import dev.softservice.runner.testing.Packages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A Podman of a test's own: its own storage, locks and network namespace, so that it meets neither the machine's Podman nor the firewall of the machine's Docker. */
public final class OwnPodman implements AutoCloseable {
    /** Of the machine of one without root, beside 127.0.0.1. */
    static final String ADDRESS = "198.51.100.1";
    /** There on every Linux, and nobody's. */
    private static final String USER = "daemon";

    private static final List<List<String>> NEEDED = List.of(
            List.of("podman"),
            List.of("netavark"),
            List.of("aardvark-dns"),
            List.of("runc", "crun"),
            List.of("catatonit", "docker-init", "tini"));
    private static final List<List<String>> NEEDED_WITHOUT_ROOT =
            List.of(List.of("newuidmap"), List.of("newgidmap"), List.of("slirp4netns"));
    private static final List<String> PACKAGES =
            List.of("podman", "netavark", "aardvark-dns", "runc", "catatonit", "uidmap", "slirp4netns");
    private static final List<String> FOLDERS =
            List.of("/usr/local/bin/", "/usr/bin/", "/usr/sbin/", "/usr/libexec/podman/", "/usr/lib/podman/");

    private final Path folder;
    private final Process service;

    private OwnPodman(Path folder, Process service) {
        this.folder = folder;
        this.service = service;
    }

    /** Empty: it can be started here; else what is missing. */
    public static Optional<String> missing() {
        return missing(NEEDED);
    }

    static Optional<String> missingWithoutRoot() {
        return missing(
                Stream.concat(NEEDED.stream(), NEEDED_WITHOUT_ROOT.stream()).toList());
    }

    private static Optional<String> missing(List<List<String>> needed) {
        if (!"root".equals(System.getProperty("user.name"))) return Optional.of("a Podman of its own needs root");
        return needed.stream()
                .filter(any -> program(any).isEmpty())
                .findFirst()
                .map(any -> "no " + String.join(" or ", any) + " here: apt-get install " + String.join(" ", PACKAGES));
    }

    /** Installs what is missing, where that is allowed. Elsewhere its tests are skipped with the reason, and in CI they fail. */
    static void require(Supplier<Optional<String>> missing) throws IOException, InterruptedException {
        if (missing.get().isPresent()) Packages.install(PACKAGES.toArray(String[]::new));
        var still = missing.get();
        Needs.that(still.isEmpty(), still.orElse(""));
    }

    private static Optional<String> program(List<String> names) {
        return program(Path.of("/"), names);
    }

    private static Optional<String> program(Path root, List<String> names) {
        return names.stream()
                .flatMap(name -> FOLDERS.stream().map(place -> place + name))
                .filter(path -> Files.isExecutable(root.resolve(path.substring(1))))
                .findFirst();
    }

    /** With the base image as the machine's Docker has it. */
    public static OwnPodman start(Path folder) throws IOException, InterruptedException {
        return start(folder, Path.of("/"), words -> new OwnMachine(folder, Optional.empty()).running(words));
    }

    /** The same of a later version. */
    static OwnPodman start(Path folder, DebianPrograms programs) throws IOException, InterruptedException {
        return start(folder, programs.root(), words -> new OwnMachine(folder, Optional.of(programs)).running(words));
    }

    /**
     * As an ordinary user's, who has a range of other users' numbers and may open the devices that packets and file systems go through, as on a desktop. {@link #onItsMachine} is where its
     * packets come out.
     */
    static OwnPodman startWithoutRoot(Path folder) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("ids"), USER + ":200000:65536\n");
        Files.writeString(folder.resolve("machine"), """
            set -e
            ip link set lo up
            ip addr add %2$s/32 dev lo
            mknod %1$s/tun c 10 200
            mknod %1$s/fuse c 10 229
            chmod 666 %1$s/tun %1$s/fuse
            for device in net/tun fuse; do if [ -e /dev/$device ]; then mount --bind %1$s/${device#net/} /dev/$device; fi; done
            for ids in /etc/subuid /etc/subgid; do mount --bind %1$s/ids $ids; done
            mkdir %1$s/home
            chmod 755 %1$s
            chown %3$s: %1$s %1$s/home
            cd %1$s
            exec setpriv --reuid %3$s --regid %3$s --clear-groups env HOME=%1$s/home XDG_RUNTIME_DIR=%1$s/home "$@"
            """.formatted(folder, ADDRESS, USER));
        return start(
                folder,
                Path.of("/"),
                words -> new ProcessBuilder(Stream.concat(
                                        Stream.of(
                                                "unshare",
                                                "--net",
                                                "--mount",
                                                "--propagation",
                                                "slave",
                                                "sh",
                                                folder.resolve("machine").toString()),
                                        words.stream())
                                .toList())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile()));
    }

    /** {@code programs}: the root that they are seen in; {@code on}: what makes a machine for it, and runs a command there. */
    private static OwnPodman start(Path folder, Path programs, Function<List<String>, ProcessBuilder> on)
            throws IOException, InterruptedException {
        // Locks in files: those in memory are one set for all Podmans of a machine, and each that starts on a storage
        // of its own takes them for free.
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
            """.formatted(
                program(programs, List.of("catatonit", "docker-init", "tini")).orElseThrow(),
                program(programs, List.of("runc", "crun")).orElseThrow()));
        var podman = List.of(
                "podman",
                "--storage-driver",
                "overlay",
                "--root",
                folder.resolve("root").toString(),
                "--runroot",
                folder.resolve("run").toString(),
                "--tmpdir",
                folder.resolve("tmp").toString(),
                "--network-config-dir",
                folder.resolve("networks").toString(),
                "--network-backend",
                "netavark",
                "system",
                "service",
                "--time=0",
                "unix://" + folder.resolve("p.sock"));
        var builder = on.apply(podman);
        builder.environment()
                .put("CONTAINERS_CONF", folder.resolve("containers.conf").toString());
        var service = builder.start();
        var started = new OwnPodman(folder, service);
        try {
            new StartedServer("Podman", service, folder.resolve("log"))
                    .await(() -> Files.exists(folder.resolve("p.sock")));
            BaseImages.into(started.host());
            return started;
        } catch (IOException | InterruptedException | AssertionError e) {
            started.close();
            throw e;
        }
    }

    Process process() {
        return service;
    }

    /** Of its machine, which is a network namespace: a command there. */
    ProcessBuilder onItsMachine(String... command) {
        return new ProcessBuilder(OwnMachine.beside(service, command));
    }

    public String host() {
        return "unix://" + folder.resolve("p.sock");
    }

    @Override
    public void close() throws IOException {
        service.destroy();
        service.onExit().join();
        OwnMachine.clear(folder, "root");
    }
}
