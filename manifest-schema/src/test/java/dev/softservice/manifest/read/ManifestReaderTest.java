package dev.softservice.manifest.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.InMemoryFiles;
import dev.softservice.manifest.model.Parameter;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.Service.Built;
import dev.softservice.manifest.model.Service.Condition;
import dev.softservice.manifest.model.Service.RepositoryMount;
import dev.softservice.manifest.model.Service.VolumeMount;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.model.VersionLine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

public class ManifestReaderTest {
    public static final String TEAM_WIKI = """
        softservice: v1
        name: team-wiki
        title: Team wiki
        summary: A wiki that a small team owns and runs itself.
        version: "2.3"
        license: GPL-2.0-or-later
        homepage: https://www.mediawiki.org/
        icon: icon.svg
        maintainers: [ops@example.org]
        categories: [collaboration]
        parameters:
          site-name:   {type: string, default: Team wiki, description: Shown on every page}
          admin-pass:  {type: secret}
          db-pass:     {type: secret}
          port:        {type: port, default: 8080}
          mail:        {type: boolean, default: false}
          size:        {type: choice, choices: [small, large], default: small}
        uses:
          database:
            distro: samples/postgresql
            version: ^15.0
            with: {database: wiki, password: "${parameters.db-pass}"}
        services:
          web:
            build: web
            environment: {DB_HOST: "${uses.database.host}", SITE_NAME: "${parameters.site-name}"}
            depends_on: {database: {condition: service_healthy}}
            healthcheck: {test: [CMD, curl, -fsS, http://localhost/], interval: 5s, retries: 12}
            volumes: [uploads:/var/lib/wiki, ./web/php.ini:/etc/php.ini]
            deploy: {replicas: 1, resources: {limits: {memory: 512M, cpus: "1"}}}
        volumes: {uploads: {}}
        provides:
          http: {service: web, port: 80, publish: "${parameters.port}"}
          outputs: {url: "http://${host}:${port}/"}
        permissions: {internet: false}
        tests:
          - name: the front page carries the site's name
            http: {get: "http://web/", expect: {status: 200, contains: "${parameters.site-name}"}, within: 20s}
          - name: an editor can save a page
            run: {build: tests, command: [pytest, --junitxml=/results/junit.xml], results: /results}
          - name: the schema is up to date
            exec: {service: web, command: [php, maintenance/update.php, --check], expect: {exit: 0}}
        data:
          seed:   {service: web, command: [/seed.sh]}
          check:  {service: web, command: [/check.sh]}
          backup: {service: database, command: [pg_dump, -Fc, -f, /backup/wiki.dump, wiki]}
          restore: {service: database, command: [pg_restore, /backup/wiki.dump]}
        release: {level: 6}
        """;

    public static InMemoryFiles teamWiki() {
        return InMemoryFiles.manifest(TEAM_WIKI)
                .with("icon.svg", "<svg/>")
                .with("web/Dockerfile", "FROM x")
                .with("web/php.ini", "")
                .with("tests/Dockerfile", "FROM x");
    }

    @Test
    void readsEveryPartOfAManifest() {
        var reading = new ManifestReader().read(teamWiki());

        assertThat(reading.problems()).isEmpty();
        var manifest = reading.manifest().orElseThrow();
        assertThat(manifest.about().title()).isEqualTo("Team wiki");
        assertThat(manifest.version()).isEqualTo(new VersionLine(2, 3, OptionalInt.empty()));
        assertThat(manifest.parameters())
                .containsOnlyKeys("site-name", "admin-pass", "db-pass", "port", "mail", "size");
        assertThat(manifest.parameters().get("port"))
                .isEqualTo(new Parameter(Parameter.Type.PORT, Optional.of("8080"), "", List.of()));
        assertThat(manifest.uses().get("database").versionRange()).isEqualTo("^15.0");
        var web = manifest.services().get("web");
        assertThat(web.image()).isEqualTo(new Built("web", "web/Dockerfile", Map.of(), Optional.empty()));
        assertThat(web.environment()).containsEntry("DB_HOST", new Template("${uses.database.host}"));
        assertThat(web.dependsOn()).isEqualTo(Map.of("database", Condition.HEALTHY));
        assertThat(web.healthcheck().orElseThrow().interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(web.mounts())
                .containsExactly(
                        new VolumeMount("uploads", "/var/lib/wiki", false),
                        new RepositoryMount("web/php.ini", "/etc/php.ini"));
        assertThat(web.resources().memory()).isEqualTo(OptionalLong.of(512L << 20));
        assertThat(manifest.volumes()).containsExactly("uploads");
        assertThat(manifest.provides().endpoints().get("http").publish()).contains(new Template("${parameters.port}"));
        assertThat(manifest.tests()).hasSize(3);
        assertThat(manifest.data().backup().orElseThrow().service()).isEqualTo("database");
        assertThat(manifest.releaseLevel()).hasValue(6);
    }

    @Test
    void readsTheServicesOfAComposeFile() {
        var files = InMemoryFiles.manifest("""
            softservice: v1
            name: shop
            version: "1.0"
            compose: deploy/compose.yaml
            parameters: {db-password: {type: secret}}
            tests: [{name: answers, tcp: {host: web, port: 80}}]
            """).with("deploy/nginx.conf", "").with("deploy/compose.yaml", """
                services:
                  web:
                    image: nginx:${NGINX_TAG:-1.27}
                    ports: ["${PORT:-8080}:80"]
                    command: nginx -g "daemon off;"
                    environment:
                      - PASSWORD=${DB_PASSWORD}
                      - MODE=$MODE_MISSING_HAS_NO_DEFAULT
                    volumes: [./nginx.conf:/etc/nginx/nginx.conf:ro, ./data:/data]
                    depends_on: [db]
                  db: {image: "postgres:16"}
                """);

        var reading = new ManifestReader().read(files);

        assertThat(reading.problems())
                .map(Problem::toString)
                .containsExactly(
                        "deploy/compose.yaml:4:13: warning [port-published] services publish nothing themselves, so"
                                + " their ports are exposed to the distro only; name one under `provides` to publish it"
                                + " where the distro is installed",
                        "deploy/compose.yaml:8:9: error [compose-variable] `${MODE_MISSING_HAS_NO_DEFAULT}` has no"
                                + " value, since nothing of the host's environment is visible; declare the parameter"
                                + " `mode-missing-has-no-default` in softservice.yaml, or give a default:"
                                + " ${MODE_MISSING_HAS_NO_DEFAULT:-…}");
    }

    @Test
    void anEndpointIsSwitchedByOneBooleanParameter() {
        var files = InMemoryFiles.manifest("""
            softservice: v1
            name: proxy
            title: X
            summary: X.
            version: "1.0"
            license: MIT
            parameters: {https: {type: boolean}, title: {type: string, default: x}}
            services: {web: {image: "nginx:1"}}
            provides:
              https: {service: web, port: 443, when: "${parameters.https}"}
              other: {service: web, port: 444, when: "${parameters.title}"}
            tests: [{name: t, tcp: {host: web, port: 443}}]
            """);
        assertThat(new ManifestReader().read(files).errors())
                .map(Problem::toString)
                .singleElement()
                .asString()
                .startsWith("softservice.yaml:11:42:")
                .contains("one ${parameters.…} of type boolean");
    }
}
