package dev.softservice.manifest.compose;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Service.Resources;
import dev.softservice.manifest.model.Service.Ulimit;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Memory, processors, replicas and ulimits of one service. */
public final class ResourcesReader {
    private static final long SMALLEST_MEMORY = 6L << 20;
    private static final long LARGEST_MEMORY = 1L << 40;
    private static final long LARGEST_SHM = 16L << 30;
    private static final double FEWEST_CPUS = 0.01;
    private static final double MOST_CPUS = 256;
    private static final int MOST_REPLICAS = 16;
    /** The largest value of each ulimit that can be set. */
    private static final Map<String, Integer> ULIMITS = Map.of(
            "core",
            0,
            "nofile",
            1_048_576,
            "nproc",
            32_768,
            "stack",
            1 << 30,
            "memlock",
            Integer.MAX_VALUE,
            "fsize",
            Integer.MAX_VALUE);

    /** Engines know these as well; none of them is about what a service does. */
    private static final String[] OTHER_ULIMITS = {
        "as", "cpu", "data", "locks", "msgqueue", "nice", "priority", "rss", "rtprio", "rttime", "sigpending"
    };

    /** The most that the ulimit {@code name} can be; empty where there is no such ulimit. */
    public static OptionalInt mostOf(String name) {
        return ULIMITS.containsKey(name) ? OptionalInt.of(ULIMITS.getOrDefault(name, 0)) : OptionalInt.empty();
    }

    private final Context context;

    ResourcesReader(Context context) {
        this.context = context;
    }

    record Limits(int replicas, Resources limits) {}

    /** {@code deploy} goes before {@code mem_limit}, {@code cpus} and {@code scale}, its older names. */
    Limits read(Fields service) {
        var memory = memory(service, "mem_limit");
        var cpus = cpus(service);
        var shm = service.node("shm_size")
                .filter(node -> !isZero(node))
                .map(node -> context.values.bytes(node, "shm_size", 4096, LARGEST_SHM))
                .orElse(OptionalLong.empty());
        var replicas = service.integer("scale", 0, MOST_REPLICAS);
        var deploy = service.mapping("deploy");
        if (deploy.isPresent()) {
            var more = deploy.get().integer("replicas", 0, MOST_REPLICAS);
            if (more.isPresent()) replicas = more;
            deploy.get()
                    .ignore(
                            "it is for swarms of engines",
                            "mode",
                            "placement",
                            "update_config",
                            "rollback_config",
                            "endpoint_mode",
                            "labels",
                            "job");
            deploy.get().skip("restart_policy");
            var resources = deploy.get().mapping("resources");
            deploy.get().done();
            if (resources.isPresent()) {
                var limits = resources.get().mapping("limits");
                reservations(resources.get());
                resources.get().done();
                if (limits.isPresent()) {
                    var limit = memory(limits.get(), "memory");
                    if (limit.isPresent()) memory = limit;
                    var share = cpus(limits.get());
                    if (share.isPresent()) cpus = share;
                    limits.get().ignore("the platform limits the number of processes", "pids");
                    limits.get().done();
                }
            }
        }
        return new Limits(replicas.orElse(1), new Resources(memory, cpus, shm));
    }

    private void reservations(Fields resources) {
        resources.mapping("reservations").ifPresent(fields -> {
            fields.skip("devices");
            fields.ignore("limits count, reservations do not", "cpus", "memory", "generic_resources");
            fields.done();
        });
    }

    private OptionalLong memory(Fields fields, String key) {
        return fields.node(key)
                .filter(node -> !isZero(node))
                .map(node -> context.values.bytes(node, key, SMALLEST_MEMORY, LARGEST_MEMORY))
                .orElse(OptionalLong.empty());
    }

    private OptionalDouble cpus(Fields fields) {
        return fields.node("cpus")
                .filter(node -> !isZero(node))
                .map(node -> context.values.decimal(node, "cpus", FEWEST_CPUS, MOST_CPUS))
                .orElse(OptionalDouble.empty());
    }

    /** No limit of its own, as in Compose. */
    private static boolean isZero(Node node) {
        return node instanceof ScalarNode scalar && scalar.text().matches("0+(\\.0+)?[kmgbKMGB]*");
    }

    Map<String, Ulimit> ulimits(Fields service) {
        var fields = service.mapping("ulimits");
        if (fields.isEmpty()) return Map.of();
        Map<String, Ulimit> ulimits = new LinkedHashMap<>();
        ULIMITS.keySet().stream()
                .sorted()
                .forEach(name -> fields.get()
                        .node(name)
                        .flatMap(node -> ulimit(name, node))
                        .ifPresent(ulimit -> ulimits.put(name, ulimit)));
        fields.get().ignore("it stays as the engine has it", OTHER_ULIMITS);
        fields.get().done();
        return java.util.Collections.unmodifiableMap(ulimits);
    }

    /** No limit is the highest that can be had. */
    public static boolean isAbove(String text, int most) {
        return text.equals("-1") || text.matches("\\d{1,18}") && Long.parseLong(text) > most;
    }

    private OptionalInt bounded(Optional<Node> node, String name, int most) {
        if (node.isEmpty()) return OptionalInt.empty();
        if (node.get() instanceof ScalarNode scalar && isAbove(scalar.text(), most)) {
            context.error(
                    scalar.mark(),
                    Rule.IGNORED_VALUE,
                    (scalar.text().equals("-1") ? "no limit of " : scalar.text() + " as the limit of ")
                            + Quote.quote(name) + " has no effect here: " + most
                            + " is the highest that can be had, and is set");
            return OptionalInt.of(most);
        }
        return context.values.integer(node.get(), name, 0, most);
    }

    private Optional<Ulimit> ulimit(String name, Node node) {
        int most = Objects.requireNonNull(ULIMITS.get(name));
        OptionalInt soft;
        OptionalInt hard;
        if (node instanceof MapNode map) {
            var fields = new Fields(map, name, context);
            fields.require("soft", "hard");
            soft = bounded(fields.node("soft"), name, most);
            hard = bounded(fields.node("hard"), name, most);
            fields.done();
        } else {
            soft = bounded(Optional.of(node), name, most);
            hard = soft;
        }
        if (soft.isEmpty() || hard.isEmpty()) return Optional.empty();
        if (soft.getAsInt() > hard.getAsInt()) {
            context.error(
                    node.mark(),
                    Rule.OUT_OF_RANGE,
                    "the soft limit of " + Quote.quote(name) + " is above its hard limit",
                    "lower it");
            return Optional.empty();
        }
        return Optional.of(new Ulimit(soft.getAsInt(), hard.getAsInt()));
    }
}
