package dev.softservice.runner.docker.link;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Together;
import dev.softservice.runner.plan.EnvironmentScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Removes by label, never by name or memory: so it finds the half-made too, and never touches what the platform did not create. */
public final class Removal {
    /** A creation that was under way when its caller was interrupted may still land: look again until nothing is found. */
    private static final int PASSES = 5;

    private final DockerClient client;
    private final DockerCalls calls;

    public Removal(DockerClient client, DockerCalls calls) {
        this.client = client;
        this.calls = calls;
    }

    /**
     * What a removal came to.
     *
     * @param complete the last look found nothing any more
     */
    public record Removed(int things, boolean complete) {}

    /** Removes everything with exactly these labels, by force and in parallel. */
    public Removed removeAll(Map<String, String> identity, boolean volumes) throws InterruptedException {
        int removed = 0;
        for (int pass = 0; pass < PASSES; pass++) {
            int found = pass(identity, volumes);
            removed += found;
            if (found == 0) return new Removed(removed, true);
        }
        return new Removed(removed, false);
    }

    private int pass(Map<String, String> identity, boolean volumes) throws InterruptedException {
        var filter = filter(identity);
        var rest = new ConcurrentLinkedQueue<Callable<?>>();
        var containers = new AtomicInteger();
        // Listed while containers go: what held a network or a volume has gone by the time that its turn comes.
        Together.all(List.of(
                () -> {
                    var found = containers(filter);
                    containers.set(found.size());
                    Together.all(found.stream()
                            .map(container -> (Callable<?>) () -> removeContainer(container.getId()))
                            .toList());
                    return null;
                },
                () -> {
                    networks(filter).forEach(network -> rest.add(() -> removeNetwork(network.getId())));
                    return null;
                },
                () -> {
                    if (volumes) volumes(filter).forEach(volume -> rest.add(() -> removeVolume(volume.getName())));
                    return null;
                }));
        Together.all(rest);
        return containers.get() + rest.size();
    }

    List<Container> containers(List<String> filter) throws InterruptedException {
        return calls
                .call(
                        "list containers",
                        () -> client.listContainersCmd()
                                .withShowAll(true)
                                .withLabelFilter(filter)
                                .exec())
                .stream()
                .filter(container -> carries(container.getLabels(), filter))
                .toList();
    }

    private List<Network> networks(List<String> filter) throws InterruptedException {
        return calls
                .call(
                        "list networks",
                        () -> client.listNetworksCmd()
                                .withFilter("label", filter)
                                .exec())
                .stream()
                .filter(network -> carries(network.getLabels(), filter))
                .toList();
    }

    private List<InspectVolumeResponse> volumes(List<String> filter) throws InterruptedException {
        var found = calls.call(
                "list volumes",
                () -> client.listVolumesCmd().withFilter("label", filter).exec());
        return found.getVolumes() == null
                ? List.of()
                : found.getVolumes().stream()
                        .filter(volume -> carries(volume.getLabels(), filter))
                        .toList();
    }

    /**
     * Whether something has all of these labels, each {@code KEY} or {@code KEY=VALUE}. Asked here of everything that is to go, whatever the engine was asked for: Podman also lists
     * networks and volumes that have only one of them, which may be another run's or another hub's.
     */
    public static boolean carries(@Nullable Map<String, String> labels, List<String> filter) {
        if (labels == null) return filter.isEmpty();
        return filter.stream().allMatch(wanted -> {
            int equals = wanted.indexOf('=');
            return equals < 0
                    ? labels.containsKey(wanted)
                    : wanted.substring(equals + 1).equals(labels.get(wanted.substring(0, equals)));
        });
    }

    public static List<String> filter(Map<String, String> identity) {
        return identity.entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .toList();
    }

    /**
     * Removes everything of this hub that carries the label with a value that is not {@code live}; returns how many things. What the engine does not let go of keeps nobody
     * else's there: the first failure is thrown once all have had their turn.
     */
    public int sweep(String hub, String label, Supplier<Set<String>> live) throws InterruptedException {
        var filter = List.of(EnvironmentScope.LABEL_HUB + "=" + hub, label);
        var found = new java.util.TreeSet<String>();
        containers(filter).forEach(container -> add(found, label, container.getLabels()));
        networks(filter).forEach(network -> add(found, label, network.getLabels()));
        volumes(filter).forEach(volume -> add(found, label, volume.getLabels()));
        found.removeAll(live.get());
        int removed = 0;
        var failures = new ArrayList<EngineException>();
        for (var dead : found) {
            try {
                removed += removeAll(Map.of(EnvironmentScope.LABEL_HUB, hub, label, dead), true)
                        .things();
            } catch (EngineException failed) {
                failures.add(failed);
            }
        }
        if (!failures.isEmpty()) throw failures.getFirst();
        return removed;
    }

    private static void add(Set<String> found, String label, Map<String, String> labels) {
        if (labels != null && labels.containsKey(label)) found.add(labels.get(label));
    }

    public boolean removeContainer(String id) throws InterruptedException {
        return gone(
                "remove the container " + id,
                () -> client.removeContainerCmd(id)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec());
    }

    public boolean removeNetwork(String id) throws InterruptedException {
        return gone(
                "remove the network " + id, () -> client.removeNetworkCmd(id).exec());
    }

    private boolean removeVolume(String name) throws InterruptedException {
        return gone(
                "remove the volume " + name, () -> client.removeVolumeCmd(name).exec());
    }

    /**
     * Gone already, or being removed by somebody else at this moment, is as good; still in use is met again in the next pass. Returns whether this call has
     * removed it.
     */
    private boolean gone(String what, Callable<?> call) throws InterruptedException {
        try {
            calls.call(what, call);
        } catch (NotFoundException | ConflictException _) {
            return false;
        } catch (DockerException e) {
            if (!EngineWords.removedLater(e)) {
                throw new EngineException("the container engine could not " + what + ": " + DockerCalls.reason(e), e);
            }
            return false;
        }
        return true;
    }
}
