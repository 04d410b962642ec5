package dev.softservice.runner.docker.network;

import com.github.dockerjava.api.exception.DockerException;
import dev.softservice.runner.docker.link.DockerCalls;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.plan.EnvironmentPlan.NetworkPlan;
import dev.softservice.runner.plan.EnvironmentPlan.Route;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes networks, and keeps what is on those of runs from the machine. */
public final class Networks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Networks.class);

    private final Link link;
    private final BooleanSupplier room;
    private final HostGuard guard = new HostGuard();
    private final ExecutorService removals = Executors.newVirtualThreadPerTaskExecutor();

    /** @param room makes room for more networks, or says that there is nothing to give up for it */
    public Networks(Link link, BooleanSupplier room) {
        this.link = link;
        this.room = room;
    }

    public void make(NetworkPlan network, Map<String, String> options, Map<String, String> labels)
            throws InterruptedException {
        try {
            create(network, options, labels);
        } catch (DockerException e) {
            // An engine has a few dozen address ranges.
            if (!DockerCalls.reason(e).contains("could not find an available") || !room.getAsBoolean())
                throw failed(network, e);
            try {
                create(network, options, labels);
            } catch (DockerException again) {
                throw failed(network, again);
            }
        }
    }

    /** Without IPv6 in so many words: an engine may be set up to give it to every network. */
    private void create(NetworkPlan network, Map<String, String> options, Map<String, String> labels)
            throws InterruptedException {
        link.calls()
                .call(
                        "create the network " + network.name(),
                        () -> link.client()
                                .createNetworkCmd()
                                .withName(network.name())
                                .withDriver("bridge")
                                .withCheckDuplicate(true)
                                .withEnableIpv6(false)
                                .withInternal(network.route() == Route.NONE)
                                .withLabels(labels)
                                .withOptions(options)
                                .exec());
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
            link.removal().removeNetwork(network);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("the network {} is not removed yet: {}", network, e.getMessage());
        }
    }

    @Override
    public void close() {
        removals.close();
    }
}
