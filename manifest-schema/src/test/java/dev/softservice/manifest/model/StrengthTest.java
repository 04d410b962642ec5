package dev.softservice.manifest.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.InMemoryFiles;
import dev.softservice.manifest.read.ManifestReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrengthTest {
    private static final String MANIFEST = """
        softservice: v1
        name: sample
        title: Sample
        summary: Made by a test.
        version: "1.0"
        license: Apache-2.0
        services:
          web:
            image: debian
            mem_limit: 64M
            cpus: "1"
            healthcheck: {test: [CMD, ask], interval: 1s, timeout: 1s, retries: 3}
            volumes: ["rows:/rows", "cache:/cache"]
        volumes: {rows: {}, cache: {}}
        tests:
          - name: front
            http: {get: "http://web/", expect: {status: 200, contains: [hello, world], json: {/a: "1"}, header: {Server: x}}, within: 5s}
          - name: port
            live: true
            tcp: {host: web, port: 80, within: 5s}
          - name: schema
            exec: {service: web, command: [check], expect: {exit: 0, contains: well}, within: 5s}
          - name: suite
            run: {image: debian, command: [pytest], results: /results, timeout: 60s}
        data:
          seed:    {service: web, command: [seed]}
          check:   {service: web, command: [check]}
          backup:  {service: web, command: [backup]}
          restore: {service: web, command: [restore]}
        release: {level: 7}
        """;

    private static List<String> lost(String after) {
        return Strength.lost(read(MANIFEST), read(after));
    }

    private static Manifest read(String text) {
        var reading = new ManifestReader().read(InMemoryFiles.manifest(text));
        return reading.manifest()
                .orElseThrow(() -> new AssertionError(reading.errors().toString()));
    }

    @ParameterizedTest(name = "{1} → {2}: {0}")
    @CsvSource(delimiter = '|', textBlock = """
        takes away the test "port"                                     | - name: port                                          |
        renames the test "port" to "door"                              | name: port                                            | name: door
        changes the test "front": it sends another request                         | http://web/"                                          | http://web/ok"
        changes the test "front": it no longer expects status 200                  | status: 200, | ''
        changes the test "front": it expects status 500, no longer 200             | status: 200 | status: 500
        changes the test "front": it expects less under `contains`                 | [hello, world] | [hello]
        changes the test "front": it expects less under `json`                     | json: {/a: "1"}, | ''
        changes the test "front": it expects less under `header`                   | , header: {Server: x} | ''
        changes the test "front": it has more time: `within` is 50 s, no longer 5 s | header: {Server: x}}, within: 5s | header: {Server: x}}, within: 50s
        changes the test "port": it is no longer `live`: installations are not held to it | live: true | live: false
        changes the test "port": it asks at another address                        | port: 80, | port: 81,
        changes the test "port": it has more time: `within` is 9 s, no longer 5 s  | port: 80, within: 5s | port: 80, within: 9s
        changes the test "schema": it runs another command                         | command: [check], expect | command: ["true"], expect
        changes the test "schema": it expects exit code 1, no longer 0             | exit: 0 | exit: 1
        changes the test "schema": it expects less under `contains`                | , contains: well | ''
        changes the test "suite": it runs another program                          | [pytest] | [pytest, -k, few]
        changes the test "suite": it no longer reads a report                      | results: /results, | ''
        changes the test "suite": it has more time: `timeout` is 61 s, no longer 60 s | timeout: 60s | timeout: 61s
        changes data.check                                             | check:   {service: web, command: [check]} | check:   {service: web, command: [look]}
        changes data.backup                                            | command: [backup] | command: [save]
        no longer keeps the volume cache (data.scratch)                | data: | data: #scratch
        lowers release.level from 7 to 5                               | level: 7 | level: 5
        lets the service web take more memory                           | mem_limit: 64M | mem_limit: 65M
        lets the service web take more cpus                             | cpus: "1" | cpus: "2"
        takes away the healthcheck of web                              | healthcheck: {test: [CMD, ask], interval: 1s, timeout: 1s, retries: 3} | x-none: 1
        changes the healthcheck of web                                 | [CMD, ask] | [CMD, "true"]
        gives web more time to be healthy                              | retries: 3 | retries: 30
        asks for the internet                                          | release: | #internet
        asks for the capability IPC_LOCK                                | release: | #capability
        asks for the device /dev/dri                                    | release: | #device
        asks for this machine itself (host.docker.internal)             | release: | #gateway
        """)
    void whatAChangeStopsChecking(String sentence, String part, String other) {
        var after = switch (other == null ? "" : other) {
            case "data: #scratch" -> MANIFEST.replace("data:\n", "data:\n  scratch: [cache]\n");
            case "#capability" -> MANIFEST + "permissions: {capabilities: [IPC_LOCK]}\n";
            case "#device" -> MANIFEST + "permissions: {devices: [/dev/dri]}\n";
            case "#gateway" -> MANIFEST + "permissions: {host-gateway: true}\n";
            case "#internet" -> MANIFEST + "permissions: {internet: true}\n";
            case "" ->
                part.startsWith("- name: port")
                        ? MANIFEST.replace(
                                "  - name: port\n    live: true\n    tcp: {host: web, port: 80, within: 5s}\n", "")
                        : MANIFEST.replace(part, "");
            default -> MANIFEST.replace(part, other);
        };
        assertThat(after).isNotEqualTo(MANIFEST);
        assertThat(lost(after)).containsExactly(sentence);
    }

    @Test
    void aDataSectionThatIsTakenAwayIsNamedPartByPart() {
        var start = MANIFEST.indexOf("data:\n");
        var without = MANIFEST.substring(0, start) + MANIFEST.substring(MANIFEST.indexOf("release:"));
        assertThat(lost(without))
                .containsExactly(
                        "takes away data.seed",
                        "takes away data.check",
                        "takes away data.backup",
                        "takes away data.restore");
    }

    @Test
    void valuesThatAreNoLongerTriedAreNamedByTheirParameter() {
        var before = MANIFEST + "parameters: {title: {type: string, default: Hi}, mail: {type: boolean}}\n"
                + "examples: {title: Hello, mail: true}\n";
        assertThat(Strength.lost(read(before), read(before.replace("title: Hello, ", ""))))
                .containsExactly("no longer tries another value of the parameter title");
        assertThat(Strength.lost(read(before), read(before.replace("examples: {title: Hello, mail: true}", ""))))
                .as("what its type gives is still tried")
                .containsExactly("no longer tries another value of the parameter title");
        assertThat(Strength.lost(read(before), read(before.replace("title: Hello", "title: Good morning"))))
                .isEmpty();
    }

    @Test
    void aVolumeThatIsGoneIsNamedWithItsReasonWhereThereIsOne() {
        var without = MANIFEST.replace(", \"cache:/cache\"", "").replace(", cache: {}", "");
        assertThat(lost(without)).containsExactly("no longer has the volume cache");
        assertThat(lost(without.replace("data:\n", "data:\n  dropped: [{name: cache, reason: made anew}]\n")))
                .containsExactly("drops the volume cache: made anew");
    }

    @Test
    void whatIsAddedOrStricterIsNothingThatIsLost() {
        assertThat(lost(MANIFEST)).isEmpty();
        assertThat(lost(MANIFEST.replace("within: 5s", "within: 1s")
                        .replace("[hello, world]", "[hello, world, again]")
                        .replace("mem_limit: 64M", "mem_limit: 32M")
                        .replace("volumes: {rows: {}", "volumes: {more: {}, rows: {}")
                        .replace("tests:\n", "tests:\n  - {name: more, tcp: {host: web, port: 81}}\n")))
                .isEmpty();
    }
}
