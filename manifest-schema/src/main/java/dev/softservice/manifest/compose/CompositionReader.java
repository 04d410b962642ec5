package dev.softservice.manifest.compose;

import dev.softservice.manifest.compose.ServiceReader.ServiceScope;
import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.fields.Values;
import dev.softservice.manifest.model.Permissions;
import dev.softservice.manifest.model.RefusedKey;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Service;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Turns the sections of a {@link ComposeModel} into services and volumes. */
public final class CompositionReader {
    public static final String SERVICE_NAME = "[a-z0-9][a-z0-9_-]{0,39}";
    public static final int MOST_SERVICES = 50;
    public static final Set<String> RESERVED = Set.of("localhost", "host", "gateway", "host-docker-internal");

    private final Context context;
    private final ComposeModel model;
    private final Permissions permissions;

    public CompositionReader(Context context, ComposeModel model, Permissions permissions) {
        var scope = SettingsFiles.beside(model, context.scope);
        this.context = context.with(scope);
        this.model = Settled.of(model, scope, _ -> false);
        this.permissions = permissions;
    }

    /** {@code names}: of all services, those with problems included, so that one mistake is not complained of everywhere. */
    public record Composition(Map<String, Service> services, Set<String> names, List<String> volumes) {}

    public Composition read() {
        var active = new LinkedHashMap<String, Entry>();
        var without = new LinkedHashMap<String, String>();
        model.services().forEach((name, entry) -> {
            if (!isLeftOut(entry)) active.put(name, entry);
            else without.put(name, hasProfile(entry) ? "profiles" : "0 replicas");
            if (hasProfile(entry))
                context.error(
                        entry.keyMark(),
                        Rule.SERVICE_PROFILE,
                        "the service " + Quote.quote(name) + " has profiles and is left out",
                        "remove `profiles` to make it part of the distro");
            else if (isLeftOut(entry))
                context.error(
                        entry.keyMark(),
                        Rule.NO_REPLICAS,
                        "the service " + Quote.quote(name) + " has 0 replicas and is left out",
                        "write 1 to make it part of the distro");
        });
        if (active.size() > MOST_SERVICES) {
            context.error(
                    active.sequencedValues().getFirst().keyMark(),
                    Rule.OUT_OF_RANGE,
                    "the distro has " + active.size() + " services",
                    "at most " + MOST_SERVICES + " are accepted: split it into distros and name them under uses");
            return new Composition(Map.of(), active.keySet(), List.of());
        }
        model.volumes().forEach(this::volume);
        model.networks().forEach(this::network);
        var volumes = new NamedVolumes(model.volumes().keySet());
        var hosts = new LinkedHashSet<>(active.keySet());
        hosts.addAll(context.scope.uses());
        var scope = new ServiceScope(
                hosts,
                without,
                model.networks().keySet(),
                volumes,
                new ConfigReader(context, "configs", model.configs()),
                new ConfigReader(context, "secrets", model.secrets()),
                permissions);
        var reader = new ServiceReader(context, scope);
        Map<String, Service> services = new LinkedHashMap<>();
        active.forEach((name, entry) -> {
            if (!isNoService(entry)) serviceName(name, entry.keyMark());
            if (isNoService(entry))
                context.error(
                        entry.keyMark(),
                        Rule.ONE_OF,
                        Quote.quote(name) + " has none of the keys of a service",
                        "is it indented too deep?");
            else if (entry.value() instanceof MapNode map)
                reader.read(name, map).ifPresent(service -> services.put(name, service));
            else if (entry.value() instanceof ScalarNode scalar && scalar.isNull())
                context.values.wrong(scalar, name, "a mapping that describes the service");
            else
                context.error(
                        entry.value().mark(),
                        Rule.WRONG_TYPE,
                        Quote.quote(name) + " is " + entry.value().what() + " and no service",
                        "write a mapping, or is it indented too deep?");
        });
        share(services, active, volumes.folders());
        circles(services, active);
        new HostNames(active).check(context);
        return new Composition(Collections.unmodifiableMap(services), active.keySet(), volumes.all());
    }

    /** Mounts what lies in a folder that a service mounts, and is a volume of its own, at its place in there. */
    private void share(Map<String, Service> services, Map<String, Entry> entries, List<NestedFolders.Folder> folders) {
        services.replaceAll((name, service) -> {
            var mounted = new java.util.ArrayList<NestedFolders.Mounted>();
            var taken = new HashSet<String>();
            for (var mount : service.mounts()) {
                taken.add(mount.target().replaceAll("/+$", ""));
                switch (mount) {
                    case Service.VolumeMount volume ->
                        folders.stream()
                                .filter(folder -> folder.volume().equals(volume.volume()))
                                .forEach(folder -> mounted.add(new NestedFolders.Mounted(
                                        folder.origin(), volume.target(), volume.readOnly())));
                    case Service.RepositoryMount copy ->
                        mounted.add(new NestedFolders.Mounted(copy.path(), copy.target(), false));
                    case Service.ContentMount _,
                            Service.TmpfsMount _,
                            Service.EngineSocketMount _,
                            Service.MachineFileMount _ -> {}
                }
            }
            var mounts = new java.util.ArrayList<>(service.mounts());
            for (var inner : NestedFolders.of(mounted, folders, taken)) {
                if (NestedFolders.couldBeFile(inner.folder().origin()))
                    notShared(name, Objects.requireNonNull(entries.get(name)), inner);
                else mounts.add(new Service.VolumeMount(inner.folder().volume(), inner.target(), inner.readOnly()));
            }
            return mounts.size() == service.mounts().size() ? service : service.with(List.copyOf(mounts));
        });
    }

    private void notShared(String service, Entry entry, NestedFolders.Inner inner) {
        context.error(
                entry.keyMark(),
                Rule.BIND_BECOMES_VOLUME,
                Quote.quote(inner.folder().origin()) + ", mounted elsewhere, lies in a folder that the service "
                        + Quote.quote(service) + " mounts, where it is " + Quote.quote(inner.target())
                        + ": here these two share nothing, since a volume can't be a file",
                "mount the folder in both");
    }

    /** Whether Compose starts nothing of it where nobody asks for it by name. */
    static boolean isLeftOut(Entry entry) {
        return hasProfile(entry) || entry.value() instanceof MapNode map && hasNoReplicas(map);
    }

    /** {@code deploy.replicas} goes before {@code scale}. */
    private static boolean hasNoReplicas(MapNode service) {
        var deployed = service.get("deploy")
                .filter(MapNode.class::isInstance)
                .flatMap(deploy -> ((MapNode) deploy).get("replicas"));
        return deployed.or(() -> service.get("scale"))
                .filter(number ->
                        number instanceof ScalarNode scalar && scalar.text().equals("0"))
                .isPresent();
    }

    /** The empty profile is the one that is on where nobody names one. */
    static boolean hasProfile(Entry entry) {
        return entry.value() instanceof MapNode map
                && map.get("profiles")
                        .filter(node -> !(node instanceof ListNode list
                                && (list.items().isEmpty()
                                        || list.items().stream()
                                                .anyMatch(item -> item instanceof ScalarNode scalar
                                                        && scalar.text().isEmpty()))))
                        .isPresent();
    }

    /** Not even a service with mistakes: what stands there belongs to somewhere else. */
    private static boolean isNoService(Entry entry) {
        return entry.value() instanceof MapNode map
                && !map.entries().isEmpty()
                && map.entries().keySet().stream().noneMatch(ServiceReader::isKey);
    }

    private void serviceName(String name, Mark mark) {
        if (!name.matches(SERVICE_NAME)) {
            context.error(
                    mark,
                    Rule.BAD_NAME,
                    "the service name " + Quote.quote(name)
                            + " must be a lower-case letter or digit followed by up to 39 letters, digits, dashes and"
                            + " underscores");
        } else if (RESERVED.contains(name)) {
            context.error(
                    mark,
                    Rule.NAME_TAKEN,
                    "the service name " + Quote.quote(name) + " is reserved, since "
                            + (name.equals("localhost")
                                    ? "every container calls itself so"
                                    : "engines call the machine so"),
                    "choose another");
        } else if (context.scope.uses().contains(name)) {
            context.error(
                    mark,
                    Rule.NAME_TAKEN,
                    Quote.quote(name) + " is a use already, and both would be the same host name",
                    "rename one of them");
        }
    }

    private void volume(String name, Entry entry) {
        plainName(name, entry.keyMark(), "volume");
        if (entry.value() instanceof ScalarNode scalar && scalar.isNull()) return;
        Fields.of(entry.value(), name, context).ifPresent(fields -> {
            external(fields);
            usualDriver(fields, "local", RefusedKey.VOLUME_OPTIONS);
            fields.ignore("the platform names and labels volumes", "name", "labels");
            fields.done();
        });
    }

    /** No driver but the engine's own one, and no options for it. */
    private void usualDriver(Fields fields, String usual, RefusedKey other) {
        fields.entry("driver_opts")
                .ifPresent(options -> context.notes.refuse(options.keyMark(), other, "`driver_opts`"));
        fields.plain("driver")
                .filter(driver -> !driver.equals(usual))
                .ifPresent(driver ->
                        context.notes.refuse(fields.markOf("driver"), other, "the driver " + Quote.quote(driver)));
    }

    private void network(String name, Entry entry) {
        plainName(name, entry.keyMark(), "network");
        if (entry.value() instanceof ScalarNode scalar && scalar.isNull()) return;
        Fields.of(entry.value(), name, context).ifPresent(fields -> {
            external(fields);
            usualDriver(fields, "bridge", RefusedKey.NETWORK_OPTIONS);
            fields.ignore(
                    "every network is internal to the distro, and the engine gives out its addresses",
                    "name",
                    "labels",
                    "internal",
                    "attachable",
                    "ipam",
                    "enable_ipv4",
                    "enable_ipv6");
            fields.done();
        });
    }

    private void external(Fields fields) {
        fields.entry("external").ifPresent(entry -> {
            if (!Values.isOff(entry.value())) context.notes.refuse(entry.keyMark(), RefusedKey.EXTERNAL, "`external`");
        });
    }

    private void plainName(String name, Mark mark, String kind) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")) {
            context.error(
                    mark,
                    Rule.BAD_NAME,
                    "the " + kind + " name " + Quote.quote(name)
                            + " must be up to 64 letters, digits, dots, dashes and underscores");
        }
    }

    /** Complains of each circle of {@code depends_on} once, at the service where it was entered. */
    private void circles(Map<String, Service> services, Map<String, Entry> entries) {
        var done = new HashSet<String>();
        for (var name : services.keySet()) visit(name, services, entries, new ArrayDeque<>(), done);
    }

    private void visit(
            String name,
            Map<String, Service> services,
            Map<String, Entry> entries,
            Deque<String> path,
            Set<String> done) {
        if (path.contains(name)) {
            var circle = new java.util.ArrayList<>(path.reversed());
            circle.add(name);
            context.error(
                    Objects.requireNonNull(entries.get(name)).keyMark(),
                    Rule.CYCLE,
                    "services wait for each other in a circle: "
                            + Quote.listed(circle.subList(circle.indexOf(name), circle.size())),
                    "remove one depends_on");
            return;
        }
        var service = services.get(name);
        if (service == null || done.contains(name)) return;
        path.push(name);
        service.dependsOn().keySet().forEach(next -> visit(next, services, entries, path, done));
        path.pop();
        done.add(name);
    }
}
