package dev.softservice.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What {@code docs/development.md} says of the files that a change touches. */
class TouchedFilesTest {
    private static final int MOST = 12;
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([^|]+) \\| ([^|]+) \\|$");
    private static final Pattern FILE = Pattern.compile("`([\\w-]+\\.\\w+)`");
    private static final Pattern NAMES_THE_ENGINE = Pattern.compile("(?m)^(?!import ).*\\bDockerEngine\\b");

    private static Map<String, List<String>> changes() throws IOException {
        var page = Files.readString(PROJECT.resolve("docs/development.md"));
        var table = page.substring(page.indexOf("## What a change touches"), page.indexOf("## Tags"));
        var changes = new LinkedHashMap<String, List<String>>();
        ROW.matcher(table).results().skip(1).forEach(row -> changes.put(row.group(1), files(row.group(2))));
        return changes;
    }

    private static List<String> files(String cell) {
        return FILE.matcher(cell)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    private static List<Path> main() throws IOException {
        var found = new ArrayList<Path>();
        for (var folder : List.of(
                "manifest-schema/src/main", "runner/src/main", "webhooks/src/main", "server/src/main", "docs")) {
            try (var files = Files.walk(PROJECT.resolve(folder))) {
                files.filter(Files::isRegularFile).forEach(found::add);
            }
        }
        found.add(PROJECT.resolve("README.md"));
        return found;
    }

    @Test
    void noChangeTouchesMoreThanTwelveFilesAndEachIsThere() throws IOException {
        var there = main().stream().map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        var changes = changes();
        assertThat(changes).hasSize(6);
        assertThat(changes).allSatisfy((change, files) -> {
            assertThat(files)
                    .as(change)
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo(MOST)
                    .doesNotHaveDuplicates();
            assertThat(there).as(change).containsAll(files);
        });
    }

    /** The engine's own package and the benchmark, which compares engines' clients, aside. */
    @Test
    void theFilesThatNameTheEngineAreThoseOfTheFirstRow() throws IOException {
        Set<String> naming = new HashSet<>();
        for (var file : main()) {
            var path = PROJECT.relativize(file).toString();
            if (!path.endsWith(".java") || path.contains("/runner/docker/") || path.contains("/bench/")) continue;
            if (NAMES_THE_ENGINE.matcher(Files.readString(file)).find())
                naming.add(file.getFileName().toString());
        }
        assertThat(changes().values().iterator().next())
                .filteredOn(name -> name.endsWith(".java"))
                .containsExactlyInAnyOrderElementsOf(naming);
    }
}
