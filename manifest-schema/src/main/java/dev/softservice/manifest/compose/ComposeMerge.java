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
import java.util.function.BinaryOperator;
import java.util.function.Consumer;

/**
 * Puts one service over another by the rules of the Compose Specification ("Merge"): mappings key by key, lists one after the
 * other, single values and commands replaced, what is mounted by target. {@code !override} puts a value in place of the other, {@code !reset} takes it away.
 */
public final class ComposeMerge {
    private static final Set<String> REPLACED = Set.of("command", "entrypoint", "test");
    /** Of names and texts: nothing, put over a text, is nothing. */
    private static final Set<String> PAIRS = Set.of("environment", "labels", "args");
    /** Of names alone, or with what is said of each. */
    private static final Set<String> NAMED = Set.of("depends_on", "networks");
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
                                    (below, above) -> joined(
                                            below,
                                            above,
                                            (low, high) -> low instanceof MapNode under && high instanceof MapNode top
                                                    ? merge(under, top)
                                                    : high)));
    }

    static MapNode merge(MapNode base, MapNode over) {
        return merge(base, over, ComposeMerge::value);
    }

    private interface Joining {
        Node of(String key, Node below, Node above);
    }

    private static MapNode merge(MapNode base, MapNode over, Joining joining) {
        Map<String, Entry> entries = new LinkedHashMap<>(base.entries());
        over.entries()
                .forEach((key, entry) -> entries.merge(
                        key, entry, (below, above) -> joined(below, above, (low, high) -> joining.of(key, low, high))));
        return new MapNode(over.mark(), entries);
    }

    private static Entry joined(Entry below, Entry above, BinaryOperator<Node> joining) {
        return above.over() == Node.Over.JOINED
                ? new Entry(above.keyMark(), joining.apply(below.value(), above.value()), above.merged(), below.over())
                : above;
    }

    /** {@code service} without what {@code !reset} marks, all that is put together being put together. */
    static Node settled(Node node) {
        return switch (node) {
            case MapNode map -> {
                Map<String, Entry> entries = new LinkedHashMap<>();
                map.entries().forEach((key, entry) -> {
                    if (entry.over() != Node.Over.REMOVED)
                        entries.put(key, new Entry(entry.keyMark(), settled(entry.value()), entry.merged()));
                });
                yield new MapNode(map.mark(), entries);
            }
            case ListNode list ->
                new ListNode(
                        list.mark(),
                        list.items().stream().map(ComposeMerge::settled).toList());
            case ScalarNode scalar -> scalar;
        };
    }

    private static Node value(String key, Node below, Node above) {
        if (REPLACED.contains(key)) return above;
        if (above instanceof ScalarNode scalar && scalar.isNull()) return below;
        if (PAIRS.contains(key) || NAMED.contains(key)) {
            var low = key.equals("depends_on") ? asConditions(below) : asMap(below);
            var high = key.equals("depends_on") ? asConditions(above) : asMap(above);
            if (low.isEmpty() || high.isEmpty()) return above;
            return PAIRS.contains(key)
                    ? merge(low.get(), high.get(), (_, _, text) -> text)
                    : merge(low.get(), high.get());
        }
        if (key.equals("build")) return merge(asBuild(below), asBuild(above));
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
            boolean replaced = target(key, item).isPresent()
                    && above.items().stream()
                            .anyMatch(other -> target(key, other).equals(target(key, item)));
            if (!replaced) items.add(item);
        }
        items.addAll(above.items());
        return new ListNode(above.mark(), items);
    }

    /** Of several at one place the last one, where the first stood; the others are told to {@code dropped}. */
    public static ListNode lastOfEach(String key, ListNode list, Consumer<Node> dropped) {
        var items = new ArrayList<Node>();
        var places = new LinkedHashMap<String, Integer>();
        for (var item : list.items()) {
            var place = target(key, item).map(text -> text.replaceAll("(?<=.)/+$", ""));
            var before = place.map(places::get);
            if (before.isPresent()) {
                dropped.accept(items.get(before.get()));
                items.set(before.get(), item);
            } else {
                place.ifPresent(text -> places.put(text, items.size()));
                items.add(item);
            }
        }
        return new ListNode(list.mark(), items);
    }

    /** Where in the container an item of the list under {@code key} is mounted; empty: it is no mount. */
    private static Optional<String> target(String key, Node item) {
        return switch (key) {
            case "volumes" -> mountedAt(item);
            case "tmpfs" -> mountedAt(item).map(text -> text.replaceFirst(":.*", ""));
            case "secrets" -> mountedAt(item).map(text -> text.startsWith("/") ? text : "/run/secrets/" + text);
            case "configs" -> mountedAt(item).map(text -> text.startsWith("/") ? text : "/" + text);
            default -> Optional.empty();
        };
    }

    private static Optional<String> mountedAt(Node item) {
        if (item instanceof MapNode map) {
            return map.get("target")
                    .or(() -> map.get("source"))
                    .filter(ScalarNode.class::isInstance)
                    .map(node -> ((ScalarNode) node).text());
        }
        if (!(item instanceof ScalarNode scalar)) return Optional.empty();
        var parts = InterpolatedText.compose(scalar.text()).split(':');
        return Optional.of(parts.get(parts.size() > 1 && parts.get(1).startsWith("/") ? 1 : 0));
    }

    /** A folder alone is a build's context. */
    private static MapNode asBuild(Node node) {
        return node instanceof MapNode map
                ? map
                : new MapNode(node.mark(), Map.of("context", new Entry(node.mark(), node, false)));
    }

    /** {@code [db]} as what it means, so that it goes before what was said of the same dependency. */
    private static Optional<MapNode> asConditions(Node node) {
        if (node instanceof MapNode map) return Optional.of(map);
        return asMap(node).map(names -> {
            Map<String, Entry> entries = new LinkedHashMap<>();
            names.entries().forEach((name, entry) -> {
                var mark = entry.keyMark();
                var started = new Entry(mark, new ScalarNode(mark, "service_started", ScalarType.TEXT), false);
                entries.put(name, new Entry(mark, new MapNode(mark, Map.of("condition", started)), false));
            });
            return new MapNode(node.mark(), entries);
        });
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
