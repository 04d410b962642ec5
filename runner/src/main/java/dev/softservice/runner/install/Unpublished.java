package dev.softservice.runner.install;

import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.ContainerPlan.Connections;
import dev.softservice.runner.plan.Plan;
import java.util.List;

/** Forms of an installation's plan for the moments when its users can't reach it yet, and when they just can. */
final class Unpublished {
    private Unpublished() {}

    /** The same with no port open to this machine's users: what is tried this way can be taken back, since nobody has used it. */
    static Plan of(Plan plan) {
        return plan.with(plan.environment()
                .with(plan.environment().containers().stream()
                        .map(Unpublished::closed)
                        .toList()));
    }

    /** As it is, its tests aside: what has passed them a moment ago is opened, not judged. */
    static Plan untested(Plan plan) {
        return plan.with(plan.environment(), List.of());
    }

    private static ContainerPlan closed(ContainerPlan container) {
        var open = container.connections();
        return container
                .with(new Connections(open.networks(), open.aliases(), open.names(), open.ready(), List.of()))
                .with(container
                        .confinement()
                        .with(container.confinement().granted().inside()));
    }
}
