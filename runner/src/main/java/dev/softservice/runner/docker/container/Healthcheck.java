package dev.softservice.runner.docker.container;

import dev.softservice.runner.docker.image.PresentImages;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.ContainerPlan.Health;
import dev.softservice.runner.plan.EnvironmentPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How to find out that a container is healthy: by the manifest's healthcheck, or else by its image's own. */
public final class Healthcheck {
    private Healthcheck() {}

    public static Optional<Health> of(PresentImages images, EnvironmentPlan plan, ContainerPlan container, String image)
            throws InterruptedException {
        var said = container.health();
        if (said.isPresent() && said.get().isDisabled()) return Optional.empty();
        if (said.isPresent() && !said.get().isTheImages()) return said;
        return images.config(image)
                .flatMap(config -> Optional.ofNullable(config.getHealthcheck()))
                .flatMap(check -> {
                    var test = check.getTest();
                    if (test == null || test.size() < 2) return Optional.empty();
                    var interval = said.map(Health::interval)
                            .filter(time -> !time.isZero())
                            .orElseGet(() -> duration(check.getInterval(), Duration.ofSeconds(30)));
                    var timeout = said.map(Health::timeout)
                            .filter(time -> !time.isZero())
                            .orElseGet(() -> duration(check.getTimeout(), Duration.ofSeconds(30)));
                    var start = said.map(Health::startPeriod)
                            .filter(time -> !time.isZero())
                            .orElseGet(() -> duration(check.getStartPeriod(), Duration.ZERO));
                    int retries = said.map(Health::retries)
                            .filter(count -> count > 0)
                            .orElseGet(() ->
                                    check.getRetries() == null || check.getRetries() == 0 ? 3 : check.getRetries());
                    var asked = start.plus(interval.plus(timeout).multipliedBy(retries));
                    var budget = asked.compareTo(plan.healthy()) < 0 ? asked : plan.healthy();
                    return Optional.of(new Health(
                            List.copyOf(test.subList(1, test.size())),
                            test.getFirst().equals("CMD-SHELL"),
                            interval,
                            timeout,
                            retries,
                            start,
                            budget));
                });
    }

    /** The command that is run in the container. */
    public static List<String> words(Health check) {
        return check.shell() ? List.of("/bin/sh", "-c", String.join(" ", check.command())) : check.command();
    }

    /** From start to healthy at most. */
    public static Duration budget(EnvironmentPlan plan, Optional<Health> health) {
        return health.map(Health::budget).orElse(plan.healthy());
    }

    private static Duration duration(Long nanos, Duration otherwise) {
        return nanos == null || nanos == 0 ? otherwise : Duration.ofNanos(nanos);
    }
}
