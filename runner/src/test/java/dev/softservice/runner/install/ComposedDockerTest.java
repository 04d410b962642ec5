package dev.softservice.runner.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.docker.installed.DockerMachine;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.testing.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A distro of distros with real containers: the database is a distro of its own, and knows one password for ever. */
@NeedsEngine
class ComposedDockerTest {
    @TempDir
    Path folder;

    private final DockerEngine engine = DockerEngine.connect();
    private final DockerMachine machine = engine.machine();
    private final String name = "composed-" + UUID.randomUUID().toString().substring(0, 8);
    private ComposedHub hub;
    private Site site;

    @BeforeEach
    void open() throws IOException {
        hub = new ComposedHub(folder.resolve("hub"));
        site = new Site(new StateFolder(folder.resolve("state")), machine, new Quiet(), Clock.systemUTC());
    }

    @AfterEach
    void clear() throws InterruptedException {
        machine.remove(name, true);
        engine.close();
        hub.close();
    }

    private static String ask(String address, String body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(address));
        if (!body.isEmpty()) request.POST(HttpRequest.BodyPublishers.ofString(body));
        try (var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(request.build(), BodyHandlers.ofString()).body();
        }
    }

    private Installer.Wish wish(ReleaseShelf distro, String as, Map<String, String> settings) {
        return Wishes.named(as, distro, settings);
    }

    @Test
    void dataAndPasswordOfAPartOutliveItsUpgrade() throws Exception {
        hub.notes("1.0.0", ComposedHub.madeOf("v1.0.0", hub.database("1.0.0", "")));
        var address = new Installer(site)
                .install(wish(hub.notes, name, Map.of("port", FreePort.text())))
                .addresses()
                .getFirst();
        assertThat(ask(address, "remember the milk")).isEqualTo("notes 1.0.0\ndatabase 1.0.0\nremember the milk\n");

        hub.notes("1.1.0", ComposedHub.madeOf("v1.1.0", hub.database("1.1.0", "")));
        assertThat(new Upgrader(site).upgrade(Optional.of(name), Upgrader.Wish.TRACKING))
                .isInstanceOf(Upgrader.Upgraded.class);
        assertThat(ask(address, "")).isEqualTo("notes 1.1.0\ndatabase 1.1.0\nremember the milk\n");

        assertThat(new Overview(site).of(Optional.of(name), false))
                .singleElement()
                .satisfies(condition -> {
                    assertThat(condition.well()).isTrue();
                    assertThat(condition.containers())
                            .extracting(Machine.Container::service)
                            .containsExactly("database-db", "web");
                });
        var sources = new TreeSet<String>();
        machine.logs(name, 100, false, line -> sources.add(line.source() + ": " + line.text()));
        assertThat(sources).contains("database-db: database 1.1.0 listens");

        assertThatThrownBy(() -> new Installer(site).install(wish(hub.database, name + "-database", Map.of())))
                .isInstanceOf(InstallRefusal.class)
                .hasMessageContaining("softservice-" + name + "-database-d")
                .hasMessageContaining(
                        "belongs to the installation " + name + "; give one of them another name with --name");
        assertThat(ask(address, "")).endsWith("remember the milk\n");

        assertThat(machine.inventory(name).volumes()).isEqualTo(2);
        new Uninstaller(site).uninstall(Optional.of(name), true);
        assertThat(machine.inventory(name).isEmpty()).isTrue();
    }
}
