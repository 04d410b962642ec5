package dev.softservice.runner.docker.network;

import dev.softservice.runner.plan.ContainerPlan.VolumeUse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Lets one container start before its time. Unless asked for before the start, nothing holds its process, and nothing
 * runs beside its command.
 */
public interface Entrance {
    /** What the container has to have mounted. */
    VolumeUse volume();

    /** What a container's process is to be; its command are the arguments. */
    String[] entrypoint();

    void hold() throws InterruptedException;

    /** Lets the container's process begin, or begin at once when it is started; from then on it is open, also where the container is started again. */
    void open() throws InterruptedException;

    /** Has somebody stand beside the command who can run this one; false: its words are too many. */
    boolean probe(List<String> words) throws InterruptedException;

    /** Has it run until it ends with 0, then true. False says nothing: not within the time, the command hangs or the container has ended. The process that stood there is gone then; ask once. */
    boolean isHealthy(Pace pace) throws InterruptedException;

    /** After {@link #isHealthy} has said true: has it run once more, no longer than that. Empty: it hangs or the container has ended, and nobody stands there any more. */
    Optional<Boolean> isWell(Duration timeout) throws InterruptedException;

    /** Where entrances are made, one for each start of a container. */
    interface Doorway {
        Entrance entrance();
    }

    /**
     * How often to ask.
     *
     * @param first   the pause before the first time; the next ones grow
     * @param timeout of the command, each time
     * @param whole   for all of it
     */
    record Pace(Duration first, Duration slowest, Duration timeout, Duration whole) {}
}
