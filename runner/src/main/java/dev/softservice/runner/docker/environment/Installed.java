package dev.softservice.runner.docker.environment;

import com.github.dockerjava.api.model.Container;
import dev.softservice.runner.docker.container.Containers;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.docker.link.Removal;
import dev.softservice.runner.engine.Images;
import dev.softservice.runner.engine.Together;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.EnvironmentPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/** What of an installation is there already: unchanged containers go on running, changed ones make way, volumes stay. */
final class Installed {
    private final Link link;
    private final EnvironmentPlan plan;
    private final Containers containers;

    Installed(Link link, EnvironmentPlan plan, Containers containers) {
        this.link = link;
        this.plan = plan;
        this.containers = containers;
    }

    /** Stops, within its grace period, and removes every container that is no part of the plan any more or differs from it. */
    void clearChanged(Map<String, Images.Ready> images) throws InterruptedException {
        var tasks = new ArrayList<Callable<?>>();
        for (var present : list(link, plan.scope().identity())) {
            var planned = plan.containers().stream()
                    .filter(container -> hasName(present, container.engineName()))
                    .findFirst();
            boolean same = planned.isPresent()
                    && isSame(
                            present,
                            Fingerprint.of(
                                    link,
                                    plan,
                                    planned.get(),
                                    Objects.requireNonNull(
                                                    images.get(planned.get().name()))
                                            .id()));
            if (!same)
                tasks.add(() -> {
                    containers.stop(present.getId());
                    return link.removal().removeContainer(present.getId());
                });
        }
        Together.all(tasks);
    }

    static List<Container> list(Link link, Map<String, String> identity) throws InterruptedException {
        return link.calls()
                .call(
                        "list containers",
                        () -> link.client()
                                .listContainersCmd()
                                .withShowAll(true)
                                .withLabelFilter(Removal.filter(identity))
                                .exec());
    }

    /** The id of the running container that is exactly what the plan says. */
    Optional<String> unchanged(ContainerPlan container, String image) throws InterruptedException {
        var fingerprint = Fingerprint.of(link, plan, container, image);
        return list(link, plan.scope().identity()).stream()
                .filter(present -> hasName(present, container.engineName()) && isSame(present, fingerprint))
                .map(Container::getId)
                .findFirst();
    }

    private static boolean hasName(Container present, String name) {
        return List.of(present.getNames()).contains("/" + name);
    }

    private static boolean isSame(Container present, String fingerprint) {
        return fingerprint.equals(present.getLabels().get(Fingerprint.LABEL)) && "running".equals(present.getState());
    }
}
