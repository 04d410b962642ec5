package dev.softservice.runner.plan;

import dev.softservice.runner.model.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Everything an engine needs to bring an environment up, computed without I/O.
 *
 * @param volumes    engine-wide names
 * @param containers in the order of the manifest; dependencies are among them and free of cycles
 * @param limits     what all of it together may take, and what image builds may
 * @param restless   the containers of services that say {@code restarts: expected}, by name
 */
public record EnvironmentPlan(
        EnvironmentScope scope,
        List<NetworkPlan> networks,
        List<String> volumes,
        List<ContainerPlan> containers,
        Limits limits,
        Set<String> restless) {
    public EnvironmentPlan {
        if (scope instanceof EnvironmentScope.Run)
            containers.stream()
                    .filter(container -> !container.confinement().granted().equals(ContainerPlan.Granted.NONE))
                    .findFirst()
                    .ifPresent(container -> {
                        throw new IllegalArgumentException(
                                container.name() + " would have something of the machine in a run");
                    });
    }

    /** None of its services ends by itself. */
    public EnvironmentPlan(
            EnvironmentScope scope,
            List<NetworkPlan> networks,
            List<String> volumes,
            List<ContainerPlan> containers,
            Limits limits) {
        this(scope, networks, volumes, containers, limits, Set.of());
    }

    /** From a container's start to ready at most, where it has no healthcheck. */
    public Duration healthy() {
        return limits.healthy();
    }

    /** The same with other containers. */
    public EnvironmentPlan with(List<ContainerPlan> others) {
        return with(networks, others);
    }

    /** The same with other networks, and other containers on them. */
    public EnvironmentPlan with(List<NetworkPlan> between, List<ContainerPlan> others) {
        return new EnvironmentPlan(scope, between, volumes, others, limits, restless);
    }

    /** @param name engine-wide */
    public record NetworkPlan(String name, Route route) {}

    /** Where a network leads. */
    public enum Route {
        /** Nowhere but to its own members. */
        NONE,
        /** Published ports are reached from outside; nothing goes out, because its addresses are not translated. */
        INBOUND,
        /** Published ports are reached from the engine's own machine; nothing goes out, because its members know no way that leads anywhere. For runs. */
        LOOPBACK,
        /** To the internet; asked for by {@code permissions.internet}. */
        INTERNET
    }
}
