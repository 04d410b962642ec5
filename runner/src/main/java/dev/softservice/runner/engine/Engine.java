package dev.softservice.runner.engine;

import dev.softservice.runner.plan.EnvironmentPlan;
import java.util.Set;

/** The container engine that runs environments. A broken engine is an {@link EngineException}. */
public interface Engine extends AutoCloseable {
    /** One line naming engine and version, or an {@link EngineException} saying what to do. */
    String describe();

    /** The engine's images. */
    Images images();

    /** Opens without side effects; {@link Environment#close} also clears the half-made. */
    Environment create(EnvironmentPlan plan);

    /** Removes everything labelled with this hub whose run is not among {@code liveRuns}; gives how many things it removed. */
    int sweep(String hub, Set<String> liveRuns);

    /** Waits for removals that were handed off, and removes the environments of this process that are still open. */
    @Override
    void close();
}
