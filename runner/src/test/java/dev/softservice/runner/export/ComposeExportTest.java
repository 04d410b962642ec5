package dev.softservice.runner.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.read.ManifestReader;
import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.export.ComposeExport.Exported;
import dev.softservice.runner.plan.ResolvedDistro;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Distro → Compose, as pairs of files; {@code -Dgolden.update=true} writes what is exported now. */
class ComposeExportTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @TempDir
    private Path folder;

    private static ResolvedDistro distro(Path folder, Map<String, ResolvedDistro> uses) throws IOException {
        var reading = new ManifestReader().read(new FolderFiles(folder));
        assertThat(reading.errors()).isEmpty();
        return new ResolvedDistro(reading.manifest().orElseThrow(), folder, uses);
    }

    private static Exported export(ResolvedDistro distro, Map<String, String> given) {
        var outcome = ComposeExport.of(distro, given, () -> new Variables(name -> "secret of " + name));
        assertThat(outcome).isInstanceOf(Exported.class);
        return (Exported) outcome;
    }

    private static String shown(Exported exported, Path root) {
        var texts = exported.texts().entrySet().stream()
                .map(each -> "=== " + each.getKey() + " "
                        + Integer.toOctalString(each.getValue().mode()) + "\n"
                        + each.getValue().content() + (each.getValue().content().endsWith("\n") ? "" : "\n"));
        var trees = exported.trees().entrySet().stream()
                .map(each -> "=== " + each.getKey() + " <- "
                        + root.relativize(each.getValue().root())
                                .resolve(each.getValue().path())
                                .normalize() + "\n");
        var notes = exported.notes().stream().map(note -> "note: " + note + "\n");
        return java.util.stream.Stream.of(texts, trees, notes)
                .flatMap(each -> each)
                .collect(Collectors.joining());
    }

    private static void compare(String name, String shown) throws IOException {
        var golden = GOLDEN.resolve("export").resolve(name + ".txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(golden.getParent());
            Files.writeString(golden, shown);
        }
        assertThat(shown).isEqualTo(Files.readString(golden));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wiki", "jobs", "internet"})
    void exportsADistroThatStandsAlone(String name) throws IOException {
        var root = GOLDEN.resolve("plan").resolve(name);
        compare(name, shown(export(distro(root, Map.of()), Map.of()), root));
    }

    @Test
    void whatWasWrittenIsExportedNoWeaker() throws IOException {
        var root = DistroFolder.at(folder.resolve("mail"))
                .with("dns/Dockerfile", "FROM debian\nHEALTHCHECK CMD true\n")
                .with("none/Dockerfile", "FROM example/checked AS base\nHEALTHCHECK NONE\nFROM base\nRUN true\n")
                .with("softservice.yaml", """
                    softservice: v1
                    name: mail
                    version: "1.0"
                    parameters: {name: {type: string, default: ""}}
                    services:
                      dns: {build: dns}
                      off: {image: off, healthcheck: {disable: true}, command: [], entrypoint: ""}
                      times: {image: times, healthcheck: {interval: 5s, retries: 0}}
                      none: {build: none}
                      mail:
                        image: mail
                        environment: {A: "${parameters.name:-a}", B: "${parameters.name:+b}"}
                        depends_on:
                          dns: {condition: service_healthy}
                          off: {condition: service_healthy}
                          times: {condition: service_healthy}
                          none: {condition: service_healthy}
                    """)
                .path();
        compare("no-weaker", shown(export(distro(root, Map.of()), Map.of()), root));
    }

    @Test
    void whatIsTheMachineIsExportedAsComposeHasIt() throws IOException {
        var root = DistroFolder.at(folder.resolve("home"))
                .with("softservice.yaml", """
                    softservice: v1
                    name: home
                    version: "1.0"
                    permissions: {host-network: true, engine-socket: true, privileged: true}
                    services:
                      home: {image: home, network_mode: host, privileged: true, volumes: ["/var/run/docker.sock:/s"]}
                    """)
                .path();
        compare("the-machine", shown(export(distro(root, Map.of()), Map.of()), root));
    }

    @Test
    void exportsAComposition() throws IOException {
        var database = DistroFolder.at(folder.resolve("database")).with("softservice.yaml", """
            softservice: v1
            name: database
            version: "1.0"
            parameters: {name: {type: string, default: main}, password: {type: secret}}
            services:
              db:
                image: postgres:15
                environment: {NAME: "${parameters.name}", PASSWORD: "${parameters.password}"}
                healthcheck: {test: [CMD, pg_isready], interval: 2s}
                volumes: [data:/var/lib/postgresql/data]
              cache: {image: "redis:7", command: [redis, --upstream, db]}
            volumes: {data: {}}
            provides:
              sql: {service: db, port: 5432}
              outputs: {dsn: "postgres://app:${parameters.password}@${host}:${port}/${parameters.name}"}
            tests: [{name: t, tcp: {host: db, port: 5432}}]
            """);
        var wiki = DistroFolder.at(folder.resolve("wiki"))
                .with("start.sh", "exec wiki")
                .with("softservice.yaml", """
                    softservice: v1
                    name: wiki
                    version: "1.0"
                    parameters:
                      title: {type: string, default: "Bob's $1 wiki", description: Shown on every page}
                      admin: {type: secret}
                      port: {type: port, default: 8080}
                    uses: {store: {distro: samples/database, version: "*", with: {name: wiki}}}
                    services:
                      db: {image: "dragonfly:1", expose: [6379]}
                      web:
                        image: wiki:1
                        environment: {DSN: "${uses.store.dsn}", TITLE: "${parameters.title}", ADMIN: "${parameters.admin}", PRICE: "5$$"}
                        depends_on: {store: {condition: service_healthy}, db: {condition: service_started}}
                        volumes: [./start.sh:/start.sh]
                        configs: [{source: motd, target: /etc/motd}]
                    configs: {motd: {content: "${parameters.title}, ${parameters.admin}"}}
                    provides: {http: {service: web, port: 80, publish: "${parameters.port}"}}
                    tests: [{name: t, http: {get: "http://web/"}}]
                    """);
        var composed = distro(wiki.path(), Map.of("store", distro(database.path(), Map.of())));
        compare("composition", shown(export(composed, Map.of("admin", "it's $ecret")), folder));
    }

    @Test
    void noSecretStandsInTheComposeFile() throws IOException {
        DistroFolder.at(folder)
                .with(
                        "softservice.yaml",
                        "softservice: v1\n"
                                + "name: a-b\n"
                                + "version: \"1.0\"\n"
                                + "parameters: {pass: {type: secret}}\n"
                                + "services: {web: {image: a, command: [run, \"--pass=${parameters.pass}\"]}}\n");
        var exported = export(distro(folder, Map.of()), Map.of());
        assertThat(exported.texts().get("compose.yaml").content())
                .contains("--pass=${PASS}")
                .doesNotContain("secret of");
        assertThat(exported.texts().get(".env").content()).contains("PASS='secret of PASS'");
        assertThat(exported.texts().get(".env").mode()).isEqualTo(0600);
    }

    @Test
    void whatCantBePlannedIsRefusedWithItsReason() throws IOException {
        DistroFolder.at(folder)
                .with(
                        "softservice.yaml",
                        "softservice: v1\n"
                                + "name: a-b\n"
                                + "version: \"1.0\"\n"
                                + "parameters: {title: {type: string}}\n"
                                + "services: {web: {image: a}}\n");
        assertThat(ComposeExport.of(distro(folder, Map.of()), Map.of()))
                .isEqualTo(new ComposeExport.Refused(
                        java.util.List.of("parameter title has no default and no value was given: add a default under"
                                + " parameters.title, or give one")));
    }
}
