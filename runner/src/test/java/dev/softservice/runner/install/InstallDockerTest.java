package dev.softservice.runner.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.cli.Cli;
import dev.softservice.runner.cli.World;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.docker.installed.DockerMachine;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.testing.FreePort;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The end user's whole story with real containers and real volumes. */
@NeedsEngine
class InstallDockerTest {
    @TempDir
    Path folder;

    private final DockerEngine engine = DockerEngine.connect();
    private final DockerMachine machine = engine.machine();
    private final String name = "notes-" + UUID.randomUUID().toString().substring(0, 8);
    private final String port = FreePort.text();
    private ReleaseShelf shelf;
    private Site site;

    @BeforeEach
    void open() throws IOException {
        shelf = new ReleaseShelf(folder.resolve("notes.git"));
        site = new Site(new StateFolder(folder.resolve("state")), machine, new Quiet(), Clock.systemUTC());
    }

    @AfterEach
    void clear() throws InterruptedException {
        machine.remove(name, true);
        engine.close();
        shelf.close();
    }

    private Installer.Running install() throws InterruptedException {
        return new Installer(site).install(Wishes.named(name, shelf, Map.of("port", port)));
    }

    private Upgrader.Outcome track() throws InterruptedException {
        return new Upgrader(site).upgrade(Optional.of(name), Upgrader.Wish.TRACKING);
    }

    private String ask(String method, String body) throws Exception {
        var publisher =
                body.isEmpty() ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .method(method, publisher)
                .build();
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }

    @Test
    void dataOutlivesUpgradesFailedUpgradesAndUninstalling() throws Exception {
        shelf.release("1.0.0", ReleasedNotes.good("1.0.0"));
        assertThat(install().addresses()).containsExactly("http://127.0.0.1:" + port + "/");
        ask("POST", "remember the milk");

        shelf.release("1.1.0", ReleasedNotes.good("1.1.0"));
        assertThat(track()).isInstanceOf(Upgrader.Upgraded.class);
        assertThat(ask("GET", "")).isEqualTo("1.1.0\nremember the milk\n");
        ask("POST", "and the bread");

        shelf.release("1.2.0", ReleasedNotes.ruinous("1.2.0"));
        assertThatThrownBy(this::track)
                .isInstanceOf(InstallRefusal.class)
                .hasMessageContaining("1.2.0 does not pass its tests here")
                .hasMessageContaining("1.1.0 was left running");
        assertThat(ask("GET", "")).isEqualTo("1.1.0\nremember the milk\nand the bread\n");
        assertThat(track()).as("it is not tried again").isInstanceOf(Upgrader.Passed.class);
        assertThat(machine.inventory(name).volumes()).isEqualTo(1);

        var condition = new Overview(site).of(Optional.of(name), true).getFirst();
        assertThat(condition.well()).isTrue();
        assertThat(condition.newer().orElseThrow()).hasToString("1.2.0");
        assertThat(condition.remarks()).singleElement().asString().startsWith("1.2.0 failed here");
        assertThat(logs()).contains("notes 1.1.0 listens");

        new Uninstaller(site).uninstall(Optional.of(name), false);
        assertThat(machine.inventory(name)).isEqualTo(new Machine.Inventory(List.of(), 1));
        shelf.release("1.3.0", ReleasedNotes.good("1.3.0"));
        install();
        assertThat(ask("GET", "")).isEqualTo("1.3.0\nremember the milk\nand the bread\n");

        new Uninstaller(site).uninstall(Optional.of(name), true);
        assertThat(machine.inventory(name).isEmpty()).isTrue();
        assertThat(site.folders().names()).isEmpty();
    }

    private List<String> logs() throws InterruptedException {
        var lines = new ArrayList<String>();
        machine.logs(name, 100, false, line -> lines.add(line.text()));
        return lines;
    }

    @Test
    void aCopyOfTheDataKeepsOwnersModesTimesAndLinks() throws Exception {
        shelf.release("1.0.0", ReleasedNotes.good("1.0.0"));
        install();
        var look = "cd /data && find . -printf '%p %y %U %G %m %Ts %l\\n' | sort && cat f";
        inside("cd /data && echo text > f && chown 1234:5678 f && chmod 640 f && touch -d 2001-02-03 f && ln -s f"
                + " link && ln f hard && mkdir -p d/e && chmod 2770 d");
        var before = inside(look);
        machine.remove(name, false);
        machine.saved().save(name, "test", _ -> {});
        up();
        inside("rm -rf /data/* && echo other > /data/new");
        machine.remove(name, false);
        machine.saved().putBack(name, "test", _ -> {});
        machine.saved().putBack(name, "test", _ -> {});
        machine.saved().drop(name, "test");
        machine.saved().putBack(name, "test", _ -> {});
        up();
        assertThat(inside(look)).isEqualTo(before);
        assertThat(inside("stat -c %h /data/f").strip()).as("hard links").isEqualTo("2");
    }

    @Test
    void aBackupComesUpInThrowawayContainersAndBringsBackOwnersModesAndContent() throws Exception {
        shelf.release("1.0.0", ReleasedNotes.good("1.0.0"));
        install();
        ask("POST", "remember the milk");
        inside("cd /data && echo text > f && chown 1234:5678 f && chmod 640 f && mkdir -p d/e && chmod 2770 d");
        var look = "cd /data && find . -printf '%p %y %U %G %m %l\\n' | sort && cat f";
        var before = inside(look);
        var backups = new Backups(site);
        var file = backups.backup(Optional.of(name), Optional.of(folder.resolve("b.softservice")), folder)
                .file();
        assertThat(ask("GET", "")).isEqualTo("1.0.0\nremember the milk\n");
        assertThat(backups.verify(file).name()).isEqualTo(name);
        new Uninstaller(site).uninstall(Optional.of(name), true);
        assertThat(machine.inventory(name).isEmpty()).isTrue();
        backups.restore(file, Optional.empty(), false);
        assertThat(ask("GET", "")).isEqualTo("1.0.0\nremember the milk\n");
        assertThat(inside(look)).isEqualTo(before);
    }

    @Test
    void whatHasJustComeUpIsWellBeforeItsEngineHasAskedAndADamagedOneStopsNoOther() throws Exception {
        var files = new java.util.HashMap<>(ReleasedNotes.good("1.0.0"));
        files.compute(
                "softservice.yaml",
                (_, manifest) -> manifest.replace(
                        "    stop_grace_period: 2s",
                        "    stop_grace_period: 2s\n    healthcheck: {test: [CMD, perl, -MIO::Socket::INET, -e, \"exit"
                                + " !IO::Socket::INET->new('127.0.0.1:80')\"], interval: 1h}"));
        shelf.release("1.0.0", files);
        install();
        var condition = new Overview(site).of(Optional.of(name), false).getFirst();
        assertThat(condition.containers())
                .singleElement()
                .satisfies(container -> assertThat(container.health()).isEqualTo(Machine.Health.STARTING));
        assertThat(condition.well()).isTrue();

        var broken = folder.resolve("state/installations/a-broken-one");
        java.nio.file.Files.createDirectories(broken);
        java.nio.file.Files.writeString(broken.resolve("state.json"), "{");
        var printed = new java.io.ByteArrayOutputStream();
        try (var out = new java.io.PrintStream(printed, true, java.nio.charset.StandardCharsets.UTF_8)) {
            var streams = new World.Streams(java.io.InputStream.nullInputStream(), out, out, false);
            var home = Map.of("SOFTSERVICE_HOME", folder.resolve("state").toString());
            int exit = Cli.commandLine(new World(streams, home, folder, Clock.systemUTC(), DockerEngine::connect))
                    .execute("track", "--once");
            assertThat(exit).isNotZero();
        }
        assertThat(printed.toString(java.nio.charset.StandardCharsets.UTF_8))
                .contains("a-broken-one: ")
                .contains("state.json")
                .contains(name + " 1.0.0 is the newest stable release");
    }

    @Test
    void aPortThatAnotherProgramHasIsNamedAndItsOwnIsNot() throws Exception {
        shelf.release("1.0.0", ReleasedNotes.good("1.0.0"));
        try (var other = new ServerSocket(0, 1, java.net.InetAddress.getByName("127.0.0.1"))) {
            var wish = Wishes.named(name, shelf, Map.of("port", Integer.toString(other.getLocalPort())));
            assertThatThrownBy(() -> new Installer(site).install(wish))
                    .hasMessageContaining("127.0.0.1:" + other.getLocalPort() + " is taken");
        }
        install();
        new Settings(site).set(Optional.of(name), Map.of("port", port));
        assertThat(ask("GET", "")).isEqualTo("1.0.0\n");
    }

    private void up() throws InterruptedException {
        var state = site.folders().installation(name).state().orElseThrow();
        var current = state.current().orElseThrow();
        var tree = Tree.read(site.folders().installation(name), current.version(), current.composition());
        var values = Choices.of(tree.manifest(), state.parameters(), Map.of(), site.conversation());
        assertThat(machine.bringUp(tree.plan(state.place(), values, (_, _) -> "none"), _ -> {}))
                .isEqualTo(new Machine.Arrived());
    }

    private String inside(String command) throws Exception {
        var docker = new ProcessBuilder("docker", "exec", "softservice-" + name + "-web", "sh", "-c", command)
                .redirectErrorStream(true)
                .start();
        var said = new String(docker.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(docker.waitFor()).as(said).isZero();
        return said;
    }
}
