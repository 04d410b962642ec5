package dev.softservice.runner.docker.environment;

import dev.softservice.manifest.model.Service.Condition;
import dev.softservice.runner.docker.container.Containers.Unstartable;
import dev.softservice.runner.docker.container.Healthcheck;
import dev.softservice.runner.docker.image.PresentImages;
import dev.softservice.runner.engine.Environment.Healthy;
import dev.softservice.runner.engine.Environment.Provisioned;
import dev.softservice.runner.engine.Environment.Unhealthy;
import dev.softservice.runner.engine.Images;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.engine.Together;
import dev.softservice.runner.model.Progress;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.ContainerPlan.Health;
import dev.softservice.runner.plan.EnvironmentScope;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final Checks checks;
    private final EnvironmentContainers members;
    private final Installed installed;
    private final PresentImages present;
    private final Map<String, Milestones> milestones = new TreeMap<>();
    private final Set<String> comingUp = ConcurrentHashMap.newKeySet();

    /** What others may wait for. A container that fails never gets there; then everything is interrupted. */
    private record Milestones(CountDownLatch started, CountDownLatch ready) {}

    /** @param installed what of an installation is there already */
    BringUp(Checks checks, EnvironmentContainers members, Installed installed, PresentImages present) {
        this.checks = checks;
        this.members = members;
        this.installed = installed;
        this.present = present;
        checks.plan()
                .containers()
                .forEach(container ->
                        milestones.put(container.name(), new Milestones(new CountDownLatch(1), new CountDownLatch(1))));
    }

    Provisioned run(Map<String, Images.Ready> images, Narrator narrator) throws InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var done = new ExecutorCompletionService<Optional<Unhealthy>>(threads);
            var containers = checks.plan().containers();
            containers.forEach(container -> done.submit(() -> bring(
                    container,
                    Objects.requireNonNull(images.get(container.name())).id(),
                    narrator)));
            try {
                for (int left = containers.size(); left > 0; left--) {
                    var trouble = done.take().get();
                    narrator.progress(new Progress.Ready(containers.size() - left + 1, containers.size()));
                    if (trouble.isPresent()) return trouble.get();
                }
                return new Healthy();
            } catch (ExecutionException e) {
                throw Together.unwrapped(e);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private String made(ContainerPlan container, String image, Optional<Health> health)
            throws InterruptedException, Unstartable {
        var asked = Readiness.isJob(checks.plan(), container) ? Optional.<Health>empty() : health;
        return container.dependsOn().isEmpty()
                ? checks.probes().starts().make(container, image, asked)
                : checks.probes().starts().makeEarly(container, image, asked);
    }

    private Optional<Unhealthy> bring(ContainerPlan container, String image, Narrator narrator)
            throws InterruptedException {
        try {
            var running = checks.plan().scope() instanceof EnvironmentScope.Installation
                    ? installed.unchanged(container, image)
                    : Optional.<String>empty();
            var health = Healthcheck.of(present, checks.plan(), container, image);
            var id = running.isPresent() ? running.get() : made(container, image, health);
            members.created(container, id);
            for (var dependency : container.dependsOn().entrySet()) {
                var reached = Objects.requireNonNull(milestones.get(dependency.getKey()));
                (dependency.getValue() == Condition.STARTED ? reached.started() : reached.ready()).await();
            }
            comingUp.add(container.name());
            if (running.isEmpty()) checks.probes().starts().begin(container, id);
            var start = new Progress.Task(Progress.Work.START, container.name());
            narrator.progress(new Progress.Underway(start, "until it is healthy"));
            var log = members.follow(container, narrator);
            Objects.requireNonNull(milestones.get(container.name())).started().countDown();
            var trouble = new Readiness(checks, container, health, comingUp).await(id);
            comingUp.remove(container.name());
            if (trouble.isPresent())
                return Optional.of(new Unhealthy(container.name(), trouble.get(), members.lastLines(id, log)));
            members.healthy(container);
            Objects.requireNonNull(milestones.get(container.name())).ready().countDown();
            narrator.progress(new Progress.Done(start));
            return Optional.empty();
        } catch (Unstartable e) {
            return Optional.of(new Unhealthy(container.name(), e.getMessage(), List.of()));
        }
    }
}
