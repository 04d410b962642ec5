package dev.softservice.manifest.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.softservice.manifest.files.InMemoryFiles;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Reading;
import dev.softservice.manifest.model.RefusedKey;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Rung;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The schema that editors use and the reader that decides must not contradict each other. */
class SchemaAgreementTest {
    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(ManifestSchema.text(), InputFormat.JSON);
    /** Rules about shape, which a schema can know. */
    private static final Set<Rule> SHAPE = Set.of(
            Rule.UNKNOWN_KEY,
            Rule.WRONG_TYPE,
            Rule.FORMAT_VERSION,
            Rule.NOTHING_TO_RUN,
            Rule.MISSING_KEY,
            Rule.ONE_OF,
            Rule.BAD_NAME);
    /** Put in the place of every value, one at a time. */
    private static final List<String> INSTEAD =
            List.of("42", "0.5", "true", "null", "\"\"", "\"some text\"", "[]", "{\"zzz\": 1}");

    static final String EVERY_KEY =
            """
            softservice: v1
            name: every-key
            version: "1.0.0"
            parameters: {theme: {type: string, default: plain}, count: {type: integer}}
            services:
              web:
                build: {context: web, args: [MODE=fast], target: final}
                command: serve --fast
                entrypoint: [/entry]
                environment: [A=1, "B=${parameters.theme}"]
                env_file: web/settings.env
                expose: [80, "81"]
                ports: ["8080:80", {target: 443, published: "8443"}]
                volumes: [data:/data, ./web:/web:ro, {type: tmpfs, target: /scratch, tmpfs: {size: 1m}}, {type: volume, source: data, target: /d2}]
                tmpfs: [/run]
                configs: [motd, {source: motd, target: /etc/motd2, mode: 0440}]
                secrets: [key]
                depends_on: [db]
                healthcheck: {test: [CMD, "true"], interval: 1s, timeout: 1s, retries: 3, start_period: 1s, disable: false}
                deploy: {replicas: 2, resources: {limits: {memory: 64M, cpus: "0.5"}, reservations: {memory: 32M}}}
                restart: unless-stopped
                user: "1000:1000"
                working_dir: /srv
                hostname: front
                init: true
                read_only: true
                stop_signal: SIGTERM
                stop_grace_period: 5s
                shm_size: 64m
                ulimits: {nofile: 1024, nproc: {soft: 10, hard: 20}}
                networks: [front]
                labels: {org.example.a: one}
                x-note: anything
              db: {image: "postgres:16", mem_limit: 64m, cpus: 0.5, networks: {front: }, depends_on: {jobs: {condition: service_started, required: true}}, cap_add: [CHOWN, NET_ADMIN], devices: [/dev/dri, {source: /dev/net/tun, target: /dev/net/tun, permissions: rwm}], extra_hosts: ["host.docker.internal:host-gateway"]}
              jobs: {extends: db, depends_on: [], cap_drop: [ALL], privileged: false, security_opt: [no-new-privileges:true], logging: {driver: local}}
            volumes: {data: {driver: local}}
            networks: {front: {driver: bridge}}
            configs: {motd: {file: web/motd}}
            secrets: {key: {content: "${parameters.theme}"}}
            provides: {http: {service: web, port: 80, publish: 8080}, dns: {service: web, port: 53, protocol: udp}, outputs: {url: "http://${host}/"}}
            permissions: {internet: true, capabilities: [FSETID, NET_ADMIN], host-gateway: true, devices: [/dev/dri, /dev/net/tun]}
            tests:
              - name: one
                http: {post: "http://web/", headers: {A: b}, body: x, follow: true, within: 2s,
                       expect: {status: 200, contains: [a, b], matches: a+, json: {/a: 1}, header: {Content-Type: text/html}}}
              - {name: two, tcp: {host: web, port: 80, within: 1m}}
              - {name: three, exec: {service: web, command: ls -l, expect: {exit: 1, contains: a, matches: [b]}, within: 1s}}
              - {name: four, run: {image: "debian:bookworm", command: ls, environment: {A: 1}, results: "/r/*.xml", timeout: 1m}}
            """.replace("jobs: {extends: db, depends_on: []", "jobs: {image: x, depends_on: []");

    private static InMemoryFiles files() {
        return ManifestReaderTest.teamWiki().with("web/settings.env", "C=1").with("web/motd", "hi");
    }

    private static Reading reader(JsonNode manifest) {
        return new ManifestReader().read(files().with(Manifest.FILE_NAME, manifest.toString()));
    }

    @Test
    void agreeOnTheManifestsThatAreRight() {
        for (var text : List.of(ManifestReaderTest.TEAM_WIKI, EVERY_KEY)) {
            var manifest = Yaml.json(text);
            assertThat(reader(manifest).errors()).isEmpty();
            assertThat(SCHEMA.validate(manifest)).isEmpty();
        }
    }

    @Test
    void agreeOnTheTopOfTheLadder() {
        var level = Yaml.json(ManifestSchema.text()).at("/properties/release/properties/level");
        assertThat(level.path("minimum").asInt()).isEqualTo(Rung.VALID.number());
        assertThat(level.path("maximum").asInt()).isEqualTo(Rung.TOP.number());
    }

    @Test
    void agreeOnEveryOneChangeOfThem() {
        var contradictions = new ArrayList<String>();
        int[] tried = {0};
        for (var text : List.of(ManifestReaderTest.TEAM_WIKI, EVERY_KEY)) {
            var whole = Yaml.json(text);
            eachChange(whole, whole, "", change -> {
                tried[0]++;
                contradiction(whole).ifPresent(why -> contradictions.add(change + ": " + why));
            });
        }
        assertThat(tried[0]).isGreaterThan(2000);
        assertThat(contradictions).isEmpty();
    }

    @Test
    void everyPropertySaysWhatItIsFor() {
        var silent = new ArrayList<String>();
        collectSilent(Yaml.json(ManifestSchema.text()), "", silent);
        assertThat(silent).isEmpty();
    }

    /** Conditions of a schema narrow what has been described elsewhere, and need no words. */
    private static void collectSilent(JsonNode schema, String path, List<String> silent) {
        if (schema.path("properties") instanceof ObjectNode properties) {
            for (var property : properties.properties()) {
                var onlyCounts =
                        property.getValue().size() == 1 && property.getValue().has("minProperties");
                if (!property.getValue().has("description") && !onlyCounts) silent.add(path + "/" + property.getKey());
            }
        }
        for (var child : schema.properties()) {
            if (!Set.of("if", "then", "else", "dependentSchemas").contains(child.getKey()))
                collectSilent(child.getValue(), path + "/" + child.getKey(), silent);
        }
        if (schema.isArray()) schema.forEach(item -> collectSilent(item, path, silent));
    }

    @Test
    void whatIsNeverTakenSaysWhatToDoInstead() {
        var service = Yaml.json(ManifestSchema.text()).at("/$defs/service/properties");
        for (var refusal : RefusedKey.values()) {
            var key = service.path(refusal.subject());
            if (!key.has("errorMessage")) continue;
            assertThat(key.path("errorMessage").asText())
                    .as(refusal.subject())
                    .isEqualTo("Refused: " + refusal.text() + ".");
            assertThat(key.path("description").asText())
                    .endsWith(key.path("errorMessage").asText());
        }
        assertThat(service.findValues("errorMessage")).hasSizeGreaterThan(20);
    }

    @Test
    void theSchemaHasTheAddressThatEditorsKnowItBy() {
        assertThat(Yaml.json(ManifestSchema.text()).path("$id").asText()).isEqualTo(ManifestSchema.ID);
    }

    @Test
    void neitherAcceptsWhatIsRefused() throws Exception {
        var manifest = (ObjectNode)
                Yaml.json(Files.readString(Path.of("src/test/resources/golden/refused-keys/softservice.yaml")));
        var services = (ObjectNode) manifest.get("services");
        services.retain("everything");
        var service = (ObjectNode) services.get("everything");
        var keys = new ArrayList<String>();
        service.fieldNames().forEachRemaining(keys::add);
        keys.removeAll(List.of("image", "cap_add", "devices", "labels", "tmpfs", "volumes", "deploy", "networks"));
        // Done without, with a warning.
        keys.removeAll(List.of(
                "dns",
                "dns_opt",
                "dns_search",
                "domainname",
                "mac_address",
                "blkio_config",
                "cpu_rt_period",
                "cpu_rt_runtime",
                "cpuset",
                "isolation",
                "develop"));
        // Whether the distro asks for it is more than a schema can tell.
        keys.removeAll(List.of("privileged", "network_mode", "gpus", "pid"));
        // Whether a link names a service of the distro is more than a schema can know.
        keys.remove("links");
        for (var key : keys) {
            var one = manifest.deepCopy();
            ((ObjectNode) one.at("/services/everything")).retain("image", key);
            one.retain("softservice", "name", "version", "services");
            assertThat(reader(one).errors()).as(key).isNotEmpty();
            assertThat(SCHEMA.validate(one)).as(key).isNotEmpty();
        }
        assertThat(keys).hasSizeGreaterThan(24);
    }

    private static java.util.Optional<String> contradiction(JsonNode manifest) {
        var reading = reader(manifest);
        var complaints = SCHEMA.validate(manifest);
        if (reading.errors().isEmpty() && !complaints.isEmpty())
            return java.util.Optional.of("only the schema complains: " + complaints);
        var shape = reading.errors().stream()
                .filter(problem -> SHAPE.stream().anyMatch(rule -> rule.id().equals(problem.rule())))
                .toList();
        if (!shape.isEmpty() && complaints.isEmpty())
            return java.util.Optional.of("only the reader complains: " + shape);
        return java.util.Optional.empty();
    }

    /** Makes each change in place, tells {@code then}, and takes it back. */
    private static void eachChange(JsonNode whole, JsonNode at, String path, Consumer<String> then) {
        if (at instanceof ObjectNode object) {
            var names = new ArrayList<String>();
            object.fieldNames().forEachRemaining(names::add);
            for (var name : names) {
                var value = object.get(name);
                var here = path + "/" + name;
                for (var instead : INSTEAD) {
                    object.set(name, parse(instead));
                    then.accept(here + " = " + instead);
                }
                object.set(name, value);
                eachChange(whole, value, here, then);
            }
            for (var name : names) {
                var without = object.deepCopy();
                object.remove(name);
                then.accept(path + "/" + name + " removed");
                object.removeAll();
                object.setAll(without);
            }
            object.put("unknown-key", "x");
            then.accept(path + "/unknown-key added");
            object.remove("unknown-key");
        } else if (at instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                var value = array.get(i);
                for (var instead : INSTEAD) {
                    array.set(i, parse(instead));
                    then.accept(path + "/" + i + " = " + instead);
                }
                array.set(i, value);
                if (value instanceof ContainerNode<?>) eachChange(whole, value, path + "/" + i, then);
            }
        }
    }

    private static JsonNode parse(String json) {
        try {
            return Yaml.JSON.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
