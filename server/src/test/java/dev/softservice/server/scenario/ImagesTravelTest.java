package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.cli.Cli;
import dev.softservice.runner.cli.World;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.KeptImage;
import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.app.Config;
import dev.softservice.server.app.Running;
import dev.softservice.server.image.ImageStore;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.EngineVerifier;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The image that a hub has built and tested is the one that its users run, and that stock Docker pulls from it. */
@NeedsEngine
class ImagesTravelTest {
    private static final String TOKEN = "a-token-for-tests";
    private static final String MANIFEST = Hub.head("clock") + """
        services:
          web:
            build: .
            command: [perl, -e, "$$SIG{TERM} = sub { exit }; sleep 1 while 1"]
        tests: [{name: it was built, exec: {service: web, command: [cat, /made], expect: {contains: "%s"}}}]
        """;

    @TempDir
    private Path folder;

    private final String name = "travel-" + UUID.randomUUID().toString().substring(0, 8);
    private DockerEngine engine;
    private Running hub;

    @BeforeEach
    void open() {
        engine = DockerEngine.connect();
        var config = new Config(
                folder.resolve("hub"),
                "127.0.0.1",
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.of(TOKEN),
                1,
                64L << 20,
                List.of(),
                14,
                ImageStore.Rules.USUAL,
                4,
                List.of());
        hub = Running.start(config, Clock.systemUTC(), place -> EngineVerifier.of(engine, Clock.systemUTC(), place));
    }

    @AfterEach
    void close() throws InterruptedException {
        engine.machine().remove(name, true);
        hub.close();
        engine.close();
    }

    private static String command(Path in, String... words) throws Exception {
        var builder = new ProcessBuilder(words).directory(in.toFile()).redirectErrorStream(true);
        builder.environment().putAll(Map.of("GIT_CONFIG_GLOBAL", "/dev/null", "GIT_CONFIG_SYSTEM", "/dev/null"));
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", words) + "\n" + said).isZero();
        return said.strip();
    }

    /** Pushes the first version and waits for its release; gives the image that the hub keeps of it. */
    private KeptImage released(String made) throws Exception {
        var repository = hub.app()
                .repositories()
                .create(new RepositoryName("samples", "clock"), "", new Account(1, "admin", Role.ADMIN));
        var work = Files.createDirectories(folder.resolve("clock"));
        command(work, "git", "init", "-q", "-b", "main");
        Files.writeString(work.resolve("softservice.yaml"), MANIFEST.formatted(made));
        Files.writeString(work.resolve("Dockerfile"), "FROM debian:bookworm-slim\nRUN echo " + made + " > /made\n");
        command(work, "git", "add", ".");
        command(work, "git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org", "commit", "-qm", "A clock");
        command(
                work,
                "git",
                "push",
                "-q",
                hub.address().replace("://", "://admin:" + TOKEN + "@") + "/samples/clock",
                "HEAD:main");
        var until = System.nanoTime() + 180_000_000_000L;
        while (hub.app().releases().stable(repository).isEmpty()) {
            assertThat(System.nanoTime()).as("no release yet").isLessThan(until);
            Thread.sleep(50);
        }
        var release = hub.app().releases().stable(repository).orElseThrow();
        return hub.app().images().of(release.id()).get("web");
    }

    private String type(String... words) {
        var out = new ByteArrayOutputStream();
        var streams = new World.Streams(
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                false);
        var environment = Map.of("SOFTSERVICE_HOME", folder.resolve("home").toString());
        int exit = Cli.commandLine(new World(streams, environment, folder, Clock.systemUTC(), DockerEngine::connect))
                .execute(words);
        var said = out.toString(StandardCharsets.UTF_8);
        assertThat(exit).as(said).isZero();
        return said;
    }

    private boolean onEngine(KeptImage image) {
        return engine.images().find(image.id().text()).isPresent();
    }

    @Test
    void theImageThatWasTestedIsTheOneThatRunsAndThatDockerPulls() throws Exception {
        var image = released("made " + name);
        assertThat(onEngine(image))
                .as("the id on the hub's engine is the one in the evidence")
                .isTrue();
        command(folder, "docker", "image", "rm", "--force", image.id().text());
        assertThat(onEngine(image)).as("the user's engine knows nothing of it").isFalse();

        assertThat(type("install", hub.address() + "/samples/clock", "--name", name))
                .doesNotContain("build")
                .contains(name + " 1.0.0 runs");
        var container = "softservice-" + name + "-web";
        assertThat(command(folder, "docker", "inspect", "--format", "{{.Image}}", container))
                .isEqualTo(image.id().text());
        assertThat(command(folder, "docker", "exec", container, "cat", "/made")).isEqualTo("made " + name);
        assertThat(type("status", name, "--offline", "--json")).contains("\"images\" : \"tested\"");

        type("uninstall", name, "--data");
        assertThat(onEngine(image)).as("what was brought is taken away again").isFalse();
        var address = hub.address().replace("http://", "") + "/samples/clock";
        command(folder, "docker", "pull", "-q", address + ":1.0.0-web");
        assertThat(command(folder, "docker", "inspect", "--format", "{{.Id}}", address + ":1.0.0-web"))
                .isEqualTo(image.id().text());
        command(folder, "docker", "image", "rm", "--force", image.id().text());
        command(folder, "docker", "pull", "-q", address + "@" + image.manifest());
        assertThat(onEngine(image)).isTrue();
        command(folder, "docker", "image", "rm", "--force", image.id().text());
    }
}
