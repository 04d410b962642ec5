package dev.softservice.runner.install;

import dev.softservice.runner.plan.ImagePlan.Pulled;
import dev.softservice.runner.plan.Plan;
import java.util.Map;

/** Puts the digests that a release was tested with in the place of tags, which may have moved since. */
final class TestedImages {
    private TestedImages() {}

    /** {@code images}: as the evidence holds them, by container name; an id without a registry's name, as of what was built or only lay on the hub's engine, changes nothing. */
    static Plan in(Plan plan, Map<String, String> images) {
        var environment = plan.environment();
        var containers = environment.containers().stream().map(container -> container.image() instanceof Pulled pulled
                ? container.with(new Pulled(tested(pulled.reference(), images.getOrDefault(container.name(), "")))) : container).toList();
        return new Plan(environment.with(containers), plan.suites(), plan.data(), plan.endpoints(), plan.outputs(), plan.secrets(), plan.notes());
    }

    static String tested(String reference, String image) {
        int at = image.indexOf("@sha256:");
        boolean same = at > 0 && !reference.contains("@") && repository(image.substring(0, at)).equals(repository(reference));
        return same ? untagged(reference) + image.substring(at) : reference;
    }

    /** As an engine shortens it: Docker Hub's own names need neither host nor library. */
    private static String repository(String reference) {
        return untagged(reference).replaceFirst("^(index\\.)?docker\\.io/", "").replaceFirst("^library/", "");
    }

    /** A colon before the last slash is a registry's port. */
    private static String untagged(String reference) {
        int colon = reference.lastIndexOf(':');
        return colon > reference.lastIndexOf('/') ? reference.substring(0, colon) : reference;
    }
}
