package dev.softservice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.Rung;
import dev.softservice.manifest.read.ManifestReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What the documents say holds: settings, commands, manifests, links. */
class DocumentsTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern FENCE = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|#|mailto:)([^)#\\s]+)[^)]*\\)");
    private static final Pattern DEFAULT = Pattern.compile("\\$\\{env:(\\w+):-(.*)}");

    static Stream<Path> documents() throws IOException {
        try (var docs = Files.walk(PROJECT.resolve("docs"));
                var samples = Files.walk(PROJECT.resolve("sample-repos"))) {
            var all = new ArrayList<>(List.of(PROJECT.resolve("README.md"), PROJECT.resolve("CONTRIBUTING.md")));
            Stream.concat(docs, samples)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .forEach(all::add);
            return all.stream();
        }
    }

    private record Block(String language, String text) {}

    private static List<Block> blocks(Path document) {
        try {
            return FENCE.matcher(Files.readString(document))
                    .results()
                    .map(found -> new Block(found.group(1), found.group(2)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theReadmeListsEverySettingOfServeWithItsVariableAndDefault() throws IOException {
        var documented = new LinkedHashMap<String, String>();
        for (var line : Files.readAllLines(PROJECT.resolve("README.md"))) {
            var cells = line.split("\\s*\\|\\s*");
            if (cells.length == 5 && cells[1].startsWith("`--"))
                documented.put(cells[1].replace("`", ""), cells[2].replace("`", "") + " " + cells[3]);
        }
        var real = new LinkedHashMap<String, String>();
        for (var spec : Main.commandLine(Map.of())
                .getSubcommands()
                .get("serve")
                .getCommandSpec()
                .options()) {
            // What is declared, before anything is put in: in the command itself or in options that it shares.
            if (!(spec.userObject() instanceof Field field) || spec.usageHelp() || spec.versionHelp()) continue;
            var option = Objects.requireNonNull(field.getAnnotation(CommandLine.Option.class));
            var source = DEFAULT.matcher(option.defaultValue());
            assertThat(source.matches())
                    .as(option.names()[0] + " takes its default from the environment")
                    .isTrue();
            var fallback = source.group(2).replace("${bundle:ladder.top}", "" + Rung.TOP.number());
            var flag = option.names()[0] + " " + option.paramLabel();
            var words = documented.getOrDefault(flag, source.group(1) + " nothing");
            // A default that is a plain value stands in the table as it is; one that is worked out is put in words.
            var plain = !fallback.isEmpty() && !fallback.equals("0");
            real.put(flag, source.group(1) + (plain ? " `" + fallback + "`" : words.substring(words.indexOf(' '))));
        }
        assertThat(real).hasSizeGreaterThan(5);
        assertThat(Files.readString(PROJECT.resolve("README.md")))
                .containsPattern("`--level N` .*, " + Rung.ACCEPTED.number() + " to " + Rung.TOP.number() + " \\|");
        assertThat(documented).containsExactlyInAnyOrderEntriesOf(real);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everySoftserviceCommandInTheDocumentsIsUnderstood(Path document) {
        for (var block : blocks(document)) {
            if (!block.language().equals("sh")) continue;
            for (var line : block.text().replace("\\\n", " ").split("\n")) {
                var command = line.replaceFirst("\\s+#.*$", "").strip();
                if (!command.matches("(\\./)?softservice .*")) continue;
                var words = command.split("\\s+");
                assertThatCode(() -> Main.commandLine(Map.of())
                                .parseArgs(
                                        List.of(words).subList(1, words.length).toArray(String[]::new)))
                        .as(document.getFileName() + ": " + command)
                        .doesNotThrowAnyException();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyServiceOfSystemdInTheDocumentsStartsACommandThatThereIs(Path document) {
        for (var block : blocks(document)) {
            if (!block.language().equals("ini")) continue;
            var started = Pattern.compile("(?m)^ExecStart=/usr/bin/softservice (.+)$")
                    .matcher(block.text())
                    .results()
                    .map(found -> found.group(1).split(" "))
                    .toList();
            assertThat(started).as(document.toString()).isNotEmpty();
            for (var words : started)
                assertThatCode(() -> Main.commandLine(Map.of()).parseArgs(words))
                        .as(document + ": " + String.join(" ", words))
                        .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyWholeManifestInTheDocumentsIsRead(Path document, @TempDir Path folder) throws IOException {
        for (var block : blocks(document)) {
            if (!block.language().equals("yaml") || !block.text().startsWith("softservice: v1\nname:")) continue;
            Files.writeString(folder.resolve("softservice.yaml"), block.text());
            var known = new ManifestReader()
                    .read(new FolderFiles(folder)).problems().stream()
                            .filter(problem -> !problem.rule().equals("missing-file"))
                            .toList();
            assertThat(known)
                    .extracting(Problem::toString)
                    .as(document.toString())
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyLinkWithinTheProjectLeadsSomewhere(Path document) throws IOException {
        var folder = document.getParent();
        assertThat(LINK.matcher(Files.readString(document))
                        .results()
                        .map(found -> found.group(1))
                        .filter(target -> !Files.exists(folder.resolve(target))))
                .as(document.toString())
                .isEmpty();
    }

    @Test
    void everyHelpTextIsFilledIn() {
        assertThat(Main.commandLine(Map.of()).getSubcommands())
                .allSatisfy((name, command) ->
                        assertThat(command.getUsageMessage()).as(name).doesNotContain("${"));
        assertThat(Main.commandLine(Map.of()).getSubcommands().get("serve").getUsageMessage())
                .containsPattern("climb\\s+to,\\s+" + Rung.ACCEPTED.number() + "\\s+to\\s+" + Rung.TOP.number());
    }

    @Test
    void everyCommandAnswersInJsonOrSaysWhyNot() {
        assertThat(Main.commandLine(Map.of()).getSubcommands())
                .containsKeys("serve", "demo", "test")
                .allSatisfy((name, command) -> assertThat(command.getUsageMessage())
                        .as(name)
                        .containsAnyOf("--json ", "so there is no --json"));
    }
}
