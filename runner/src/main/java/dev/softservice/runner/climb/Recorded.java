package dev.softservice.runner.climb;

import dev.softservice.manifest.composition.Composition;
import dev.softservice.runner.model.Report;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.ImagePlan;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.PlannedTest;
import java.util.List;
import java.util.Map;

/**
 * What an earlier run was made of: a run that is held to it is made of the same, whatever releases and tags there are by now.
 *
 * @param uses   as {@link Report#uses}
 * @param images as {@link Report#images}; what a registry's digest names is taken by it
 * @param bases  as {@link Report#bases}; what is built here is built on these
 */
public record Recorded(List<Composition.Used> uses, Map<String, String> images, Map<String, String> bases) {
    public Recorded {
        uses = List.copyOf(uses);
        images = Map.copyOf(images);
        bases = Map.copyOf(bases);
    }

    /** The plan with these images as far as other engines can know them: an id that no registry gave says nothing elsewhere. */
    Plan on(Plan plan) {
        var environment = plan.environment();
        var containers = environment.containers().stream()
                .map(container -> container.with(image(container.image(), container.name())))
                .toList();
        var suites = plan.suites().stream()
                .map(suite -> new Plan.Suite(
                        suite.name(),
                        suite.names(),
                        suite.tests().stream().map(this::on).toList(),
                        suite.live()))
                .toList();
        return plan.with(environment.with(containers), suites);
    }

    private PlannedTest on(PlannedTest test) {
        return switch (test) {
            case PlannedTest.Run run ->
                new PlannedTest.Run(run.name(), on(run.container(), run.name()), run.results(), run.timeout());
            case PlannedTest.Http _, PlannedTest.Tcp _, PlannedTest.Exec _ -> test;
        };
    }

    private ContainerPlan on(ContainerPlan container, String test) {
        return container.with(image(container.image(), Report.TEST_IMAGE + test));
    }

    private ImagePlan image(ImagePlan image, String name) {
        return switch (image) {
            case ImagePlan.Pulled pulled -> pulled.at(images.getOrDefault(name, ""));
            case ImagePlan.Built built -> built.on(bases);
            case ImagePlan.Exact exact -> exact;
        };
    }
}
