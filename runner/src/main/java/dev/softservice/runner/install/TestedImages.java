package dev.softservice.runner.install;

import dev.softservice.runner.evidence.Evidence.Composition;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.ImagePlan;
import dev.softservice.runner.plan.ImagePlan.Built;
import dev.softservice.runner.plan.ImagePlan.Exact;
import dev.softservice.runner.plan.ImagePlan.Pulled;
import dev.softservice.runner.plan.Plan;

/** Puts the very images that a release was tested with in the place of what its files say; where its hub keeps none, the digests in the place of tags, which may have moved since. */
final class TestedImages {
    private TestedImages() {}

    /** As the evidence holds them; an id without a registry's name, as of what was built or only lay on the hub's engine, changes nothing. */
    static Plan in(Plan plan, Composition tested) {
        var containers = plan.environment().containers().stream()
                .map(container -> container.with(image(container, tested)))
                .toList();
        return plan.with(plan.environment().with(containers));
    }

    private static ImagePlan image(ContainerPlan container, Composition tested) {
        var kept = tested.kept().get(container.name());
        if (kept != null) return new Exact(kept);
        return switch (container.image()) {
            case Pulled pulled -> pulled.at(tested.images().getOrDefault(container.name(), ""));
            case Built built -> built.on(tested.bases());
            case Exact exact -> exact;
        };
    }
}
