package dev.softservice.runner.install;

import dev.softservice.runner.evidence.Evidence.Composition;
import dev.softservice.runner.plan.ImagePlan.Built;
import dev.softservice.runner.plan.ImagePlan.Pulled;
import dev.softservice.runner.plan.Plan;

/** Puts the digests that a release was tested with in the place of tags, which may have moved since: of what its services are, and of what they are built on. */
final class TestedImages {
    private TestedImages() {}

    /** As the evidence holds them; an id without a registry's name, as of what was built or only lay on the hub's engine, changes nothing. */
    static Plan in(Plan plan, Composition tested) {
        var containers = plan.environment().containers().stream()
                .map(container -> container.with(
                        switch (container.image()) {
                            case Pulled pulled -> pulled.at(tested.images().getOrDefault(container.name(), ""));
                            case Built built -> built.on(tested.bases());
                        }))
                .toList();
        return new Plan(
                plan.environment().with(containers),
                plan.suites(),
                plan.data(),
                plan.endpoints(),
                plan.promises(),
                plan.restless(),
                plan.outputs(),
                plan.secrets(),
                plan.notes());
    }
}
