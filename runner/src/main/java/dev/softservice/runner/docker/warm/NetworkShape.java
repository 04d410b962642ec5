package dev.softservice.runner.docker.warm;

import dev.softservice.runner.engine.Road.Network;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.EnvironmentPlan.NetworkPlan;
import dev.softservice.runner.plan.EnvironmentPlan.Route;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.plan.PlannedTest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an environment is on the network, and nothing of what runs there: two plans of the same shape can have the same namespaces, one after the
 * other. Engine-wide names are no part of it: networks are known by their place in the plan.
 *
 * @param routes where the networks lead, in the plan's order
 * @param seats  one for each service container, and one for each way in which test containers are connected
 */
record NetworkShape(List<Route> routes, List<Seat> seats) {
    /** More would hold too much of the machine for one environment. */
    private static final int MOST_SEATS = 16;

    /**
     * What one container is on the network.
     *
     * @param networks by place, the first one at creation
     */
    record Seat(String hostname, List<Integer> networks, List<String> aliases, Map<String, String> names) {}

    /** Why namespaces can't be prepared for a plan; empty: they can. They are for runs which end as they began: nothing published, nothing kept, no way out. */
    static Optional<Network> obstacle(EnvironmentPlan plan, List<PlannedTest.Run> tests) {
        if (!(plan.scope() instanceof EnvironmentScope.Run run) || run.keep()) return Optional.of(Network.KEPT);
        if (plan.containers().stream()
                .anyMatch(container -> !container.connections().published().isEmpty()))
            return Optional.of(Network.PUBLISHED);
        // What a machine elsewhere remembers of an address is beyond what can be looked at here.
        if (plan.networks().stream().anyMatch(network -> network.route() != Route.NONE))
            return Optional.of(Network.LEADS_OUT);
        return of(plan, tests).seats().size() > MOST_SEATS ? Optional.of(Network.TOO_LARGE) : Optional.empty();
    }

    /** Of a plan that has no {@link #obstacle}. */
    static NetworkShape of(EnvironmentPlan plan, List<PlannedTest.Run> tests) {
        var seats = new ArrayList<Seat>();
        plan.containers().forEach(container -> seats.add(seat(plan, container)));
        var testSeats = new LinkedHashSet<Seat>();
        tests.forEach(test -> testSeats.add(seat(plan, test.container())));
        seats.addAll(testSeats);
        return new NetworkShape(plan.networks().stream().map(NetworkPlan::route).toList(), List.copyOf(seats));
    }

    /** A container's place in the shape of its plan; negative: it has none. */
    int place(EnvironmentPlan plan, ContainerPlan container) {
        int services = plan.containers().size();
        int service = plan.containers().indexOf(container);
        if (service >= 0) return service;
        int test = seats.subList(services, seats.size()).indexOf(seat(plan, container));
        return test < 0 ? -1 : services + test;
    }

    private static Seat seat(EnvironmentPlan plan, ContainerPlan container) {
        var names = plan.networks().stream().map(NetworkPlan::name).toList();
        var connections = container.connections();
        return new Seat(
                container.process().hostname(),
                connections.networks().stream().map(names::indexOf).toList(),
                connections.aliases(),
                new TreeMap<>(connections.names()));
    }
}
