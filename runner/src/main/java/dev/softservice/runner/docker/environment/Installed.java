package dev.softservice.runner.docker.environment;

import com.github.dockerjava.api.model.Container;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.docker.container.Containers;
import dev.softservice.runner.docker.link.Removal;
import dev.softservice.runner.docker.network.GivenAddresses;
import dev.softservice.runner.engine.Images;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.EnvironmentPlan;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** What of an installation is there already: unchanged containers go on running, changed ones make way, volumes stay. */
final class Installed {
    /** Tells whether a container is what its plan says now. */
    static final String LABEL_PLAN = "dev.softservice.plan";

    private final DockerEngine engine;
    private final EnvironmentPlan plan;
    private final Containers containers;

    Installed(DockerEngine engine, EnvironmentPlan plan, Containers containers) {
        this.engine = engine;
        this.plan = plan;
        this.containers = containers;
    }

    /** Stops, within its grace period, and removes every container that is no part of the plan any more or differs from it. */
    void clearChanged(Map<String, Images.Ready> images) throws InterruptedException {
        var tasks = new ArrayList<Callable<?>>();
        for (var present : list(engine, plan.scope().identity())) {
            var planned = plan.containers().stream()
                    .filter(container -> hasName(present, container.engineName()))
                    .findFirst();
            boolean same = planned.isPresent()
                    && isSame(
                            present,
                            fingerprint(
                                    engine,
                                    plan,
                                    planned.get(),
                                    images.get(planned.get().name()).id()));
            if (!same)
                tasks.add(() -> {
                    containers.stop(present.getId());
                    return engine.removal().removeContainer(present.getId());
                });
        }
        Removal.all(tasks);
    }

    static List<Container> list(DockerEngine engine, Map<String, String> identity) throws InterruptedException {
        return engine.calls()
                .call(
                        "list containers",
                        () -> engine.client()
                                .listContainersCmd()
                                .withShowAll(true)
                                .withLabelFilter(Removal.filter(identity))
                                .exec());
    }

    /** The id of the running container that is exactly what the plan says. */
    static Optional<String> unchanged(DockerEnvironment environment, ContainerPlan container, String image)
            throws InterruptedException {
        var fingerprint = fingerprint(environment.engine(), environment.plan(), container, image);
        return list(environment.engine(), environment.plan().scope().identity()).stream()
                .filter(present -> hasName(present, container.engineName()) && isSame(present, fingerprint))
                .map(Container::getId)
                .findFirst();
    }

    private static boolean hasName(Container present, String name) {
        return List.of(present.getNames()).contains("/" + name);
    }

    private static boolean isSame(Container present, String fingerprint) {
        return fingerprint.equals(present.getLabels().get(LABEL_PLAN)) && "running".equals(present.getState());
    }

    /** Everything that the container depends on: its plan without its place on this disk, its image, the files copied in, and where its names are given ahead those. */
    static String fingerprint(DockerEngine engine, EnvironmentPlan plan, ContainerPlan container, String image)
            throws InterruptedException {
        var names = engine.isPodman() ? GivenAddresses.places(plan, container) : "";
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            var text = new ContainerPlan(
                            container.name(),
                            container.engineName(),
                            new dev.softservice.runner.plan.ImagePlan.Pulled(image),
                            container.process(),
                            new ContainerPlan.Files(
                                    container.files().volumes(),
                                    List.of(),
                                    container.files().tmpfs()),
                            container.confinement(),
                            container.connections(),
                            container.dependsOn(),
                            container.health(),
                            container.restart(),
                            container.labels())
                    .toString();
            digest.update((text + names).getBytes(StandardCharsets.UTF_8));
            for (var copy : container.files().copies()) digest.update(Containers.archive(List.of(copy)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        } catch (java.io.IOException e) {
            // Something is missing: it can't be the same as what is there; making it says why.
            return "unreadable";
        }
    }
}
