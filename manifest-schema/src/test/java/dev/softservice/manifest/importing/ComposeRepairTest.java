package dev.softservice.manifest.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.fields.KnownNames;
import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.files.InMemoryFiles;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Parameter;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Service;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.read.ManifestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code softservice init} makes of Compose files that were written for one machine or one platform. */
class ComposeRepairTest {
    private record Result(Scaffold.Written written, Manifest manifest) {
        Service service(String name) {
            return manifest.services().get(name);
        }
    }

    private static Result init(InMemoryFiles files) {
        var written = Scaffold.manifest(files, "wiki");
        var reading = new ManifestReader().read(files.with(Manifest.FILE_NAME, written.manifest()));
        assertThat(reading.problems())
                .as(written.manifest())
                .filteredOn(problem -> !problem.rule().equals(Rule.NO_TESTS.id()))
                .isEmpty();
        return new Result(written, reading.manifest().orElseThrow());
    }

    private static Result init(String compose) {
        return init(new InMemoryFiles().with("compose.yaml", compose));
    }

    @Test
    void foldersOfTheMachineBecomeVolumesAndTheSameFolderTheSameOne() {
        var result = init("""
            services:
              db:
                image: db:1
                volumes:
                  - ${DATA_DIR}/wiki/db:/var/lib/db
                  - /DATA/AppData/$AppID/conf:/conf
              backup:
                image: backup:1
                volumes:
                  - {type: bind, source: "${DATA_DIR}/wiki/db", target: /source, read_only: true}
                  - ~/backups:/backups
                  - ${DATA_DIR}:/everything
                  - /proc:/host/proc:ro
            """);

        assertThat(result.service("db").mounts())
                .containsExactly(
                        new Service.VolumeMount("wiki-db", "/var/lib/db", false),
                        new Service.VolumeMount("conf", "/conf", false));
        assertThat(result.service("backup").mounts())
                .containsExactly(
                        new Service.VolumeMount("wiki-db", "/source", true),
                        new Service.VolumeMount("backups", "/backups", false),
                        new Service.VolumeMount("data-dir", "/everything", false),
                        new Service.MachineFileMount("/proc", "/host/proc"),
                        new Service.VolumeMount("wiki-db", "/everything/wiki/db", false));
        assertThat(result.manifest().parameters()).isEmpty();
        assertThat(result.written().changes())
                .hasSize(6)
                .contains("compose.yaml:5: `${DATA_DIR}/wiki/db` is a folder of the machine; the volume `wiki-db` takes"
                        + " its place")
                .anyMatch(line -> line.startsWith("compose.yaml:13: `permissions` asks for the machine's /proc"));
    }

    /** As people keep it: a folder a service beside the Compose file, some of it in the repository, some written on the machine. */
    @Test
    void whatServicesFindBelowEtcComesFromTheRepositoryOrIsTold(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("stacks/grafana/provisioning/datasources"));
        Files.writeString(
                folder.resolve("stacks/grafana/provisioning/datasources/prometheus.yaml"),
                "apiVersion: 1\ndatasources: [{name: Prometheus, type: prometheus, url: http://prometheus:9090}]\n");
        Files.writeString(
                folder.resolve("stacks/prometheus.yml"),
                "scrape_configs: [{job_name: node, static_configs: [{targets: [node:9100]}]}]\n");
        Files.writeString(folder.resolve("stacks/monitoring.yaml"), """
            services:
              grafana:
                image: grafana/grafana:10.4.2
                uts: host
                ports: ["3000:3000"]
                volumes:
                  - ./grafana/provisioning:/etc/grafana/provisioning
                  - ./grafana/dashboards:/etc/grafana/dashboards:ro
                  - /etc/grafana/grafana.ini:/etc/grafana/grafana.ini
                  - grafana:/var/lib/grafana
              prometheus:
                image: prom/prometheus:v2.51.0
                volumes:
                  - ./prometheus.yml:/etc/prometheus/prometheus.yml:ro
                  - {type: bind, source: /etc/prometheus/rules, target: /etc/prometheus/rules, read_only: true}
                  - ./data:/prometheus
            volumes: {grafana: {}}
            """);
        var files = new FolderFiles(folder);

        var written = Scaffold.manifest(files, "monitoring", List.of("stacks/monitoring.yaml"));
        Files.writeString(folder.resolve(Manifest.FILE_NAME), written.manifest());
        var services = new ManifestReader().read(files).manifest().orElseThrow().services();

        assertThat(services.get("grafana").mounts())
                .contains(
                        new Service.RepositoryMount("stacks/grafana/provisioning", "/etc/grafana/provisioning"),
                        new Service.VolumeMount("grafana", "/var/lib/grafana", false))
                .hasSize(3)
                .anySatisfy(mount -> {
                    assertThat(mount).isInstanceOf(Service.VolumeMount.class);
                    assertThat(mount.target()).isEqualTo("/etc/grafana/dashboards");
                });
        assertThat(services.get("prometheus").mounts())
                .hasSize(2)
                .contains(new Service.RepositoryMount("stacks/prometheus.yml", "/etc/prometheus/prometheus.yml"));
        assertThat(written.changes())
                .containsExactly(
                        "stacks/monitoring.yaml:4: services.grafana.uts is left out: `uts` is refused: the host's"
                                + " name is not shared; set hostname instead",
                        "stacks/monitoring.yaml:8: `stacks/grafana/dashboards` is not in the repository, so a volume"
                                + " for data is mounted at `/etc/grafana/dashboards`; add it if it is configuration",
                        "stacks/monitoring.yaml:9: an entry of services.grafana.volumes is left out:"
                                + " `/etc/grafana/grafana.ini` is refused: nothing of the host is visible; put the file"
                                + " into the repository and name it by a relative path, or use a named volume for data",
                        "stacks/monitoring.yaml:15: an entry of services.prometheus.volumes is left out:"
                            + " `/etc/prometheus/rules` is refused: nothing of the host is visible; put the file into"
                            + " the repository and name it by a relative path, or use a named volume for data");
    }

    @Test
    void networksOfOthersAndForgottenOnesBecomeTheDistrosOwn() {
        var result = init("""
            services:
              app:
                image: app:1
                networks: {proxy: {aliases: [wiki]}, store: {ipv4_address: 10.1.2.3}}
              other:
                image: app:1
                environment: {APP_URL: "http://wiki:80/"}
                networks: [proxy]
            networks:
              proxy: {external: true}
            """);

        assertThat(result.service("app").networks()).containsExactly("proxy", "store");
        assertThat(result.service("other").environment()).containsEntry("APP_URL", new Template("http://app:80/"));
        assertThat(result.written().changes()).hasSize(4);
    }

    @Test
    void hostsAreCalledByTheNamesOfTheirServices() {
        var result = init("""
            services:
              proxy:
                environment: {APP_HOST: wiki_web_1, APP_PORT: 3456}
              web:
                image: web:1
                container_name: wiki-front
                environment:
                  - DB_HOST=wiki_db_1
                  - DB_URL=postgres://wiki:wiki@wiki-store:5432/wiki-store
                  - SELF=wiki-front
              db:
                image: db:1
                container_name: wiki-store
            """);

        assertThat(result.manifest().services()).containsOnlyKeys("web", "db");
        assertThat(result.service("web").environment())
                .containsEntry("DB_HOST", new Template("db"))
                .containsEntry("DB_URL", new Template("postgres://wiki:wiki@db:5432/wiki-store"))
                .containsEntry("SELF", new Template("wiki-front"));
        assertThat(result.service("web").expose()).containsExactly(3456);
        assertThat(result.manifest().provides().endpoints()).containsKey("http");
        assertThat(result.written().changes())
                .contains("compose.yaml:6,13: `container_name` is left out, it has no effect here");
    }

    @Test
    void theSettingsOfAMissingEnvironmentFileAreParametersAsItsExampleHasThem() {
        var result = init(new InMemoryFiles()
                .with(".env.example", "DB_NAME=wiki\nDB_PASSWORD=changeme\nTOKEN_TTL=3600\n")
                .with("compose.yaml", """
                    services:
                      app: {image: app:1, env_file: [.env], environment: {DB_NAME: fixed}}
                      db: {image: db:1, env_file: {path: nowhere.env}}
                    """));

        assertThat(result.service("app").environment())
                .containsEntry("DB_NAME", new Template("fixed"))
                .containsEntry("DB_PASSWORD", new Template("${parameters.db-password}"));
        assertThat(result.manifest().parameters().get("db-password").type()).isEqualTo(Parameter.Type.SECRET);
        assertThat(result.manifest().parameters().get("token-ttl").defaultValue())
                .contains("3600");
        assertThat(result.service("db").environment()).isEmpty();
        assertThat(result.written().changes())
                .anyMatch(line -> line.contains("`nowhere.env` is not in the repository and is left out"));
    }

    @Test
    void oneValueStaysOneValueWhereOnlySomeOfItsPlacesAreFixed() {
        var result = init(new InMemoryFiles()
                .with(".env", "VERSION=2.4\nPORT=8123\nPASSWORD=changeme\n")
                .with("compose.yaml", """
                    services:
                      app: {image: "app:${VERSION}", ports: ["${PORT}:${PORT}"], environment: {PASSWORD: "${PASSWORD}", VERSION: "${VERSION}"}, user: "${ID}"}
                      db: {image: "db:${NEWER}", environment: [PASSWORD]}
                    """));

        assertThat(result.service("app").image()).isEqualTo(new Service.Pulled("app:2.4"));
        assertThat(result.service("db").image()).isEqualTo(new Service.Pulled("db:latest"));
        assertThat(result.service("app").expose()).containsExactly(8123);
        assertThat(result.service("app").environment().get("PASSWORD"))
                .isEqualTo(result.service("db").environment().get("PASSWORD"))
                .isEqualTo(new Template("${parameters.password}"));
        assertThat(result.written().changes()).anyMatch(line -> line.contains("services.app.user is left out"));
    }

    @Test
    void servicesGetNamesThatHostsCanHaveAndAreFoundByThem() {
        var result = init("services:\n"
                + "  front: {image: a, depends_on: [backend]}\n"
                + "  Backend: {image: b, depends_on: {My.Db: {condition: service_started}}}\n"
                + "  My.Db: {image: c}\n");

        assertThat(result.manifest().services()).containsOnlyKeys("front", "backend", "my-db");
        assertThat(result.service("backend").dependsOn()).containsOnlyKeys("my-db");
    }

    @Test
    void theFirstFormatOfComposeIsWrittenInTheNewOne() {
        var result = init(
                "web:\n  image: a\n  ports: ['8080:80']\n  links: [db]\ndb:\n  image: b\n  volumes: ['/opt/db:/db']\n");

        assertThat(result.manifest().services()).containsOnlyKeys("web", "db");
        assertThat(result.service("db").mounts()).containsExactly(new Service.VolumeMount("opt-db", "/db", false));
    }

    @Test
    void aKeyWithoutEffectThatStandsFirstTakesNothingElseWithIt() {
        var result = init("services:\n"
                + "  app:\n"
                + "    container_name: a\n"
                + "    uts: host\n"
                + "    image: app:1\n"
                + "  db:\n"
                + "    uts: host\n"
                + "    image: db:1\n");

        assertThat(result.manifest().services()).containsOnlyKeys("app", "db");
    }

    @Test
    void labelsThatHoldAVariableAreLeftOutInOneLine() {
        var result = init("services:\n"
                + "  app:\n"
                + "    image: a\n"
                + "    uts: host\n"
                + "    labels:\n"
                + "      a.rule: Host(`${DOMAIN}`)\n"
                + "      b.rule: Host(`${DOMAIN}`)\n"
                + "      c: kept\n");

        assertThat(result.service("app").labels()).containsOnlyKeys("c");
        assertThat(result.written().changes())
                .contains("compose.yaml:5: labels are fixed at release, so those with a variable are left out: a.rule,"
                        + " b.rule");
    }

    @ParameterizedTest
    @CsvSource({
        "DB_PASSWORD, SECRET",
        "SMTP_USER_PWD, SECRET",
        "LICENSE_KEY, SECRET",
        "APP_SEED, SECRET",
        "OPENAI_APIKEY, SECRET",
        "JWT_TOKEN, SECRET",
        "PIHOLE_PW, SECRET",
        "TOKEN_TTL, STRING",
        "PASSWORD_FILE, STRING",
        "SSH_PUBLIC_KEY, STRING",
        "COMPASS, STRING",
        "KEYCLOAK_URL, STRING",
        "AWS_ACCESS_KEY_ID, STRING",
        "TITLE, STRING"
    })
    void whatSoundsLikeASecretIsOne(String variable, Parameter.Type type) {
        var result = init("services: {app: {image: a, environment: [" + variable + "]}}");

        assertThat(result.manifest()
                        .parameters()
                        .get(KnownNames.parameterFor(variable))
                        .type())
                .isEqualTo(type);
    }
}
