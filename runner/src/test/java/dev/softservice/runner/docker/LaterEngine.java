package dev.softservice.runner.docker;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Engines that are later than this machine's, by the release of Debian that has them. {@code -Dengines} asks for them: {@code all}, or some by their titles. */
public enum LaterEngine {
    DOCKER_TRIXIE("trixie", false),
    DOCKER_TRIXIE_CONTAINERD("trixie", true),
    DOCKER_SID("sid", false),
    DOCKER_SID_CONTAINERD("sid", true),
    PODMAN_BOOKWORM("bookworm"),
    PODMAN_TRIXIE("trixie"),
    PODMAN_SID("sid");

    private static final String ASKED = System.getProperty("engines", "");
    private static final String OLDEST_API = "1.44";
    private static final String[] DOCKER = {"docker.io", "iptables", "base-files"};
    private static final String[] PODMAN = {
        "podman",
        "golang-github-containers-common",
        "netavark",
        "aardvark-dns",
        "runc",
        "catatonit",
        "nftables",
        "iptables"
    };

    private final String release;
    private final Optional<Boolean> containerdStore;

    LaterEngine(String release) {
        this.release = release;
        this.containerdStore = Optional.empty();
    }

    LaterEngine(String release, boolean containerdStore) {
        this.release = release;
        this.containerdStore = Optional.of(containerdStore);
    }

    /** One that runs, on what is to it a machine of its own, with the base image. */
    public record Running(String host, Process process, Closeable engine) implements Closeable {
        /**
         * Test classes, in a process of their own that has this engine.
         *
         * @param beside  on the engine's machine; else on this one
         * @param options of Java
         * @param classes by their full names
         */
        public ProcessBuilder testing(boolean beside, List<String> options, List<String> classes) {
            var words = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-Xmx1g",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1"));
            words.addAll(options);
            words.addAll(List.of(
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    OnEngine.class.getName()));
            words.addAll(classes);
            var builder = new ProcessBuilder(beside ? OwnMachine.beside(process, words.toArray(String[]::new)) : words);
            builder.environment().put("DOCKER_HOST", host);
            return builder.redirectErrorStream(true);
        }

        @Override
        public void close() throws IOException {
            engine.close();
        }
    }

    public static List<LaterEngine> asked() {
        return Stream.of(values())
                .filter(each -> ASKED.equals("all") || List.of(ASKED.split(",")).contains(each.title()))
                .toList();
    }

    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public boolean isDocker() {
        return containerdStore.isPresent();
    }

    public String store() {
        return containerdStore.map(yes -> yes ? "containerd's" : "Docker's").orElse("Podman's");
    }

    /** @param place an empty folder for all that it keeps */
    public Running start(Path place) throws IOException, InterruptedException {
        if (containerdStore.isEmpty()) {
            var podman = OwnPodman.start(place, DebianPrograms.of(release, PODMAN));
            return new Running(podman.host(), podman.process(), podman::close);
        }
        var docker = OwnEngine.start(place, DebianPrograms.of(release, DOCKER), containerdStore.get(), OLDEST_API);
        BaseImages.into(docker.host());
        return new Running(docker.host(), docker.process(), docker::close);
    }
}
