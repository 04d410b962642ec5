package dev.softservice.runner.docker.container;

import com.github.dockerjava.api.command.InspectContainerResponse;
import dev.softservice.runner.plan.ContainerPlan;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Finds out whether a service of an installation ends again and again, or only needs a while to start. The engine
 * restarts it after ever longer pauses, so waiting until the time limit would show nothing more.
 */
public final class CrashLoop {
    /** One more than a run puts up with: what has passed there may be slower here. */
    static final int ENDS = 7;
    /** Of these, after everything else was up. */
    private static final int ENDS_ALONE = 2;

    private final ContainerPlan container;
    private final Set<String> comingUp;
    private OptionalInt before = OptionalInt.empty();
    private int alone;

    /** @param comingUp the names of those that have been started, have not ended since and are not ready yet; shared by all of an environment */
    public CrashLoop(ContainerPlan container, Set<String> comingUp) {
        this.container = container;
        this.comingUp = comingUp;
    }

    /** A sentence once it is plain. To be shown every look at the container, from the first one on. */
    public Optional<String> in(InspectContainerResponse look) {
        if (!container.restart().unlessStopped()) return Optional.empty();
        int count = look.getRestartCount() == null ? 0 : look.getRestartCount();
        // An installation's container may have been restarted in its life before.
        if (before.isEmpty()) alone = count;
        int ends = count - before.orElse(count);
        before = OptionalInt.of(before.orElse(count));
        if (ends > 0) comingUp.remove(container.name());
        if (comingUp.stream().anyMatch(name -> !name.equals(container.name()))) alone = count;
        boolean over =
                Boolean.TRUE.equals(look.getState().getRestarting()) && ends >= ENDS && count - alone >= ENDS_ALONE;
        return over
                ? Optional.of(Ending.last(container, look) + ", " + ends + " times in a row before it ever was ready")
                : Optional.empty();
    }
}
