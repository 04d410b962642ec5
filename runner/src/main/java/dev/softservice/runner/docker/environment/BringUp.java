package dev.softservice.runner.docker.environment;

import dev.softservice.manifest.Service.Condition;
import dev.softservice.runner.docker.container.Containers.Unstartable;
import dev.softservice.runner.docker.container.Healthcheck;
import dev.softservice.runner.docker.link.Removal;
import dev.softservice.runner.engine.Environment.Healthy;
import dev.softservice.runner.engine.Environment.Provisioned;
import dev.softservice.runner.engine.Environment.Unhealthy;
import dev.softservice.runner.engine.Images;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.ContainerPlan.Health;
import dev.softservice.runner.plan.Scope;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;

/** Brings all containers up at once, each waiting only for what it depends on. The first that fails ends it. */
final class BringUp {
    private final DockerEnvironment environment;
    private final Map<String, Images.Ready> images;
    private final Narrator narrator;
    private final Map<String, Milestones> milestones = new TreeMap<>();
    private final Set<String> comingUp = ConcurrentHashMap.newKeySet();

    /** What others may wait for. A container that fails never gets there; then everything is interrupted. */
    private record Milestones(CountDownLatch started, CountDownLatch ready) {}

    BringUp(DockerEnvironment environment, Map<String, Images.Ready> images, Narrator narrator) {
        this.environment = environment;
        this.images = images;
        this.narrator = narrator;
        environment
                .plan()
                .containers()
                .forEach(container ->
                        milestones.put(container.name(), new Milestones(new CountDownLatch(1), new CountDownLatch(1))));
    }

    Provisioned run() throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = new ExecutorCompletionService<Optional<Unhealthy>>(threads);
            var containers = environment.plan().containers();
            containers.forEach(container -> done.submit(() -> bring(container)));
            try {
                for (int left = containers.size(); left > 0; left--) {
                    var trouble = done.take().get();
                    narrator.progress(
                            "provision: " + (containers.size() - left + 1) + "/" + containers.size() + " ready");
                    if (trouble.isPresent()) return trouble.get();
                }
                return new Healthy();
            } catch (ExecutionException e) {
                throw Removal.unwrapped(e);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private String made(ContainerPlan container, String image, Optional<Health> health)
            throws InterruptedException, Unstartable {
        var asked = Readiness.isJob(environment.plan(), container) ? Optional.<Health>empty() : health;
        return container.dependsOn().isEmpty()
                ? environment.starts().make(container, image, asked)
                : environment.starts().makeEarly(container, image, asked);
    }

    private Optional<Unhealthy> bring(ContainerPlan container) throws InterruptedException {
        try {
            var image = images.get(container.name()).id();
            var running = environment.plan().scope() instanceof Scope.Installation
                    ? Installed.unchanged(environment, container, image)
                    : Optional.<String>empty();
            var health = Healthcheck.of(environment, container, image);
            var id = running.isPresent() ? running.get() : made(container, image, health);
            environment.created(container, id);
            for (var dependency : container.dependsOn().entrySet()) {
                var reached = milestones.get(dependency.getKey());
                (dependency.getValue() == Condition.STARTED ? reached.started() : reached.ready()).await();
            }
            comingUp.add(container.name());
            if (running.isEmpty()) environment.starts().begin(container, id);
            narrator.progress("start " + container.name() + ": until it is healthy");
            var log = environment.follow(container, narrator);
            milestones.get(container.name()).started().countDown();
            var trouble = new Readiness(environment, container, health, comingUp).await(id);
            comingUp.remove(container.name());
            if (trouble.isPresent())
                return Optional.of(new Unhealthy(container.name(), trouble.get(), environment.lastLines(id, log)));
            milestones.get(container.name()).ready().countDown();
            narrator.progress("start " + container.name() + ": done");
            return Optional.empty();
        } catch (Unstartable e) {
            return Optional.of(new Unhealthy(container.name(), e.getMessage(), List.of()));
        }
    }
}
