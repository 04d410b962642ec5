package dev.softservice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What docs/development.md says that changes would touch is there, and is little. */
class DocumentsOfChangesTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final String SECTION = "## What a change touches";
    private static final Pattern FILE = Pattern.compile("`([A-Za-z]+\\.(?:java|md|hbs|json))`");
    private static final int MOST_FILES = 12;

    @Test
    void eachOfTheSixChangesTouchesAFewFilesThatAreThere() throws IOException {
        var names = names();
        var changes = changes();
        assertThat(changes)
                .hasSize(6)
                .allSatisfy(change -> assertThat(FILE.matcher(change)
                                .results()
                                .map(found -> found.group(1))
                                .toList())
                        .as(change)
                        .hasSizeBetween(1, MOST_FILES)
                        .isSubsetOf(names));
    }

    private static List<String> changes() throws IOException {
        var page = Files.readString(PROJECT.resolve("docs/development.md"));
        return page.substring(page.indexOf(SECTION))
                .split("\n## ")[0]
                .lines()
                .filter(line -> line.startsWith("| ") && FILE.matcher(line).find())
                .toList();
    }

    private static Set<String> names() throws IOException {
        try (var all = Files.walk(PROJECT)) {
            return all.filter(file -> !file.toString().contains("/target/"))
                    .map(file -> file.getFileName().toString())
                    .collect(Collectors.toSet());
        }
    }
}
