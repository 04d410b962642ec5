package dev.softservice.runner.docker.environment;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerNetwork;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.docker.container.Containers.Endpoints;
import dev.softservice.runner.docker.container.Containers.Joined;
import dev.softservice.runner.docker.container.Containers.Place;
import dev.softservice.runner.docker.environment.GatedStarts.Gated;
import dev.softservice.runner.docker.link.Removal;
import dev.softservice.runner.docker.network.GivenAddresses;
import dev.softservice.runner.docker.network.HostGuard;
import dev.softservice.runner.docker.network.NetworkNames;
import dev.softservice.runner.docker.warm.Gate;
import dev.softservice.runner.docker.warm.Holder;
import dev.softservice.runner.docker.warm.NetworkShape;
import dev.softservice.runner.docker.warm.Slot;
import dev.softservice.runner.docker.warm.Slot.Home;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.EnvironmentPlan.NetworkPlan;
import dev.softservice.runner.plan.EnvironmentPlan.Route;
import dev.softservice.runner.plan.PlannedTest;
import dev.softservice.runner.plan.Scope;
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
    private final DockerEngine engine;
    private final EnvironmentPlan plan;
    private CompletableFuture<Optional<Slot>> reserved = CompletableFuture.completedFuture(Optional.empty());
    private volatile Optional<Slot> slot = Optional.empty();
    private volatile NetworkNames names = new NetworkNames.Links();

    Lodging(DockerEngine engine, EnvironmentPlan plan) {
        this.engine = engine;
        this.plan = plan;
    }

    synchronized void prepare(List<PlannedTest.Run> tests, String domain) {
        if (!(plan.scope() instanceof Scope.Run run) || domain.isEmpty()) return;
        NetworkShape.of(plan, tests)
                .ifPresent(shape -> reserved = engine.slots().reserve(new Home(run.hub(), domain, shape)));
    }

    /** Makes sure of every network of the plan. */
    void open() throws InterruptedException {
        slot = reserved();
        if (slot.isPresent()) return;
        if (plan.scope() instanceof Scope.Run) engine.guardHost();
        var tasks = new ArrayList<Callable<?>>();
        plan.networks().forEach(network -> tasks.add(() -> make(network)));
        Removal.all(tasks);
        if (engine.isPodman()) names = GivenAddresses.of(engine, plan);
    }

    private synchronized Optional<Slot> reserved() throws InterruptedException {
        try {
            return reserved.get();
        } catch (ExecutionException e) {
            throw Removal.unwrapped(e);
        }
    }

    private Void make(NetworkPlan network) throws InterruptedException {
        if (plan.scope() instanceof Scope.Installation && existing(network)) return null;
        engine.networks().make(network, options(network), plan.scope().labels("network"));
        return null;
    }

    private Map<String, String> options(NetworkPlan network) {
        if (plan.scope() instanceof Scope.Run) return HostGuard.options(network.name());
        return network.route() == Route.INBOUND
                ? Map.of("com.docker.network.bridge.enable_ip_masquerade", "false")
                : Map.of();
    }

    private boolean existing(NetworkPlan network) throws InterruptedException {
        try {
            var found = engine.calls()
                    .call(
                            "inspect the network " + network.name(),
                            () -> engine.client()
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

    /** {@code gated}: only where there is a {@link #gate}. */
    Place of(ContainerPlan container, Optional<Gated> gated) {
        return slot.flatMap(home -> home.holder(plan, container))
                .<Place>map(holder -> new Joined(holder.id(), gated))
                .orElseGet(() -> new Endpoints(
                        container.connections().networks().stream()
                                .map(this::network)
                                .toList(),
                        names));
    }

    /** Without its holders an environment is cut off from itself, and whatever fails then says nothing about its distro. */
    void requireHolders() {
        if (slot.filter(Slot::isLost).isPresent())
            throw new EngineException(
                    "what holds the network of this run was stopped behind our back: somebody else uses this container"
                            + " engine");
    }

    /** Where the container can be held at its start; empty: nowhere, for it has no prepared place, or not on such a machine. */
    Optional<Gate> gate(ContainerPlan container) {
        return slot.flatMap(home -> home.holder(plan, container)).flatMap(Holder::gate);
    }

    private String network(String planned) {
        return slot.map(home -> home.network(plan, planned)).orElse(planned);
    }

    /** The addresses of a container that lives in a holder's namespace; empty: it has some of its own. */
    Optional<Collection<ContainerNetwork>> addresses(ContainerPlan container) {
        return slot.flatMap(home -> home.holder(plan, container)).map(Holder::addresses);
    }

    /**
     * Leaves the slot to the next run, if one may have it. Waits for one that is still being made.
     *
     * @param empty no container of this environment is left
     */
    void leave(boolean empty) throws InterruptedException {
        var left = reserved();
        synchronized (this) {
            reserved = CompletableFuture.completedFuture(Optional.empty());
        }
        if (left.isPresent()) engine.slots().giveBack(left.get(), empty);
    }
}
