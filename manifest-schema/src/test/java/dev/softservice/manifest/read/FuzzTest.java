package dev.softservice.manifest.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.softservice.manifest.files.InMemoryFiles;
import dev.softservice.manifest.importing.Scaffold;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.RefusedKey;
import dev.softservice.manifest.model.Rule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Damaged manifests: never an exception, never a hang, always one-line problems with known rules. */
class FuzzTest {
    private static final long SEED = 20_261_122L;
    private static final Set<String> RULES = Stream.concat(
                    Arrays.stream(Rule.values()).map(Rule::id),
                    Arrays.stream(RefusedKey.values()).map(RefusedKey::id))
            .collect(Collectors.toSet());
    private static final List<String> NASTY = List.of(
            "&a",
            "*a",
            "<<: *a",
            "${",
            "}",
            "$$",
            "$",
            "${parameters.x}",
            "${uses.a.b}",
            "${A:-${B:-$C}}",
            "\0",
            "\t",
            "\uFEFF",
            "!!java.lang.String",
            "[",
            "]",
            "{",
            "}",
            "? ",
            ": ",
            "|",
            ">",
            "- ",
            "---\n",
            "...\n",
            "#",
            "'",
            "\"",
            "null",
            "~",
            ".nan",
            "1e999",
            "-0",
            "\u2028",
            "\uD800",
            "../../..",
            "/",
            "\\",
            "x".repeat(5000),
            "%YAML 9.9\n",
            "\n",
            "\r",
            "😀",
            "extends: web",
            "include: [compose.yaml]",
            "profiles: [x]",
            "x-y: &a {}",
            "0x7fffffffffffffff");

    private static List<String> corpus() throws IOException {
        var texts = new ArrayList<>(List.of(ManifestReaderTest.TEAM_WIKI, SchemaAgreementTest.EVERY_KEY));
        for (var folder : GoldenTest.cases().toList()) {
            for (var name : List.of("softservice.yaml", "deploy/compose.yaml", "compose.yaml")) {
                if (Files.exists(folder.resolve(name)) && Files.size(folder.resolve(name)) < 20_000)
                    texts.add(Files.readString(folder.resolve(name)));
            }
        }
        return texts;
    }

    private static String damaged(String text, Random random) {
        var lines = new ArrayList<>(text.lines().toList());
        for (int i = 1 + random.nextInt(4); i > 0 && !lines.isEmpty(); i--) {
            int at = random.nextInt(lines.size());
            var line = lines.get(at);
            int cut = random.nextInt(line.length() + 1);
            switch (random.nextInt(8)) {
                case 0 -> lines.remove(at);
                case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
                case 2 -> lines.set(at, line.substring(0, cut));
                case 3 ->
                    lines.set(
                            at, line.substring(0, cut) + NASTY.get(random.nextInt(NASTY.size())) + line.substring(cut));
                case 4 -> lines.set(at, " ".repeat(random.nextInt(6)) + line.strip());
                case 5 ->
                    lines.set(
                            at,
                            line.substring(0, Math.max(0, line.indexOf(':'))) + ": "
                                    + NASTY.get(random.nextInt(NASTY.size())));
                case 6 ->
                    lines.set(
                            at,
                            cut == 0
                                    ? line
                                    : line.substring(0, cut - 1) + (char) random.nextInt(0x300) + line.substring(cut));
                default -> lines.set(at, line.replace(',', random.nextBoolean() ? ':' : '}'));
            }
        }
        return String.join("\n", lines);
    }

    private static void check(String text, InMemoryFiles files) {
        var reading = new ManifestReader().read(files);
        assertThat(reading.manifest().isPresent())
                .as(text)
                .isEqualTo(reading.errors().isEmpty());
        for (var problem : reading.problems()) {
            assertThat(RULES).as(text).contains(problem.rule());
            assertThat(problem.text())
                    .as(text)
                    .isNotBlank()
                    .doesNotContain("\n")
                    .hasSizeLessThan(1500);
            assertThat(problem.line()).as(text).isNotNegative();
        }
    }

    @Test
    void noDamageMakesTheReaderThrowOrHang() throws IOException {
        var random = new Random(SEED);
        var texts = corpus();
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (int i = 0; i < 1500; i++) {
                var text = damaged(texts.get(random.nextInt(texts.size())), random);
                var files = ManifestReaderTest.teamWiki()
                        .with(Manifest.FILE_NAME, text)
                        .with("web/settings.env", "A=${B}")
                        .with("web/motd", "x");
                check(text, files);
                var compose = InMemoryFiles.manifest("softservice: v1\n"
                                + "name: fuzz\n"
                                + "version: \"1.0\"\n"
                                + "compose: compose.yaml\n"
                                + "parameters: {theme: {type: string}}\n")
                        .with("compose.yaml", text);
                check(text, compose);
            }
        });
    }

    @Test
    void bytesAtRandomAreRefused() {
        var random = new Random(SEED);
        for (int i = 0; i < 1000; i++) {
            var bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (random.nextBoolean())
                bytes = new String(bytes, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_8);
            var files = new InMemoryFiles().with(Manifest.FILE_NAME, bytes);
            assertThat(new ManifestReader().read(files).errors()).isNotEmpty();
        }
    }

    @Test
    void whateverTheComposeFileTheScaffoldReadsBack() throws IOException {
        var random = new Random(SEED);
        var texts = corpus();
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            for (int i = 0; i < 250; i++) {
                var text = damaged(texts.get(random.nextInt(texts.size())), random);
                var files = new InMemoryFiles().with("compose.yaml", text).with(".env", "TAG=1\nDB_PASSWORD='x'\n");
                var manifest = Scaffold.manifest(files, "fuzz").manifest();
                assertThat(new ManifestReader()
                                .read(files.with(Manifest.FILE_NAME, manifest))
                                .errors())
                        .as(text + "\n=====\n" + manifest)
                        .isEmpty();
            }
        });
    }
}
