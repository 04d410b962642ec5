package dev.softservice.manifest.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.manifest.files.InMemoryFiles;
import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.manifest.importing.ComposeFile;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.Reading;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Service;
import dev.softservice.manifest.model.Template;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers may send; each is refused at its place, in one line, and costs next to nothing. */
class HostileInputTest {
    private static final String HEAD =
            "softservice: v1\nname: hostile\nversion: \"1.0\"\ntests: [{name: t, tcp: {host: web, port: 80}}]\n";

    private static Reading read(RepositoryFiles files) {
        return new ManifestReader().read(files);
    }

    private static Reading service(String yaml) {
        return read(InMemoryFiles.manifest(HEAD + "services:\n  web:\n    image: nginx\n    " + yaml + "\n"));
    }

    @Test
    void aByteOrderMarkIsAccepted() {
        assertThat(read(InMemoryFiles.manifest("\uFEFF" + HEAD + "services: {web: {image: nginx}}"))
                        .problems())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32"})
    void otherEncodingsAreRefused(String charset) {
        var bytes = (HEAD + "services: {web: {image: nginx}}").getBytes(Charset.forName(charset));

        assertThat(read(new InMemoryFiles().with(Manifest.FILE_NAME, bytes)).problems())
                .map(Problem::rule)
                .containsExactly("encoding");
    }

    @Test
    void invalidUtf8AndNulAreRefused() {
        for (var bytes : List.of(
                new byte[] {'a', ':', ' ', (byte) 0xC3, 0x28}, new byte[] {'a', 0}, new byte[] {(byte) 0xC0, (byte) 0xAF
                })) {
            assertThat(read(new InMemoryFiles().with(Manifest.FILE_NAME, bytes)).problems())
                    .map(Problem::rule)
                    .containsExactly("encoding");
        }
    }

    @Test
    void aControlCharacterIsRefusedAtItsPlace() {
        assertThat(read(InMemoryFiles.manifest("softservice: v1\nname: a\u0007b\n"))
                        .problems())
                .map(Problem::rule, Problem::line, Problem::column)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("encoding", 2, 8));
    }

    @Test
    void theFirstByteThatIsNoTextIsNamed() {
        var latin = "services:\n  app: {image: caf\u00e9}\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(ComposeFile.read(new InMemoryFiles().with("c.yaml", latin), "c.yaml")
                        .problems()
                        .getFirst())
                .hasToString(
                        "c.yaml:2:19: error [encoding] the file is not UTF-8 text; save it as UTF-8 without NUL bytes");
        assertThat(ComposeFile.read(new InMemoryFiles().with("c.yaml", "a: b\nc: \u20ac\0"), "c.yaml")
                        .problems()
                        .getFirst())
                .extracting(Problem::line, Problem::column)
                .containsExactly(2, 5);
    }

    @Test
    void aFileOverTheLimitIsRefusedUnread() {
        var reading = read(InMemoryFiles.manifest(HEAD + "#" + "x".repeat(1 << 20)));

        assertThat(reading.problems()).map(Problem::rule).containsExactly("file-unreadable");
        assertThat(reading.problems().getFirst().text()).contains("larger than 1M");
    }

    @Test
    void aFileThatCannotBeReadIsSaidSo() {
        RepositoryFiles broken = new RepositoryFiles() {
            @Override
            public Optional<Kind> kind(String path) throws IOException {
                throw new IOException("disk gone");
            }

            @Override
            public byte[] read(String path, int limit) throws IOException {
                throw new IOException("disk gone");
            }
        };

        assertThat(read(broken).problems()).map(Problem::rule).containsExactly("file-unreadable");
    }

    static Stream<String> deep() {
        return Stream.of(
                "[".repeat(10_000),
                "{a: ".repeat(10_000),
                "- ".repeat(10_000),
                "? ".repeat(10_000),
                "a: &a ".repeat(5_000),
                "[".repeat(500_000),
                IntStream.range(0, 10_000)
                        .mapToObj(i -> " ".repeat(Math.min(i, 90)) + "a:\n")
                        .reduce("", String::concat));
    }

    @ParameterizedTest
    @MethodSource("deep")
    void depthExhaustsNoStack(String text) {
        assertThat(read(InMemoryFiles.manifest(text)).errors()).isNotEmpty();
    }

    @Test
    void aChainOfExtendsExhaustsNoStack() {
        var services = new StringBuilder("services:\n");
        for (int i = 0; i < 5_000; i++)
            services.append("  s")
                    .append(i)
                    .append(": {extends: s")
                    .append(i + 1)
                    .append("}\n");

        assertThat(read(InMemoryFiles.manifest(HEAD + services)).errors()).isNotEmpty();
    }

    @Test
    void aChainOfDependenciesExhaustsNoStack() {
        var services = new StringBuilder("services:\n  web: {image: x}\n");
        for (int i = 0; i < 5_000; i++)
            services.append("  s")
                    .append(i)
                    .append(": {image: x, depends_on: [s")
                    .append(i + 1)
                    .append("]}\n");

        assertThat(read(InMemoryFiles.manifest(HEAD + services)).errors())
                .map(Problem::rule)
                .contains("out-of-range");
    }

    @Test
    void problemsAreBounded() {
        var text = new StringBuilder(HEAD);
        for (int i = 0; i < 20_000; i++) text.append("key").append(i).append(": x\n");
        var reading = read(InMemoryFiles.manifest(text + "services: {web: {image: nginx}}"));

        assertThat(reading.problems()).hasSize(501).map(Problem::rule).contains("too-many-problems");
    }

    @Test
    void manyMistakesAgainstManyNamesCostLittle() {
        var many = IntStream.range(0, 8_000).boxed().toList();
        var volumes = "volumes:\n"
                + many.stream().map(i -> "  v" + i + ": {}\n").collect(java.util.stream.Collectors.joining());
        var mounts = many.stream()
                .map(i -> "w" + i + ":/d" + i)
                .collect(java.util.stream.Collectors.joining(", ", "[", "]"));
        var references =
                many.stream().map(i -> "${uses.v" + i + "x.host}").collect(java.util.stream.Collectors.joining());
        var uses = "uses:\n"
                + many.stream()
                        .map(i -> "  v" + i + ": {distro: a/bb, version: ^1}\n")
                        .collect(java.util.stream.Collectors.joining());

        org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(java.time.Duration.ofSeconds(30), () -> {
            assertThat(read(InMemoryFiles.manifest(
                                    HEAD + volumes + "services: {web: {image: x, volumes: " + mounts + "}}"))
                            .errors())
                    .isNotEmpty();
            assertThat(read(InMemoryFiles.manifest(HEAD + uses + "services: {web: {image: x, environment: {A: \""
                                    + references.substring(0, 60_000) + "\"}}}"))
                            .errors())
                    .isNotEmpty();
        });
    }

    @Test
    void expressionsAndPointersBeyondReasonAreRefused() {
        var test = "softservice: v1\n"
                + "name: hostile\n"
                + "version: \"1.0\"\n"
                + "services: {web: {image: x}}\n"
                + "tests:\n"
                + "- name: t\n"
                + "  http: {get: \"http://web/\", expect: {";
        for (var expect : List.of(
                "matches: \"" + "(".repeat(20_000) + "\"",
                "matches: \"" + "(a".repeat(400) + ")".repeat(400) + "[\"",
                "json: {? \"" + "/a".repeat(20_000) + "\" : 1}")) {
            assertThat(read(InMemoryFiles.manifest(test + expect + "}}")).errors())
                    .as(expect.substring(0, 20))
                    .isNotEmpty();
        }
    }

    @Test
    void everySpellingOfPrivilegedIsRefused() {
        for (var value :
                List.of("true", "\"true\"", "yes", "1", "True", "on", "[]", "{}", "!!bool true", "\"false \"")) {
            assertThat(service("privileged: " + value).errors())
                    .as(value)
                    .map(Problem::rule)
                    .contains("refused-privileged");
        }
        var merged = "x-p: &p {privileged: true}\nservices: {web: {<<: *p, image: nginx}}\n";
        assertThat(read(InMemoryFiles.manifest(HEAD + merged)).errors())
                .map(Problem::rule, Problem::line)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("refused-privileged", 5));
    }

    @Test
    void aMergedKeyDoesNotHideAnother() {
        var yaml = "x-p: &p {image: evil, user: root}\nservices: {web: {image: nginx, <<: [*p]}}\n";
        var web = read(InMemoryFiles.manifest(HEAD + yaml))
                .manifest()
                .orElseThrow()
                .services()
                .get("web");

        assertThat(web.image()).isEqualTo(new Service.Pulled("nginx"));
        assertThat(web.process().user()).contains("root");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../x",
                "-rm",
                "\"a;id\"",
                "\"\\u202Etxt\"",
                "\"w\\u0435b\"",
                "\"\"",
                "a b",
                "localhost",
                "WEB",
                "."
            })
    void serviceNamesThatAreNoHostNamesAreRefused(String name) {
        assertThat(read(InMemoryFiles.manifest(HEAD + "services: {web: {image: x}, " + name + ": {image: nginx}}"))
                        .errors())
                .map(Problem::rule)
                .containsAnyOf("bad-name", "name-taken", "yaml-syntax");
    }

    @Test
    void aNameOfThreeHundredCharactersIsRefusedAndShownShort() {
        var problems = read(InMemoryFiles.manifest(
                        HEAD + "services: {web: {image: x}, " + "a".repeat(300) + ": {image: nginx}}"))
                .errors();

        assertThat(problems).map(Problem::rule).containsExactly("bad-name");
        assertThat(problems.getFirst().text()).hasSizeLessThan(250);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--privileged",
                "a b",
                "x;id",
                "localhost:5000/x",
                "127.0.0.1/x",
                "[::1]:5000/x",
                "169.254.169.254/x",
                "hub.internal/x",
                "x@sha256:abcdef",
                "x@sha256:",
                "UPPER/x",
                "x:",
                "x:-tag",
                "http://x/y",
                "../x",
                "x/../y",
                "x@md5:0123456789abcdef0123456789abcdef",
                "$x",
                "x:${parameters.y}"
            })
    void imagesThatAreNoReferencesAreRefused(String image) {
        assertThat(read(InMemoryFiles.manifest(HEAD + "services: {web: {image: \"" + image + "\"}}"))
                        .errors())
                .isNotEmpty();
    }

    @Test
    void anImageOfFourKilobytesIsRefusedQuickly() {
        assertThat(service("image2: x").errors()).isNotEmpty();
        assertThat(read(InMemoryFiles.manifest(HEAD + "services: {web: {image: \"" + "a-".repeat(2_000) + "!\"}}"))
                        .errors())
                .map(Problem::rule)
                .containsExactly("bad-value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "1e400",
                "99999999h",
                "1ns",
                "0.0000000001s",
                "5",
                "\"\"",
                ".inf",
                "9223372036854775807s",
                "1s1"
            })
    void timesBeyondReasonAreRefused(String time) {
        assertThat(service("healthcheck: {test: [CMD, x], interval: " + time + "}")
                        .errors())
                .isNotEmpty();
        assertThat(service("stop_grace_period: " + time).errors().size()
                        + service("stop_grace_period: 1s").errors().size())
                .as(time)
                .isGreaterThanOrEqualTo(time.startsWith("0.0") || time.equals("99999999h") ? 0 : 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "env_file: /etc/shadow",
                "env_file: ../x",
                "env_file: [{path: /proc/self/environ}]",
                "volumes: [\"/:/host\"]",
                "volumes: [\"./../../etc:/x\"]",
                "volumes: [{type: bind, source: /etc, target: /x}]",
                "build: .git",
                "build: {context: web, dockerfile: /etc/passwd}",
                "extends: {file: /etc/passwd, service: x}",
                "volumes: [\"./.git:/x\"]",
                "volumes: [\"./.GIT/config:/x\"]",
                "volumes: [\"data:/etc/../proc\"]",
                "volumes: [\"./a\\\\..\\\\..\\\\b:/x\"]"
            })
    void pathsOfTheHostAreRefused(String yaml) {
        assertThat(service(yaml).errors()).isNotEmpty();
    }

    @Test
    void messagesAreOneLineWithoutControlCharacters() {
        var reading = read(
                InMemoryFiles.manifest("\"a\\u001b[2J\\nb\\u202e\": 1\n\"softservice\": \"\\u001b]0;x\\u0007\"\n"));

        assertThat(reading.problems())
                .isNotEmpty()
                .allSatisfy(problem -> assertThat(problem.text()
                                .codePoints()
                                .filter(point -> Character.getType(point) == Character.CONTROL
                                        || Character.getType(point) == Character.FORMAT))
                        .isEmpty());
    }

    static Stream<String> tooMuch() {
        var many = IntStream.rangeClosed(1, 10_000).boxed().toList();
        return Stream.of(
                "expose: " + many,
                "ports: " + many,
                "expose: [\"1-65535\"]",
                "ports: [\"0.0.0.0:1-65535:1-65535\"]",
                "environment: " + many.stream().map(i -> "A" + i + "=b").toList(),
                "environment: "
                        + many.stream()
                                .map(i -> "A" + i + ": b")
                                .collect(java.util.stream.Collectors.joining(", ", "{", "}")),
                "environment: {A: " + "x".repeat(1_000_000) + "}",
                "environment: [\"A=" + "x".repeat(1_000_000) + "\"]",
                "command: [" + "x".repeat(1_000_000) + "]",
                "labels: " + many.stream().map(i -> "a" + i + "=b").toList(),
                "shm_size: 1t",
                "mem_limit: 1e9",
                "cpus: 1e400",
                "cpus: .nan",
                "deploy: {replicas: 1000000}",
                "restart: on-failure:99999999999",
                "tmpfs: [\"/x:size=1t\"]");
    }

    @ParameterizedTest
    @MethodSource("tooMuch")
    void moreThanAnyServiceNeedsIsRefusedWhereItStands(String yaml) {
        assertThat(service(yaml).errors())
                .as(yaml.substring(0, Math.min(40, yaml.length())))
                .hasSizeBetween(1, 2)
                .allSatisfy(problem -> {
                    assertThat(problem.line()).isEqualTo(8);
                    assertThat(problem.text()).hasSizeLessThan(400);
                });
    }

    @Test
    void aHealthcheckOfAMillionTriesOrNoPauseIsRefused() {
        for (var value : List.of(
                "retries: 1000000000000", "retries: -1", "timeout: 1us", "start_period: 9999h", "interval: 1us")) {
            assertThat(service("healthcheck: {test: [CMD, x], " + value + "}").errors())
                    .as(value)
                    .isNotEmpty();
        }
    }

    @Test
    void aServiceThatAsksForMoreThanCanBeHadGetsTheMostInBothDialects() {
        var asked =
                "stop_grace_period: 99999999h, ulimits: {nproc: 100000000000, nofile: {soft: -1, hard: 99999999999}}";
        var inManifest =
                new ManifestReader().read(InMemoryFiles.manifest(HEAD + "services: {web: {image: x, " + asked + "}}"));
        var inCompose = new ManifestReader()
                .read(InMemoryFiles.manifest(HEAD + "compose: compose.yaml")
                        .with("compose.yaml", "services: {web: {image: x, " + asked + "}}"));

        for (var reading : List.of(inManifest, inCompose)) {
            var process = reading.manifest().orElseThrow().services().get("web").process();
            assertThat(process.stopGracePeriod()).hasMinutes(10);
            assertThat(process.ulimits())
                    .containsEntry("nproc", new Service.Ulimit(32_768, 32_768))
                    .containsEntry("nofile", new Service.Ulimit(1_048_576, 1_048_576));
            assertThat(reading.problems())
                    .filteredOn(problem -> problem.rule().equals(Rule.IGNORED_VALUE.id()))
                    .hasSize(4);
        }
    }

    @Test
    void filesThatDifferByCaseAreDifferentFiles() {
        var files = InMemoryFiles.manifest(HEAD + "services: {web: {image: x, env_file: a.env}}")
                .with("SoftService.yaml", "privileged: true")
                .with("a.env", "A=one")
                .with("A.env", "A=two");

        assertThat(read(files).manifest().orElseThrow().services().get("web").environment())
                .containsOnly(java.util.Map.entry("A", new Template("one")));
        assertThat(read(new InMemoryFiles().with("SoftService.yaml", HEAD)).errors())
                .map(Problem::rule)
                .containsExactly("no-manifest");
    }

    @Test
    void aBombInAnIncludedFileIsRefusedThere() {
        var files = InMemoryFiles.manifest("softservice: v1\nname: bomb\nversion: \"1.0\"\ncompose: c.yaml\n")
                .with("c.yaml", "include: [d.yaml]\nservices: {web: {image: x}}")
                .with("d.yaml", "a: &a [*a]".getBytes(StandardCharsets.UTF_8));

        assertThat(read(files).errors())
                .map(Problem::path, Problem::rule)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("d.yaml", "yaml-alias"));
    }
}
