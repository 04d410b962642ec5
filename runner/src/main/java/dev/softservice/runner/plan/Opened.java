package dev.softservice.runner.plan;

import dev.softservice.manifest.model.Manifest.Protocol;
import dev.softservice.runner.plan.ContainerPlan.Publication;
import dev.softservice.runner.plan.EnvironmentPlan.NetworkPlan;
import dev.softservice.runner.plan.EnvironmentPlan.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The form of a run's plan in which each port that an installation publishes is published, too: on the loopback of the engine's machine, and on a port that the
 * engine picks, so that runs beside each other never meet.
 */
public final class Opened {
    private static final String LOOPBACK = "127.0.0.1";
    /** The engine takes a free one. */
    private static final int ANY_PORT = 0;

    private Opened() {}

    /** The same where nothing is published. UDP ports stay closed: nobody can tell whether one is answered. */
    public static Plan of(Plan plan) {
        var environment = plan.environment();
        Map<String, List<Publication>> published = new LinkedHashMap<>();
        for (var promise : plan.promises()) {
            if (!promise.published()) continue;
            // As in an installation, the first replica has the port.
            var first = environment.containers().stream()
                    .filter(container -> container
                            .connections()
                            .aliases()
                            .contains(promise.at().host()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(promise.name() + " is nobody's"));
            published
                    .computeIfAbsent(first.name(), _ -> new ArrayList<>())
                    .add(new Publication(LOOPBACK, ANY_PORT, promise.at().port(), Protocol.TCP));
        }
        if (published.isEmpty()) return plan;
        var way = new NetworkPlan(unused(environment), Route.LOOPBACK);
        var containers = environment.containers().stream()
                .map(container -> published.containsKey(container.name())
                        ? opened(environment, container, Objects.requireNonNull(published.get(container.name())), way)
                        : container)
                .toList();
        boolean needed = containers.stream()
                .anyMatch(container -> container.connections().networks().contains(way.name()));
        var networks = new ArrayList<>(environment.networks());
        if (needed) networks.add(way);
        return plan.with(environment.with(List.copyOf(networks), containers));
    }

    /** An engine publishes no port of a container that is on internal networks only. */
    private static ContainerPlan opened(
            EnvironmentPlan environment, ContainerPlan container, List<Publication> published, NetworkPlan way) {
        var closed = container.connections();
        var networks = new ArrayList<>(closed.networks());
        boolean leadsOut = environment.networks().stream()
                .anyMatch(network -> network.route() == Route.INTERNET && networks.contains(network.name()));
        if (!leadsOut) networks.add(way.name());
        return container.with(new ContainerPlan.Connections(
                List.copyOf(networks), closed.aliases(), closed.names(), closed.ready(), List.copyOf(published)));
    }

    /** A distro may call a network of its own by any name. */
    private static String unused(EnvironmentPlan environment) {
        var taken = environment.networks().stream().map(NetworkPlan::name).toList();
        var name = environment.scope().nameOf("published");
        while (taken.contains(name)) name += "-";
        return name;
    }
}
