package dev.softservice.manifest.compose;

import dev.softservice.manifest.model.InterpolatedText;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import dev.softservice.manifest.yaml.Node.ScalarType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts one service over another by the rules of the Compose Specification ("Merge"): mappings key by key, lists one after the
 * other, single values and commands replaced, volumes by target.
 */
public final class ComposeMerge {
    private static final Set<String> REPLACED = Set.of("command", "entrypoint", "test");
    private static final Set<String> NAMED = Set.of("environment", "labels", "args", "depends_on", "networks");
    /** One alone is a list of it. */
    private static final Set<String> ONE_OR_MORE = Set.of("env_file", "tmpfs");

    private ComposeMerge() {}

    /** Puts the sections of one file over those of another, as Compose does with files that are named together. */
    static void put(ComposeModel over, ComposeModel base) {
        for (var section : ComposeModel.SECTIONS)
            over.section(section)
                    .forEach((name, entry) -> base.section(section)
                            .merge(
                                    name,
                                    entry,
                                    (below, above) -> below.value() instanceof MapNode low
                                                    && above.value() instanceof MapNode high
                                            ? new Entry(above.keyMark(), merge(low, high), above.merged())
                                            : above));
    }

    static MapNode merge(MapNode base, MapNode over) {
        Map<String, Entry> entries = new LinkedHashMap<>(base.entries());
        over.entries()
                .forEach((key, entry) -> entries.merge(
                        key,
                        entry,
                        (below, above) ->
                                new Entry(above.keyMark(), value(key, below.value(), above.value()), above.merged())));
        return new MapNode(over.mark(), entries);
    }

    private static Node value(String key, Node below, Node above) {
        if (REPLACED.contains(key)) return above;
        if (NAMED.contains(key)) {
            var low = asMap(below);
            var high = asMap(above);
            return low.isPresent() && high.isPresent() ? merge(low.get(), high.get()) : above;
        }
        if (ONE_OR_MORE.contains(key))
            return lists(
                    key,
                    new ListNode(below.mark(), ComposeLoader.itemsOf(below)),
                    new ListNode(above.mark(), ComposeLoader.itemsOf(above)));
        if (below instanceof MapNode low && above instanceof MapNode high) return merge(low, high);
        if (below instanceof ListNode low && above instanceof ListNode high) return lists(key, low, high);
        return above;
    }

    private static ListNode lists(String key, ListNode below, ListNode above) {
        var items = new ArrayList<Node>();
        for (var item : below.items()) {
            boolean replaced = key.equals("volumes")
                    && target(item).isPresent()
                    && above.items().stream().anyMatch(other -> target(other).equals(target(item)));
            if (!replaced) items.add(item);
        }
        items.addAll(above.items());
        return new ListNode(above.mark(), items);
    }

    private static Optional<String> target(Node volume) {
        if (volume instanceof MapNode map) {
            return map.get("target").filter(ScalarNode.class::isInstance).map(node -> ((ScalarNode) node).text());
        }
        if (!(volume instanceof ScalarNode scalar)) return Optional.empty();
        var parts = InterpolatedText.compose(scalar.text()).split(':');
        return Optional.of(parts.get(parts.size() > 1 ? 1 : 0));
    }

    /** {@code [A=1, B]} as {@code {A: 1, B: nothing}}; a mapping as it is. */
    public static Optional<MapNode> asMap(Node node) {
        if (node instanceof MapNode map) return Optional.of(map);
        if (!(node instanceof ListNode list)) return Optional.empty();
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (var item : list.items()) {
            if (!(item instanceof ScalarNode scalar)) return Optional.empty();
            int equals = scalar.text().indexOf('=');
            var key = equals < 0 ? scalar.text() : scalar.text().substring(0, equals);
            var value = equals < 0
                    ? new ScalarNode(scalar.mark(), "", ScalarType.NULL)
                    : new ScalarNode(scalar.mark(), scalar.text().substring(equals + 1), ScalarType.TEXT);
            entries.put(key, new Entry(scalar.mark(), value, false));
        }
        return Optional.of(new MapNode(list.mark(), entries));
    }
}
