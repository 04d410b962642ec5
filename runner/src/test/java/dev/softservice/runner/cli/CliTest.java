package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CliTest {
    private static final String VALID = """
        softservice: v1
        name: hello
        title: Hello
        summary: Says hello.
        version: "1.0"
        license: Apache-2.0
        services:
          web: {image: debian:bookworm-slim, command: [sleep, infinity], expose: [80]}
        tests:
          - {name: answers, http: {get: "http://web/"}}
        """;

    @TempDir
    Path folder;

    static Stream<String> commands() {
        return Cli.commandLine().getSubcommands().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelpWithExamples(String command) throws IOException {
        var did = new Shell(folder).type(command, "--help");
        assertThat(did.exit()).isZero();
        assertThat(did.err()).isEmpty();
        assertThat(did.out()).contains("Examples:");
        Golden.assertMatches("help/" + command + ".txt", did.out());
    }

    @Test
    void aCommandIsMadeByItselfAndCompletionWithAllOfThem() {
        var all = Cli.commandLine().getSubcommands().keySet();
        assertThat(Cli.names()).isEqualTo(all);
        for (var name : all) {
            var made = Cli.commandLine(Cli.wanted(all, name)).getSubcommands();
            if (name.equals("completion")) assertThat(made).containsOnlyKeys(all);
            else assertThat(made).containsOnlyKeys(name);
        }
        assertThat(Cli.commandLine(Cli.wanted(all, "--version")).getSubcommands())
                .isEmpty();
        assertThat(Cli.commandLine(Cli.wanted(all, "statos")).getSubcommands()).containsOnlyKeys(all);
        assertThat(Cli.commandLine(Cli.wanted(all)).getSubcommands()).containsOnlyKeys(all);
    }

    @Test
    void helpListsTheCommands() throws IOException {
        var did = new Shell(folder).type("--help");
        assertThat(did.exit()).isZero();
        Golden.assertMatches("help/softservice.txt", did.out());
        assertThat(new Shell(folder).type().out()).isEqualTo(did.out());
    }

    @Test
    void everyCommandAnswersInJsonOrSaysWhyNot() {
        for (var command : Cli.commandLine().getSubcommands().values()) {
            var help = command.getUsageMessage();
            assertThat(help.contains("--json ") || help.contains("so there is no --json"))
                    .as(command.getCommandName())
                    .isTrue();
        }
    }

    @Test
    void helpIsAsWideAsTheTerminalAndNoWider() {
        for (int columns : new int[] {60, 80}) {
            var shown = new Shell(folder)
                    .inTerminal()
                    .with("COLUMNS", Integer.toString(columns))
                    .type("validate", "--help")
                    .out();
            assertThat(shown.lines().mapToInt(String::length).max().orElseThrow())
                    .isLessThanOrEqualTo(columns);
        }
        assertThat(new Shell(folder)
                        .type("validate", "--help")
                        .out()
                        .lines()
                        .mapToInt(String::length)
                        .max()
                        .orElseThrow())
                .isBetween(81, 100);
    }

    @Test
    void versionIsTheBuilds() {
        var did = new Shell(folder).type("--version");
        assertThat(did.exit()).isZero();
        assertThat(did.out()).matches("softservice \\d+\\.\\d+\\.\\d+\\S* \\(Java \\d+\\)\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "instal x/y          | unknown command instal: did you mean install?",
                "test --jsn          | unknown option --jsn: did you mean --json?",
                "nosuch              | unknown command nosuch (see softservice --help)",
                "validate a b        | unexpected argument b",
                "track --interval 1x | --interval 1x: is not a time",
                "test --level 9      | --level 9: 1 to 8",
                "test --level four   | invalid value for option '--level': 'four' is not a whole number",
                "test --set novalue  | value for option '--set' (KEY=VALUE) should be in KEY=VALUE format",
                "install             | missing ADDRESS",
                "install nonsense    | give https://HUB/OWNER/NAME",
                "install http://localhost:1/a/b --bind nowhere | is not an IP address",
                "validate missing    | missing: no such folder",
                "test .              | softservice init . writes one",
                "logs --tail -1      | --tail -1",
                "completion fish     | fish",
                "test distro --set wrod=loud | --set: parameter wrod is not declared; the distro has: word, door",
                "test distro --set door=99999 | --set: parameter door is a port: a number from 1 to 65535, not '99999'",
                "test distro --attachments distro/softservice.yaml | --attachments distro/softservice.yaml: is not a"
                        + " folder; name one",
                "test distro --attachments distro/softservice.yaml/x | --attachments distro/softservice.yaml/x: can't"
                        + " be made (",
                "test distro --junit distro | is a folder; name a file",
                "bench --at-once 1,99 | --at-once 99: 1 to 32",
                "bench --rounds many  | 'many' is not a whole number",
                "export compose distro -o distro | is not empty; name a new folder with -o",
                "export compose distro -o distro/softservice.yaml | is not a folder; name a new one with -o",
                "export compose distro -o distro/softservice.yaml/x | can't be made (",
                "export compose distro --set wrod=1 | parameter wrod is not declared",
                "init --compose distro | distro: is a folder; name the Compose file in it",
                "init --compose distro/rubbish.yaml | nothing can be made of rubbish.yaml: rubbish.yaml:1:",
                "validate @/etc/passwd | @/etc/passwd: no such folder"
            })
    void badInputIsOneLineThatHelpsAndExitCode2(String line, String answer) throws IOException {
        dev.softservice.runner.DistroFolder.at(folder.resolve("distro"))
                .manifest("""
                    parameters: {word: {type: string, default: quiet}, door: {type: port, default: 8080}}
                    services: {bed: {image: "debian:bookworm-slim"}}
                    """)
                .with("rubbish.yaml", "services: [");
        var did = new Shell(folder).type(line.strip().split(" "));
        assertThat(did.exit()).as(did.err()).isEqualTo(2);
        assertThat(did.out()).isEmpty();
        assertThat(did.err().strip())
                .startsWith("softservice: ")
                .contains(answer)
                .doesNotContain("\n")
                .doesNotContain("Exception");
    }

    @Test
    void aValidManifestIsSaidToBe() throws IOException {
        Files.writeString(folder.resolve("softservice.yaml"), VALID);
        var did = new Shell(folder).type("validate");
        assertThat(did.exit()).as(did.out()).isZero();
        assertThat(did.out()).isEqualTo("hello 1.0 is valid: 1 service, 1 test\n");
    }

    @Test
    void everyProblemIsShownAtItsPlaceAsTheUserWouldTypeIt() throws IOException {
        Files.createDirectories(folder.resolve("my distro"));
        Files.writeString(
                folder.resolve("my distro/softservice.yaml"),
                VALID.replace("title:", "titel:").replace("expose", "priviledged"));
        var did = new Shell(folder).type("validate", "my distro");
        assertThat(did.exit()).isEqualTo(2);
        assertThat(did.out().lines())
                .anyMatch(line -> line.matches("my distro/softservice\\.yaml:3:1: error \\[[a-z-]+] .*title.*"))
                .last()
                .asString()
                .startsWith("not valid: ")
                .contains(" errors");
    }

    @Test
    void validateCanAnswerInJson() throws IOException {
        Files.writeString(folder.resolve("softservice.yaml"), VALID.replace("title:", "titel:"));
        var did = new Shell(folder).type("validate", "--json");
        assertThat(did.exit()).isEqualTo(2);
        var json = new JsonMapper().readTree(did.out());
        assertThat(json.path("format").asText()).isEqualTo("softservice-validate/v1");
        assertThat(json.path("valid").asBoolean(true)).isFalse();
        assertThat(json.at("/problems/0/line").asInt()).isEqualTo(3);
    }

    @Test
    void initWritesAManifestThatIsValidAndNeverOverOne() throws IOException {
        assertThat(new Shell(folder).type("init", "fresh").exit()).isZero();
        assertThat(new Shell(folder).type("validate", "fresh").exit()).isZero();
        var again = new Shell(folder).type("init", "fresh");
        assertThat(again.exit()).isEqualTo(2);
        assertThat(again.err()).contains("is there already");
    }

    @Test
    void withoutAnEngineThePlatformCouldNotTell() throws IOException {
        Files.writeString(folder.resolve("softservice.yaml"), VALID);
        for (var command : new String[] {"test", "status", "logs", "uninstall", "upgrade", "track"}) {
            var did = new Shell(folder).type(command);
            assertThat(did.exit()).as(command).isEqualTo(3);
            assertThat(did.err().strip())
                    .isEqualTo("softservice: no container engine answers at unix:///nowhere: start Docker, or set"
                            + " DOCKER_HOST");
        }
    }

    @Test
    void aReaderThatGoesAwayEndsTheCommandQuietly() throws IOException {
        Files.writeString(folder.resolve("softservice.yaml"), VALID);
        var closed = new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                },
                false,
                StandardCharsets.UTF_8);
        var err = new ByteArrayOutputStream();
        var streams = new World.Streams(nothing(), closed, new PrintStream(err, true, StandardCharsets.UTF_8), false);
        var world = new World(streams, Map.of(), folder, Clock.systemUTC(), () -> {
            throw new AssertionError("no engine is needed");
        });
        assertThat(Cli.commandLine(world).execute("validate")).isEqualTo(ExitCode.OUTPUT_CLOSED);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private static java.io.InputStream nothing() {
        return java.io.InputStream.nullInputStream();
    }

    @Test
    void completionIsAScriptThatBashReads() throws Exception {
        var did = new Shell(folder).type("completion", "bash");
        assertThat(did.exit()).isZero();
        Files.writeString(folder.resolve("completion.sh"), did.out());
        var bash = new ProcessBuilder("bash", "-c", "set -e; source completion.sh; complete -p softservice")
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains("softservice");
        assertThat(bash.waitFor()).isZero();
        assertThat(did.out()).contains("uninstall").contains("--junit");
    }
}
