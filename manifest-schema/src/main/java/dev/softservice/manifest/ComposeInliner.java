package dev.softservice.manifest;

import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import dev.softservice.manifest.yaml.Node.ScalarType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Brings what a Compose file says into the manifest's own dialect. */
final class ComposeInliner {
    private final Interpolation interpolation;

    ComposeInliner(Scope scope) {
        this.interpolation = new Interpolation(new Notes(), scope);
    }

    /** The sections as they would stand in the manifest; every node keeps the place that it has in its Compose file. */
    MapNode sections(ComposeModel model) {
        Map<String, Entry> sections = new LinkedHashMap<>();
        for (var name : ComposeModel.SECTIONS) {
            var section = model.section(name);
            if (section.isEmpty()) continue;
            var mark = section.values().iterator().next().keyMark();
            sections.put(name, new Entry(mark, converted(new MapNode(mark, section)), false));
        }
        return new MapNode(Mark.wholeFile(ManifestReader.FILE_NAME), sections);
    }

    private Node converted(Node node) {
        return switch (node) {
            case MapNode map -> {
                Map<String, Entry> entries = new LinkedHashMap<>();
                map.entries()
                        .forEach((key, entry) ->
                                entries.put(key, new Entry(entry.keyMark(), converted(entry.value()), false)));
                yield new MapNode(map.mark(), entries);
            }
            case ListNode list ->
                new ListNode(
                        list.mark(), list.items().stream().map(this::converted).toList());
            case ScalarNode scalar
            when scalar.type() == ScalarType.TEXT -> new ScalarNode(scalar.mark(), text(scalar), ScalarType.TEXT);
            case ScalarNode scalar -> scalar;
        };
    }

    private String text(ScalarNode scalar) {
        var text =
                interpolation.templateOf(scalar.text(), scalar.mark(), Set.of()).source();
        var folder = RepositoryPath.folderOf(scalar.mark().path());
        return !folder.equals(".") && text.matches("\\.\\.?/.*")
                ? "./" + folder + "/" + text.replaceFirst("^\\./", "")
                : text;
    }
}
