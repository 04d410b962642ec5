package dev.softservice.manifest.importing;

import dev.softservice.manifest.compose.ComposeMerge;
import dev.softservice.manifest.compose.ComposeModel;
import dev.softservice.manifest.fields.Interpolation;
import dev.softservice.manifest.fields.KnownNames;
import dev.softservice.manifest.fields.Notes;
import dev.softservice.manifest.model.Manifest;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import dev.softservice.manifest.yaml.Node.ScalarType;
import dev.softservice.manifest.yaml.SourceFile;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Brings what a Compose file says into the manifest's own dialect. */
final class ComposeInliner {
    private final Interpolation interpolation;

    ComposeInliner(KnownNames scope) {
        this.interpolation = new Interpolation(new Notes(), scope);
    }

    /** The sections as they would stand in the manifest; every node keeps the place that it has in its Compose file. */
    MapNode sections(ComposeModel model) {
        Map<String, Entry> sections = new LinkedHashMap<>();
        for (var name : ComposeModel.SECTIONS) {
            var section = model.section(name);
            if (section.isEmpty()) continue;
            var mark = section.values().iterator().next().keyMark();
            var node = switch (name) {
                case "services" -> section(section);
                case "configs", "secrets" -> contents(section);
                default -> section;
            };
            var converted = converted(new MapNode(mark, node));
            sections.put(name, new Entry(mark, Paths.fromRoot(name, converted), false));
        }
        return new MapNode(Mark.wholeFile(SourceFile.manifest(Manifest.FILE_NAME)), sections);
    }

    /** An entry of the environment without a value is the variable of its name, which the manifest has to say. */
    private static Map<String, Entry> section(Map<String, Entry> services) {
        Map<String, Entry> spelt = new LinkedHashMap<>();
        services.forEach((name, entry) -> spelt.put(
                name, entry.value() instanceof MapNode map ? new Entry(entry.keyMark(), service(map), false) : entry));
        return spelt;
    }

    /** What a variable holds is a parameter's value in the manifest. */
    private static Map<String, Entry> contents(Map<String, Entry> section) {
        Map<String, Entry> spelt = new LinkedHashMap<>();
        section.forEach((name, entry) -> {
            var variable = entry.value() instanceof MapNode map ? map.entries().get("environment") : null;
            boolean plain = variable != null
                    && variable.value() instanceof ScalarNode scalar
                    && scalar.text().matches("[A-Za-z_][A-Za-z0-9_]*");
            spelt.put(name, variable != null && plain ? content(entry, variable) : entry);
        });
        return spelt;
    }

    private static Entry content(Entry entry, Entry variable) {
        var text = "${" + ((ScalarNode) variable.value()).text() + "}";
        var content =
                new Entry(variable.keyMark(), new ScalarNode(variable.value().mark(), text, ScalarType.TEXT), false);
        return new Entry(entry.keyMark(), new MapNode(entry.value().mark(), Map.of("content", content)), false);
    }

    private static MapNode service(MapNode service) {
        Map<String, Entry> entries = new LinkedHashMap<>(service.entries());
        entries.computeIfPresent("environment", (_, entry) -> pairs(entry));
        entries.computeIfPresent(
                "build",
                (_, entry) -> entry.value() instanceof MapNode build
                        ? new Entry(entry.keyMark(), args(build), false)
                        : entry);
        return new MapNode(service.mark(), entries);
    }

    private static MapNode args(MapNode build) {
        Map<String, Entry> entries = new LinkedHashMap<>(build.entries());
        entries.computeIfPresent("args", (_, entry) -> pairs(entry));
        return new MapNode(build.mark(), entries);
    }

    private static Entry pairs(Entry entry) {
        var pairs = ComposeMerge.asMap(entry.value());
        if (pairs.isEmpty() || pairs.get().entries().values().stream().noneMatch(ComposeInliner::isNull)) return entry;
        Map<String, Entry> entries = new LinkedHashMap<>();
        pairs.get()
                .entries()
                .forEach((name, pair) -> entries.put(
                        name,
                        isNull(pair) && name.matches("[A-Za-z_][A-Za-z0-9_]*")
                                ? new Entry(
                                        pair.keyMark(),
                                        new ScalarNode(pair.keyMark(), "${" + name + "}", ScalarType.TEXT),
                                        false)
                                : pair));
        return new Entry(entry.keyMark(), new MapNode(entry.value().mark(), entries), false);
    }

    private static boolean isNull(Entry entry) {
        return entry.value() instanceof ScalarNode scalar && scalar.isNull();
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
        return interpolation.templateOf(scalar.text(), scalar.mark(), Set.of()).source();
    }
}
