package dev.softservice.runner.docker.network;

import com.github.dockerjava.api.model.ContainerNetwork;
import dev.softservice.runner.engine.Road.Network;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.PlannedTest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Networks that are made before a run needs them. Only the time of a run depends on them: {@link #NONE} works as well.
 */
public interface PreparedNetworks extends AutoCloseable {
    /** On everything that was prepared; it belongs to no run. */
    String LABEL = "dev.softservice.slot";

    /** Every environment makes its own networks when it is brought up. */
    PreparedNetworks NONE = new PreparedNetworks() {
        @Override
        public CompletableFuture<Reserved> reserve(EnvironmentPlan plan, List<PlannedTest.Run> tests, String domain) {
            return CompletableFuture.completedFuture(Reserved.without(Network.NOT_HERE));
        }

        @Override
        public boolean yield() {
            return false;
        }

        @Override
        public Set<String> ids() {
            return Set.of();
        }

        @Override
        public void stop() {}

        @Override
        public void close() {}
    };

    /**
     * Begins to get networks ready; what comes of it, possibly nothing, is there as soon as it can be. {@link Prepared#leave} has to follow.
     *
     * @param domain only runs of the same domain ever follow each other on the same networks
     */
    CompletableFuture<Reserved> reserve(EnvironmentPlan plan, List<PlannedTest.Run> tests, String domain);

    /** Gives up what nobody uses at the moment, for somebody who needs the room. False: there was nothing. */
    boolean yield();

    /** The values of {@link #LABEL} that no sweeper may touch. */
    Set<String> ids();

    /** From now on nothing is kept for a next run. */
    void stop();

    /** Removes all that nobody uses, and whatever is left from now on. */
    @Override
    void close();

    /**
     * What comes of a reservation.
     *
     * @param road what the networks are, or why there are none
     */
    record Reserved(Optional<Prepared> networks, Network road) {
        /** There are none, for this reason. */
        public static Reserved without(Network reason) {
            return new Reserved(Optional.empty(), reason);
        }
    }

    /** The networks of one environment, and a place on them for each of its containers. */
    interface Prepared {
        /** Empty: the container has no place here, and gets an endpoint of its own on these networks. */
        Optional<Place> place(ContainerPlan container);

        /** The engine's name for a network that the plan calls otherwise. */
        String network(String planned);

        /** Whether a place is gone, and with it what connects the containers. */
        boolean isLost();

        /** The run is over, and will leave as soon as its containers are gone: the next run may wait for these. */
        void leaving();

        /** @param empty no container of the environment is left */
        void leave(boolean empty) throws InterruptedException;
    }

    /**
     * One container's place.
     *
     * @param holder    the container whose network namespace it joins
     * @param addresses on each of its networks
     * @param entrance  empty: it can't be held at its start
     */
    record Place(String holder, List<ContainerNetwork> addresses, Optional<Entrance.Doorway> entrance) {}
}
