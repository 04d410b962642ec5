package dev.softservice.manifest.compose;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.model.Permission.OfTheMachine;
import dev.softservice.manifest.model.RefusedKey;
import dev.softservice.manifest.model.Remedy;
import dev.softservice.manifest.model.Service.Graphics;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The graphics cards that a service asks for: {@code gpus}, {@code deploy.resources.reservations.devices}, {@code runtime: nvidia}. */
final class GraphicsReader {
    static final String RUNTIME = "nvidia";
    private static final int MOST = 64;
    private static final Set<String> CAPABILITIES =
            Set.of("gpu", "nvidia", "compute", "utility", "graphics", "video", "display", "compat32", "tpu");

    private static final List<String> GPU = List.of("gpu");
    private static final String VISIBLE = "NVIDIA_VISIBLE_DEVICES";

    private final Context context;
    private final Asking asking;

    GraphicsReader(Context context, Asking asking) {
        this.context = context;
        this.asking = asking;
    }

    Optional<Graphics> read(Fields service) {
        var asked = Stream.of(gpus(service), reserved(service), runtime(service))
                .flatMap(Optional::stream)
                .toList();
        return asked.isEmpty() ? Optional.empty() : Optional.of(asked.getFirst());
    }

    private Optional<Graphics> gpus(Fields service) {
        var entry = service.entry("gpus").filter(found -> !ServiceReader.saysNothing(found.value()));
        if (entry.isEmpty()) return Optional.empty();
        var mark = entry.get().keyMark();
        if (entry.get().value() instanceof ScalarNode scalar)
            return granted(mark, "gpus", count(scalar).map(count -> new Graphics(count, List.of(), GPU)));
        return request(entry.get(), "gpus");
    }

    private Optional<Graphics> reserved(Fields service) {
        return Optional.of(service.map)
                .flatMap(map -> map(map, "deploy"))
                .flatMap(map -> map(map, "resources"))
                .flatMap(map -> map(map, "reservations"))
                .flatMap(map -> Optional.ofNullable(map.entries().get("devices")))
                .filter(found -> !ServiceReader.saysNothing(found.value()))
                .flatMap(found -> request(found, "devices"));
    }

    private static Optional<MapNode> map(MapNode map, String key) {
        return map.get(key).filter(MapNode.class::isInstance).map(MapNode.class::cast);
    }

    /** NVIDIA's own runtime reads from the environment which cards are meant; an engine that is asked for cards needs to be told. */
    private Optional<Graphics> runtime(Fields service) {
        var entry = service.entry("runtime")
                .filter(found -> found.value() instanceof ScalarNode scalar
                        && scalar.text().equals(RUNTIME));
        if (entry.isEmpty()) return Optional.empty();
        var visible = service.node("environment").stream()
                .flatMap(GraphicsReader::lines)
                .filter(line -> line.startsWith(VISIBLE + "="))
                .map(line -> line.substring(VISIBLE.length() + 1).strip())
                .findFirst()
                .filter(ids -> ids.matches("[A-Za-z0-9][A-Za-z0-9,-]*") && !ids.equals("all"))
                .map(ids -> List.of(ids.split(",")))
                .orElse(List.of());
        return granted(
                entry.get().keyMark(),
                "runtime: nvidia",
                Optional.of(new Graphics(visible.isEmpty() ? Graphics.ALL : 0, visible, GPU)));
    }

    private static Stream<String> lines(Node environment) {
        return switch (environment) {
            case ListNode list ->
                list.items().stream().map(item -> item instanceof ScalarNode scalar ? scalar.text() : "");
            case MapNode map ->
                map.entries().entrySet().stream()
                        .map(entry -> entry.getKey() + "="
                                + (entry.getValue().value() instanceof ScalarNode scalar ? scalar.text() : ""));
            case ScalarNode _ -> Stream.empty();
        };
    }

    /** {@code [{driver: nvidia, count: 1, capabilities: [gpu]}]}. */
    private Optional<Graphics> request(Entry entry, String key) {
        var items = entry.value() instanceof ListNode list ? list.items() : List.<Node>of();
        if (items.size() != 1 || !(items.getFirst() instanceof MapNode map)) {
            context.notes.refuse(
                    entry.keyMark(),
                    RefusedKey.GPUS,
                    Quote.quote(key),
                    "one request for cards is read, and this is not one",
                    Remedy.of("write one with driver, count or device_ids, and capabilities"));
            return Optional.empty();
        }
        var fields = new Fields(map, "a request for cards", context);
        var driver = fields.plain("driver").orElse(RUNTIME);
        var count = fields.node("count")
                .map(node -> node instanceof ScalarNode scalar ? count(scalar) : Optional.<Integer>empty());
        var ids = fields.items("device_ids").stream()
                .flatMap(item -> context.values.plain(item, "device_ids").stream())
                .toList();
        var capabilities = fields.items("capabilities").stream()
                .flatMap(item -> context.values.plain(item, "capabilities").stream())
                .toList();
        fields.ignore("the driver's own settings are the machine's", "options");
        fields.done();
        boolean known = driver.equals(RUNTIME)
                && CAPABILITIES.containsAll(capabilities)
                && ids.stream().allMatch(id -> id.matches("[A-Za-z0-9][A-Za-z0-9:.-]{0,99}"))
                && count.filter(Optional::isEmpty).isEmpty();
        if (!known) {
            context.notes.refuse(
                    entry.keyMark(),
                    RefusedKey.GPUS,
                    Quote.quote(key),
                    "only graphics cards of NVIDIA can be asked for in this way",
                    Remedy.of("ask for others as devices, such as /dev/dri and /dev/kfd"));
            return Optional.empty();
        }
        int all = ids.isEmpty() ? Graphics.ALL : 0;
        return granted(
                entry.keyMark(),
                key,
                Optional.of(new Graphics(
                        ids.isEmpty() ? count.flatMap(found -> found).orElse(all) : 0,
                        ids,
                        capabilities.isEmpty() ? GPU : capabilities)));
    }

    private Optional<Integer> count(ScalarNode scalar) {
        if (scalar.text().equals("all")) return Optional.of(Graphics.ALL);
        var count = context.values.integer(scalar, "count", Graphics.ALL, MOST);
        return count.isPresent() && count.getAsInt() != 0 ? Optional.of(count.getAsInt()) : Optional.empty();
    }

    private Optional<Graphics> granted(Mark mark, String what, Optional<Graphics> asked) {
        return asked.filter(_ -> asking.has(mark, RefusedKey.GPUS, Quote.quote(what), OfTheMachine.GRAPHICS));
    }
}
