package dev.softservice.server.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.docker.EngineShown;
import dev.softservice.runner.model.KeptImage;
import dev.softservice.server.account.Account;
import dev.softservice.server.account.Role;
import dev.softservice.server.app.ConfigForTests;
import dev.softservice.server.app.Running;
import dev.softservice.server.image.ImageStore;
import dev.softservice.server.repo.RepositoryName;
import dev.softservice.server.run.EngineVerifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** A hub over HTTP that verifies on a real engine, the folders that are pushed to it with stock git, and an end user's own commands. */
final class HubWithEngine implements AutoCloseable {
    static final String TOKEN = "a-token-for-tests";

    /** Of the hub, where that is another one than its user has: {@code -Dhub.engine=unix:///…}. */
    private static final String HUBS = System.getProperty("hub.engine", "");

    /** The one of its user. */
    final DockerEngine engine = DockerEngine.connect();

    private final DockerEngine hubs = HUBS.isEmpty() ? engine : DockerEngine.at(HUBS);
    private final Path folder;
    private final Running hub;

    HubWithEngine(Path folder) {
        this(folder, ImageStore.Rules.USUAL);
    }

    /** {@code images}: what becomes of those of its releases. */
    HubWithEngine(Path folder, ImageStore.Rules images) {
        this.folder = folder;
        hub = running(folder, hubs, images);
    }

    EngineShown shownByHub() {
        return new EngineShown(hubs);
    }

    EngineShown shown() {
        return new EngineShown(engine);
    }

    /** Such a hub alone, on a free port of this machine, with {@link #TOKEN} as its administrator's. */
    static Running running(Path folder, DockerEngine engine) {
        return running(folder, engine, ImageStore.Rules.USUAL);
    }

    private static Running running(Path folder, DockerEngine engine, ImageStore.Rules images) {
        var config = ConfigForTests.in(folder.resolve("hub"))
                .adminToken(TOKEN)
                .images(images)
                .config();
        return Running.start(config, Clock.systemUTC(), place -> EngineVerifier.of(engine, Clock.systemUTC(), place));
    }

    String address(String repository) {
        return hub.address() + "/samples/" + repository;
    }

    static String command(Path in, String... words) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(words).directory(in.toFile()).redirectErrorStream(true);
        builder.environment().putAll(Map.of("GIT_CONFIG_GLOBAL", "/dev/null", "GIT_CONFIG_SYSTEM", "/dev/null"));
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(String.join(" ", words) + "\n" + said).isZero();
        return said.strip();
    }

    /** Pushes a folder's files as the first version of {@code samples/repository} and waits for its release; returns the images that the hub keeps of it, by service. */
    Map<String, KeptImage> released(String repository, Path work, Duration patience)
            throws IOException, InterruptedException {
        var hosted = hub.app()
                .repositories()
                .create(new RepositoryName("samples", repository), "", new Account(1, "admin", Role.ADMIN));
        command(work, "git", "init", "-q", "-b", "main");
        command(work, "git", "add", ".");
        command(work, "git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org", "commit", "-qm", "First");
        command(work, "git", "push", "-q", address(repository).replace("://", "://admin:" + TOKEN + "@"), "HEAD:main");
        var until = System.nanoTime() + patience.toNanos();
        while (hub.app().releases().stable(hosted).isEmpty()) {
            assertThat(System.nanoTime())
                    .as("no release of " + repository + " yet")
                    .isLessThan(until);
            Thread.sleep(50);
        }
        return hub.app()
                .images()
                .of(hub.app().releases().stable(hosted).orElseThrow().id());
    }

    /** What a command of the end user says; it has to succeed. */
    String type(String... words) {
        return EndUserCommand.type(folder, words);
    }

    @Override
    public void close() {
        hub.close();
        if (hubs != engine) hubs.close();
        engine.close();
    }
}
