package dev.softservice.manifest.importing;

import dev.softservice.manifest.files.RepositoryPath;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Paths of a Compose file that lies in another folder than the manifest. Only keys that hold a path are looked at: in a command, the same text is the container's. */
final class Paths {
    private Paths() {}

    /** What stands under {@code section}, with its paths as they are written in the distro's own folder. */
    static Node fromRoot(String section, Node node) {
        return switch (section) {
            case "services" ->
                each(
                        node,
                        service -> with(
                                service,
                                Map.of(
                                        "env_file", Paths::files,
                                        "build",
                                                build -> build instanceof MapNode
                                                        ? with(build, Map.of("context", Paths::path))
                                                        : path(build),
                                        "volumes", Paths::mounts)));
            case "configs", "secrets" -> each(node, one -> with(one, Map.of("file", Paths::path)));
            default -> node;
        };
    }

    private static Node each(Node node, UnaryOperator<Node> change) {
        if (!(node instanceof MapNode map)) return node;
        Map<String, Entry> entries = new LinkedHashMap<>();
        map.entries()
                .forEach((name, entry) ->
                        entries.put(name, new Entry(entry.keyMark(), change.apply(entry.value()), false)));
        return new MapNode(map.mark(), entries);
    }

    private static Node with(Node node, Map<String, UnaryOperator<Node>> changes) {
        if (!(node instanceof MapNode map)) return node;
        Map<String, Entry> entries = new LinkedHashMap<>(map.entries());
        changes.forEach((key, change) -> entries.computeIfPresent(
                key, (_, entry) -> new Entry(entry.keyMark(), change.apply(entry.value()), false)));
        return new MapNode(map.mark(), entries);
    }

    private static Node files(Node node) {
        return switch (node) {
            case ListNode list ->
                new ListNode(
                        list.mark(), list.items().stream().map(Paths::files).toList());
            case MapNode map -> with(map, Map.of("path", Paths::path));
            case ScalarNode scalar -> path(scalar);
        };
    }

    private static Node mounts(Node node) {
        return node instanceof ListNode list
                ? new ListNode(
                        list.mark(), list.items().stream().map(Paths::mount).toList())
                : node;
    }

    private static Node mount(Node node) {
        if (node instanceof MapNode map)
            return with(map, Map.of("source", source -> isRelative(source) ? path(source) : source));
        if (!isRelative(node) || !(node instanceof ScalarNode scalar)) return node;
        int colon = scalar.text().indexOf(':');
        if (colon < 0) return node;
        var source =
                (ScalarNode) path(new ScalarNode(scalar.mark(), scalar.text().substring(0, colon), scalar.type()));
        return new ScalarNode(scalar.mark(), source.text() + scalar.text().substring(colon), scalar.type());
    }

    /** Anything else is the name of a volume. */
    private static boolean isRelative(Node source) {
        return source instanceof ScalarNode scalar && scalar.text().startsWith(".");
    }

    private static Node path(Node node) {
        if (!(node instanceof ScalarNode scalar)) return node;
        var folder = RepositoryPath.folderOf(scalar.mark().path());
        if (folder.equals(".")
                || scalar.text().indexOf('$') >= 0
                || scalar.text().contains("://")) return node;
        var path = RepositoryPath.resolve(folder, scalar.text())
                .map(inside -> inside.equals(".") ? inside : "./" + inside)
                .orElseGet(() -> "./" + folder + "/" + scalar.text());
        return new ScalarNode(scalar.mark(), path, scalar.type());
    }
}
