package dev.softservice.manifest.compose;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.model.InterpolatedText;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** {@code expose} and {@code ports} of one service. What Compose publishes is only exposed here: publishing is {@code provides}' business. */
public final class PortsReader {
    private static final int MOST = 100;
    private static final Pattern PORTS = Pattern.compile("(\\d{1,6})(?:-(\\d{1,6}))?(?:/(tcp|udp|sctp))?");

    private final Context context;
    private final TreeSet<Integer> ports = new TreeSet<>();
    private boolean warned;
    private boolean full;

    PortsReader(Context context) {
        this.context = context;
    }

    List<Integer> ports() {
        return List.copyOf(ports);
    }

    void expose(Node node) {
        for (var item : context.values.list(node, "expose").orElse(List.of())) {
            context.values.plain(item, "expose").ifPresent(text -> add(text, item.mark(), "expose"));
        }
    }

    void publish(Node node) {
        for (var item : context.values.list(node, "ports").orElse(List.of())) {
            if (item instanceof MapNode map) longForm(map);
            else context.values.scalar(item, "ports").ifPresent(this::shortForm);
        }
    }

    /** {@code [[address:]host:]container[/protocol]}; only the container's side is of interest, and it is fixed. */
    private void shortForm(ScalarNode node) {
        var container = containerSide(node.text());
        var text = context.interpolation.templateOf(container, node.mark(), java.util.Set.of());
        if (!text.references().isEmpty()) {
            context.error(
                    node.mark(),
                    Rule.REFERENCE_NOT_ALLOWED,
                    "the container's port is fixed when the distro is released and can't hold a variable",
                    "write the" + " number");
            return;
        }
        // A variable may hold both sides.
        var sides = InterpolatedText.compose(text.resolve(name -> "")).split(':');
        if (add(sides.getLast(), node.mark(), "ports") && (!container.equals(node.text()) || sides.size() > 1))
            published(node.mark());
    }

    /** What stands behind the last colon outside of references. */
    private static String containerSide(String text) {
        return InterpolatedText.compose(text).split(':').getLast();
    }

    /** What an item of {@code ports} publishes it as, in the short and in the long form; as it was written. */
    static Optional<String> machineSide(Node item) {
        return switch (item) {
            case ScalarNode scalar -> {
                var sides = InterpolatedText.compose(scalar.text()).split(':');
                yield sides.size() < 2 ? Optional.empty() : Optional.of(sides.get(sides.size() - 2));
            }
            case MapNode map ->
                map.get("published").filter(ScalarNode.class::isInstance).map(node -> ((ScalarNode) node).text());
            default -> Optional.empty();
        };
    }

    /** What an item of {@code ports} says of the container: {@code 80}, {@code 53/udp}, {@code ${PORT}}. */
    public static Optional<String> containerSide(Node item) {
        return switch (item) {
            case ScalarNode scalar when !scalar.isNull() -> Optional.of(containerSide(scalar.text()));
            case MapNode map ->
                map.get("target")
                        .filter(ScalarNode.class::isInstance)
                        .map(target -> ((ScalarNode) target).text()
                                + map.get("protocol")
                                        .filter(ScalarNode.class::isInstance)
                                        .map(protocol -> "/" + ((ScalarNode) protocol).text())
                                        .orElse(""));
            default -> Optional.empty();
        };
    }

    private void longForm(MapNode map) {
        var fields = new Fields(map, "a port", context);
        fields.require("target");
        var target = fields.plain("target");
        var protocol = fields.choice("protocol", List.of("tcp", "udp")).orElse("tcp");
        fields.skip("published", "host_ip", "mode", "app_protocol", "name");
        fields.done();
        target.ifPresent(port -> add(port + "/" + protocol, map.mark(), "target"));
        if (fields.has("published")) published(fields.markOf("published"));
    }

    /** Said once a service. */
    private void published(Mark mark) {
        if (warned) return;
        warned = true;
        context.error(
                mark,
                Rule.PORT_PUBLISHED,
                "services publish nothing themselves, so their ports are exposed to the distro only",
                "name one under" + " `provides` to publish it where the distro is installed");
    }

    private boolean add(String text, Mark mark, String label) {
        var matcher = PORTS.matcher(text.strip());
        if (!matcher.matches()) {
            context.values.bad(mark, label, text, "a port such as 80, \"8080:80\" or \"53:53/udp\"");
            return false;
        }
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        if (first < 1 || last > 65_535 || last < first) {
            context.error(
                    mark,
                    Rule.OUT_OF_RANGE,
                    Quote.quote(label) + " is " + Quote.quote(text),
                    "ports are from 1 to 65535");
            return false;
        }
        if (full) return false;
        if (last - first >= MOST || ports.size() >= MOST) {
            full = true;
            context.error(
                    mark,
                    Rule.OUT_OF_RANGE,
                    Quote.quote(label) + " asks for more than " + MOST + " ports of one service",
                    "expose those that are used");
            return false;
        }
        if ("tcp".equals(matcher.group(3)) || matcher.group(3) == null) {
            for (int port = first; port <= last; port++) ports.add(port);
        } else {
            context.error(
                    mark,
                    Rule.UDP_PORT,
                    Quote.quote(text)
                            + " is reachable by the other services, but not waited for when the service starts",
                    "write" + " a healthcheck");
        }
        return true;
    }
}
