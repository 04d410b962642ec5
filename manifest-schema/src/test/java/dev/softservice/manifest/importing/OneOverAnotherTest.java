package dev.softservice.manifest.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.InMemoryFiles;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.Service;
import dev.softservice.manifest.model.Service.Built;
import dev.softservice.manifest.model.Service.Condition;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.read.ManifestReader;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Compose files of which one is put over another ({@code extends}, {@code include}), and files in other folders: they mean what Compose makes of them. */
class OneOverAnotherTest {
    private static Manifest init(InMemoryFiles files) {
        var written = Scaffold.manifest(files, "wiki");
        var reading = new ManifestReader().read(files.with(Manifest.FILE_NAME, written.manifest()));
        assertThat(reading.errors()).as(written.manifest()).isEmpty();
        return reading.manifest().orElseThrow();
    }

    private static Service service(Manifest manifest, String name) {
        var service = manifest.services().get(name);
        assertThat(service).as(name).isNotNull();
        return service;
    }

    private static List<String> words(Service service) {
        return service.command().orElse(List.of()).stream()
                .map(Template::source)
                .toList();
    }

    private static Map<String, String> environment(Service service) {
        var texts = new java.util.LinkedHashMap<String, String>();
        service.environment().forEach((name, value) -> texts.put(name, value.source()));
        return texts;
    }

    private static final String TWO_FILES = """
        include:
          - path: [base.yaml, over.yaml]
        """;

    private static InMemoryFiles over(String over) {
        return new InMemoryFiles()
                .with("compose.yaml", TWO_FILES)
                .with("base.yaml", """
                    services:
                      web:
                        image: example/web:1
                        ports: ["8080:80", "8443:443"]
                        environment: {A: "1", B: "2"}
                        volumes: ["data:/data"]
                        command: [serve, --all]
                    volumes: {data: {}}
                    """)
                .with("over.yaml", over);
    }

    @Test
    void resetTakesAwayAndOverrideReplaces() {
        var web = service(init(over("""
            services:
              web:
                ports: !override ["9090:90"]
                environment: {A: !reset null, C: "3"}
                command: !reset null
                volumes: !reset []
            """)), "web");
        assertThat(web.expose()).containsExactly(90);
        assertThat(environment(web)).isEqualTo(Map.of("B", "2", "C", "3"));
        assertThat(web.command()).isEmpty();
        assertThat(web.mounts()).isEmpty();
    }

    @Test
    void theTagsWorkOnAServiceThatExtendsAnother() {
        var manifest = init(new InMemoryFiles().with("compose.yaml", """
            services:
              base: {image: "example/web:1", ports: ["80:80"], command: [serve], environment: [A=1]}
              web:
                extends: base
                ports: !override ["81:81"]
                command: !reset null
                environment: !override {B: "2"}
            """));
        assertThat(service(manifest, "web").expose()).containsExactly(81);
        assertThat(service(manifest, "web").command()).isEmpty();
        assertThat(environment(service(manifest, "web"))).isEqualTo(Map.of("B", "2"));
        assertThat(service(manifest, "base").expose()).containsExactly(80);
    }

    @Test
    void theTagsAreComposesAloneAndOfValuesAlone() {
        var manifest = new InMemoryFiles()
                .with("softservice.yaml", "softservice: v1\nname: wiki\nversion: \"1\"\nservices: !reset {}\n");
        assertThat(new ManifestReader().read(manifest).errors())
                .extracting(Problem::rule)
                .contains("yaml-tag");
        var list = ComposeFile.read(
                new InMemoryFiles().with("compose.yaml", "services: {a: {image: \"a:1\", ports: [!reset \"80:80\"]}}"),
                "compose.yaml");
        assertThat(list.problems()).extracting(Problem::rule).contains("yaml-tag");
        var section = ComposeFile.read(
                new InMemoryFiles().with("compose.yaml", "services: {a: {image: \"a:1\"}}\nnetworks: !reset {}\n"),
                "compose.yaml");
        assertThat(section.problems())
                .extracting(Problem::toString)
                .containsExactly("compose.yaml:2:1: error [yaml-tag] a tag of the whole section `networks` is not read;"
                        + " write it at the keys in it");
    }

    @Test
    void nothingKeepsWhatIsBelowButForACommandAndAVariable() {
        var web = service(init(over("""
            services:
              web:
                volumes:
                ports:
                command:
                environment: {A: }
            """)), "web");
        assertThat(web.mounts()).hasSize(1);
        assertThat(web.expose()).containsExactly(80, 443);
        assertThat(web.command()).isEmpty();
        assertThat(environment(web)).containsEntry("A", "${parameters.a}");
    }

    @Test
    void aServiceThatExtendsAnotherAddsToItsBuildAndMountsNothingTwice() {
        var manifest = init(new InMemoryFiles()
                .with("compose.yaml", """
                    services:
                      base:
                        build: ./app
                        secrets: [key]
                        configs: [motd]
                        tmpfs: /run
                        depends_on: {db: {condition: service_healthy}}
                      web:
                        extends: base
                        build: {args: {MODE: fast}}
                        secrets: [key]
                        configs: [{source: motd, target: /motd}]
                        tmpfs: [/run, /run]
                        depends_on: [db]
                      db: {image: "example/db:1", healthcheck: {test: [CMD, ask]}}
                    secrets: {key: {file: ./key.txt}}
                    configs: {motd: {content: hello}}
                    """)
                .with("key.txt", "x")
                .with("app/Dockerfile", "FROM scratch"));
        var web = service(manifest, "web");
        assertThat(web.image()).isInstanceOfSatisfying(Built.class, built -> {
            assertThat(built.context()).isEqualTo("app");
            assertThat(built.args()).containsKey("MODE");
        });
        assertThat(web.mounts())
                .extracting(Service.Mount::target)
                .containsExactlyInAnyOrder("/run", "/run/secrets/key", "/motd");
        // As Compose has it: the short form says service_started.
        assertThat(web.dependsOn()).containsEntry("db", Condition.STARTED);
    }

    @Test
    void pathsOfAnotherFolderStayPathsAndCommandsStayCommands() {
        var files = new InMemoryFiles()
                .with("compose.yaml", """
                    services:
                      web: {extends: {file: parts/base.yaml, service: base}, uts: host}
                    secrets: {key: {file: key.txt}}
                    """)
                .with("key.txt", "x")
                .with("parts/base.yaml", """
                    services:
                      base:
                        build: .
                        env_file: base.env
                        command: ./start.sh
                        environment: {CONFIGURATION: ./here.conf}
                        secrets: [key]
                        volumes: [".:/all", "./conf:/conf", "data:/data", {type: bind, source: conf/../conf, target: /again}]
                    """)
                .with("parts/base.env", "Q=1")
                .with("parts/conf/a", "x")
                .with("parts/Dockerfile", "FROM scratch");
        var web = service(init(files), "web");
        assertThat(web.image())
                .isInstanceOfSatisfying(
                        Built.class, built -> assertThat(built.context()).isEqualTo("parts"));
        assertThat(environment(web)).containsEntry("Q", "1").containsEntry("CONFIGURATION", "./here.conf");
        assertThat(words(web)).containsExactly("./start.sh");
        assertThat(web.mounts())
                .contains(
                        new Service.RepositoryMount("parts", "/all"),
                        new Service.RepositoryMount("parts/conf", "/conf"));
    }

    @Test
    void aColourIsNoCommentAndARawFileIsTakenAsItStands() {
        var web = service(
                init(new InMemoryFiles()
                        .with("compose.yaml", """
                            services:
                              web:
                                image: example/web:1
                                env_file: [usual.env, {path: raw.env, format: raw}]
                                environment: {BACK: "${BACK:-white}"}
                            """)
                        .with(".env", "BACK=#00ff00\n")
                        .with("usual.env", "COLOUR=#ff8800\nCHANNEL=#general # ours\nNONE= # nothing\nMARKED=a#b # c\n")
                        .with("raw.env", "PASS=a$b\"q\" # all of it\nQUOTED=\"kept\"\n")),
                "web");
        assertThat(environment(web))
                .containsEntry("COLOUR", "#ff8800")
                .containsEntry("CHANNEL", "#general")
                .containsEntry("NONE", "")
                .containsEntry("MARKED", "a#b")
                .containsEntry("PASS", "a$$b\"q\" # all of it")
                .containsEntry("QUOTED", "\"kept\"");
        assertThat(environment(web).get("BACK")).contains("parameters.back");
    }

    @Test
    void whatOnlyAShellUnderstandsIsLeftOutAndTold() {
        var read = ComposeFile.read(new InMemoryFiles().with("compose.yaml", """
            services:
              a: {image: "a:1", command: npm install && npm start}
              b: {image: "b:1", command: "sh -c 'a && b' $$((1))"}
              c: {image: "c:1", entrypoint: "serve > /log"}
              d: {image: "d:1", command: serve 2>&1}
            """), "compose.yaml");
        assertThat(read.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        "compose.yaml:2:30: warning [shell-words] no shell reads this `command`, so `&& npm start` is"
                                + " left out, as in Compose; write [sh, -c, \"…\"] if a shell is to read it",
                        "compose.yaml:4:33: warning [shell-words] no shell reads this `entrypoint`, so `> /log` is left"
                                + " out, as in Compose; write [sh, -c, \"…\"] if a shell is to read it",
                        "compose.yaml:5:30: warning [shell-words] no shell reads this `command`, so `2>&1` is left"
                                + " out, as in Compose; write [sh, -c, \"…\"] if a shell is to read it");
    }

    @Test
    void theVariableThatPublishesIsTheSettingInWrittenServicesToo() {
        var manifest = init(new InMemoryFiles().with("compose.yaml", """
            services:
              web: {image: "example/web:1", uts: host, ports: ["${WEB_PORT:?where people find it}:80"]}
            """));
        assertThat(manifest.parameters().get("web-port")).isNotNull();
        assertThat(manifest.provides()
                        .endpoints()
                        .get("http")
                        .publish()
                        .orElseThrow()
                        .source())
                .isEqualTo("${parameters.web-port}");
    }

    @Test
    void aFolderThatGitKeepsEmptyIsForData() {
        var manifest = init(new InMemoryFiles()
                .with(
                        "compose.yaml",
                        "services: {db: {image: \"db:1\", volumes: [\"./data:/data\", \"./conf:/conf\"]}}")
                .with("data/.gitkeep", "")
                .with("conf/.gitignore", "*.bak")
                .with("conf/db.conf", "x"));
        assertThat(service(manifest, "db").mounts())
                .containsExactly(
                        new Service.VolumeMount("data", "/data", false), new Service.RepositoryMount("conf", "/conf"));
    }

    @Test
    void whatMayNotBeEmptyIsAskedForWhateverElseIsSaidOfIt() {
        var manifest = init(new InMemoryFiles().with("compose.yaml", """
            services:
              web:
                image: example/web:1
                environment: {A: "${SITE:?the site}", B: "${SITE-}", C: "${KIND?}", D: "${KIND-}"}
            """));
        assertThat(manifest.parameters().get("site").defaultValue()).isEmpty();
        assertThat(manifest.parameters().get("kind").defaultValue()).contains("");
    }

    @Test
    void aModeIsTheNumberThatComposeReads() {
        for (var more : List.of("", "uts: host, ")) {
            var web = service(init(new InMemoryFiles().with("compose.yaml", """
                services:
                  web: {image: "example/web:1", %ssecrets: [{source: a, mode: 256}, {source: b, mode: 0440}]}
                secrets: {a: {content: x}, b: {content: y}}
                """.formatted(more))), "web");
            assertThat(web.mounts())
                    .extracting(mount -> ((Service.ContentMount) mount).mode())
                    .containsExactly(0400, 0440);
        }
        var told = Scaffold.manifest(new InMemoryFiles().with("compose.yaml", """
            services: {web: {image: "a:1", uts: host, secrets: [{source: a, mode: 444}]}}
            secrets: {a: {content: x}}
            """), "wiki");
        assertThat(told.changes()).anyMatch(change -> change.contains("`mode` is `0674`, as in Compose"));
    }

    @Test
    void whatHoldsAnywayIsNoReasonToRefuse() {
        var read = ComposeFile.read(new InMemoryFiles().with("compose.yaml", """
            services:
              a:
                image: a:1
                ipc: private
                cgroup: private
                runtime: runc
                oom_kill_disable: false
                oom_score_adj: 0
                mem_limit: 0
                cpus: 0
                shm_size: 0
                tmpfs: ["/a:mode=1777", "/b:uid=1000"]
            """), "compose.yaml");
        assertThat(read.refused()).isFalse();
        assertThat(read.problems())
                .extracting(Problem::rule)
                .containsOnly("ignored-key", "ignored-value")
                .filteredOn("ignored-value"::equals)
                .hasSize(1);
    }

    @Test
    void hostsHaveNamesThatHostsCanHaveAndAddressesAreNobodys() {
        var manifest = init(new InMemoryFiles().with("compose.yaml", """
            services:
              a-service-with-a-very-long-name-of-its-own: {image: "a:1"}
              localhost: {image: "b:1", environment: {SELF: "localhost:80"}}
              dns:
                image: c:1
                environment: {UPSTREAM: "10.2.0.200#5053"}
                networks: {inner: {ipv4_address: 10.2.0.100}}
              upstream: {image: "d:1", networks: {inner: {ipv4_address: 10.2.0.200}}}
            networks: {inner: {ipam: {config: [{subnet: 10.2.0.0/24}]}}}
            """));
        assertThat(manifest.services().keySet()).allMatch(name -> name.matches("[a-z0-9].*[a-z0-9]"));
        assertThat(environment(service(manifest, "localhost-service"))).containsEntry("SELF", "localhost:80");
        assertThat(environment(service(manifest, "dns"))).containsEntry("UPSTREAM", "upstream#5053");
    }
}
