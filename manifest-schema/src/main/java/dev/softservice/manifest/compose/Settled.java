package dev.softservice.manifest.compose;

import dev.softservice.manifest.fields.Interpolation;
import dev.softservice.manifest.fields.KnownNames;
import dev.softservice.manifest.fields.Notes;
import dev.softservice.manifest.model.InterpolatedText;
import dev.softservice.manifest.model.Template;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import dev.softservice.manifest.yaml.Node.ScalarType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Replaces the variables of a Compose file by their values where these are known. Code that needs a number, a boolean
 * or a count of replicas then sees what Compose sees. A value that may differ between installations stays a variable.
 */
public final class Settled {
    /** Their readers tell a machine's folder and a published port by the variable. */
    private static final Set<String> AS_WRITTEN = Set.of("volumes", "ports");

    private final KnownNames scope;
    private final Predicate<String> open;

    private Settled(KnownNames scope, Predicate<String> open) {
        this.scope = scope;
        this.open = open;
    }

    /** {@code open}: variables that are not decided yet. */
    public static ComposeModel of(ComposeModel model, KnownNames scope, Predicate<String> open) {
        var settled = new Settled(scope, open);
        var result = new ComposeModel();
        result.settings().putAll(model.settings());
        for (var section : ComposeModel.SECTIONS)
            model.section(section)
                    .forEach((name, entry) -> result.section(section)
                            .put(name, settled.entry(entry, section.equals("services") ? AS_WRITTEN : Set.of())));
        return result;
    }

    private Entry entry(Entry entry, Set<String> asWritten) {
        if (!(entry.value() instanceof MapNode map))
            return new Entry(entry.keyMark(), node(entry.value()), entry.merged());
        Map<String, Entry> entries = new LinkedHashMap<>();
        map.entries()
                .forEach((key, value) -> entries.put(key, asWritten.contains(key) ? value : entry(value, Set.of())));
        return new Entry(entry.keyMark(), new MapNode(map.mark(), entries), entry.merged());
    }

    private Node node(Node node) {
        return switch (node) {
            case MapNode map -> {
                Map<String, Entry> entries = new LinkedHashMap<>();
                map.entries().forEach((key, entry) -> entries.put(key, entry(entry, Set.of())));
                yield new MapNode(map.mark(), entries);
            }
            case ListNode list ->
                new ListNode(list.mark(), list.items().stream().map(this::node).toList());
            case ScalarNode scalar -> scalar(scalar);
        };
    }

    private ScalarNode scalar(ScalarNode scalar) {
        if (!scalar.isText()
                || !scalar.mark().isCompose()
                || scalar.text().indexOf('$') < 0
                || InterpolatedText.compose(scalar.text()).variables().stream().anyMatch(use -> open.test(use.name())))
            return scalar;
        var notes = new Notes();
        var known = new Interpolation(notes, scope).templateOf(scalar.text(), scalar.mark(), Set.of());
        return notes.hasErrors() || !new Template(known.source()).references().isEmpty()
                ? scalar
                : new ScalarNode(scalar.mark(), known.source(), ScalarType.TEXT);
    }
}
