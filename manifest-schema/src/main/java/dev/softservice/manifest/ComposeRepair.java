package dev.softservice.manifest;

import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import dev.softservice.manifest.yaml.Node.ScalarType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Brings what a Compose file says of one machine into what a distro may say, wherever that needs no decision of a person, and tells of each change. */
final class ComposeRepair {
    /** Keys of a service whose texts name hosts. */
    static final Set<String> HOLDS_HOSTS = Set.of("environment", "command", "entrypoint", "healthcheck");

    private static final Pattern TAG = Pattern.compile("([^$]+):\\$\\{?([A-Za-z_][A-Za-z0-9_]*)(?::?\\?[^}]*)?}?");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([A-Za-z_][A-Za-z0-9_]*)}?");
    private static final Entry NOTHING =
            new Entry(Mark.wholeFile(""), new MapNode(Mark.wholeFile(""), Map.of()), false);

    /** What was done, and where it stood. */
    record Change(Mark mark, String text) {}

    private final Context context;
    private final Map<String, String> values;
    private final List<Change> changes = new ArrayList<>();
    private final Set<Integer> httpPorts = new java.util.TreeSet<>();

    /** {@code values}: of variables, as far as they are known; what is learned on the way is added. */
    ComposeRepair(Context context, Map<String, String> values) {
        this.context = context;
        this.values = values;
    }

    /** Ports that the file says to be a web page's. */
    Set<Integer> httpPorts() {
        return httpPorts;
    }

    List<Change> changes() {
        return changes;
    }

    ComposeModel repaired(ComposeModel model) {
        var repaired = new ComposeModel();
        for (var section : List.of("configs", "secrets"))
            repaired.section(section).putAll(model.section(section));
        var hosts = new HostNames(model.services());
        var volumes = new MachineVolumes(context, model.volumes().keySet(), changes);
        plain(model.volumes(), repaired.volumes(), "volume", "local");
        plain(model.networks(), repaired.networks(), "network", "bridge");
        var names = names(model.services());
        var doors = new Doors(hosts, model.services(), changes);
        httpPorts.addAll(doors.ports());
        model.services().forEach((name, entry) -> {
            if (doors.isDoor(name)) return;
            var value = entry.value() instanceof MapNode map
                    ? service(doors.opened(name, map), hosts, volumes, names, repaired)
                    : entry.value();
            repaired.services().put(names.getOrDefault(name, name), new Entry(entry.keyMark(), value, false));
        });
        volumes.made().forEach(name -> repaired.volumes().put(name, NOTHING));
        return repaired;
    }

    private MapNode service(
            MapNode map, HostNames hosts, MachineVolumes volumes, Map<String, String> names, ComposeModel target) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        map.entries().forEach((key, entry) -> {
            var value = switch (key) {
                case "volumes" ->
                    entry.value() instanceof ListNode list
                            ? new ListNode(
                                    list.mark(),
                                    list.items().stream().map(volumes::of).toList())
                            : entry.value();
                case "networks" -> networks(entry.value(), target);
                case "labels" -> labels(entry);
                case "image" -> image(entry.value());
                case "depends_on", "links" -> references(entry.value(), names);
                default -> HOLDS_HOSTS.contains(key) ? hosts("", entry.value(), hosts) : entry.value();
            };
            entries.put(key, new Entry(entry.keyMark(), value, false));
        });
        ports(entries);
        entries.keySet().removeIf(key -> {
            if (key.startsWith("x-"))
                changes.add(new Change(
                        entries.get(key).keyMark(), key + " is left out: " + Quote.quote(key) + " has no effect here"));
            return key.startsWith("x-");
        });
        var file = entries.remove("env_file");
        if (file != null) new EnvFileRepair(context, values, changes).put(file, entries);
        return new MapNode(map.mark(), entries);
    }

    /** Nothing is published by a service, so only the containers' side of its ports is kept. */
    private void ports(Map<String, Entry> entries) {
        var ports = entries.remove("ports");
        if (ports == null || !(ports.value() instanceof ListNode list)) return;
        var expose = new ArrayList<Node>(Optional.ofNullable(entries.get("expose"))
                .map(entry -> ComposeLoader.itemsOf(entry.value()))
                .orElse(List.of()));
        var known = new java.util.HashSet<String>();
        expose.forEach(item ->
                known.add(item instanceof ScalarNode scalar ? scalar.text().replaceFirst("/tcp$", "") : ""));
        for (var item : list.items()) {
            var port = PortsReader.containerSide(item)
                    .map(text -> written(text))
                    .map(text -> text.replaceFirst("/tcp$", ""));
            if (port.isPresent() && known.add(port.get()))
                expose.add(new ScalarNode(
                        item.mark(), port.get(), port.get().matches("\\d+") ? ScalarType.INTEGER : ScalarType.TEXT));
        }
        if (!expose.isEmpty())
            entries.put("expose", new Entry(ports.keyMark(), new ListNode(list.mark(), expose), false));
    }

    /** {@code text} with the values of its variables, as far as they are known. */
    private String written(String text) {
        return VARIABLE.matcher(text)
                .replaceAll(found ->
                        java.util.regex.Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
    }

    /** Volumes and networks that are somebody else's, or of another kind, become plain ones of the distro. */
    private void plain(Map<String, Entry> section, Map<String, Entry> target, String kind, String driver) {
        section.forEach((name, entry) -> {
            var external = entry.value() instanceof MapNode map ? map.entries().get("external") : null;
            boolean outside = external != null
                    && !(external.value() instanceof ScalarNode scalar
                            && scalar.text().equals("false"));
            boolean other = entry.value() instanceof MapNode map
                    && (map.entries().containsKey("driver_opts")
                            || map.get("driver")
                                    .filter(value -> !(value instanceof ScalarNode scalar
                                            && scalar.text().equals(driver)))
                                    .isPresent());
            if (outside)
                changes.add(new Change(
                        external.keyMark(),
                        "the " + kind + " " + Quote.quote(name) + " is another's; it becomes one of the distro's own"));
            else if (other)
                changes.add(new Change(
                        entry.keyMark(),
                        "the " + kind + " " + Quote.quote(name)
                                + " becomes a plain one, without its driver's settings"));
            target.put(name, new Entry(entry.keyMark(), NOTHING.value(), false));
        });
    }

    private Node networks(Node node, ComposeModel target) {
        var names = new ArrayList<ScalarNode>();
        if (node instanceof MapNode map) {
            map.entries().forEach((name, entry) -> {
                names.add(new ScalarNode(entry.keyMark(), name, ScalarType.TEXT));
                if (entry.value() instanceof MapNode of && of.entries().containsKey("aliases"))
                    changes.add(new Change(
                            of.entries().get("aliases").keyMark(),
                            "the aliases on " + Quote.quote(name)
                                    + " are left out; a service has one host name, its own"));
            });
        } else {
            for (var item : ComposeLoader.itemsOf(node)) if (item instanceof ScalarNode scalar) names.add(scalar);
        }
        for (var name : names) {
            if (name.text().equals("default") || target.networks().putIfAbsent(name.text(), NOTHING) != null) continue;
            changes.add(new Change(
                    name.mark(),
                    "the network " + Quote.quote(name.text()) + " is not declared; it is now one of the distro's own"));
        }
        return new ListNode(node.mark(), List.copyOf(names));
    }

    private Node labels(Entry entry) {
        var dropped = new ArrayList<String>();
        var kept = switch (entry.value()) {
            case ListNode list ->
                new ListNode(
                        list.mark(),
                        list.items().stream()
                                .filter(item -> !asks(
                                        item,
                                        item instanceof ScalarNode scalar
                                                ? scalar.text().replaceFirst("=.*", "")
                                                : "",
                                        dropped))
                                .toList());
            case MapNode map -> {
                Map<String, Entry> entries = new LinkedHashMap<>();
                map.entries().forEach((name, label) -> {
                    if (!asks(label.value(), name, dropped)) entries.put(name, label);
                });
                yield new MapNode(map.mark(), entries);
            }
            case ScalarNode scalar -> scalar;
        };
        if (!dropped.isEmpty())
            changes.add(new Change(
                    entry.keyMark(),
                    "labels are fixed at release, so those with a variable are left out: " + Quote.listed(dropped)));
        return kept;
    }

    private static boolean asks(Node node, String name, List<String> dropped) {
        boolean asks = node instanceof ScalarNode scalar && Interpolation.asksTheMachine(scalar);
        if (asks) dropped.add(name);
        return asks;
    }

    /** An image's version is fixed at release: the one of the environment file, else the newest there is. */
    private Node image(Node node) {
        if (!(node instanceof ScalarNode scalar)) return node;
        var tag = TAG.matcher(scalar.text());
        if (!tag.matches()) return node;
        var version = Optional.ofNullable(values.get(tag.group(2)))
                .filter(value -> value.matches("[A-Za-z0-9_][A-Za-z0-9._-]*"))
                .orElse("latest");
        changes.add(new Change(
                scalar.mark(),
                "an image is fixed at release, so " + Quote.quote("${" + tag.group(2) + "}") + " is written out as "
                        + Quote.quote(version)));
        return new ScalarNode(scalar.mark(), tag.group(1) + ":" + version, ScalarType.TEXT);
    }

    /** New names for the services whose names are not allowed. */
    private Map<String, String> names(Map<String, Entry> services) {
        Map<String, String> names = new LinkedHashMap<>();
        services.forEach((name, entry) -> {
            var better = name.toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9_-]+", "-")
                    .replaceAll("^[_-]+", "");
            if (name.matches(CompositionReader.SERVICE_NAME)
                    || !better.matches(CompositionReader.SERVICE_NAME)
                    || services.containsKey(better)
                    || names.containsValue(better)) return;
            names.put(name, better);
            changes.add(new Change(
                    entry.keyMark(),
                    "the service " + Quote.quote(name) + " is called " + Quote.quote(better)
                            + ", a name that hosts can have"));
        });
        return names;
    }

    private static Node references(Node node, Map<String, String> names) {
        return switch (node) {
            case MapNode map -> {
                Map<String, Entry> entries = new LinkedHashMap<>();
                map.entries().forEach((name, entry) -> entries.put(names.getOrDefault(name, name), entry));
                yield new MapNode(map.mark(), entries);
            }
            case ListNode list ->
                new ListNode(
                        list.mark(),
                        list.items().stream()
                                .map(item -> references(item, names))
                                .toList());
            case ScalarNode scalar ->
                new ScalarNode(scalar.mark(), names.getOrDefault(scalar.text(), scalar.text()), scalar.type());
        };
    }

    private Node hosts(String variable, Node node, HostNames hosts) {
        return switch (node) {
            case MapNode map -> {
                Map<String, Entry> entries = new LinkedHashMap<>();
                map.entries()
                        .forEach((key, entry) ->
                                entries.put(key, new Entry(entry.keyMark(), hosts(key, entry.value(), hosts), false)));
                yield new MapNode(map.mark(), entries);
            }
            case ListNode list ->
                new ListNode(
                        list.mark(),
                        list.items().stream()
                                .map(item -> hosts("", item, hosts))
                                .toList());
            case ScalarNode scalar
            when scalar.type() == ScalarType.TEXT -> {
                int equals = variable.isEmpty() ? scalar.text().indexOf('=') : -1;
                var name = equals > 0 ? scalar.text().substring(0, equals) : variable;
                var text = hosts.renamed(
                        name,
                        scalar.text().substring(equals + 1),
                        (other, service) -> changes.add(new Change(
                                scalar.mark(),
                                "the host " + Quote.quote(other) + " is called by its service's name, "
                                        + Quote.quote(service))));
                yield new ScalarNode(scalar.mark(), scalar.text().substring(0, equals + 1) + text, scalar.type());
            }
            case ScalarNode scalar -> scalar;
        };
    }
}
