package dev.softservice.runner.docker.installed;

import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import dev.softservice.runner.docker.container.Containers;
import dev.softservice.runner.docker.container.LogFollower;
import dev.softservice.runner.docker.link.EngineWords;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.docker.link.Removal;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.engine.Together;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.ContainerPlan.Publication;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.EnvironmentScope;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The installations on an engine, found by the label {@code dev.softservice.install} alone. {@link
 * dev.softservice.runner.engine.Engine#create} brings them up.
 */
public final class DockerInstallations {
    /** Those below are not for everybody to try. */
    private static final int FIRST_FOR_EVERYBODY = 1024;

    private final Link link;

    public DockerInstallations(Link link) {
        this.link = link;
    }

    Link link() {
        return link;
    }

    /**
     * One container of an installation.
     *
     * @param service as in the plan: the service's name, with {@code .2} … for further replicas
     * @param state   running, exited, restarting …, the engine's word
     * @param status  the engine's sentence, such as {@code Up 3 hours (healthy)}
     * @param since   when it was started last; asked only of those whose health the engine does not know yet
     */
    public record Member(String service, String state, String status, Optional<Instant> since) {}

    /** The names of all installations that have anything on this engine, volumes included. */
    public List<String> names() throws InterruptedException {
        var names = new TreeSet<String>();
        var filter = List.of(EnvironmentScope.LABEL_INSTALL);
        list(filter).forEach(container -> names.add(container.getLabels().get(EnvironmentScope.LABEL_INSTALL)));
        var volumes = link.calls()
                .call(
                        "list volumes",
                        () -> link.client()
                                .listVolumesCmd()
                                .withFilter("label", filter)
                                .exec())
                .getVolumes();
        if (volumes != null)
            volumes.forEach(volume -> names.add(volume.getLabels().get(EnvironmentScope.LABEL_INSTALL)));
        return List.copyOf(names);
    }

    /** The containers of one installation by service name; empty where there are none. */
    public List<Member> members(String name) throws InterruptedException {
        var members = new ArrayList<Member>();
        for (var container : list(filter(name))) {
            var since = EngineWords.health(container.getStatus()).equals(Optional.of(EngineWords.Health.STARTING))
                    ? started(container)
                    : Optional.<Instant>empty();
            members.add(new Member(service(name, container), container.getState(), container.getStatus(), since));
        }
        members.sort(java.util.Comparator.comparing(Member::service));
        return List.copyOf(members);
    }

    private Optional<Instant> started(Container container) throws InterruptedException {
        try {
            return new Containers(link)
                    .inspect(container.getId())
                    .map(found -> found.getState().getStartedAt())
                    .map(Instant::parse);
        } catch (java.time.DateTimeException unread) {
            return Optional.empty();
        }
    }

    /**
     * Hands the last {@code tail} lines of every container on, oldest first for each; with {@code follow} it goes on until interrupted.
     */
    public void logs(String name, int tail, boolean follow, Narrator narrator) throws InterruptedException {
        var followers = new ArrayList<LogFollower>();
        try {
            for (var container : list(filter(name))) {
                followers.add(LogFollower.follow(
                        link.client(),
                        container.getId(),
                        service(name, container),
                        narrator,
                        new LogFollower.Range(tail, follow)));
            }
            for (var follower : followers) follower.awaitCompletion();
        } finally {
            followers.forEach(LogFollower::stop);
        }
    }

    /** Stops, each container within its grace period, and removes an installation; its volumes, the user's data, only where {@code data} says so. Returns how many things were removed. */
    public int remove(String name, boolean data) throws InterruptedException {
        var containers = new Containers(link);
        var stops = new ArrayList<java.util.concurrent.Callable<?>>();
        for (var container : list(filter(name))) {
            stops.add(() -> {
                containers.stop(container.getId());
                return null;
            });
        }
        Together.all(stops);
        return link.removal()
                .removeAll(Map.of(EnvironmentScope.LABEL_INSTALL, name), data)
                .things();
    }

    /** Images that were made for this installation. Those that something else uses stay. */
    void removeImages(String name) throws InterruptedException {
        var images = link.calls()
                .call(
                        "list images",
                        () -> link.client()
                                .listImagesCmd()
                                .withLabelFilter(filter(name).toArray(String[]::new))
                                .exec());
        for (var image : images) {
            try {
                link.calls()
                        .call(
                                "remove the image " + image.getId(),
                                () -> link.client()
                                        .removeImageCmd(image.getId())
                                        .exec());
            } catch (ConflictException | NotFoundException _) {
                // Somebody else's container is of it, or it went with another one.
            }
        }
    }

    /** The first thing that this environment would have and that is somebody else's: what it is called, and whose it is. */
    Optional<String> clash(EnvironmentPlan plan) throws InterruptedException {
        var owner = plan.scope().identity().getOrDefault(EnvironmentScope.LABEL_INSTALL, "");
        var containers =
                plan.containers().stream().map(ContainerPlan::engineName).collect(Collectors.toSet());
        for (var container : list(List.of())) {
            var name = container.getNames()[0].substring(1);
            if (containers.contains(name) && !isOf(owner, container.getLabels()))
                return Optional.of(taken("container", name, container.getLabels()));
        }
        var volumes = link.calls()
                .call("list volumes", () -> link.client().listVolumesCmd().exec())
                .getVolumes();
        for (var volume : volumes == null ? List.<InspectVolumeResponse>of() : volumes) {
            if (plan.volumes().contains(volume.getName()) && !isOf(owner, volume.getLabels()))
                return Optional.of(taken("volume", volume.getName(), volume.getLabels()));
        }
        var networks =
                plan.networks().stream().map(EnvironmentPlan.NetworkPlan::name).collect(Collectors.toSet());
        for (var network : link.calls()
                .call("list networks", () -> link.client().listNetworksCmd().exec())) {
            if (networks.contains(network.getName()) && !isOf(owner, network.getLabels()))
                return Optional.of(taken("network", network.getName(), network.getLabels()));
        }
        return Optional.empty();
    }

    /** Asked by trying, where the engine is on this machine; its own ports aside. */
    Optional<String> takenPort(EnvironmentPlan plan) throws InterruptedException {
        if (!link.isLocal()) return Optional.empty();
        var own = new HashSet<Integer>();
        for (var container : list(Removal.filter(plan.scope().identity()))) {
            if (container.getPorts() == null) continue;
            for (var port : container.getPorts()) if (port.getPublicPort() != null) own.add(port.getPublicPort());
        }
        return plan.containers().stream()
                .flatMap(container -> container.connections().published().stream())
                .filter(publication -> publication.hostPort() >= FIRST_FOR_EVERYBODY)
                .filter(publication -> !own.contains(publication.hostPort()))
                .filter(DockerInstallations::isTaken)
                .map(publication -> publication.bind() + ":" + publication.hostPort())
                .findFirst();
    }

    private static boolean isTaken(Publication publication) {
        var address = new InetSocketAddress(publication.bind(), publication.hostPort());
        try (var socket = new ServerSocket();
                var datagrams = new DatagramSocket(null)) {
            socket.setReuseAddress(true);
            switch (publication.protocol()) {
                case TCP -> socket.bind(address);
                case UDP -> datagrams.bind(address);
            }
            return false;
        } catch (IOException taken) {
            return true;
        }
    }

    private static boolean isOf(String owner, @Nullable Map<String, String> labels) {
        return labels != null && owner.equals(labels.get(EnvironmentScope.LABEL_INSTALL));
    }

    private static String taken(String what, String name, @Nullable Map<String, String> labels) {
        var owner = labels == null ? null : labels.get(EnvironmentScope.LABEL_INSTALL);
        return "the " + what + " " + name + " is there already and belongs to "
                + (owner == null ? "something else than softservice" : "the installation " + owner);
    }

    private List<Container> list(List<String> filter) throws InterruptedException {
        return link.calls()
                .call(
                        "list containers",
                        () -> link.client()
                                .listContainersCmd()
                                .withShowAll(true)
                                .withLabelFilter(filter)
                                .exec());
    }

    private static List<String> filter(String name) {
        return List.of(EnvironmentScope.LABEL_INSTALL + "=" + name);
    }

    private static String service(String name, Container container) {
        var prefix = "/" + new EnvironmentScope.Installation(name, "").nameOf("");
        var engineName = container.getNames()[0];
        return engineName.startsWith(prefix) ? engineName.substring(prefix.length()) : engineName.substring(1);
    }
}
