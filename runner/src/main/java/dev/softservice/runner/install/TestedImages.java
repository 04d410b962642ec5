package dev.softservice.runner.install;

import dev.softservice.runner.plan.ImagePlan.Pulled;
import dev.softservice.runner.plan.Plan;
import java.util.Map;

/** Puts the digests that a release was tested with in the place of tags, which may have moved since. */
final class TestedImages {
    private TestedImages() {}

    /** {@code images}: as the evidence holds them, by container name; an id without a registry's name, as of what was built or only lay on the hub's engine, changes nothing. */
    static Plan in(Plan plan, Map<String, String> images) {
        var containers = plan.environment().containers().stream().map(container -> container.image() instanceof Pulled pulled
                ? container.with(pulled.at(images.getOrDefault(container.name(), ""))) : container).toList();
        return new Plan(plan.environment().with(containers), plan.suites(), plan.data(), plan.endpoints(), plan.outputs(), plan.secrets(), plan.notes());
    }
}
