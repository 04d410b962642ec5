package dev.softservice.manifest.importing;

import dev.softservice.manifest.compose.ComposeLoader;
import dev.softservice.manifest.compose.ServiceReader;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code volumes_from}, as files of the second format have it: the mounts of another service, written out. They are named volumes, or folders that become
 * volumes by their path, so the services share them as before. What a service of the same file does not say it mounts stays refused.
 */
final class VolumesFrom {
    private VolumesFrom() {}

    /** {@code services} with it followed where that can be done. */
    static Map<String, Entry> followed(Map<String, Entry> services, List<ComposeChange> changes) {
        var followed = new LinkedHashMap<>(services);
        followed.replaceAll((name, entry) -> {
            if (!(entry.value() instanceof MapNode map)) return entry;
            var from = map.entries().get("volumes_from");
            if (from == null || ServiceReader.saysNothing(from.value())) return entry;
            var mounts = new ArrayList<>(mounts(map));
            for (var item : ComposeLoader.itemsOf(from.value())) {
                var other = item instanceof ScalarNode scalar ? services.get(scalar.text()) : null;
                if (other == null
                        || !(other.value() instanceof MapNode source)
                        || source.entries().containsKey("volumes_from")) return entry;
                mounts(source).stream().filter(mount -> !mounts.contains(mount)).forEach(mounts::add);
            }
            Map<String, Entry> entries = new LinkedHashMap<>(map.entries());
            entries.remove("volumes_from");
            if (!mounts.isEmpty())
                entries.put(
                        "volumes",
                        new Entry(from.keyMark(), new ListNode(from.value().mark(), mounts), false));
            changes.add(new ComposeChange(
                    from.keyMark(),
                    "the mounts of `volumes_from` are written out in the service " + Quote.quote(name)));
            return new Entry(entry.keyMark(), new MapNode(map.mark(), entries), false);
        });
        return followed;
    }

    private static List<Node> mounts(MapNode service) {
        return service.get("volumes").map(ComposeLoader::itemsOf).orElse(List.of());
    }
}
