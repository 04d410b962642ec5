package dev.softservice.manifest.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.InMemoryFiles;
import dev.softservice.manifest.model.AcceptanceTest;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Parameter;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Service;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.read.ManifestReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaffoldTest {
    private static String written(InMemoryFiles files, String folder) {
        return Scaffold.manifest(files, folder).manifest();
    }

    private static Manifest readBack(InMemoryFiles files, String text) {
        var reading = new ManifestReader().read(files.with(Manifest.FILE_NAME, text));
        assertThat(reading.errors()).as(text).isEmpty();
        assertThat(reading.problems())
                .as(text)
                .noneMatch(problem -> problem.rule().equals(Rule.NO_TESTS.id()));
        return reading.manifest().orElseThrow();
    }

    @Test
    void anEmptyFolderGetsAnExample() {
        var files = new InMemoryFiles();
        var manifest = readBack(files, written(files, "My Shop!"));

        assertThat(manifest.name()).isEqualTo("my-shop");
        assertThat(manifest.services()).containsOnlyKeys("web");
        assertThat(manifest.tests()).hasSize(1);
    }

    @Test
    void namesThatAreNoNamesBecomeOnes() {
        for (var name : List.of("", "1", "日本語", "-rf", "a".repeat(300), "9lives", "x\ny: z", "${a}")) {
            readBack(new InMemoryFiles(), written(new InMemoryFiles(), name));
        }
    }

    @Test
    void aDockerfileIsBuiltAndItsPortTested() {
        var files = new InMemoryFiles().with("Dockerfile", "FROM x\nEXPOSE 3000\n");
        var manifest = readBack(files, written(files, "app"));

        assertThat(manifest.services().get("web").image()).isInstanceOf(Service.Built.class);
        assertThat(manifest.tests())
                .singleElement()
                .isInstanceOfSatisfying(
                        AcceptanceTest.Http.class,
                        test -> assertThat(test.url().source()).isEqualTo("http://web:3000/"));
    }

    @Test
    void aComposeFileIsNamedAndItsVariablesBecomeParameters() {
        var files = new InMemoryFiles()
                .with(".env.example", "TITLE=\"A: wiki\"\nDB_PASSWORD=changeme\nSMTP_PORT=25\n")
                .with("docker-compose.yml", """
                    services:
                      db: {image: "postgres:16", environment: {POSTGRES_PASSWORD: "${DB_PASSWORD}"}, expose: [5432]}
                      web: {image: "wiki:${TAG:-1}", ports: ["8080:80"], environment: [DB_PASSWORD, "TITLE=${TITLE}", "OTHER=${OTHER}", "SMTP=$SMTP_PORT"]}
                    """);
        var text = written(files, "wiki");
        var manifest = readBack(files, text);

        assertThat(text).contains("compose: docker-compose.yml");
        assertThat(manifest.parameters()).containsOnlyKeys("db-password", "title", "other", "smtp-port", "port");
        assertThat(manifest.parameters().get("db-password").type()).isEqualTo(Parameter.Type.SECRET);
        assertThat(manifest.parameters().get("title").defaultValue()).contains("A: wiki");
        assertThat(manifest.parameters().get("smtp-port").type()).isEqualTo(Parameter.Type.PORT);
        assertThat(manifest.provides().endpoints().get("http"))
                .extracting(Manifest.Endpoint::service, Manifest.Endpoint::port)
                .containsExactly("web", 80);
        assertThat(manifest.tests()).singleElement().isInstanceOf(AcceptanceTest.Http.class);
    }

    @Test
    void aServiceWithoutAnHttpPortIsTestedByConnecting() {
        var files = new InMemoryFiles().with("compose.yaml", "services: {db: {image: postgres, ports: ['5432:5432']}}");

        assertThat(readBack(files, written(files, "db")).tests())
                .singleElement()
                .isInstanceOf(AcceptanceTest.Tcp.class);
    }

    @Test
    void whatADistroMayNotSayIsLeftOutAndNamed() {
        var files = new InMemoryFiles().with(".env", "TAG=2.4\n").with("compose.yaml", """
            version: "3"
            services:
              proxy:
                image: traefik:${TAG}
                privileged: true
                network_mode: host
                ports: ["80:80"]
                volumes:
                  - /var/run/docker.sock:/var/run/docker.sock:ro
                  - ./data:/data
                command: ["--log=${LEVEL:-info}", "--cost=$$5"]
                environment: {DOMAIN: "${DOMAIN}"}
              nothing: {}
              agent: {image: "agent:1", uts: host, depends_on: [nothing]}
            """);
        var text = written(files, "proxy");
        var manifest = readBack(files, text);

        assertThat(manifest.services()).containsOnlyKeys("proxy", "agent");
        var proxy = manifest.services().get("proxy");
        assertThat(proxy.image()).isEqualTo(new Service.Pulled("traefik:2.4"));
        assertThat(proxy.mounts())
                .containsExactly(
                        new Service.EngineSocketMount("/var/run/docker.sock"),
                        new Service.VolumeMount("data", "/data", false));
        assertThat(proxy.machine().privileged()).isTrue();
        assertThat(proxy.machine().network()).isTrue();
        assertThat(proxy.command().orElseThrow())
                .containsExactly(new Template("--log=info"), new Template("--cost=$$5"));
        assertThat(proxy.environment()).containsEntry("DOMAIN", new Template("${parameters.domain}"));
        assertThat(text)
                .contains(
                        "# What became of the rest",
                        "compose.yaml:5: `permissions` asks for all powers over the machine",
                        "compose.yaml:6: `permissions` asks for the machine's own network",
                        "compose.yaml:9: `permissions` asks for the container engine's socket",
                        "services.nothing is left out",
                        "services.agent.uts is left out");
    }

    @Test
    void aFileThatIsReadAsItIsStillTellsWhatItLacks() {
        var files = new InMemoryFiles()
                .with(
                        "compose.yaml",
                        "services:\n"
                                + "  web:\n"
                                + "    image: nginx:1\n"
                                + "    expose: [80]\n"
                                + "    volumes: [./conf:/etc/nginx/conf.d, ./site:/usr/share/nginx/html,"
                                + " ./certs:/etc/ssl/site]\n")
                .with("conf/site.conf", "server {}\n");
        var written = Scaffold.manifest(files, "site");

        assertThat(written.manifest()).contains("compose: compose.yaml");
        assertThat(written.changes())
                .containsExactly("compose.yaml:5: `certs` is not in the repository, so a volume for data is mounted at"
                        + " `/etc/ssl/site`; add it if it is configuration");
        assertThat(readBack(files, written.manifest()).services().get("web").mounts())
                .contains(new Service.RepositoryMount("conf", "/etc/nginx/conf.d"))
                .hasSize(3);
    }

    @Test
    void servicesThatNoPortLeadsToAreAskedWhatTheirHealthcheckAsks() {
        var files = new InMemoryFiles().with("compose.yaml", """
            services:
              worker: {image: worker:1}
              db: {image: db:1, healthcheck: {test: [CMD, ask, "a: b"]}}
            """);
        var tests = readBack(files, written(files, "site")).tests();
        assertThat(tests)
                .singleElement()
                .extracting(test -> ((AcceptanceTest.Exec) test).command())
                .isEqualTo(List.of(new Template("ask"), new Template("a: b")));
    }

    @Test
    void servicesOfWhichNothingIsKnownGetNoTestThatCannotFail() {
        for (var check : List.of("", ", healthcheck: {test: exit 0}", ", healthcheck: {disable: true}")) {
            var files = new InMemoryFiles()
                    .with("compose.yaml", "services: {worker: {image: \"worker:1\"" + check + "}}\n");
            var manifest = written(files, "site");
            var reading = new ManifestReader().read(files.with(Manifest.FILE_NAME, manifest));
            assertThat(reading.errors()).as(manifest).isEmpty();
            assertThat(reading.problems()).extracting(Problem::rule).contains(Rule.NO_TESTS.id());
            assertThat(manifest).contains("# tests:");
        }
    }

    @Test
    void whatCannotBeReadAtAllGivesTheExample() {
        for (var compose : List.of(
                "", "[a]", "services: {", "services: {a: {}}", "services: text", "\0", "include: [compose.yaml]")) {
            var files = new InMemoryFiles().with("compose.yaml", compose);
            readBack(files, written(files, "broken"));
            assertThat(Scaffold.manifest(files, "broken").unread())
                    .as(compose)
                    .isNotEmpty()
                    .allMatch(line -> line.startsWith("compose.yaml:"));
        }
    }

    @Test
    void moreServicesThanADistroMayHaveAreNotMended() {
        var compose = new StringBuilder("services:\n");
        for (int i = 0; i < 3_000; i++)
            compose.append("  s")
                    .append(i)
                    .append(": {image: a, volumes: ['/data/")
                    .append(i)
                    .append(":/x'], container_name: c")
                    .append(i)
                    .append("}\n");
        assertThat(Scaffold.manifest(new InMemoryFiles().with("compose.yaml", compose.toString()), "many")
                        .unread())
                .singleElement()
                .asString()
                .contains("has 3000 services; at most 50");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${1BAD}", "${1BAD:-x}", "${OK:-${2BAD}}", "${}", "${A B}", "${A!}", "${A:=x}", "${OPEN"})
    void nothingIsMadeOfAReferenceThatComposeItselfRefuses(String reference) {
        var files = new InMemoryFiles()
                .with(
                        "compose.yaml",
                        "services:\n  web:\n    uts: host\n    image: web:1\n    command: echo " + reference + "\n");
        assertThat(Scaffold.manifest(files, "broken").unread())
                .hasSize(2)
                .first()
                .satisfies(line -> assertThat(line)
                        .startsWith("compose.yaml:5:14: error [bad-reference] ")
                        .contains("; "));
    }
}
