package dev.softservice.runner.engine;

import dev.softservice.runner.model.Architecture;
import dev.softservice.runner.plan.EnvironmentPlan;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The container engine that runs environments. A broken engine is an {@link EngineException}. */
public interface Engine extends AutoCloseable {
    /** One line naming engine and version, or an {@link EngineException} saying what to do. */
    String describe();

    /** The kind of processor that it runs containers on; empty: it does not say. */
    Optional<Architecture> architecture();

    /** Its name and version, for the evidence: {@code Docker 28.5.1}. */
    String product();

    /** The engine's images. */
    Images images();

    /** Whether what a run publishes is reached from this process, and gives nothing of the run a way out. */
    boolean publishes();

    /** Opens without side effects; {@link Environment#close} also clears the half-made. */
    Environment create(EnvironmentPlan plan);

    /**
     * Removes everything labelled with this hub whose run is not live; returns how many things it removed.
     *
     * @param liveRuns asked when what is there has been listed, so that a run that begins meanwhile is safe: it has to be live before its first container is made
     */
    int sweep(String hub, Supplier<Set<String>> liveRuns);

    /**
     * Removes the images that were built for this hub's runs before {@code madeBefore}, are not {@code used} (asked by image id) and that no
     * container and no name of anybody else's holds; returns how many.
     */
    int collectImages(String hub, Instant madeBefore, Predicate<String> used);

    /** Waits for removals that were handed off, and removes the environments of this process that are still open. */
    @Override
    void close();
}
