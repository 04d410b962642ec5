package dev.softservice.manifest.compose;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.Entry;
import dev.softservice.manifest.yaml.Node.ListNode;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import dev.softservice.manifest.yaml.Node.ScalarType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the extra names by which Compose lets others reach a service: the container's name (given, or made up as
 * {@code wiki_db_1}), aliases on networks, and the names in {@code links}. Here no service answers to them, so a file
 * that uses one is refused or repaired.
 */
public final class HostNames {
    /** Keys of a service whose texts name hosts. */
    public static final Set<String> HOLDS_HOSTS = Set.of("environment", "command", "entrypoint", "healthcheck");

    private static final Pattern MADE_UP = Pattern.compile("[a-z0-9][a-z0-9-]*_([a-z0-9][a-z0-9_-]*)_1");
    private static final Pattern NAME =
            Pattern.compile("(?<![A-Za-z0-9_.-])[A-Za-z0-9][A-Za-z0-9_.-]{0,127}(?![A-Za-z0-9_-])");
    private static final Pattern OF_A_HOST =
            Pattern.compile("(.*_)?(HOST|HOSTNAME|HOSTS|SERVER|ADDR|ADDRESS)(_.*)?|.*HOST");

    private final Map<String, Entry> services;
    private final Map<String, String> names;
    private final Map<String, String> others = new LinkedHashMap<>();

    public HostNames(Map<String, Entry> services) {
        this(services, Map.of());
    }

    /** {@code names}: what services are called that had a name that they can't have. */
    public HostNames(Map<String, Entry> services, Map<String, String> names) {
        this.services = services;
        this.names = names;
        services.forEach((service, entry) -> {
            if (!(entry.value() instanceof MapNode map)) return;
            map.get("container_name").ifPresent(name -> other(name, service));
            map.get("links").ifPresent(links -> ComposeLoader.itemsOf(links).forEach(this::link));
            map.get("networks")
                    .filter(MapNode.class::isInstance)
                    .ifPresent(networks -> ((MapNode) networks)
                            .entries()
                            .values()
                            .forEach(network -> {
                                if (network.value() instanceof MapNode of) address(of, service);
                                if (network.value() instanceof MapNode of)
                                    of.get("aliases")
                                            .ifPresent(aliases -> ComposeLoader.itemsOf(aliases)
                                                    .forEach(name -> other(name, service)));
                            }));
        });
    }

    /** {@code db:database}: the service with the link calls the other one by that name as well. */
    private void link(Node item) {
        if (!(item instanceof ScalarNode scalar)) return;
        var names = scalar.text().split(":", 2);
        if (names.length == 2 && services.containsKey(names[0]))
            other(new ScalarNode(scalar.mark(), names[1], ScalarType.TEXT), names[0]);
    }

    /** The engine gives out addresses here, so nobody has the one that Compose would give. */
    private void address(MapNode network, String service) {
        network.get("ipv4_address")
                .filter(ScalarNode.class::isInstance)
                .map(address -> ((ScalarNode) address).text())
                .filter(HostNames::isAddress)
                .ifPresent(address -> others.putIfAbsent(address, service));
    }

    private static boolean isAddress(String name) {
        return name.matches("\\d{1,3}(?:\\.\\d{1,3}){3}");
    }

    private void other(Node name, String service) {
        if (name instanceof ScalarNode scalar
                && !services.containsKey(scalar.text())
                && NAME.matcher(scalar.text()).matches()) others.putIfAbsent(scalar.text(), service);
    }

    /** The service that {@code name} reaches under Compose and not here. */
    public Optional<String> serviceOf(String name) {
        // Every container is its own localhost, whatever a service is called.
        if (name.equals("localhost")) return Optional.empty();
        if (names.containsKey(name)) return Optional.of(names.get(name));
        if (services.containsKey(name)) return Optional.empty();
        if (others.containsKey(name))
            return Optional.of(others.get(name)).map(service -> names.getOrDefault(service, service));
        var madeUp = MADE_UP.matcher(name);
        return madeUp.matches() && services.containsKey(madeUp.group(1))
                ? Optional.of(names.getOrDefault(madeUp.group(1), madeUp.group(1)))
                : Optional.empty();
    }

    /** {@code text} with services called by their names, where a host is meant; {@code variable}: the name of what it is the value of, else empty. */
    public String renamed(String variable, String text, BiConsumer<String, String> told) {
        return NAME.matcher(text).replaceAll(found -> {
            var name = found.group().replaceAll("\\.+$", "");
            var service = serviceOf(name)
                    .filter(_ -> meansHost(variable, text, found.start(), found.start() + name.length()));
            service.ifPresent(of -> told.accept(name, of));
            return Matcher.quoteReplacement(service.map(of -> of + found.group().substring(name.length()))
                    .orElse(found.group()));
        });
    }

    private static boolean meansHost(String variable, String text, int start, int end) {
        if (isAddress(text.substring(start, end))
                || text.startsWith("//", start - 2)
                || text.startsWith("@", start - 1)
                || text.regionMatches(true, start - 5, "host=", 0, 5)) return true;
        if (end + 1 < text.length() && text.charAt(end) == ':' && Character.isDigit(text.charAt(end + 1))) return true;
        return start == 0
                && end == text.length()
                && OF_A_HOST
                        .matcher(variable.toUpperCase(java.util.Locale.ROOT))
                        .matches();
    }

    /** Warns at every place of {@code services} where such a name stands. */
    void check(Context context) {
        services.values().forEach(entry -> {
            if (entry.value() instanceof MapNode map)
                map.entries().forEach((key, value) -> {
                    if (HOLDS_HOSTS.contains(key)) check("", value.value(), context);
                });
        });
    }

    private void check(String variable, Node node, Context context) {
        switch (node) {
            case MapNode map -> map.entries().forEach((key, entry) -> check(key, entry.value(), context));
            case ListNode list -> list.items().forEach(item -> check("", item, context));
            case ScalarNode scalar -> {
                int equals = variable.isEmpty() ? scalar.text().indexOf('=') : -1;
                renamed(
                        equals > 0 ? scalar.text().substring(0, equals) : variable,
                        scalar.text().substring(equals + 1),
                        (name, service) -> warn(scalar.mark(), name, service, context));
            }
        }
    }

    private static void warn(Mark mark, String name, String service, Context context) {
        context.error(
                mark,
                Rule.OTHER_HOST_NAME,
                isAddress(name)
                        ? "nobody has the address " + Quote.quote(name) + " here: the engine gives out addresses"
                        : "nobody answers to " + Quote.quote(name) + " here, the name of a container",
                "write " + Quote.quote(service) + ", the service's own");
    }
}
