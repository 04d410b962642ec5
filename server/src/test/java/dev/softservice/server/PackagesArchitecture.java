package dev.softservice.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Compares what docs/architecture.md says of the server's packages with the compiled classes and with their SQL.
 * {@code ArchitectureTest} does it with the classes that it has read.
 */
final class PackagesArchitecture {
    private static final String ROOT = "dev.softservice.server";
    private static final Path PAGE = Path.of("../docs/architecture.md");
    private static final String SECTION = "## The packages of the server";
    private static final Path SOURCES = Path.of("src/main/java/dev/softservice/server");
    private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");
    private static final Pattern MADE = Pattern.compile("(?i)create table (\\w+)");
    /** Comments and character literals are passed over; group 1: a text block, group 2: a string. */
    private static final Pattern LITERAL = Pattern.compile(
            "//[^\\n]*|/\\*.*?\\*/|\"\"\"(.*?)\"\"\"|\"((?:\\\\.|[^\"\\\\])*)\"|'(?:\\\\.|[^'\\\\])'", Pattern.DOTALL);

    private static final Pattern JOINED = Pattern.compile("\"\\s*\\+\\s*\"");
    private static final Pattern NAMED = Pattern.compile("(?i)\\b(?:from|join|into|update)\\s+(\\w+)");

    /** A row of the page's table. */
    private record Row(String name, Set<String> knows, Set<String> tables) {}

    private PackagesArchitecture() {}

    @ArchTest
    static void thePageSaysWhichPackagesEachOneKnows(JavaClasses classes) throws IOException {
        var written = rows().stream().collect(Collectors.toMap(Row::name, Row::knows, (a, _) -> a, TreeMap::new));
        assertThat(written).containsExactlyEntriesOf(compiled(classes));
    }

    @ArchTest
    static void aTablesSqlStandsInItsOwnersPackageOnly(JavaClasses classes) throws IOException {
        var owners = new TreeMap<String, Set<String>>();
        for (var row : rows()) for (var table : row.tables()) owners.put(table, Set.of(row.name()));
        assertThat(named()).containsExactlyEntriesOf(owners);
    }

    private static List<Row> rows() throws IOException {
        var page = Files.readString(PAGE);
        assertThat(page).contains(SECTION);
        return page.substring(page.indexOf(SECTION) + SECTION.length())
                .split("\n## ")[0]
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\s*\\|\\s*"))
                .map(cells -> new Row(cells[1].replace("`", ""), words(cells[3]), words(cells[4])))
                .toList();
    }

    private static Set<String> words(String cell) {
        return Arrays.stream(cell.split("[`, –]+"))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, Set<String>> compiled(JavaClasses classes) {
        var knows = new TreeMap<String, Set<String>>();
        for (var type : classes) {
            if (!isOurs(type) || !hasSource(type)) continue;
            var known = knows.computeIfAbsent(name(type), _ -> new TreeSet<>());
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(PackagesArchitecture::isOurs)
                    .map(PackagesArchitecture::name)
                    .filter(target -> !target.equals(name(type)))
                    .forEach(known::add);
        }
        return knows;
    }

    private static boolean isOurs(JavaClass type) {
        return (type.getPackageName() + ".").startsWith(ROOT + ".");
    }

    /** A build that was not clean may have left classes of sources that are gone. */
    private static boolean hasSource(JavaClass type) {
        var file =
                type.getName().substring(ROOT.length() + 1).split("\\$", 2)[0].replace('.', '/') + ".java";
        return Files.exists(SOURCES.resolve(file));
    }

    /** As the page calls it: without what all of them share. */
    private static String name(JavaClass type) {
        return type.getPackageName().equals(ROOT)
                ? "server"
                : type.getPackageName().substring(ROOT.length() + 1);
    }

    /** The packages whose statements name a table, for every table that the migrations make. */
    private static Map<String, Set<String>> named() throws IOException {
        var named = new TreeMap<String, Set<String>>();
        for (var migration : files(MIGRATIONS, ".sql"))
            MADE.matcher(Files.readString(migration))
                    .results()
                    .forEach(made -> named.put(made.group(1), new TreeSet<>()));
        assertThat(named).hasSizeGreaterThan(10);
        for (var file : files(SOURCES, ".java")) {
            var inside = SOURCES.relativize(file.getParent()).toString().replace('/', '.');
            NAMED.matcher(literals(Files.readString(file)))
                    .results()
                    .map(found -> found.group(1))
                    .filter(named::containsKey)
                    .forEach(table -> named.get(table).add(inside));
        }
        return named;
    }

    private static String literals(String source) {
        return LITERAL.matcher(JOINED.matcher(source).replaceAll(""))
                .results()
                .filter(found -> found.group(1) != null || found.group(2) != null)
                .map(found -> found.group(1) != null ? found.group(1) : found.group(2))
                .collect(Collectors.joining("\n"));
    }

    private static List<Path> files(Path folder, String ending) {
        try (var all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(ending)).toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
