package dev.softservice.runner.docker.environment;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerNetwork;
import dev.softservice.runner.docker.container.Containers.Endpoints;
import dev.softservice.runner.docker.container.Containers.Entered;
import dev.softservice.runner.docker.container.Containers.Joined;
import dev.softservice.runner.docker.container.Containers.Place;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.docker.network.Entrance;
import dev.softservice.runner.docker.network.HostGuard;
import dev.softservice.runner.docker.network.NetworkNames;
import dev.softservice.runner.docker.network.Networks;
import dev.softservice.runner.docker.network.PreparedNetworks;
import dev.softservice.runner.docker.network.PreparedNetworks.Prepared;
import dev.softservice.runner.docker.network.PreparedNetworks.Reserved;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Road.Network;
import dev.softservice.runner.engine.Together;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.EnvironmentPlan.NetworkPlan;
import dev.softservice.runner.plan.EnvironmentPlan.Route;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.plan.PlannedTest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Where the containers of one environment are on the network: in a prepared slot where there is one, else on networks made for them. */
final class Lodging {
    private final Link link;
    private final Networks networks;
    private final PreparedNetworks preparing;
    private final EnvironmentPlan plan;
    private volatile CompletableFuture<Reserved> reserved =
            CompletableFuture.completedFuture(Reserved.without(Network.SHARED_WITH_NOBODY));
    private volatile Optional<Prepared> prepared = Optional.empty();
    private volatile Network road = Network.SHARED_WITH_NOBODY;
    private volatile NetworkNames names = new NetworkNames.Links();

    Lodging(Services services, EnvironmentPlan plan) {
        this.link = services.link();
        this.networks = services.networks();
        this.preparing = services.prepared();
        this.plan = plan;
    }

    synchronized void prepare(List<PlannedTest.Run> tests, String domain) {
        reserved = preparing.reserve(plan, tests, domain);
    }

    /** Makes sure of every network of the plan. */
    void open() throws InterruptedException {
        var came = reserved();
        road = came.road();
        prepared = came.networks();
        if (prepared.isPresent()) return;
        if (plan.scope() instanceof EnvironmentScope.Run) networks.guardHost();
        var tasks = new ArrayList<Callable<?>>();
        plan.networks().forEach(network -> tasks.add(() -> make(network)));
        Together.all(tasks);
        names = NetworkNames.on(link, plan);
    }

    /** On which networks everything is, since {@link #open}. */
    Network road() {
        return road;
    }

    private synchronized Reserved reserved() throws InterruptedException {
        try {
            return reserved.get();
        } catch (ExecutionException e) {
            throw Together.unwrapped(e);
        }
    }

    private Void make(NetworkPlan network) throws InterruptedException {
        if (plan.scope() instanceof EnvironmentScope.Installation && existing(network)) return null;
        networks.make(network, options(network), plan.scope().labels("network"));
        return null;
    }

    private Map<String, String> options(NetworkPlan network) {
        if (plan.scope() instanceof EnvironmentScope.Run) return HostGuard.options(network.name());
        return network.route() == Route.INBOUND
                ? Map.of("com.docker.network.bridge.enable_ip_masquerade", "false")
                : Map.of();
    }

    private boolean existing(NetworkPlan network) throws InterruptedException {
        try {
            var found = link.calls()
                    .call(
                            "inspect the network " + network.name(),
                            () -> link.client()
                                    .inspectNetworkCmd()
                                    .withNetworkId(network.name())
                                    .exec());
            requireOurs("network " + network.name(), found.getLabels());
            return true;
        } catch (NotFoundException _) {
            return false;
        }
    }

    void requireOurs(String what, Map<String, String> labels) {
        if (labels == null
                || !labels.entrySet().containsAll(plan.scope().identity().entrySet())) {
            throw new EngineException("a " + what + " is there that this platform did not create: rename or remove it");
        }
    }

    /** {@code entered}: only where there is a {@link #doorway}. */
    Place of(ContainerPlan container, Optional<Entered> entered) {
        return place(container)
                .<Place>map(place -> new Joined(place.holder(), entered))
                .orElseGet(() -> new Endpoints(
                        container.connections().networks().stream()
                                .map(this::network)
                                .toList(),
                        names));
    }

    private Optional<PreparedNetworks.Place> place(ContainerPlan container) {
        return prepared.flatMap(home -> home.place(container));
    }

    /** Without its holders an environment is cut off from itself, and whatever fails then says nothing about its distro. */
    void requireHolders() {
        if (prepared.filter(Prepared::isLost).isPresent())
            throw new EngineException(
                    "what holds the network of this run was stopped behind our back: somebody else uses this container"
                            + " engine");
    }

    /** Where the container can be held at its start; empty: nowhere, for it has no prepared place, or not on such a machine. */
    Optional<Entrance.Doorway> doorway(ContainerPlan container) {
        return place(container).flatMap(PreparedNetworks.Place::entrance);
    }

    private String network(String planned) {
        return prepared.map(home -> home.network(planned)).orElse(planned);
    }

    /** The addresses of a container that lives in a holder's namespace; empty: it has some of its own. */
    Optional<Collection<ContainerNetwork>> addresses(ContainerPlan container) {
        return place(container).map(PreparedNetworks.Place::addresses);
    }

    /** The run is over: {@link #leave} follows as soon as its containers are gone. */
    void leaving() {
        reserved.thenAccept(came -> came.networks().ifPresent(Prepared::leaving));
    }

    /**
     * Leaves the slot to the next run, if one may have it. Waits for one that is still being made.
     *
     * @param empty no container of this environment is left
     */
    void leave(boolean empty) throws InterruptedException {
        var left = reserved().networks();
        synchronized (this) {
            reserved = CompletableFuture.completedFuture(Reserved.without(Network.SHARED_WITH_NOBODY));
        }
        if (left.isPresent()) left.get().leave(empty);
    }
}
