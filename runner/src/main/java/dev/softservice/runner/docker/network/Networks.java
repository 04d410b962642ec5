package dev.softservice.runner.docker.network;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Network;
import com.github.dockerjava.api.model.Network.Ipam;
import dev.softservice.runner.docker.link.DockerCalls;
import dev.softservice.runner.docker.link.EngineWords;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.plan.EnvironmentPlan.NetworkPlan;
import dev.softservice.runner.plan.EnvironmentPlan.Route;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes networks, and keeps what is on those of runs from the machine. */
public final class Networks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Networks.class);
    private static final int MOST_RANGES = 8;
    /** The engine ends the container of a build that was given up in its own time, about a second, and then lets go of the network. */
    private static final int MOST_TRIES = 50;

    private static final long PAUSE_MILLIS = 200;

    private final Link link;
    private final BooleanSupplier room;
    private final HostGuard guard = new HostGuard();
    private final ReentrantLock ranges = new ReentrantLock();
    private final ExecutorService removals = Executors.newVirtualThreadPerTaskExecutor();

    /** @param room makes room for more networks, or says that there is nothing to give up for it */
    public Networks(Link link, BooleanSupplier room) {
        this.link = link;
        this.room = room;
    }

    public void make(NetworkPlan network, Map<String, String> options, Map<String, String> labels)
            throws InterruptedException {
        var wanted = new Wanted(network, options, labels);
        try {
            create(wanted);
        } catch (DockerException e) {
            // An engine has a few dozen address ranges.
            if (!EngineWords.noRangeLeft(e) || !room.getAsBoolean()) throw failed(network, e);
            try {
                create(wanted);
            } catch (DockerException again) {
                throw failed(network, again);
            }
        }
    }

    private record Wanted(NetworkPlan network, Map<String, String> options, Map<String, String> labels) {}

    private void create(Wanted wanted) throws InterruptedException {
        if (wanted.network().route() == Route.LOOPBACK) createWithoutAWayOut(wanted);
        else create(wanted, Optional.empty());
    }

    /**
     * Takes the range that the engine would choose, and tells the members that the gateway is where nobody is. Without a range an engine takes no such word; another environment may get this one
     * meanwhile, and then the next is tried.
     */
    private void createWithoutAWayOut(Wanted wanted) throws InterruptedException {
        ranges.lockInterruptibly();
        try {
            for (int attempt = 1; ; attempt++) {
                create(wanted, Optional.empty());
                var range = DeadEnd.of(range(wanted.network()));
                link.removal().removeNetwork(wanted.network().name());
                try {
                    create(wanted, Optional.of(range));
                    return;
                } catch (DockerException e) {
                    if (attempt == MOST_RANGES) throw e;
                }
            }
        } finally {
            ranges.unlock();
        }
    }

    private Ipam.Config range(NetworkPlan network) throws InterruptedException {
        return inspect(network.name()).getIpam().getConfig().getFirst();
    }

    /** Without IPv6 in so many words: an engine may be set up to give it to every network. */
    private void create(Wanted wanted, Optional<Ipam.Config> range) throws InterruptedException {
        var network = wanted.network();
        var command = link.client()
                .createNetworkCmd()
                .withName(network.name())
                .withDriver("bridge")
                .withCheckDuplicate(true)
                .withEnableIpv6(false)
                .withInternal(network.route() == Route.NONE)
                .withLabels(wanted.labels())
                .withOptions(wanted.options());
        range.ifPresent(config -> command.withIpam(new Ipam().withConfig(config)));
        link.calls().call("create the network " + network.name(), command::exec);
    }

    private static EngineException failed(NetworkPlan network, DockerException e) {
        return new EngineException(
                "the network " + network.name() + " could not be created: " + DockerCalls.reason(e), e);
    }

    /** Where the engine's bridges are this machine's, containers of runs are kept from it. */
    public void guardHost() throws InterruptedException {
        if (link.isRootless()) guard.beyondReach();
        else if (link.isLocal()) guard.settle();
    }

    /** Takes a network away, off the caller's path; {@link #close} waits for it. */
    public void drop(String network) {
        try {
            removals.execute(() -> dropNow(network));
        } catch (RejectedExecutionException _) {
            // Closed meanwhile: the sweeper finds it by its labels.
        }
    }

    private void dropNow(String network) {
        try {
            for (int tries = 1; !link.removal().removeNetwork(network) && stands(network); tries++) {
                if (tries == MOST_TRIES) {
                    LOG.warn("the network {} is not removed yet: something is still on it", network);
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("the network {} is not removed yet: {}", network, e.getMessage());
        }
    }

    private boolean stands(String network) throws InterruptedException {
        try {
            inspect(network);
            return true;
        } catch (NotFoundException _) {
            return false;
        }
    }

    private Network inspect(String network) throws InterruptedException {
        return link.calls()
                .call(
                        "inspect the network " + network,
                        () -> link.client()
                                .inspectNetworkCmd()
                                .withNetworkId(network)
                                .exec());
    }

    @Override
    public void close() {
        removals.close();
    }
}
