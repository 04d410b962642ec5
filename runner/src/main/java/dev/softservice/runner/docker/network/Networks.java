package dev.softservice.runner.docker.network;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import dev.softservice.runner.docker.link.DockerCalls;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.plan.EnvironmentPlan.NetworkPlan;
import dev.softservice.runner.plan.EnvironmentPlan.Route;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Makes networks. */
public final class Networks {
    private final DockerClient client;
    private final DockerCalls calls;
    private final BooleanSupplier room;

    /** @param room makes room for more networks, or says that there is nothing to give up for it */
    public Networks(DockerClient client, DockerCalls calls, BooleanSupplier room) {
        this.client = client;
        this.calls = calls;
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
        calls.call(
                "create the network " + network.name(),
                () -> client.createNetworkCmd()
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
}
