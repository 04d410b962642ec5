package dev.softservice.manifest.compose;

import dev.softservice.manifest.fields.Context;
import dev.softservice.manifest.fields.Fields;
import dev.softservice.manifest.fields.Quote;
import dev.softservice.manifest.fields.Values;
import dev.softservice.manifest.model.Capabilities;
import dev.softservice.manifest.model.Devices;
import dev.softservice.manifest.model.Permission;
import dev.softservice.manifest.model.Permission.HostGateway;
import dev.softservice.manifest.model.Permission.OfTheMachine;
import dev.softservice.manifest.model.Permissions;
import dev.softservice.manifest.model.RefusedKey;
import dev.softservice.manifest.model.Remedy;
import dev.softservice.manifest.model.Rule;
import dev.softservice.manifest.model.Service.Device;
import dev.softservice.manifest.model.Service.Machine;
import dev.softservice.manifest.yaml.Mark;
import dev.softservice.manifest.yaml.Node;
import dev.softservice.manifest.yaml.Node.MapNode;
import dev.softservice.manifest.yaml.Node.ScalarNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a service wants of the machine: {@code cap_add}, {@code devices}, {@code extra_hosts}, {@code network_mode: host}, {@code pid: host}, {@code gpus}, {@code privileged}. It may have what the distro
 * asks for under {@code permissions}.
 */
final class MachineReader {
    private static final int MOST_DEVICES = 32;

    private static final Pattern HOST = Pattern.compile("(?!localhost$)[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}");

    private final Context context;
    private final Asking asking;
    private final Set<String> taken;

    /** {@code taken}: the names of services and uses. */
    MachineReader(Context context, Permissions permissions, Set<String> taken) {
        this.context = context;
        this.taken = taken;
        this.asking = new Asking(context, permissions);
    }

    Machine read(Fields service) {
        var capabilities = new LinkedHashSet<String>();
        service.node("cap_add")
                .ifPresent(node ->
                        context.values.oneOrMore(node, "cap_add").forEach(item -> capability(item, capabilities)));
        var gateways = new LinkedHashSet<String>();
        service.node("extra_hosts")
                .filter(node -> !ServiceReader.saysNothing(node))
                .ifPresent(node -> hosts(node, gateways));
        var devices = new ArrayList<Device>();
        service.node("devices")
                .filter(node -> !ServiceReader.saysNothing(node))
                .ifPresent(node -> devices(node, devices));
        return new Machine(
                List.copyOf(capabilities),
                List.copyOf(gateways),
                devices.stream().distinct().toList(),
                new GraphicsReader(context, asking).read(service),
                network(service),
                processes(service),
                privileged(service));
    }

    /** The engine's own networks mean the default to people who write them, and that is a network of the distro. */
    private boolean network(Fields service) {
        var entry = service.entry("network_mode").filter(found -> !ServiceReader.saysNothing(found.value()));
        if (entry.isEmpty()) return false;
        var mode = entry.get().value() instanceof ScalarNode scalar ? scalar.text() : "";
        if (List.of("bridge", "default", "").contains(mode)) {
            service.ignore("a distro has networks of its own", "network_mode");
            return false;
        }
        var mark = entry.get().keyMark();
        if (!mode.equals("host")) {
            context.notes.refuse(mark, RefusedKey.NETWORK_MODE, "`network_mode`");
            return false;
        }
        service.entry("networks")
                .filter(networks -> !ServiceReader.saysNothing(networks.value()))
                .ifPresent(networks -> context.error(
                        networks.keyMark(),
                        Rule.ONE_OF,
                        "a service on the machine's network is on none of the distro's",
                        "remove `networks`, or `network_mode`"));
        return asking.has(mark, RefusedKey.NETWORK_MODE, "`network_mode: host`", OfTheMachine.NETWORK);
    }

    private boolean processes(Fields service) {
        var entry = service.entry("pid").filter(found -> !ServiceReader.saysNothing(found.value()));
        if (entry.isEmpty()) return false;
        var text = entry.get().value() instanceof ScalarNode scalar ? scalar.text() : "?";
        if (text.isEmpty()) {
            service.ignore("it is so anyway", "pid");
            return false;
        }
        var mark = entry.get().keyMark();
        if (text.equals("host")) return asking.has(mark, RefusedKey.PID, "`pid: host`", OfTheMachine.PROCESSES);
        context.notes.refuse(
                mark, RefusedKey.PID, "`pid`", "processes of other services stay invisible", Remedy.REMOVE);
        return false;
    }

    private boolean privileged(Fields service) {
        var entry = service.entry("privileged");
        if (entry.isEmpty()) return false;
        if (Values.isOff(entry.get().value())) {
            service.ignore("it is off anyway", "privileged");
            return false;
        }
        return asking.has(entry.get().keyMark(), RefusedKey.PRIVILEGED, "`privileged`", OfTheMachine.PRIVILEGED);
    }

    private void capability(ScalarNode item, LinkedHashSet<String> installed) {
        var name = item.text().replaceFirst("^CAP_", "");
        if (Capabilities.DEFAULT.contains(name)) return;
        boolean nameable = Capabilities.nameable().contains(name);
        if (!nameable)
            context.notes.refuse(
                    item.mark(),
                    RefusedKey.CAP_ADD,
                    Quote.quote(item.text()),
                    "no distro is granted this capability",
                    Remedy.REMOVE);
        else if (asking.has(item.mark(), RefusedKey.CAP_ADD, Quote.quote(item.text()), new Permission.Capability(name))
                && Capabilities.INSTALLED.containsKey(name)) installed.add(name);
    }

    private void hosts(Node node, Set<String> gateways) {
        if (node instanceof MapNode map) {
            for (var entry : map.entries().entrySet()) {
                if (entry.getValue().value() instanceof ScalarNode address)
                    host(entry.getKey(), address.text(), entry.getValue().keyMark(), gateways);
                else context.values.wrong(entry.getValue().value(), entry.getKey(), "an address");
            }
            return;
        }
        for (var item : context.values.list(node, "extra_hosts").orElse(List.of())) {
            var text = context.values.plain(item, "extra_hosts");
            if (text.isEmpty()) continue;
            var parts = text.get().split("[=:]", 2);
            host(parts[0].strip(), parts.length == 2 ? parts[1].strip() : "", item.mark(), gateways);
        }
    }

    /** Whatever name a service knows the machine by is its own, as long as it is nobody else's. */
    private void host(String name, String address, Mark mark, Set<String> gateways) {
        if (!address.equals("host-gateway") || !HOST.matcher(name).matches() || taken.contains(name))
            context.notes.refuse(mark, RefusedKey.EXTRA_HOSTS, Quote.quote(name + ":" + address));
        else if (asking.has(mark, RefusedKey.EXTRA_HOSTS, Quote.quote(name), new HostGateway())) gateways.add(name);
    }

    private void devices(Node node, List<Device> devices) {
        var items = context.values.list(node, "devices").orElse(List.of());
        if (items.size() > MOST_DEVICES) {
            context.notes.refuse(
                    node.mark(),
                    RefusedKey.DEVICES,
                    "a list of " + items.size() + " devices",
                    "a service has at most " + MOST_DEVICES,
                    Remedy.of("name a folder such as /dev/dri"));
            return;
        }
        for (var item : items) {
            if (item instanceof MapNode map) {
                var fields = new Fields(map, "a device", context);
                fields.require("source");
                var source = fields.plain("source");
                var target = fields.plain("target").or(() -> source);
                var may = fields.plain("permissions").orElse("rw");
                fields.done();
                if (source.isPresent())
                    device(source.get(), target.orElseThrow(), may, map.mark()).ifPresent(devices::add);
            } else {
                context.values.plain(item, "devices").ifPresent(text -> {
                    var parts = text.split(":", -1);
                    var may = parts.length > 2 ? parts[2] : "rw";
                    device(parts[0], parts.length > 1 ? parts[1] : parts[0], may, item.mark())
                            .ifPresent(devices::add);
                });
            }
        }
    }

    private java.util.Optional<Device> device(String source, String target, String may, Mark mark) {
        if (!Devices.mayBeAskedFor(source) || !Devices.mayBeAskedFor(target) || !may.matches("[rwm]{1,3}")) {
            context.notes.refuse(
                    mark,
                    RefusedKey.DEVICES,
                    Quote.quote(source.equals(target) ? source : source + ":" + target),
                    "no distro is granted this device",
                    Remedy.REMOVE);
            return java.util.Optional.empty();
        }
        return asking.has(mark, RefusedKey.DEVICES, Quote.quote(source), new Permission.Device(source))
                ? java.util.Optional.of(new Device(source, target, !may.contains("w")))
                : java.util.Optional.empty();
    }
}
