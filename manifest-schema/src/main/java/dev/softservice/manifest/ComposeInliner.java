package dev.softservice.manifest;

import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import dev.softservice.manifest.yaml.Node.ScalarType;
import dev.softservice.manifest.yaml.NodeParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Brings what a Compose file says into the manifest's own dialect, and takes out what a distro may not say. */
final class ComposeInliner {
    private final Interpolation interpolation;
    private final Map<String, String> fixed;

    /** {@code fixed}: variables whose values are written out. */
    ComposeInliner(Scope scope, Map<String, String> fixed) {
        this.interpolation = new Interpolation(new Notes(), scope);
        this.fixed = fixed;
    }

    /** The sections as they would stand in the manifest. */
    Map<String, Entry> sections(ComposeModel model) {
        Map<String, Entry> sections = new LinkedHashMap<>();
        for (var name : ComposeModel.SECTIONS) {
            var section = model.section(name);
            if (section.isEmpty()) continue;
            var mark = section.values().iterator().next().keyMark();
            sections.put(name, new Entry(mark, converted(new MapNode(mark, section)), false));
        }
        return sections;
    }

    private Node converted(Node node) {
        return switch (node) {
            case MapNode map -> {
                Map<String, Entry> entries = new LinkedHashMap<>();
                map.entries().forEach((key, entry) -> entries.put(key, new Entry(entry.keyMark(), converted(entry.value()), false)));
                yield new MapNode(map.mark(), entries);
            }
            case ListNode list -> new ListNode(list.mark(), list.items().stream().map(this::converted).toList());
            case ScalarNode scalar when scalar.type() == ScalarType.TEXT -> new ScalarNode(scalar.mark(), text(scalar), ScalarType.TEXT);
            case ScalarNode scalar -> scalar;
        };
    }

    private String text(ScalarNode scalar) {
        var text = scalar.text();
        for (var variable : fixed.entrySet()) {
            text = text.replaceAll("\\$\\{" + variable.getKey() + "}|\\$" + variable.getKey() + "(?![A-Za-z0-9_])",
                    java.util.regex.Matcher.quoteReplacement(variable.getValue().replace("$", "$$")));
        }
        text = interpolation.templateOf(text, scalar.mark(), Set.of()).source();
        var folder = RepositoryPath.folderOf(scalar.mark().path());
        return !folder.equals(".") && text.matches("\\.\\.?/.*") ? "./" + folder + "/" + text.replaceFirst("^\\./", "") : text;
    }

    /** What was taken out of a manifest, and why. */
    record Repaired(String text, List<String> leftOut) {}

    /** {@code text} without the places that {@code errors} name; unchanged where none of them could be found. */
    static Repaired without(String text, List<Problem> errors) {
        var root = NodeParser.parse(ManifestReader.FILE_NAME, text.getBytes(StandardCharsets.UTF_8), (mark, fault, why) -> { });
        if (root.isEmpty() || !(root.get() instanceof MapNode map)) return new Repaired(text, List.of());
        Map<Mark, String> places = new LinkedHashMap<>();
        errors.forEach(problem -> places.putIfAbsent(new Mark(problem.path(), problem.line(), problem.column()), problem.text()));
        var leftOut = new ArrayList<String>();
        var rest = filtered(map, "", places, leftOut);
        return leftOut.isEmpty() ? new Repaired(text, List.of()) : new Repaired(YamlWriter.write(rest), leftOut);
    }

    private static Node filtered(Node node, String path, Map<Mark, String> places, List<String> leftOut) {
        return switch (node) {
            case MapNode map -> {
                Map<String, Entry> entries = new LinkedHashMap<>();
                map.entries().forEach((key, entry) -> {
                    var here = path.isEmpty() ? key : path + "." + key;
                    var why = places.getOrDefault(entry.keyMark(), places.get(entry.value().mark()));
                    if (why != null) leftOut.add(here + ": " + why);
                    else entries.put(key, new Entry(entry.keyMark(), filtered(entry.value(), here, places, leftOut), false));
                });
                yield new MapNode(map.mark(), entries);
            }
            case ListNode list -> {
                var items = new ArrayList<Node>();
                for (var item : list.items()) {
                    var why = places.get(item.mark());
                    if (why != null) leftOut.add(path + ": " + why);
                    else items.add(filtered(item, path, places, leftOut));
                }
                yield new ListNode(list.mark(), items);
            }
            case ScalarNode scalar -> scalar;
        };
    }
}
