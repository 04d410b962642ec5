package dev.softservice.runner.docker.container;

import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Statistics;
import com.github.dockerjava.core.InvocationBuilder.AsyncResultCallback;
import dev.softservice.runner.docker.link.DockerCalls;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.plan.ContainerPlan;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the CPU or process limit that throttles a running container. Meeting such a limit ends nothing, so without
 * this a caller would see a timeout only. Asking the engine takes a second or two.
 */
public final class Held {
    /** How long the kernel counts before it lets a container that used up its share go on; what the engine makes of a number of processors. */
    private static final Duration SLICE = Duration.ofMillis(100);
    /** Below it, other things held the container up at least as much. */
    private static final long LEAST_PERCENT = 50;

    /** What one of so many parts is short of the limit is at it: a program that was refused a process often ends. */
    private static final long FEW = 20;

    private final Link link;
    private final Containers containers;

    public Held(Link link, Containers containers) {
        this.link = link;
        this.containers = containers;
    }

    /** Such as {@code cpu limit of 0.5 for 87 % of its time}; empty: by none, or that can't be told. */
    public Optional<String> by(ContainerPlan container, String id) throws InterruptedException {
        try {
            var state = containers
                    .inspect(id)
                    .map(found -> found.getState())
                    .filter(now -> Boolean.TRUE.equals(now.getRunning()));
            if (state.isEmpty()) return Optional.empty();
            var client = link.client();
            var statistics = link.calls()
                    .call(
                            "tell what " + container.engineName() + " uses",
                            () -> client.statsCmd(id)
                                    .withNoStream(true)
                                    .exec(new AsyncResultCallback<Statistics>())
                                    .awaitResult());
            var limits = Stream.concat(
                            processors(container, state.get(), statistics).stream(),
                            processes(container, statistics).stream())
                    .collect(Collectors.joining(" and its "));
            return Optional.of(limits).filter(text -> !text.isEmpty());
        } catch (DockerException | DateTimeParseException _) {
            return Optional.empty();
        } catch (EngineException failed) {
            // Podman 4.3 counts in numbers that are too large for anything.
            if (DockerCalls.isUnreadable(failed)) return Optional.empty();
            throw failed;
        }
    }

    private static Optional<String> processors(ContainerPlan container, ContainerState state, Statistics statistics) {
        var counted = Optional.ofNullable(statistics.getCpuStats())
                .map(cpu -> cpu.getThrottlingData())
                .map(data -> data.getThrottledPeriods());
        if (counted.isEmpty()) return Optional.empty();
        var lived = Duration.between(
                Instant.parse(String.valueOf(state.getStartedAt())),
                Instant.parse(String.valueOf(statistics.getRead())));
        if (lived.compareTo(SLICE) < 0) return Optional.empty();
        long percent = Math.min(100, counted.get() * SLICE.toMillis() * 100 / lived.toMillis());
        if (percent < LEAST_PERCENT) return Optional.empty();
        return Optional.of("cpu limit of "
                + BigDecimal.valueOf(container.confinement().cpus())
                        .stripTrailingZeros()
                        .toPlainString() + " for " + percent + " % of its time");
    }

    private static Optional<String> processes(ContainerPlan container, Statistics statistics) {
        long limit = container.confinement().pids();
        return Optional.ofNullable(statistics.getPidsStats())
                .map(pids -> pids.getCurrent())
                .filter(current -> current >= limit - limit / FEW)
                .map(_ -> "limit of " + limit + " processes");
    }
}
