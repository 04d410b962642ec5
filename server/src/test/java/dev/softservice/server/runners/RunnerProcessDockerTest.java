package dev.softservice.server.runners;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.server.Main;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.web.HubForTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code softservice runner} as a process of its own, on a real engine, for a hub that verifies nothing itself. */
@NeedsEngine
class RunnerProcessDockerTest {
    private static final String MANIFEST = """
        softservice: v1
        name: clock
        title: Clock
        summary: Made by a test.
        version: "1.0"
        services:
          web: {image: "debian:bookworm-slim", command: [perl, -e, "$$SIG{TERM} = sub { exit }; sleep 1 while 1"]}
        tests: [{name: it takes a while, exec: {service: web, command: [sh, -c, "sleep %d; test -e /etc/debian_version"]}}]
        """;

    @TempDir
    Path folder;

    private HubForTests hub;
    private HostedRepository clock;
    private final List<Process> processes = new java.util.ArrayList<>();

    @BeforeEach
    void open() {
        hub = HubForTests.withoutWorkers(folder.resolve("hub"));
        clock = hub.repository("ann", "clock");
        hub.pushMain(clock, Map.of("softservice.yaml", MANIFEST.formatted(1)));
    }

    @AfterEach
    void close() {
        processes.forEach(Process::destroyForcibly);
        hub.close();
    }

    private Process runner(String... more) throws IOException {
        var token = folder.resolve("token");
        if (!Files.exists(token)) {
            Files.createFile(token, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(token, RunnerForTests.token(hub));
        }
        var words = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "runner",
                "--hub",
                hub.address(),
                "--token-file",
                token.toString(),
                "--state",
                folder.resolve("state").toString(),
                "--name",
                "north"));
        words.addAll(List.of(more));
        var process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        processes.add(process);
        return process;
    }

    private Run run() {
        return hub.app
                .runs()
                .list(clock, Optional.empty(), Optional.of(Run.Kind.PULL), 0, 1)
                .getFirst();
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void until(String what, BooleanSupplier holds) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofMinutes(3).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as(what + "; the runner said " + log())
                    .isLessThan(until);
            Thread.sleep(20);
        }
    }

    @Test
    void aRunnerThatIsKilledHasItsRunDoneAnewOnceAndLeavesNothing() throws Exception {
        hub.propose(clock, Map.of("softservice.yaml", MANIFEST.formatted(3)), "Slower");
        var killed = runner();
        until(
                "acceptance",
                () -> run().steps().stream()
                        .anyMatch(step -> step.name() == dev.softservice.runner.model.StepName.ACCEPT));
        killed.destroyForcibly().waitFor();
        var again = runner("--once");
        assertThat(again.waitFor(3, TimeUnit.MINUTES)).as(log()).isTrue();
        assertThat(again.exitValue()).as(log()).isZero();
        assertThat(run().verdict()).as(log()).contains(Run.Outcome.PASSED);
        assertThat(run().attempt()).isEqualTo(2);
        assertThat(log()).contains("passed, level 4 (accepted)");
        assertThat(containers()).isEmpty();
    }

    /** Of this runner, whatever state they are in. */
    private String containers() throws IOException, InterruptedException {
        var registered = Files.readString(folder.resolve("state/runner.json"));
        var hubId = registered.replaceAll(".*\"hubId\":\"([^\"]+)\".*", "$1");
        var process = new ProcessBuilder(
                        "docker", "ps", "--all", "--quiet", "--filter", "label=dev.softservice.hub=" + hubId + "-1")
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
