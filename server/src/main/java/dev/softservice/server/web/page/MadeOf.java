package dev.softservice.server.web.page;

import com.github.jknack.handlebars.Handlebars.SafeString;
import dev.softservice.manifest.composition.CompositionGraph;
import dev.softservice.manifest.composition.CompositionGraph.Handed;
import dev.softservice.manifest.composition.CompositionGraph.Node;
import dev.softservice.server.web.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a distro is made of, for showing: as pictures, and in words that say the same. */
final class MadeOf {
    /** One instance; {@code depth} 0 is the distro itself. {@code range}: as the distro that uses it asks for it; {@code given}: what goes where. */
    record Instance(
            String path,
            int depth,
            String name,
            String version,
            String distro,
            String href,
            String range,
            List<String> services,
            List<String> given,
            List<String> provides) {}

    /** {@code wide} is for screens with room, and may be empty; {@code words}: a line each, indented by depth. */
    record Shown(List<SafeString> narrow, List<SafeString> wide, List<Instance> words) {
        static final Shown NOTHING = new Shown(List.of(), List.of(), List.of());
    }

    private MadeOf() {}

    /** Nothing for a distro of a single service: there is nothing to draw. {@code onThisHub}: owner/name by path. */
    static Shown of(CompositionGraph graph, Map<String, String> onThisHub) {
        var root = graph.root();
        if (root.uses().isEmpty() && root.services().size() < 2) return Shown.NOTHING;
        var instances = new ArrayList<Instance>();
        collect(root, 0, Map.of(), onThisHub, instances);
        var wide = Picture.wide(instances);
        return new Shown(List.of(Picture.narrow(instances)), wide.stream().toList(), List.copyOf(instances));
    }

    private static void collect(
            Node node, int depth, Map<String, List<String>> given, Map<String, String> onThisHub, List<Instance> into) {
        var origin = node.origin();
        var here = onThisHub.getOrDefault(node.path(), "");
        var address = origin.map(CompositionGraph.Origin::distro).orElse("");
        var href = !here.isEmpty() ? "/" + here : address.matches("https?://\\S+") ? address : "";
        into.add(new Instance(
                node.path(),
                depth,
                shown(depth == 0 ? node.distro() : node.use()),
                shown(node.version()),
                shown(here.isEmpty() ? address : here),
                href,
                shown(origin.map(CompositionGraph.Origin::range).orElse("")),
                node.services().stream().map(MadeOf::shown).toList(),
                given.getOrDefault(node.use(), List.of()),
                depth == 0 ? provides(node) : List.of()));
        var handed = handed(node);
        node.uses().forEach(used -> collect(used, depth + 1, handed, onThisHub, into));
    }

    private static String shown(String text) {
        return Text.showable(text);
    }

    /** By use, a line for each receiver: {@code host, port → front}. */
    private static Map<String, List<String>> handed(Node node) {
        var byUse = new LinkedHashMap<String, Map<String, List<String>>>();
        for (var one : node.handed()) {
            var to = one.kind() == Handed.Kind.PROVIDES ? "output " + one.to() : one.to();
            byUse.computeIfAbsent(one.use(), _ -> new LinkedHashMap<>())
                    .computeIfAbsent(to, _ -> new ArrayList<>())
                    .add(one.output());
        }
        var lines = new LinkedHashMap<String, List<String>>();
        byUse.forEach((use, receivers) -> lines.put(
                use,
                receivers.entrySet().stream()
                        .map(to -> shown(String.join(", ", to.getValue()) + " → " + to.getKey()))
                        .toList()));
        return lines;
    }

    private static List<String> provides(Node node) {
        return node.provides().stream()
                .map(one -> shown(one.name() + ": " + one.service() + ", port " + one.port()
                        + (one.published() ? ", published" : "")))
                .toList();
    }
}
