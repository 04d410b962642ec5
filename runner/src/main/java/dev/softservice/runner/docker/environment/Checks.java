package dev.softservice.runner.docker.environment;

import dev.softservice.runner.docker.container.Containers;
import dev.softservice.runner.docker.container.Exec;
import dev.softservice.runner.docker.container.Held;
import dev.softservice.runner.plan.EnvironmentPlan;

/** The ways to look at the containers of one environment, by which {@link Readiness} tells that one is ready. */
record Checks(EnvironmentPlan plan, Vitals vitals, Probes probes) {
    record Probes(Containers containers, Exec exec, ContainerAddresses reach, EarlyStarts starts, Held held) {}
}
