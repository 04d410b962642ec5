package dev.softservice.manifest.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.InMemoryFiles;
import dev.softservice.manifest.importing.Scaffold;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.Reading;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Services made at random, by a fixed seed: a text means the same in a Compose file and in the manifest, and what init makes of it is read again. */
class OneMeaningFuzzTest {
    private static final long SEED = 20_261_129L;
    private static final int ROUNDS = 400;
    private static final String HEAD = """
        softservice: v1
        name: made
        version: "1.0"
        permissions: {capabilities: [NET_ADMIN, IPC_LOCK], host-gateway: true, devices: [/dev/dri]}
        """;

    /** Values of each key, right ones and wrong ones; none holds a variable or a path, which mean different things by design. */
    private static final Map<String, List<String>> KEYS = new TreeMap<>(Map.ofEntries(
            Map.entry(
                    "command",
                    List.of("serve --fast", "[a, 1, true]", "[]", "\"\"", "null", "'a \"b c\"'", "{a: 1}", "'$$x'")),
            Map.entry("entrypoint", List.of("/entry", "[/e, -c]", "[]", "null", "7")),
            Map.entry(
                    "environment",
                    List.of(
                            "{A: 1, B: 1.10, C: 022, D: yes, E: null, F: ''}",
                            "[A=1, B, 'C=a=b', =x]",
                            "[A=1, A=2]",
                            "x",
                            "{}")),
            Map.entry("expose", List.of("[80, '81/tcp', 90-92, 53/udp]", "[0]", "80", "['70000']", "[]")),
            Map.entry(
                    "ports",
                    List.of(
                            "['8080:80', 9000]",
                            "['127.0.0.1:1-3:1-3']",
                            "[{target: 80, published: '8080', protocol: udp, mode: host}]",
                            "['[::1]:53:53/udp']",
                            "['80:http']",
                            "[80:80]")),
            Map.entry(
                    "healthcheck",
                    List.of(
                            "{test: [CMD, a, b], interval: 1s, retries: 0}",
                            "{interval: 5s}",
                            "{disable: true}",
                            "{test: [NONE]}",
                            "{test: a b, start_period: 1m30s, start_interval: 1s}",
                            "{test: []}",
                            "{test: [CMD-SHELL, a, b], timeout: 1x}")),
            Map.entry(
                    "deploy",
                    List.of(
                            "{replicas: 2, resources: {limits: {cpus: '0.5', memory: 64M, pids: 5}}}",
                            "{restart_policy: {condition: none}}",
                            "{replicas: 99}",
                            "{resources: {reservations: {devices: [{capabilities: [gpu]}]}}}",
                            "{mode: global, placement: {constraints: [a]}}")),
            Map.entry("restart", List.of("'no'", "no", "always", "on-failure:3", "unless-stopped", "sometimes")),
            Map.entry("stop_grace_period", List.of("5s", "15m", "1d", "0", "-1s")),
            Map.entry(
                    "ulimits",
                    List.of(
                            "{nofile: 1024, memlock: {soft: -1, hard: -1}}",
                            "{nofile: {soft: 2, hard: 1}}",
                            "{zzz: 1}")),
            Map.entry("tmpfs", List.of("/run", "[/run, '/tmp:size=1m,mode=1777']", "[run]", "['/tmp:size=x']")),
            Map.entry(
                    "volumes",
                    List.of(
                            "[data:/data, data:/ro:ro]",
                            "[{type: volume, source: data, target: /d, volume: {nocopy: true, subpath: a}}]",
                            "[{type: tmpfs, target: /t, tmpfs: {size: 1m}}]",
                            "[nope:/x]",
                            "['data:/data', 'data:/data/']",
                            "[/anonymous]")),
            Map.entry(
                    "depends_on",
                    List.of(
                            "[db]",
                            "{db: {condition: service_healthy, restart: true}}",
                            "{gone: {condition: service_started, required: false}}",
                            "[gone]",
                            "{db: null}")),
            Map.entry("cap_add", List.of("[NET_ADMIN]", "[CAP_IPC_LOCK, CHOWN]", "[NET_RAW]", "[ALL]", "NET_ADMIN")),
            Map.entry(
                    "devices",
                    List.of("[/dev/dri]", "['/dev/dri:/dev/dri:r']", "[/dev/sda]", "[{source: /dev/dri}]", "[]")),
            Map.entry("extra_hosts", List.of("['host.docker.internal:host-gateway']", "{a: 1.2.3.4}", "{}")),
            Map.entry("networks", List.of("[front]", "{front: {aliases: [x]}}", "{front: null}", "[back]")),
            Map.entry("labels", List.of("{a.b: 1.10}", "[a=b, c]", "{com.docker.x: y}")),
            Map.entry("user", List.of("1000", "'1000:1000'", "a b", "root")),
            Map.entry("init", List.of("true", "yes", "maybe")),
            Map.entry("read_only", List.of("true", "off")),
            Map.entry("privileged", List.of("true", "false")),
            Map.entry("pull_policy", List.of("always", "daily")),
            Map.entry("gpus", List.of("all", "[]")),
            Map.entry("logging", List.of("{driver: local}", "{driver: syslog}")),
            Map.entry("shm_size", List.of("64m", "1gb", "lots")),
            Map.entry("mem_limit", List.of("64M", "1K", "0.5g")),
            Map.entry("x-note", List.of("[1, {a: b}]")),
            Map.entry("imagee", List.of("x"))));

    private static String services(Random random) {
        var text = new StringBuilder("services:\n  db: {image: 'db:1'}\n  app:\n    image: 'app:1'\n");
        var keys = new ArrayList<>(KEYS.keySet());
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            var key = keys.remove(random.nextInt(keys.size()));
            var values = KEYS.getOrDefault(key, List.of());
            text.append("    ")
                    .append(key)
                    .append(": ")
                    .append(values.get(random.nextInt(values.size())))
                    .append('\n');
        }
        return text + "volumes: {data: {}}\nnetworks: {front: {}}\n";
    }

    private static List<String> said(Reading reading) {
        return reading.problems().stream()
                .map(problem -> problem.severity() + " " + problem.rule() + " " + problem.reason())
                .filter(text -> !text.contains("no acceptance test"))
                .sorted()
                .toList();
    }

    @Test
    void aTextMeansTheSameInBothPlaces() {
        var random = new Random(SEED);
        int valid = 0;
        for (int round = 0; round < ROUNDS; round++) {
            var services = services(random);
            var inside = new ManifestReader().read(new InMemoryFiles().with(Manifest.FILE_NAME, HEAD + services));
            var beside = new ManifestReader()
                    .read(new InMemoryFiles()
                            .with(Manifest.FILE_NAME, HEAD + "compose: compose.yaml\n")
                            .with("compose.yaml", services));
            assertThat(said(inside)).as("round %d:\n%s", round, services).isEqualTo(said(beside));
            assertThat(inside.manifest().map(Manifest::services))
                    .as("round %d:\n%s", round, services)
                    .isEqualTo(beside.manifest().map(Manifest::services));
            if (inside.manifest().isPresent()) valid++;
        }
        assertThat(valid).isBetween(ROUNDS / 20, ROUNDS - ROUNDS / 20);
    }

    @Test
    void whatInitMakesOfItIsReadAgain() {
        var random = new Random(SEED);
        for (int round = 0; round < ROUNDS / 2; round++) {
            var services = services(random);
            var written = Scaffold.manifest(new InMemoryFiles().with("compose.yaml", services), "made");
            assertThat(written.unread()).as("round %d:\n%s", round, services).isEmpty();
            var reading = new ManifestReader()
                    .read(new InMemoryFiles()
                            .with(Manifest.FILE_NAME, written.manifest())
                            .with("compose.yaml", services));
            assertThat(reading.errors())
                    .as("round %d:\n%s\n%s", round, services, written.manifest())
                    .extracting(Problem::toString)
                    .isEmpty();
        }
    }
}
