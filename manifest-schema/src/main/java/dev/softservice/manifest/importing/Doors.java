package dev.softservice.manifest.importing;

import dev.softservice.manifest.compose.ComposeLoader;
import dev.softservice.manifest.compose.ComposeMerge;
import dev.softservice.manifest.compose.HostNames;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import dev.softservice.manifest.yaml.Node.ScalarType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Services without an image that say nothing but where the front door is, as app stores write them ({@code APP_HOST}, {@code APP_PORT}) and complete them
 * with a proxy of their own. The port is what counts.
 */
final class Doors {
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final List<String> doors = new ArrayList<>();

    Doors(HostNames hosts, Map<String, Entry> services, List<ComposeChange> changes) {
        services.forEach((name, entry) -> {
            if (!(entry.value() instanceof MapNode map)
                    || map.entries().containsKey("image")
                    || map.entries().containsKey("build")) return;
            var environment = map.get("environment").flatMap(ComposeMerge::asMap);
            var port =
                    environment.flatMap(pairs -> text(pairs, "APP_PORT")).filter(text -> text.matches("[1-9]\\d{0,4}"));
            var service = environment
                    .flatMap(pairs -> text(pairs, "APP_HOST"))
                    .flatMap(host -> services.containsKey(host) ? Optional.of(host) : hosts.serviceOf(host));
            if (port.isEmpty() || service.isEmpty()) return;
            doors.add(name);
            ports.put(service.get(), Integer.valueOf(port.get()));
            changes.add(new ComposeChange(
                    entry.keyMark(),
                    "the service " + Quote.quote(name) + " has no image and says where the front door is: port "
                            + port.get() + " of " + Quote.quote(service.get()) + " is exposed instead"));
        });
    }

    private static Optional<String> text(MapNode pairs, String name) {
        return pairs.get(name).filter(ScalarNode.class::isInstance).map(node -> ((ScalarNode) node).text());
    }

    /** The ports behind them; all of them speak HTTP. */
    java.util.Collection<Integer> ports() {
        return ports.values();
    }

    boolean isDoor(String service) {
        return doors.contains(service);
    }

    /** {@code service} with its door exposed. */
    MapNode opened(String name, MapNode service) {
        var port = ports.get(name);
        if (port == null) return service;
        Map<String, Entry> entries = new LinkedHashMap<>(service.entries());
        var items = new ArrayList<Node>(
                service.get("expose").map(ComposeLoader::itemsOf).orElse(List.of()));
        items.addFirst(new ScalarNode(service.mark(), String.valueOf(port), ScalarType.INTEGER));
        entries.put("expose", new Entry(service.mark(), new ListNode(service.mark(), items), false));
        return new MapNode(service.mark(), entries);
    }
}
