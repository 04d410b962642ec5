package dev.softservice.runner.docker.network;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ContainerNetwork;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.EnvironmentPlan.NetworkPlan;
import dev.softservice.runner.plan.EnvironmentPlan.Route;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the names of a plan known to each container, so that containers find each other. */
public sealed interface NetworkNames permits NetworkNames.Links, GivenAddresses {
    /** The way of one engine, for a plan whose networks are made. */
    static NetworkNames on(Link link, EnvironmentPlan plan) throws InterruptedException {
        return link.program().readsLinksAsNames() ? Links.of(plan) : GivenAddresses.of(link, plan);
    }

    /** What a container's names come to on one engine beyond what its own plan says. */
    static String places(Link link, EnvironmentPlan plan, ContainerPlan container) throws InterruptedException {
        return link.program().readsLinksAsNames() ? "" : GivenAddresses.places(plan, container);
    }

    /** Settles it for a container that is about to be created on the first of its networks, host settings in place. */
    void settle(CreateContainerCmd command, ContainerPlan plan);

    /** Whether the created container has to leave the first and be connected to it anew, since creation can't say all of it. */
    boolean anew(ContainerPlan plan);

    /** How it is connected to one that it is not on yet. */
    ContainerNetwork endpoint(String network, ContainerPlan plan);

    /** The machine's own names, for who has agreed to it; an engine knows its address. */
    static List<String> gateway(ContainerPlan plan) {
        return plan.confinement().granted().gateways().stream()
                .map(name -> name + ":host-gateway")
                .toList();
    }

    /**
     * On a network of its own making Docker reads links as names that this one container knows; they may name aliases, and what does not run yet.
     *
     * @param closed those networks whose members ask nobody for a name that the plan does not have, although they are no internal ones
     */
    record Links(Set<String> closed) implements NetworkNames {
        /** Nobody answers there, in the container's own namespace: Docker's name server asks the machine's servers where it is told no others. */
        private static final String NO_SERVER = "127.0.0.1";

        /** For networks that are all what they look like. */
        public Links() {
            this(Set.of());
        }

        private static Links of(EnvironmentPlan plan) {
            return new Links(plan.networks().stream()
                    .filter(network -> network.route() == Route.LOOPBACK)
                    .map(NetworkPlan::name)
                    .collect(Collectors.toUnmodifiableSet()));
        }

        @Override
        public void settle(CreateContainerCmd command, ContainerPlan plan) {
            var gateway = gateway(plan);
            if (plan.onTheMachine()) {
                Objects.requireNonNull(command.getHostConfig()).withExtraHosts(gateway.toArray(String[]::new));
                return;
            }
            if (plan.connections().networks().stream().anyMatch(closed::contains))
                Objects.requireNonNull(command.getHostConfig()).withDns(NO_SERVER);
            if (!gateway.isEmpty())
                Objects.requireNonNull(command.getHostConfig()).withExtraHosts(gateway.toArray(String[]::new));
            Objects.requireNonNull(
                            command.withAliases(plan.connections().aliases()).getHostConfig())
                    .withLinks(of(plan.connections().names()));
        }

        @Override
        public boolean anew(ContainerPlan plan) {
            return false;
        }

        @Override
        public ContainerNetwork endpoint(String network, ContainerPlan plan) {
            return new ContainerNetwork()
                    .withAliases(plan.connections().aliases())
                    .withLinks(of(plan.connections().names()));
        }

        public static com.github.dockerjava.api.model.Link[] of(Map<String, String> names) {
            return names.entrySet().stream()
                    .map(name -> new com.github.dockerjava.api.model.Link(name.getValue(), name.getKey()))
                    .toArray(com.github.dockerjava.api.model.Link[]::new);
        }
    }
}
