package dev.softservice.manifest.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.softservice.manifest.files.InMemoryFiles;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.RefusedKey;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Rung;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** docs/manifest.md says what the reader does: its examples are read, its tables compared. */
class ManifestDocsTest {
    private static final Path PAGE = Path.of("../docs/manifest.md");
    private static final Pattern SNIPPET = Pattern.compile("(?ms)^```yaml ?([^\\n]*)\\n(.*?)^```$");
    /** What a snippet that is not a whole manifest is put into, its own keys in place of these. */
    private static final String AROUND = """
        softservice: v1
        name: example
        version: "1.0"
        parameters: {site-name: {type: string}, db-pass: {type: secret}, port: {type: port, default: 8080}}
        services: {web: {image: "nginx:1.27", expose: [80]}}
        tests: [{name: answers, tcp: {host: web, port: 80}}]
        """;

    private static InMemoryFiles files() {
        var files = new InMemoryFiles();
        for (var path : List.of("icon.svg", "web/Dockerfile", "tests/Dockerfile", "nginx.conf", "motd"))
            files.with(path, "content");
        return files.with("settings.env", "LANG=C.UTF-8\n")
                .with("compose.yaml", "services: {web: {image: 'nginx:1.27', expose: [80]}}");
    }

    @TestFactory
    Stream<DynamicTest> everyExampleIsWhatThePageSays() throws IOException {
        var snippets = SNIPPET.matcher(Files.readString(PAGE)).results().toList();
        assertThat(snippets).hasSizeGreaterThan(14);
        return snippets.stream()
                .map(match -> DynamicTest.dynamicTest(
                        match.group(2).lines().findFirst().orElse(""), () -> check(match.group(1), match.group(2))));
    }

    private static void check(String kind, String snippet) {
        var files = files();
        if (kind.equals("compose")) {
            files.with("compose.yaml", snippet).with(Manifest.FILE_NAME, around("compose: compose.yaml"));
        } else {
            files.with(Manifest.FILE_NAME, snippet.contains("softservice: v1") ? snippet : around(snippet));
        }
        var reading = new ManifestReader().read(files);
        if (kind.startsWith("refused: ")) {
            assertThat(reading.errors())
                    .map(Problem::rule)
                    .containsExactlyInAnyOrder(
                            kind.substring("refused: ".length()).split(", "));
        } else {
            assertThat(reading.errors()).isEmpty();
            assertThat(reading.manifest()).isPresent();
        }
    }

    private static String around(String snippet) {
        var whole = (ObjectNode) Yaml.json(AROUND);
        whole.setAll((ObjectNode) Yaml.json(snippet));
        if (whole.has("compose")) whole.remove("services");
        return whole.toString();
    }

    @Test
    void theTableOfRulesIsTheReaders() throws IOException {
        compare(
                "rules",
                "| rule | | what it means |\n|---|---|---|\n"
                        + Arrays.stream(Rule.values())
                                .map(rule -> "| `" + rule.id() + "` | "
                                        + rule.severity().name().toLowerCase(java.util.Locale.ROOT) + " | "
                                        + rule.meaning() + " |\n")
                                .collect(Collectors.joining()));
    }

    @Test
    void theTableOfRefusalsIsTheReaders() throws IOException {
        compare(
                "refusals",
                "| rule | for | instead |\n|---|---|---|\n"
                        + Arrays.stream(RefusedKey.values())
                                .map(refusal -> "| `" + refusal.id() + "` | " + refusal.subject() + " | "
                                        + refusal.text() + " |\n")
                                .collect(Collectors.joining()));
    }

    @Test
    void theTableOfTheLadderIsTheListOfRungs() throws IOException {
        compare(
                "rungs",
                "| level | name | what was shown | what it takes |\n|---|---|---|---|\n"
                        + Arrays.stream(Rung.values())
                                .map(rung -> "| " + rung.number() + " | " + rung.title() + " | " + rung.shown() + " | "
                                        + rung.enabledBy() + " |\n")
                                .collect(Collectors.joining()));
    }

    @Test
    void whereADocumentNumbersARungTheNumberIsThatOfTheList() throws IOException {
        var titles = Arrays.stream(Rung.values()).map(Rung::title).collect(Collectors.joining("|"));
        var numbered = Pattern.compile("(?<![Rr]ung )\\b(\\d) \\(?(" + titles + ")\\b");
        int found = 0;
        try (var pages = Files.walk(PAGE.getParent())) {
            for (var page :
                    pages.filter(file -> file.toString().endsWith(".md")).toList()) {
                for (var match :
                        numbered.matcher(Files.readString(page)).results().toList()) {
                    found++;
                    assertThat(Rung.titleOf(Integer.parseInt(match.group(1))))
                            .as(page + ": " + match.group())
                            .isEqualTo(match.group(2));
                }
            }
        }
        assertThat(found).isGreaterThan(5);
    }

    /** Compares, or with {@code -Dgolden.update=true} rewrites, what stands between the page's markers. */
    private static void compare(String name, String table) throws IOException {
        var page = Files.readString(PAGE);
        var start = "<!-- " + name + ": written by the tests with -Dgolden.update=true -->\n";
        int from = page.indexOf(start) + start.length();
        int to = page.indexOf("<!-- end of " + name + " -->");
        assertThat(from).isGreaterThan(start.length());
        assertThat(to).isGreaterThanOrEqualTo(from);
        if (Boolean.getBoolean("golden.update"))
            Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
        else assertThat(page.substring(from, to)).isEqualTo(table);
    }
}
