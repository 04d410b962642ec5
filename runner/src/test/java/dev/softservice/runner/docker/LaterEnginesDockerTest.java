package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.testing.Needs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What an engine has to do, on engines that are later than this machine's: Debian's later releases have them. It fetches 100 MB for each, so it is run by hand: {@code -Dengines=all}, or some by
 * their names; {@code -Dengine.tests} names other test classes than the contract's.
 */
@NeedsEngine
class LaterEnginesDockerTest {
    private static final String ASKED = System.getProperty("engines", "");
    private static final String TESTS = System.getProperty("engine.tests", DockerContractDockerTest.class.getName());
    /** Whether the tests run on another machine than the engine, as far as networks go. */
    private static final boolean APART = Boolean.getBoolean("engine.apart");

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

    /** By the release of Debian that has them. */
    enum Later {
        DOCKER_TRIXIE("trixie", false),
        DOCKER_TRIXIE_CONTAINERD("trixie", true),
        DOCKER_SID("sid", false),
        DOCKER_SID_CONTAINERD("sid", true),
        PODMAN_BOOKWORM("bookworm"),
        PODMAN_TRIXIE("trixie"),
        PODMAN_SID("sid");

        private final String release;
        private final Optional<Boolean> containerdStore;

        Later(String release) {
            this.release = release;
            this.containerdStore = Optional.empty();
        }

        Later(String release, boolean containerdStore) {
            this.release = release;
            this.containerdStore = Optional.of(containerdStore);
        }

        private boolean isAsked() {
            return ASKED.equals("all") || List.of(ASKED.split(",")).contains(title());
        }

        private String title() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /** An engine that runs. */
    private record Running(String host, Process process, AutoCloseable engine) {}

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> theyDoWhatAnEngineHasToDo() {
        var asked = Stream.of(Later.values()).filter(Later::isAsked).toList();
        Needs.asked(
                !asked.isEmpty(),
                "engines of Debian's later releases are tried by hand: mvn test -pl runner -am"
                        + " -Dtest=LaterEnginesDockerTest -Dsurefire.failIfNoSpecifiedTests=false"
                        + " -Dtest.jvm.options=-Dengines=all");
        Needs.root("an engine of a test's own");
        return asked.stream().map(later -> DynamicTest.dynamicTest(later.title(), () -> holds(later)));
    }

    private void holds(Later later) throws Exception {
        var place = Files.createDirectory(folder.resolve(Integer.toString(later.ordinal())));
        var running = start(later, place);
        try (var engine = running.engine()) {
            assertThat(engine).isNotNull();
            var out = place.resolve("tests");
            var process = new ProcessBuilder(APART ? List.of(java()) : OwnMachine.beside(running.process(), java()))
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile());
            process.environment().put("DOCKER_HOST", running.host());
            int exit = process.start().waitFor();
            var lines = Files.readAllLines(out);
            report(later, running, lines.getLast());
            assertThat(exit).as(String.join("\n", lines)).isZero();
        }
    }

    private Running start(Later later, Path place) throws IOException, InterruptedException {
        if (later.containerdStore.isEmpty()) {
            var podman = OwnPodman.start(place, DebianPrograms.of(later.release, PODMAN));
            return new Running(podman.host(), podman.process(), podman);
        }
        var docker = OwnEngine.start(
                place, DebianPrograms.of(later.release, DOCKER), later.containerdStore.get(), OLDEST_API);
        BaseImages.into(docker.host());
        return new Running(docker.host(), docker.process(), docker);
    }

    private static String[] java() {
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                OnEngine.class.getName()));
        Stream.of(TESTS.split(",")).forEach(words::add);
        return words.toArray(String[]::new);
    }

    private static void report(Later later, Running running, String counts) throws IOException {
        try (var engine = DockerEngine.at(running.host())) {
            var row = "| %s | %s | %s | %s | %s | %s |%n"
                    .formatted(
                            later.title(),
                            engine.product(),
                            later.containerdStore
                                    .map(yes -> yes ? "containerd's" : "Docker's")
                                    .orElse("Podman's"),
                            TESTS.replaceAll("[a-z]+\\.", ""),
                            counts,
                            LocalDate.now());
            System.out.print(row);
            Files.writeString(
                    Path.of("target", "later-engines.md"), row, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }
}
