package dev.softservice.runner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

/** {@code mvn -Dprogram package}, which the launcher calls while somebody waits. */
class ProgramBuildTest {
    private static final Path HOUSE = Path.of("..");

    @Test
    void fetchesNoLibraryThatOnlyTestsNeed() throws Exception {
        var found = new TreeMap<String, List<String>>();
        for (var pom : poms()) {
            for (var dependency : children(children(project(pom), "dependencies"), "dependency")) {
                var scope = text(dependency, "scope");
                if (scope.equals("test"))
                    found.computeIfAbsent(pom.toString(), _ -> new ArrayList<>())
                            .add(text(dependency, "artifactId"));
            }
        }
        assertThat(found)
                .as("dependencies of tests that are not in the profile \"whole\"")
                .isEmpty();
    }

    @Test
    void theWholeBuildHasThem() throws Exception {
        for (var pom : poms()) {
            var profiles = new TreeMap<String, String>();
            for (var profile : children(children(project(pom), "profiles"), "profile")) {
                for (var property : children(children(List.of(profile), "activation"), "property"))
                    profiles.put(text(profile, "id"), text(property, "name"));
            }
            assertThat(profiles).as(pom.toString()).containsAllEntriesOf(Map.of("whole", "!program"));
        }
    }

    @Test
    void theWholeBuildWritesItsOwnJarsOverThoseOfTheLauncher() throws Exception {
        var build = children(project(HOUSE.resolve("pom.xml")), "build");
        var plugins = children(children(children(build, "pluginManagement"), "plugins"), "plugin");
        var jar = plugins.stream()
                .filter(plugin -> text(plugin, "artifactId").equals("maven-jar-plugin"))
                .toList();
        assertThat(children(jar, "configuration"))
                .singleElement()
                .extracting(configuration -> text(configuration, "forceCreation"))
                .isEqualTo("true");
    }

    private static List<Path> poms() throws Exception {
        try (var folders = Files.list(HOUSE)) {
            var poms = new ArrayList<>(folders.map(folder -> folder.resolve("pom.xml"))
                    .filter(Files::exists)
                    .sorted()
                    .toList());
            poms.add(HOUSE.resolve("pom.xml"));
            assertThat(poms).hasSizeGreaterThan(4);
            return poms;
        }
    }

    private static List<Element> project(Path pom) throws Exception {
        return List.of(DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(pom.toFile())
                .getDocumentElement());
    }

    private static List<Element> children(List<Element> parents, String name) {
        var found = new ArrayList<Element>();
        for (var parent : parents) {
            for (var node = parent.getFirstChild(); node != null; node = node.getNextSibling())
                if (node instanceof Element element && element.getTagName().equals(name)) found.add(element);
        }
        return found;
    }

    private static String text(Element parent, String name) {
        var found = children(List.of(parent), name);
        return found.isEmpty() ? "" : found.getFirst().getTextContent();
    }
}
