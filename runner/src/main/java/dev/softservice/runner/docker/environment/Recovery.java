package dev.softservice.runner.docker.environment;

import dev.softservice.runner.docker.container.Containers.Unstartable;
import dev.softservice.runner.docker.container.Ending;
import dev.softservice.runner.docker.container.Healthcheck;
import dev.softservice.runner.docker.image.PresentImages;
import dev.softservice.runner.engine.Environment.Healthy;
import dev.softservice.runner.engine.Environment.Incident;
import dev.softservice.runner.engine.Environment.Provisioned;
import dev.softservice.runner.engine.Environment.Unhealthy;
import dev.softservice.runner.engine.Together;
import dev.softservice.runner.plan.ContainerPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Kills one container of an environment that is up and brings everything back. An installation's containers are restarted by the engine whenever they end; a run's are
 * not, or not for ever, so this does what that policy would: it starts whatever has ended, again and again and ever later, until it is healthy or its limit is met.
 */
final class Recovery {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private final Checks checks;
    private final EnvironmentContainers members;
    private final PresentImages images;
    private final Consumer<Incident> told;

    /** @param told gets those that ended because of it and came back */
    Recovery(Checks checks, EnvironmentContainers members, PresentImages images, Consumer<Incident> told) {
        this.checks = checks;
        this.members = members;
        this.images = images;
        this.told = told;
    }

    Provisioned from(ContainerPlan killed) throws InterruptedException {
        var others = checks.plan().containers().stream()
                .filter(container -> container != killed && !Readiness.isJob(checks.plan(), container))
                .toList();
        members.forgetWhatWasSaid();
        var at = checks.probes().containers().kill(members.id(killed.name()));
        var trouble = start(killed, at);
        var moment = "after " + killed.name() + " was killed";
        if (trouble.isEmpty()) trouble = healthy(killed, moment);
        if (trouble.isPresent()) return trouble.get();
        var found = new ConcurrentLinkedQueue<Unhealthy>();
        var tasks = new ArrayList<Callable<?>>();
        others.forEach(container -> tasks.add(() -> {
            healthy(container, moment).ifPresent(found::add);
            return null;
        }));
        Together.all(tasks);
        return found.isEmpty() ? new Healthy() : found.peek();
    }

    /** Kills all at once and starts all again, as an engine does that comes back: nobody waits for anybody, and who ends is started again. */
    Provisioned fromPowerCut() throws InterruptedException {
        var all = checks.plan().containers().stream()
                .filter(container -> !Readiness.isJob(checks.plan(), container))
                .toList();
        members.forgetWhatWasSaid();
        var ends = new ConcurrentHashMap<String, Instant>();
        var kills = new ArrayList<Callable<?>>();
        for (var container : all)
            kills.add(() ->
                    ends.put(container.name(), checks.probes().containers().kill(members.id(container.name()))));
        Together.all(kills);
        var found = new ConcurrentLinkedQueue<Unhealthy>();
        var starts = new ArrayList<Callable<?>>();
        for (var container : all)
            starts.add(() -> {
                var trouble = start(container, Objects.requireNonNull(ends.get(container.name())));
                if (trouble.isEmpty()) trouble = healthy(container, "after all services were killed at once");
                trouble.ifPresent(found::add);
                return null;
            });
        Together.all(starts);
        return found.isEmpty() ? new Healthy() : found.peek();
    }

    private Optional<Unhealthy> healthy(ContainerPlan container, String moment) throws InterruptedException {
        var id = members.id(container.name());
        var image = checks.probes()
                .containers()
                .inspect(id)
                .orElseThrow(() -> EnvironmentContainers.removed(container, "while it was restarted"))
                .getImageId();
        var health = Healthcheck.of(images, checks.plan(), container, image);
        long deadline =
                System.nanoTime() + Healthcheck.budget(checks.plan(), health).toNanos();
        int ends = 0;
        var reason = "";
        for (var pause = FIRST_PAUSE; ; pause = pause.multipliedBy(2)) {
            var trouble = new Readiness(checks, container, health, ConcurrentHashMap.newKeySet()).await(id, deadline);
            if (trouble.isEmpty()) {
                if (ends > 0)
                    told.accept(new Incident(
                            container.name(),
                            true,
                            reason + " " + moment + ", and was well when it was started again"
                                    + (ends == 1 ? "" : " for the " + ends + ". time")));
                return Optional.empty();
            }
            var state = checks.probes()
                    .containers()
                    .inspect(id)
                    .orElseThrow(() -> EnvironmentContainers.removed(container, "while it was restarted"));
            boolean ended = Ending.fall(container, state).isPresent();
            if (ended) {
                reason = trouble.get();
                ends++;
            }
            if (!ended || System.nanoTime() + pause.toNanos() > deadline)
                return Optional.of(unhealthy(container, ends == 0 ? trouble.get() : reason + times(ends)));
            Thread.sleep(pause);
            var stuck = start(container, Ending.at(state));
            if (stuck.isPresent()) return stuck;
        }
    }

    private static String times(int ends) {
        return ends == 1 ? "" : ", each of the " + ends + " times that it was started again";
    }

    private Optional<Unhealthy> start(ContainerPlan container, Instant ended) throws InterruptedException {
        try {
            checks.probes().containers().start(container, members.id(container.name()));
            members.followAgain(container, ended);
            return Optional.empty();
        } catch (Unstartable e) {
            return Optional.of(new Unhealthy(container.name(), e.getMessage(), List.of()));
        }
    }

    private Unhealthy unhealthy(ContainerPlan container, String reason) throws InterruptedException {
        return new Unhealthy(container.name(), reason, members.said(container.name()));
    }
}
