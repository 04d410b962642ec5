package dev.softservice.runner.docker.container;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.softservice.runner.plan.ContainerPlan;
import java.time.Instant;
import java.util.Optional;

/** How a container ended, as the engine reports it. */
public final class Ending {
    private Ending() {}

    /** A sentence if the container has ended and will not be restarted. */
    public static Optional<String> fall(ContainerPlan container, InspectContainerResponse inspected) {
        var state = inspected.getState();
        if (Boolean.TRUE.equals(state.getRunning())
                || Boolean.TRUE.equals(state.getRestarting())
                || "created".equals(state.getStatus())) return Optional.empty();
        return Optional.of(last(container, inspected));
    }

    /** A sentence about how it ended last. */
    public static String last(ContainerPlan container, InspectContainerResponse inspected) {
        var state = inspected.getState();
        return container.name()
                + (Boolean.TRUE.equals(state.getOOMKilled())
                        ? " met its " + memoryLimit(container) + " and was killed"
                        : " exited with code " + state.getExitCodeLong());
    }

    public static String memoryLimit(ContainerPlan container) {
        return "memory limit of " + (container.confinement().memory() >> 20) + " MiB";
    }

    /** When it ended last, by the engine's clock. */
    public static Instant at(InspectContainerResponse ended) {
        var text = ended.getState().getFinishedAt();
        return text == null || text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
    }

    /** When it was started last, by the engine's clock; empty: it was not, or that can't be told. */
    public static Optional<Instant> began(InspectContainerResponse started) {
        try {
            return Optional.ofNullable(started.getState().getStartedAt())
                    .map(Instant::parse)
                    .filter(moment -> moment.isAfter(Instant.EPOCH));
        } catch (java.time.format.DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
