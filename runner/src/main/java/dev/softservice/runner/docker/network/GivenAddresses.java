package dev.softservice.runner.docker.network;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ContainerNetwork;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.EnvironmentPlan.NetworkPlan;
import dev.softservice.runner.plan.EnvironmentPlan.Route;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Addresses that are given ahead, and every name in the container's own hosts file, for an engine that knows no links on its networks (Podman). Its name server answers everybody on
 * a network alike, listens on the machine's side of the bridge, where nothing of a run may reach, and asks the machine's own servers for what it does not know.
 *
 * @param subnets of the plan's networks, such as {@code 10.89.0.0/24}, by the engine's names
 */
public record GivenAddresses(EnvironmentPlan plan, Map<String, String> subnets) implements NetworkNames {
    /** Behind those that an engine gives out by itself, one after the other: tests have them. */
    private static final int FIRST = 100;

    private static final int LAST = 254;
    private static final Pattern SUBNET = Pattern.compile("((?:\\d{1,3}\\.){3})0/24");
    /** Where nobody answers, and at once: what a container has no name for is unknown, as Docker says of it. */
    private static final String NO_SERVER = "127.0.0.11";
    /** Docker leaves it out by itself where a network has none. No firewall rule of ours is about it. */
    private static final Map<String, String> NO_IPV6 =
            Map.of("net.ipv6.conf.all.disable_ipv6", "1", "net.ipv6.conf.default.disable_ipv6", "1");

    /** The names of an environment whose networks are there. */
    public static GivenAddresses of(Link link, EnvironmentPlan plan) throws InterruptedException {
        var subnets = new TreeMap<String, String>();
        for (var network : plan.networks()) {
            var made = link.calls()
                    .call(
                            "inspect the network " + network.name(),
                            () -> link.client()
                                    .inspectNetworkCmd()
                                    .withNetworkId(network.name())
                                    .exec());
            made.getIpam().getConfig().stream()
                    .map(range -> String.valueOf(range.getSubnet()))
                    .filter(subnet -> SUBNET.matcher(subnet).matches())
                    .findFirst()
                    .ifPresent(subnet -> subnets.put(network.name(), subnet));
            if (!subnets.containsKey(network.name()))
                throw new EngineException("Podman gave the network " + network.name()
                        + " no IPv4 range of 256 addresses, without which names can't be given: "
                        + "set default_subnet_pools in containers.conf to ranges with size = 24");
        }
        if (plan.containers().size() > LAST - FIRST + 1)
            throw new EngineException(plan.containers().size() + " containers are more than can have names on Podman ("
                    + (LAST - FIRST + 1) + "): use Docker");
        return new GivenAddresses(plan, Map.copyOf(subnets));
    }

    @Override
    public void settle(CreateContainerCmd command, ContainerPlan container) {
        if (container.onTheMachine()) {
            Objects.requireNonNull(command.getHostConfig())
                    .withExtraHosts(NetworkNames.gateway(container).toArray(String[]::new));
            return;
        }
        Objects.requireNonNull(command.getHostConfig())
                .withExtraHosts(Stream.concat(hosts(container).stream(), NetworkNames.gateway(container).stream())
                        .toArray(String[]::new))
                .withSysctls(NO_IPV6);
        if (!reachesTheInternet(container))
            Objects.requireNonNull(command.getHostConfig()).withDns(NO_SERVER);
    }

    /** Podman takes a hardware address with a connection only. */
    @Override
    public boolean anew(ContainerPlan container) {
        return place(plan, container) >= 0;
    }

    @Override
    public ContainerNetwork endpoint(String network, ContainerPlan container) {
        var endpoint = new ContainerNetwork();
        address(container, network)
                .ifPresent(address -> endpoint.withIpamConfig(new ContainerNetwork.Ipam().withIpv4Address(address))
                        .withMacAddress(hardwareAddress(address)));
        return endpoint;
    }

    /** The same for the same address, as Docker's are: with another one at each start a container that was started again is out of its neighbours' reach for half a minute. */
    private static String hardwareAddress(String address) {
        return Arrays.stream(address.split("\\."))
                .map(part -> "%02x".formatted(Integer.parseInt(part)))
                .collect(Collectors.joining(":", "02:42:", ""));
    }

    private boolean reachesTheInternet(ContainerPlan container) {
        return plan.networks().stream()
                .filter(network -> network.route() == Route.INTERNET)
                .map(NetworkPlan::name)
                .anyMatch(container.connections().networks()::contains);
    }

    /** Empty for a container that nobody calls, such as a test's. */
    private Optional<String> address(ContainerPlan container, String network) {
        int place = place(plan, container);
        var subnet = SUBNET.matcher(subnets.getOrDefault(network, ""));
        return place >= 0 && subnet.matches() ? Optional.of(subnet.group(1) + (FIRST + place)) : Optional.empty();
    }

    /** Lines such as {@code db:10.89.0.101}, for all that the container shares a network with; a name that only it has goes before one that all have. */
    List<String> hosts(ContainerPlan container) {
        var lines = new ArrayList<String>();
        named(plan, container)
                .forEach((name, members) -> members.forEach(member -> shared(container, member)
                        .flatMap(network -> address(member, network))
                        .ifPresent(address -> lines.add(name + ":" + address))));
        return lines;
    }

    /**
     * What a container's addresses and names come to, as far as the plan tells. It changes when containers before it come or go, and then even one that is left as it was has to be made
     * anew. The networks' ranges stay as long as anything is on them.
     */
    public static String places(EnvironmentPlan plan, ContainerPlan container) {
        var places = new TreeMap<String, List<Integer>>();
        named(plan, container)
                .forEach((name, members) -> places.put(
                        name,
                        members.stream().map(member -> place(plan, member)).toList()));
        return place(plan, container) + " " + places;
    }

    private static int place(EnvironmentPlan plan, ContainerPlan container) {
        return plan.containers().stream().map(ContainerPlan::name).toList().indexOf(container.name());
    }

    private static Map<String, List<ContainerPlan>> named(EnvironmentPlan plan, ContainerPlan container) {
        var near = plan.containers().stream()
                .filter(member -> shared(container, member).isPresent())
                .toList();
        var names = new LinkedHashMap<String, String>();
        near.forEach(member -> member.connections().aliases().forEach(alias -> names.put(alias, alias)));
        names.putAll(container.connections().names());
        var members = new LinkedHashMap<String, List<ContainerPlan>>();
        names.forEach((name, alias) -> members.put(
                name,
                near.stream()
                        .filter(member -> member.connections().aliases().contains(alias))
                        .toList()));
        return members;
    }

    private static Optional<String> shared(ContainerPlan container, ContainerPlan member) {
        if (container.onTheMachine() || member.onTheMachine()) return Optional.empty();
        return container.connections().networks().stream()
                .filter(member.connections().networks()::contains)
                .findFirst();
    }
}
