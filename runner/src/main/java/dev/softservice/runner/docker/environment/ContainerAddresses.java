package dev.softservice.runner.docker.environment;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ExposedPort;
import dev.softservice.manifest.model.Manifest.Protocol;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.EnvironmentPlan.Route;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Finds where this process can connect to reach a container. On the engine's own machine that is the container's address, internal networks
 * included, since the bridge is a neighbour; from anywhere else a relay inside the environment is needed.
 */
final class ContainerAddresses implements AutoCloseable {
    private final Link link;
    private final EnvironmentPlan plan;
    private final EnvironmentContainers members;
    private final Lodging lodging;
    private final Relay relay;

    ContainerAddresses(Link link, EnvironmentPlan plan, EnvironmentContainers members, Lodging lodging, Relay relay) {
        this.link = link;
        this.plan = plan;
        this.members = members;
        this.lodging = lodging;
        this.relay = relay;
    }

    InetSocketAddress address(String host, int port) throws IOException, InterruptedException {
        var member = plan.containers().stream()
                .filter(candidate -> candidate.name().equals(host)
                        || candidate.connections().aliases().contains(host))
                .findFirst();
        if (member.isEmpty()) {
            // Dialled from inside the environment, never from here: a distro must not borrow this machine's own
            // neighbourhood.
            if (host.indexOf('.') > 0
                    && plan.networks().stream().anyMatch(network -> network.route() == Route.INTERNET))
                return relay.to(host, port);
            throw new IOException("there is no host '" + host + "' in this environment; it has: "
                    + String.join(
                            ", ",
                            plan.containers().stream().map(ContainerPlan::name).toList()));
        }
        var container = member.get();
        if (container.onTheMachine()) return new InetSocketAddress(machine(container), port);
        var state = members.state(container);
        Optional<String> far = Optional.empty();
        for (var network :
                state.map(inspected -> networks(container, inspected)).orElse(List.of())) {
            var address = network.getIpAddress();
            if (address == null || address.isEmpty()) continue;
            if (neighbour(network)) return new InetSocketAddress(InetAddress.ofLiteral(address), port);
            if (far.isEmpty()) far = Optional.of(address);
        }
        return relay.to(far.orElseThrow(() -> new IOException(container.name() + " is not running")), port);
    }

    /** Only who is on that machine can ask what is on its network; elsewhere a container that runs counts as ready there. */
    private InetAddress machine(ContainerPlan container) throws IOException {
        if (link.isLocal()) return InetAddress.getLoopbackAddress();
        throw new IOException(container.name() + " is on its machine's network, which is not this one's");
    }

    /** Where the engine has published a container's port; empty: on a loopback that is not this process's. */
    Optional<InetSocketAddress> published(String host, int port) throws IOException, InterruptedException {
        var container = plan.containers().stream()
                .filter(candidate -> candidate.connections().aliases().contains(host)
                        && candidate.connections().published().stream()
                                .anyMatch(open -> open.port() == port && open.protocol() == Protocol.TCP))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(host + ":" + port + " is not published"));
        var state = members.state(container).orElseThrow(() -> new IOException(container.name() + " is not running"));
        boolean here = false;
        for (var network : networks(container, state)) here |= neighbour(network);
        if (!here) return Optional.empty();
        var bindings = state.getNetworkSettings().getPorts().getBindings().get(ExposedPort.tcp(port));
        if (bindings == null || bindings.length == 0)
            throw new IOException("the engine opened no port for " + container.name());
        return Optional.of(new InetSocketAddress(
                InetAddress.ofLiteral(bindings[0].getHostIp()), Integer.parseInt(bindings[0].getHostPortSpec())));
    }

    /** Whether a container takes connections on a port. */
    boolean accepts(String container, int port, Duration patience) throws InterruptedException {
        boolean far = !link.isLocal()
                && plan.containers().stream()
                        .anyMatch(member -> member.name().equals(container) && member.onTheMachine());
        if (far) return true;
        try {
            var address = address(container, port);
            var relayed = relay.answers(address);
            if (relayed.isPresent()) return relayed.get();
            try (var socket = new Socket()) {
                socket.connect(address, Math.toIntExact(patience.toMillis()));
                return true;
            }
        } catch (IOException _) {
            if (Thread.interrupted()) throw new InterruptedException();
            return false;
        }
    }

    private Collection<ContainerNetwork> networks(ContainerPlan container, InspectContainerResponse inspected) {
        var lent = lodging.addresses(container);
        if (lent.isEmpty()) return inspected.getNetworkSettings().getNetworks().values();
        // These stay when the container ends.
        return Boolean.TRUE.equals(inspected.getState().getRunning()) ? lent.get() : List.of();
    }

    /** The bridge's own address is one of this machine's: not so with a remote engine, one in a virtual machine, one without root, or a hub that is a container. */
    private boolean neighbour(ContainerNetwork network) throws IOException, InterruptedException {
        var gateway = network.getGateway();
        if (!link.isLocal() || link.isRootless()) return false;
        // An internal network names no gateway; its bridge has the network's first address all the same.
        if (gateway == null || gateway.isEmpty()) return onABridgeOfOurs(network);
        return NetworkInterface.getByInetAddress(InetAddress.ofLiteral(gateway)) != null;
    }

    private static boolean onABridgeOfOurs(ContainerNetwork network) throws IOException {
        var member = InetAddress.ofLiteral(network.getIpAddress()).getAddress();
        int prefix = network.getIpPrefixLen() == null ? 0 : network.getIpPrefixLen();
        for (var candidates = NetworkInterface.getNetworkInterfaces(); candidates.hasMoreElements(); ) {
            for (var address : candidates.nextElement().getInterfaceAddresses()) {
                if (address.getNetworkPrefixLength() == prefix
                        && prefix > 0
                        && samePrefix(address.getAddress().getAddress(), member, prefix)) return true;
            }
        }
        return false;
    }

    private static boolean samePrefix(byte[] one, byte[] two, int bits) {
        if (one.length != two.length) return false;
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((one[bit / 8] & mask) != (two[bit / 8] & mask)) return false;
        }
        return true;
    }

    @Override
    public void close() {
        relay.close();
    }
}
