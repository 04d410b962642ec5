package dev.softservice.manifest.importing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.InMemoryFiles;
import dev.softservice.manifest.model.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The shapes that Compose files of public app collections have, each in a file of our own: read, or refused for a reason that is true. */
class ComposeShapesTest {
    private static ComposeFile.Read service(String lines) {
        return file("services:\n  app:\n    image: example/app:1\n" + lines.replaceAll("(?m)^", "    ") + "\n");
    }

    private static ComposeFile.Read file(String text) {
        return ComposeFile.read(
                new InMemoryFiles()
                        .with("compose.yaml", text)
                        .with("torrc", "SocksPort 9050")
                        .with("app/Dockerfile", "FROM scratch"),
                "compose.yaml");
    }

    private static List<String> errors(ComposeFile.Read read) {
        return read.problems().stream()
                .filter(problem -> problem.severity() == Problem.Severity.ERROR)
                .map(problem -> problem.line() + " " + problem.rule())
                .toList();
    }

    private static List<String> warnings(ComposeFile.Read read) {
        return read.problems().stream()
                .filter(problem -> problem.severity() == Problem.Severity.WARNING)
                .map(Problem::rule)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "restart: unless-stopped",
                "restart: \"no\"",
                "restart: on-failure:5",
                "container_name: app",
                "tty: true",
                "init: true",
                "platform: linux/amd64",
                "stop_grace_period: 1m",
                "command: server --port=80",
                "command: []",
                "command: >-\n  --cache=${CACHE:-450}\n  --listen=${LISTEN:-0}",
                "command: \"./wait-for db:3306 -- nginx -g 'daemon off;'\"",
                "command: [\"postgres\", \"-c\", 'search_path=\"$$user\", public']",
                "entrypoint: /bin/sh\ncommand:\n  - -c\n  - |\n    set -e\n    exec \"$$(which app)\"",
                "environment: []",
                "environment: {discovery.type: single-node}",
                "environment:\n  - EMPTY=\n  - HASH=172.20.0.2#5054;1.1.1.1 # a comment",
                "environment:\n  KEY: ${OPENAI_API_KEY:-}",
                "network_mode: bridge",
                "network_mode: default",
                "privileged: false",
                "devices: []",
                "cap_add: []",
                "cap_drop: [ALL]",
                "security_opt: [\"no-new-privileges:true\"]",
                "deploy: {resources: {reservations: {memory: 64M, devices: []}, limits: {cpus: '1', memory:"
                        + " 98732085248}}}",
                "cpu_shares: 10",
                "shm_size: '2gb'",
                "tmpfs: /tmp",
                "ports: [\"80:8080/tcp\", \"443:8443/udp\", \"127.0.0.1:53:53\"]",
                "ports:\n  - target: 8000\n    published: \"8000\"\n    protocol: tcp",
                "ports: [\"${APP_PORT}:80\"]",
                "ports: [\"${PORT:-8080}:80\"]",
                "healthcheck: {test: [\"CMD-SHELL\", \"pg_isready -U $${POSTGRES_USER}\"], interval: 10s,"
                        + " start_period: 1m}",
                "healthcheck: {test: \"pg_isready -U \\\"$$POSTGRES_USER\\\"\"}",
                "healthcheck: {disable: true}",
                "logging: {driver: json-file, options: {max-size: 10m}}",
                "ulimits: {memlock: {soft: -1, hard: -1}, nofile: 65536}",
                "ulimits: {memlock: -1}",
                "hostname: wiki.example.org",
                "hostname: \"${DEVICE_HOSTNAME}\"",
                "user: 1000:1000",
                "user: \"${PUID:-1000}:${PGID:-1000}\"",
                "labels: [\"traefik.http.routers.a.rule=Host(`${APP_DOMAIN}`)\"]",
                "labels:\n  traefik.enable: true\n  traefik.http.services.a.loadbalancer.server.port: 8000",
                "volumes: [\"${APP_DATA_DIR}/data:/data\"]",
                "volumes: [\"$HOME/.config:/config:ro\"]",
                "volumes: [\"${APP_DATA_DIR}/torrc:/etc/tor/torrc:ro\"]",
                "volumes:\n  - type: bind\n    source: ${DATA}/config\n    target: /config",
                "volumes: [\"./data:/data\"]",
                "volumes: [\"/data\"]",
                "volumes: [\"${DATA:-/srv/data}/db:/db\"]",
                "volumes: [\"${DATA:-~/data}:/db:ro\"]",
                "volumes: [\"/etc/localtime:/etc/localtime:ro\"]",
                "links: [app]",
                "dns: [9.9.9.9]",
                "dns_search: example.org",
                "dns_opt: [use-vc]",
                "domainname: example.org",
                "mac_address: 02:42:ac:11:65:43",
                "develop: {watch: [{path: src, action: sync, target: /src}]}",
                "blkio_config: {weight: 300}",
                "cpuset: 0-1",
                "hostname: wiki_web",
                "stop_grace_period: 15m30s",
                "profiles: ['', full]",
                "x-casaos: {envs: [{container: TZ}]}",
                "profiles: []"
            })
    void whatRealFilesHoldIsRead(String lines) {
        assertThat(errors(service(lines))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "network_mode: \"service:vpn\" | 4 refused-network-mode",
                "devices: [/dev/sda:/dev/sda] | 4 refused-devices",
                "devices: [/dev/dri:/dev/mem] | 4 refused-devices",
                "devices: [/dev/dri/../sda] | 4 refused-devices",
                "devices: ['vendor.com/gpu=all'] | 4 refused-devices",
                "cap_add: [SYS_ADMIN] | 4 refused-cap-add",
                "sysctls: [net.core.somaxconn=1024] | 4 refused-sysctls",
                "runtime: io.containerd.wasmedge.v1 | 4 refused-runtime",
                "security_opt: ['apparmor:unconfined'] | 4 refused-security-opt",
                "extra_hosts: ['host.docker.internal:172.17.0.1'] | 4 refused-extra-hosts",
                "extra_hosts: ['db:10.0.0.1'] | 4 refused-extra-hosts",
                "gpus: [{driver: amd}] | 4 refused-gpus",
                "volumes: ['/run/containerd/containerd.sock:/c.sock'] | 4 refused-engine-socket",
                "volumes: ['/:/mnt/host'] | 4 refused-host-path",
                "volumes: ['/DATA/AppData/$AppID:/config'] | 4 refused-host-path",
                "volumes: ['~/media:/media'] | 4 refused-host-path",
                "volumes: ['${ROOT:-/}:/host'] | 4 refused-host-path",
                "volumes: ['${ETC:-/etc}/ssl:/ssl'] | 4 refused-host-path",
                "volumes: ['${LIB:-/var/lib}/docker:/d'] | 4 refused-host-path",
                "volumes: ['${DATA:-/srv}/../etc:/x'] | 4 refused-host-path",
                "ports: ['${PORT}:${PORT}'] | 4 reference-not-allowed",
                "image: 'example/app:${TAG}' | 4 duplicate-key",
                "user: '${UID}' | 4 reference-not-allowed",
                "networks: [front] | 4 unknown-network",
                "depends_on: [db] | 4 unknown-service",
                "links: ['app:other'] | 4 refused-links",
                "env_file: .env | 4 missing-file",
                "deploy: {resources: {reservations: {devices: [{driver: amd, capabilities: [gpu]}]}}} | 4"
                        + " refused-gpus"
            })
    void whatIsRefusedIsRefusedForATrueReasonAtItsLine(String lines, String problem) {
        assertThat(errors(service(lines))).containsExactly(problem);
    }

    @Test
    void theLongFormOfAHostPathIsRefusedAsOneWhateverItHolds() {
        assertThat(errors(service("volumes:\n  - type: bind\n    source: /DATA/AppData/$AppID\n    target: /data")))
                .containsExactly("6 refused-host-path");
    }

    @Test
    void aPathThatOnlyTheMachineKnowsIsDataAndSaidToBe() {
        var read = service("volumes:\n"
                + "  - ${APP_DATA_DIR}/data:/data\n"
                + "  - ${APP_DATA_DIR}/data:/backup\n"
                + "  - ${PWD}/torrc:/etc/torrc");
        assertThat(errors(read)).isEmpty();
        assertThat(warnings(read)).containsExactly("bind-becomes-volume", "bind-becomes-volume");
        assertThat(read.variables()).isEmpty();
    }

    @Test
    void variablesWithoutADefaultAreAskedForAndNotHeldAgainstTheFile() {
        var read = service("environment:\n"
                + "  - PASSWORD=${DB_PASSWORD}\n"
                + "  - URL=http://$DOMAIN:80\n"
                + "  - TZ\n"
                + "ports: ['${APP_PORT}:80']");
        assertThat(errors(read)).isEmpty();
        assertThat(read.variables()).containsExactly("DB_PASSWORD", "DOMAIN", "TZ");
    }

    @Test
    void aServiceThatOnlyAddsToAnotherFileAndAnExternalNetworkAreNamed() {
        assertThat(errors(file("services:\n  app_proxy:\n    environment: {APP_HOST: app}\n")))
                .containsExactly("3 one-of");
        assertThat(errors(file("services:\n"
                        + "  app:\n"
                        + "    image: a\n"
                        + "    networks: [main]\n"
                        + "networks:\n"
                        + "  main:\n"
                        + "    external: true\n")))
                .containsExactly("7 refused-external");
        assertThat(errors(file("version: '3.9'\nnetworks:\n  main: {}\n"))).containsExactly("1 nothing-to-run");
    }

    @Test
    void aFolderOfTheMachineWithADefaultIsDataAndTheSameFolderTheSameVolume() {
        var read = file("""
            services:
              app:
                image: a
                volumes: ["${STORAGE:-/mnt/volumes}/wiki/pages:/pages"]
              cron:
                image: b
                volumes: ["${STORAGE:-/mnt/volumes}/wiki/pages:/pages:ro"]
            """);
        assertThat(errors(read)).isEmpty();
        assertThat(warnings(read)).containsExactly("bind-becomes-volume", "bind-becomes-volume");
    }

    @Test
    void aContainersNameWhereAHostIsMeantIsToldWithTheNameToWrite() {
        var read = file("""
            services:
              store:
                image: a
                container_name: wiki-store
              app:
                image: b
                environment:
                  STORE_URL: redis://wiki-store:6379
                  STORE_HOST: wiki-store
                  TITLE: wiki-store
                  DSN: "Host=stack_store_1;Port=1"
                command: [serve, "--store=wiki-store:6379", "--name=wiki-store"]
            """);
        assertThat(errors(read)).isEmpty();
        assertThat(read.problems().stream()
                        .filter(problem -> problem.rule().equals("other-host-name"))
                        .map(problem -> problem.line() + " " + problem.text()))
                .containsExactly(
                        "8 nobody answers to `wiki-store` here, the name of a container; write `store`, the service's"
                                + " own",
                        "9 nobody answers to `wiki-store` here, the name of a container; write `store`, the service's"
                                + " own",
                        "11 nobody answers to `stack_store_1` here, the name of a container; write `store`, the"
                                + " service's own",
                        "12 nobody answers to `wiki-store` here, the name of a container; write `store`, the service's"
                                + " own");
    }

    @Test
    void servicesAtTheTopAreOfTheFirstFormatAndEverythingElseIsToldAsWell() {
        assertThat(errors(file("web:\n  image: a\n  volumes: ['/opt/web:/web']\ndb:\n  build: app\n")))
                .containsExactly("1 missing-key", "3 refused-host-path");
    }

    @Test
    void whatStandsBelowServicesByMistakeGetsOneLineEach() {
        var read = file("services:\n"
                + "  app: {image: a}\n"
                + "  title:\n"
                + "    en: Wiki\n"
                + "    de: Wiki\n"
                + "  author: somebody\n"
                + "  tags: [a, b]\n");
        assertThat(errors(read)).containsExactly("3 one-of", "6 wrong-type", "7 wrong-type");
        assertThat(read.problems()).allMatch(problem -> problem.text().contains("indented too deep"));
    }

    @Test
    void aCapabilityThatNobodyIsGrantedIsNotAdvisedToBeAskedFor() {
        assertThat(service("cap_add: [SYS_ADMIN]").problems().getFirst().text())
                .isEqualTo("`SYS_ADMIN` is refused: no distro is granted this capability; remove it");
        assertThat(service("cap_add: [IPC_LOCK]").permissions().capabilities()).containsExactly("IPC_LOCK");
    }

    @Test
    void anchorsMergesAndDriversOfVolumesAndNetworksAreRead() {
        var read = file("""
            version: "3.7"
            name: stack
            x-env: &env
              NAME: &name stack
            x-logging: &logging
              logging: {driver: json-file}
            services:
              app:
                build: app
                image: example/app
                <<: *logging
                environment:
                  <<: *env
                  OTHER: *name
                networks: {front: {ipv4_address: $APP_IP}}
            volumes: {data: {driver: local}}
            networks: {front: {name: front, driver: bridge, ipam: {config: [{subnet: 10.20.30.0/24}]}}, back: }
            """);
        assertThat(errors(read)).isEmpty();
        assertThat(read.services()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "services:",
                "services: []",
                "services: {app: }",
                "services: {app: {image: [}",
                "services: {app: {image: 7}}",
                "\u0000",
                "a: *b",
                "services: {app: {volumes: {}}}"
            })
    void whatIsNoComposeFileIsRefusedAndNeverThrows(String text) {
        assertThat(errors(file(text))).isNotEmpty();
    }
}
