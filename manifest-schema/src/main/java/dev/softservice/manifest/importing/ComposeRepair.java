package dev.softservice.manifest.importing;

import dev.softservice.manifest.compose.ComposeLoader;
import dev.softservice.manifest.compose.ComposeMerge;
import dev.softservice.manifest.compose.ComposeModel;
import dev.softservice.manifest.compose.ComposeVariables;
import dev.softservice.manifest.compose.CompositionReader;
import dev.softservice.manifest.compose.ConfigReader;
import dev.softservice.manifest.compose.HealthcheckReader;
import dev.softservice.manifest.compose.HostNames;
import dev.softservice.manifest.compose.PortsReader;
import dev.softservice.manifest.compose.ResourcesReader;
import dev.softservice.manifest.compose.ServiceReader;
import dev.softservice.manifest.compose.Settled;
import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Interpolation;
import dev.softservice.manifest.fields.KnownNames;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.fields.Units;
import dev.softservice.manifest.fields.Values;
import dev.softservice.manifest.model.InterpolatedText;
import dev.softservice.manifest.model.InterpolatedText.Operator;
import dev.softservice.manifest.model.InterpolatedText.Reference;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import dev.softservice.manifest.yaml.Node.ScalarType;
import dev.softservice.manifest.yaml.SourceFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Brings what a Compose file says of one machine into what a distro may say, wherever that needs no decision of a person, and tells of each change. */
final class ComposeRepair {
    private static final int LONGEST_NAME = 30;
    private static final Mark NOWHERE = Mark.wholeFile(SourceFile.compose(""));
    private static final Entry NOTHING = new Entry(NOWHERE, new MapNode(NOWHERE, Map.of()), false);

    private final Context context;
    private final ComposeSettings.Values values;
    private final List<ComposeChange> changes = new ArrayList<>();
    /** Variables that have a default somewhere in the file. */
    private final Set<String> defaulted = new java.util.HashSet<>();

    private final Set<Integer> httpPorts = new java.util.TreeSet<>();

    /** {@code values}: of variables, as far as they are known; what is learned on the way is added to the examples. */
    ComposeRepair(Context context, ComposeSettings.Values values) {
        this.context = context;
        this.values = values;
    }

    /** Ports that the file says to be a web page's. */
    Set<Integer> httpPorts() {
        return httpPorts;
    }

    List<ComposeChange> changes() {
        return changes;
    }

    ComposeModel repaired(ComposeModel written) {
        var open = new HashSet<>(values.given().keySet());
        ComposeVariables.of(written, context)
                .forEach(use -> (ComposeVariables.isDefault(use) ? defaulted : open).add(use.name()));
        var model = Settled.of(written, KnownNames.EMPTY, open::contains);
        var repaired = new ComposeModel();
        repaired.settings().putAll(model.settings());
        repaired.configs().putAll(model.configs());
        repaired.secrets().putAll(new LostSecrets(context, changes).replaced(model.secrets()));
        var names = names(model.services());
        var hosts = new HostNames(model.services(), names);
        var volumes = new MachineVolumes(context, model.volumes().keySet(), values.given(), changes);
        model.services().values().forEach(entry -> {
            if (entry.value() instanceof MapNode map && map.get("volumes").orElse(map) instanceof ListNode list)
                volumes.look(list.items());
        });
        plain(model.volumes(), repaired.volumes(), "volume", "local");
        plain(model.networks(), repaired.networks(), "network", "bridge");
        var doors = new Doors(hosts, model.services(), changes);
        httpPorts.addAll(doors.ports());
        VolumesFrom.followed(model.services(), changes).forEach((name, entry) -> {
            if (doors.isDoor(name)) return;
            var value = entry.value() instanceof MapNode map
                    ? service(doors.opened(name, map), hosts, volumes, names, repaired)
                    : entry.value();
            repaired.services().put(names.getOrDefault(name, name), new Entry(entry.keyMark(), value, false));
        });
        repaired.services().replaceAll((_, entry) -> shared(entry, volumes));
        volumes.made().forEach(name -> repaired.volumes().put(name, NOTHING));
        return repaired;
    }

    private static Entry shared(Entry service, MachineVolumes volumes) {
        if (!(service.value() instanceof MapNode map)
                || !(map.get("volumes").orElse(map) instanceof ListNode list)
                || list.items().isEmpty()) return service;
        Map<String, Entry> entries = new LinkedHashMap<>(map.entries());
        entries.computeIfPresent(
                "volumes",
                (_, entry) ->
                        new Entry(entry.keyMark(), new ListNode(list.mark(), volumes.shared(list.items())), false));
        return new Entry(service.keyMark(), new MapNode(map.mark(), entries), false);
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
                                    lastOfEach(key, list).items().stream()
                                            .map(volumes::of)
                                            .toList())
                            : entry.value();
                case "tmpfs" -> tmpfs(entry.value());
                case "networks" -> networks(entry.value(), target);
                case "labels" -> labels(entry);
                case "image" -> image(entry.value());
                case "stop_grace_period" -> atMost(key, entry, ServiceReader.LONGEST_GRACE);
                case "healthcheck" -> healthcheck(entry.value(), hosts);
                case "ulimits" -> ulimits(entry);
                case "depends_on", "links" -> references(entry.value(), names);
                case "configs", "secrets" ->
                    ConfigReader.inOctal(entry.value(), (mark, text) -> changes.add(new ComposeChange(mark, text)));
                default -> HostNames.HOLDS_HOSTS.contains(key) ? hosts("", entry.value(), hosts) : entry.value();
            };
            entries.put(key, new Entry(entry.keyMark(), value, false));
        });
        build(entries);
        ports(entries);
        entries.entrySet().removeIf(each -> {
            var key = each.getKey();
            if (key.startsWith("x-"))
                changes.add(new ComposeChange(each.getValue().keyMark(), Told.Kind.IDLE, key));
            return key.startsWith("x-");
        });
        var file = entries.remove("env_file");
        if (file != null) new EnvFileRepair(context, values.examples(), changes).put(file, entries);
        return new MapNode(map.mark(), entries);
    }

    /** Folders in memory without the options that no mount can have. */
    private Node tmpfs(Node node) {
        return switch (node) {
            case ListNode list ->
                new ListNode(list.mark(), list.items().stream().map(this::tmpfs).toList());
            case ScalarNode scalar -> {
                var kept = scalar.text()
                        .replaceAll("(?<=[:,])(?:exec|suid|dev)(?:,|$)", "")
                        .replaceFirst("[:,]$", "");
                if (!kept.equals(scalar.text()))
                    changes.add(new ComposeChange(
                            scalar.mark(),
                            Quote.quote(scalar.text()) + " is written as " + Quote.quote(kept)
                                    + ", since nothing in memory can be run, or be a device"));
                yield new ScalarNode(scalar.mark(), kept, scalar.type());
            }
            case MapNode map -> map;
        };
    }

    private ListNode lastOfEach(String key, ListNode list) {
        return ComposeMerge.lastOfEach(
                key,
                list,
                item -> changes.add(new ComposeChange(
                        item.mark(),
                        "this mount is left out, since one below is at the same place, and counts, as in Compose")));
    }

    /** Without a part of what it is made from, a build would make another image. */
    private void build(Map<String, Entry> entries) {
        var build = entries.get("build");
        if (build == null || !(build.value() instanceof MapNode map)) return;
        for (var key : List.of("dockerfile_inline", "additional_contexts")) {
            var part = map.entries().get(key);
            if (part == null) continue;
            changes.add(new ComposeChange(
                    part.keyMark(),
                    Told.Kind.LEFT_OUT,
                    "a build is left out, since its " + Quote.quote(key)
                            + " is not read: put a Dockerfile and what it needs into the repository"));
            entries.remove("build");
            return;
        }
    }

    /** A service that asks for more than can be had gets as much as can be. */
    private Node atMost(String key, Entry entry, Duration longest) {
        boolean longer = entry.value() instanceof ScalarNode scalar
                && Units.duration(scalar.text())
                        .filter(asked -> asked.compareTo(longest) > 0)
                        .isPresent();
        if (!longer) return entry.value();
        var most = Units.show(longest);
        changes.add(new ComposeChange(
                entry.keyMark(),
                Quote.quote(key) + " is " + most + " instead of " + ((ScalarNode) entry.value()).text()
                        + ", the most that can be had"));
        return new ScalarNode(entry.value().mark(), most, ScalarType.TEXT);
    }

    /** Without its times a healthcheck would judge a service that takes long to start too early. */
    private Node healthcheck(Node node, HostNames hosts) {
        if (!(hosts("", node, hosts) instanceof MapNode map)) return node;
        Map<String, Entry> entries = new LinkedHashMap<>(map.entries());
        for (var key : List.of("interval", "timeout", "start_period"))
            entries.computeIfPresent(
                    key,
                    (_, entry) ->
                            new Entry(entry.keyMark(), atMost(key, entry, HealthcheckReader.LONGEST), entry.merged()));
        return new MapNode(map.mark(), entries);
    }

    private Node ulimits(Entry entry) {
        if (!(entry.value() instanceof MapNode map)) return entry.value();
        Map<String, Entry> limits = new LinkedHashMap<>();
        map.entries().forEach((name, limit) -> {
            var most = ResourcesReader.mostOf(name);
            limits.put(
                    name,
                    most.isEmpty()
                            ? limit
                            : new Entry(limit.keyMark(), lowered(limit.value(), name, most.getAsInt()), false));
        });
        return new MapNode(map.mark(), limits);
    }

    private Node lowered(Node node, String name, int most) {
        return switch (node) {
            case MapNode map -> {
                Map<String, Entry> entries = new LinkedHashMap<>();
                map.entries()
                        .forEach((key, entry) -> entries.put(
                                key, new Entry(entry.keyMark(), lowered(entry.value(), name, most), false)));
                yield new MapNode(map.mark(), entries);
            }
            case ScalarNode scalar
            when ResourcesReader.isAbove(scalar.text(), most) -> {
                changes.add(new ComposeChange(
                        scalar.mark(),
                        "the limit of " + Quote.quote(name) + " is " + most + " instead of "
                                + (scalar.text().equals("-1") ? "none" : scalar.text())
                                + ", the most that can be had"));
                yield new ScalarNode(scalar.mark(), String.valueOf(most), ScalarType.INTEGER);
            }
            case ListNode _, ScalarNode _ -> node;
        };
    }

    /** Nothing is published by a service, so only the containers' side of its ports is kept. */
    private void ports(Map<String, Entry> entries) {
        var ports = entries.get("ports");
        if (ports == null || !(ports.value() instanceof ListNode list)) return;
        var expose = new ArrayList<Node>(Optional.ofNullable(entries.get("expose"))
                .map(entry -> ComposeLoader.itemsOf(entry.value()))
                .orElse(List.of()));
        var known = new java.util.HashSet<String>();
        expose.forEach(item ->
                known.add(item instanceof ScalarNode scalar ? scalar.text().replaceFirst("/tcp$", "") : ""));
        for (var item : list.items()) {
            var port = PortsReader.containerSide(item).map(text -> text.replaceFirst("/tcp$", ""));
            if (port.isPresent() && known.add(port.get()))
                expose.add(new ScalarNode(
                        item.mark(), port.get(), port.get().matches("\\d+") ? ScalarType.INTEGER : ScalarType.TEXT));
        }
        var before = new LinkedHashMap<>(entries);
        entries.clear();
        before.forEach((key, entry) -> {
            if (key.equals("ports") && !expose.isEmpty())
                entries.put("expose", new Entry(ports.keyMark(), new ListNode(list.mark(), expose), false));
            else if (!key.equals("ports") && !key.equals("expose")) entries.put(key, entry);
        });
    }

    /** Volumes and networks that are somebody else's, or of another kind, become plain ones of the distro. */
    private void plain(Map<String, Entry> section, Map<String, Entry> target, String kind, String driver) {
        section.forEach((name, entry) -> {
            var external = entry.value() instanceof MapNode map ? map.entries().get("external") : null;
            boolean other = entry.value() instanceof MapNode map
                    && (map.entries().containsKey("driver_opts")
                            || map.get("driver")
                                    .filter(value -> !(value instanceof ScalarNode scalar
                                            && scalar.text().equals(driver)))
                                    .isPresent());
            if (external != null && !Values.isOff(external.value()))
                changes.add(new ComposeChange(
                        external.keyMark(),
                        "the " + kind + " " + Quote.quote(name) + " is another's; it becomes one of the distro's own"));
            else if (other)
                changes.add(new ComposeChange(
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
                    changes.add(new ComposeChange(
                            of.entries().get("aliases").keyMark(),
                            "the aliases on " + Quote.quote(name)
                                    + " are left out; a service has one host name, its own"));
            });
        } else {
            for (var item : ComposeLoader.itemsOf(node))
                if (item instanceof ScalarNode scalar && !scalar.isNull()) names.add(scalar);
        }
        for (var name : names) {
            if (name.text().equals("default") || target.networks().putIfAbsent(name.text(), NOTHING) != null) continue;
            changes.add(new ComposeChange(
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
            changes.add(new ComposeChange(
                    entry.keyMark(),
                    "labels are fixed at release, so those with a variable are left out: " + Quote.listed(dropped)));
        return kept;
    }

    private static boolean asks(Node node, String name, List<String> dropped) {
        boolean asks = node instanceof ScalarNode scalar && Interpolation.asksTheMachine(scalar);
        if (asks) dropped.add(name);
        return asks;
    }

    /** An image's version is fixed at release: the newest there is where nothing says which. */
    private Node image(Node node) {
        if (!(node instanceof ScalarNode scalar)) return node;
        var parts = InterpolatedText.compose(scalar.text()).parts();
        boolean unknown = parts.size() > 1
                && parts.get(parts.size() - 2).source().endsWith(":")
                && parts.getLast() instanceof Reference tag
                && tag.isVariable()
                && (tag.operator() == Operator.NONE || tag.operator().isRequired())
                && !values.given().containsKey(tag.name())
                && !values.examples().containsKey(tag.name());
        if (!unknown || defaulted.contains(((Reference) parts.getLast()).name())) return node;
        var tag = parts.getLast().source();
        changes.add(new ComposeChange(
                scalar.mark(),
                "an image is fixed at release, so " + Quote.quote(tag) + " is written out as "
                        + Quote.quote("latest")));
        return new ScalarNode(
                scalar.mark(),
                scalar.text().substring(0, scalar.text().length() - tag.length()) + "latest",
                ScalarType.TEXT);
    }

    /** New names for the services whose names are not allowed. */
    private Map<String, String> names(Map<String, Entry> services) {
        Map<String, String> names = new LinkedHashMap<>();
        services.forEach((name, entry) -> {
            boolean reserved = CompositionReader.RESERVED.contains(name);
            if (name.matches(CompositionReader.SERVICE_NAME) && !reserved) return;
            var better = name.toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9_-]+", "-")
                    .replaceAll("^[_-]+", "");
            if (better.length() > LONGEST_NAME) better = better.substring(0, LONGEST_NAME);
            better = better.replaceAll("[_-]+$", "");
            if (CompositionReader.RESERVED.contains(better)) better += "-service";
            var free = better;
            for (int i = 2; services.containsKey(free) || names.containsValue(free); i++) free = better + "-" + i;
            if (!free.matches(CompositionReader.SERVICE_NAME)) return;
            names.put(name, free);
            changes.add(new ComposeChange(
                    entry.keyMark(),
                    "the service " + Quote.quote(name) + " is called " + Quote.quote(free)
                            + (reserved
                                    ? ", with everything that refers to it: "
                                            + (name.equals("localhost")
                                                    ? "every container calls itself "
                                                    : "engines call the machine itself ")
                                            + Quote.quote(name)
                                    : ", a name that hosts can have")));
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
            case ScalarNode scalar -> {
                // A link may give another name behind a colon.
                var parts = scalar.text().split(":", 2);
                var name = names.getOrDefault(parts[0], parts[0]);
                yield new ScalarNode(scalar.mark(), name + scalar.text().substring(parts[0].length()), scalar.type());
            }
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
                        (other, service) -> changes.add(new ComposeChange(
                                scalar.mark(),
                                "the host " + Quote.quote(other) + " is called by its service's name, "
                                        + Quote.quote(service))));
                yield new ScalarNode(scalar.mark(), scalar.text().substring(0, equals + 1) + text, scalar.type());
            }
            case ScalarNode scalar -> scalar;
        };
    }
}
