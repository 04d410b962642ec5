package dev.softservice.runner.docker.environment;

import com.github.dockerjava.api.model.ContainerConfig;
import dev.softservice.runner.docker.container.Containers;
import dev.softservice.runner.docker.container.Containers.Entered;
import dev.softservice.runner.docker.container.Containers.Unstartable;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Images;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.EnvironmentScope;
import java.util.LinkedHashMap;
import java.util.Optional;

/** Makes the containers of one environment, each of its image and at its place. */
final class Maker {
    private final Services services;
    private final EnvironmentPlan plan;
    private final Containers containers;
    private final Lodging lodging;

    Maker(Services services, EnvironmentPlan plan, Containers containers, Lodging lodging) {
        this.services = services;
        this.plan = plan;
        this.containers = containers;
        this.lodging = lodging;
    }

    /** Images are there already where a build step went before; then this only looks their ids up. */
    Images.Ready image(ContainerPlan container, Narrator narrator) throws InterruptedException {
        return switch (services.images()
                .provide(
                        container.image(),
                        plan.limits(),
                        "build:" + container.name(),
                        plan.scope().labels("build"),
                        narrator)) {
            case Images.Ready ready -> ready;
            case Images.Broken broken ->
                throw new EngineException("the image of " + container.name() + " is not there: " + broken.reason());
        };
    }

    /** What an image that is there says of its containers. */
    Optional<ContainerConfig> config(String image) throws InterruptedException {
        return services.images().present().config(image);
    }

    String make(ContainerPlan container, String image) throws InterruptedException, Unstartable {
        return make(container, image, Optional.empty());
    }

    /** {@code entered}: only where {@link Lodging} has a doorway for it. */
    String make(ContainerPlan container, String image, Optional<Entered> entered)
            throws InterruptedException, Unstartable {
        var labels = new LinkedHashMap<>(container.labels());
        if (plan.scope() instanceof EnvironmentScope.Installation)
            labels.put(Fingerprint.LABEL, Fingerprint.of(services.link(), plan, container, image));
        return containers.create(
                container,
                image,
                lodging.of(container, entered),
                new Containers.Labels(plan.scope(), labels),
                services.sandbox().settings());
    }
}
