package dev.softservice.runner.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.softservice.manifest.files.FolderFiles;
import dev.softservice.manifest.importing.ComposeFile;
import dev.softservice.manifest.model.Permission;
import dev.softservice.manifest.model.Problem;
import dev.softservice.manifest.model.Problem.Severity;
import dev.softservice.runner.cli.Screen.Colour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What {@code validate --compose} tells of Compose files: for each whether it is read, with every reason why not, and a sum by rule. */
final class ComposeTable {
    private static final int DEEPEST = 8;

    private record Row(String name, ComposeFile.Read read) {}

    private final World world;
    private final List<Row> rows = new ArrayList<>();

    ComposeTable(World world) {
        this.world = world;
    }

    /** Adds a file, or every Compose file below a folder. */
    void add(String given) throws IOException {
        var path = world.resolve(given);
        if (Files.isRegularFile(path)) {
            rows.add(row(given, path));
        } else if (Files.isDirectory(path)) {
            try (var below =
                    Files.find(path, DEEPEST, (file, attributes) -> attributes.isRegularFile() && composeFile(file))) {
                var files = below.sorted().toList();
                if (files.isEmpty())
                    throw new BadInput(given
                            + ": there is no Compose file in it, none that is called compose.yaml or"
                            + " docker-compose.yml at least");
                for (var file : files)
                    rows.add(row(Path.of(given).resolve(path.relativize(file)).toString(), file));
            }
        } else {
            throw new BadInput(given + ": there is no such file or folder");
        }
    }

    private static boolean composeFile(Path file) {
        return file.getFileName().toString().matches("(docker-)?compose[^/]*\\.ya?ml");
    }

    private static Row row(String name, Path file) throws IOException {
        var folder = Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(Path.of("/"));
        return new Row(
                name,
                ComposeFile.read(new FolderFiles(folder), file.getFileName().toString()));
    }

    boolean allRead() {
        return rows.stream().noneMatch(row -> row.read().refused());
    }

    void print(Screen screen) {
        for (var row : rows) {
            var read = row.read();
            var word = read.refused() ? screen.paint(Colour.RED, "refused") : screen.paint(Colour.GREEN, "read");
            var asked = Stream.concat(
                            read.variables().stream(),
                            read.permissions().all().stream().map(Permission::word))
                    .toList();
            var parameters = asked.isEmpty() ? "" : ", asks for " + String.join(", ", asked);
            screen.painted(word + " " + screen.paint(Colour.BOLD, row.name())
                    + (read.refused() ? "" : ": " + count(read.services(), "service"))
                    + screen.paint(Colour.NONE, parameters));
            read.problems().stream()
                    .filter(problem -> read.refused() == (problem.severity() == Severity.ERROR))
                    .forEach(problem -> screen.line("  " + problem));
        }
        screen.line("");
        long refused = rows.stream().filter(row -> row.read().refused()).count();
        screen.line(
                count(rows.size(), "Compose file") + ": " + (rows.size() - refused) + " read, " + refused + " refused");
        byRule().forEach((rule, files) -> screen.line(String.format("%6d  %s", files, rule)));
        if (refused > 0)
            screen.line("softservice init --compose FILE writes a manifest around a file, and mends what needs nobody's"
                    + " decision");
    }

    /** How many files each rule refuses; a file that several refuse counts with each. */
    private Map<String, Long> byRule() {
        var counts = new TreeMap<String, Long>();
        rows.forEach(row -> row.read().problems().stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .map(Problem::rule)
                .distinct()
                .forEach(rule -> counts.merge(rule, 1L, Long::sum)));
        var sorted = new LinkedHashMap<String, Long>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    String json() {
        var json = JsonReport.JSON
                .createObjectNode()
                .put("format", "softservice-compose/v1")
                .put("valid", allRead());
        var files = json.putArray("files");
        for (var row : rows) {
            var file = files.addObject()
                    .put("path", row.name())
                    .put("read", !row.read().refused())
                    .put("services", row.read().services());
            row.read().variables().forEach(file.putArray("variables")::add);
            row.read().permissions().all().stream().map(Permission::word).forEach(file.putArray("permissions")::add);
            problems(file.putArray("problems"), row.read().problems());
        }
        var rules = json.putObject("refusedByRule");
        byRule().forEach(rules::put);
        return JsonReport.text(json);
    }

    private static void problems(ArrayNode nodes, List<Problem> problems) {
        problems.forEach(problem -> JsonReport.put(nodes.addObject(), problem));
    }

    private static String count(int number, String word) {
        return number + " " + word + (number == 1 ? "" : "s");
    }
}
