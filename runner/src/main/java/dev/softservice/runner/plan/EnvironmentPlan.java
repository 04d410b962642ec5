package dev.softservice.runner.plan;

import dev.softservice.runner.model.Limits;
import java.time.Duration;
import java.util.List;

/**
 * Everything an engine needs to bring an environment up, computed without I/O.
 *
 * @param volumes    engine-wide names
 * @param containers in the order of the manifest; dependencies are among them and free of cycles
 * @param limits     what all of it together may take, and what image builds may
 */
public record EnvironmentPlan(
        Scope scope, List<NetworkPlan> networks, List<String> volumes, List<ContainerPlan> containers, Limits limits) {
    /** From a container's start to ready at most, where it has no healthcheck. */
    public Duration healthy() {
        return limits.healthy();
    }

    /** The same with other containers. */
    public EnvironmentPlan with(List<ContainerPlan> others) {
        return new EnvironmentPlan(scope, networks, volumes, others, limits);
    }

    /** @param name engine-wide */
    public record NetworkPlan(String name, Route route) {}

    /** Where a network leads. */
    public enum Route {
        /** Nowhere but to its own members. */
        NONE,
        /** Published ports are reached from outside; nothing goes out, because its addresses are not translated. */
        INBOUND,
        /** To the internet; asked for by {@code permissions.internet}. */
        INTERNET
    }
}
