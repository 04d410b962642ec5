package dev.softservice.runner.docker.container;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.HealthCheck;
import dev.softservice.runner.archive.BuildContext;
import dev.softservice.runner.archive.Tar;
import dev.softservice.runner.docker.link.DockerCalls;
import dev.softservice.runner.docker.link.EngineWords;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.docker.network.Entrance;
import dev.softservice.runner.docker.network.NetworkNames;
import dev.softservice.runner.docker.sandbox.HostSettings;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.ContainerPlan.Copy;
import dev.softservice.runner.plan.ContainerPlan.RepositoryCopy;
import dev.softservice.runner.plan.ContainerPlan.TextCopy;
import dev.softservice.runner.plan.EnvironmentScope;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Makes, starts and inspects single containers. */
public final class Containers {
    /** As engines call it. */
    private static final String MACHINES_NETWORK = "host";

    private static final Duration USUAL_GRACE = Duration.ofSeconds(10);
    private static final Duration FIRST_LOOK = Duration.ofMillis(10);
    private static final Set<String> GOING = Set.of("removing", "dead");

    private final Link link;

    public Containers(Link link) {
        this.link = link;
    }

    /** A sentence for the distro's author: the engine took the container's settings, but can't make or start it so. */
    public static final class Unstartable extends Exception {
        private static final long serialVersionUID = 1L;

        public Unstartable(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return Objects.requireNonNull(super.getMessage());
        }
    }

    /** Whose the container is, and what its labels say. */
    public record Labels(EnvironmentScope scope, Map<String, String> all) {}

    /** Where a container is put on the network. */
    public sealed interface Place {}

    /** An endpoint of its own on each of these networks, by the engine's names. */
    public record Endpoints(List<String> networks, NetworkNames names) implements Place {}

    /** The namespace of a holder, which has been given the container's names and host name; {@code started}: it is started through the entrance there. */
    public record Joined(String holder, Optional<Entered> started) implements Place {}

    /** How a container is made that is started through an entrance; {@code command}: what it is to run in the end. */
    public record Entered(Entrance entrance, List<String> command) {}

    /** Creates the container at its place with its files, ready to start; returns its id. */
    public String create(ContainerPlan plan, String image, Place place, Labels labels, HostSettings settings)
            throws InterruptedException, Unstartable {
        var connections = plan.connections();
        var process = plan.process();
        var command = link.client()
                .createContainerCmd(image)
                .withName(plan.engineName())
                .withLabels(labels.all())
                .withEnv(process.environment().entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList())
                .withStopTimeout(Math.toIntExact(Math.max(1, process.stopGrace().toSeconds())));
        switch (place) {
            case Endpoints endpoints ->
                endpoints
                        .names()
                        .settle(
                                command.withHostConfig(settings.of(
                                                plan,
                                                plan.onTheMachine()
                                                        ? MACHINES_NETWORK
                                                        : endpoints.networks().getFirst()))
                                        .withHostName(process.hostname()),
                                plan);
            case Joined joined ->
                command.withHostConfig(settings.joined(
                        plan,
                        joined.holder(),
                        joined.started().map(entered -> entered.entrance().volume())));
        }
        engineHealth(plan, labels.scope()).ifPresent(command::withHealthcheck);
        if (!connections.published().isEmpty()) {
            command.withExposedPorts(
                    connections.published().stream().map(HostSettings::exposed).toList());
        }
        var entrypoint = entrypoint(process, image);
        entrypoint.ifPresent(command::withEntrypoint);
        process.command().ifPresent(command::withCmd);
        if (place instanceof Joined joined)
            joined.started()
                    .ifPresent(
                            entered -> command.withEntrypoint(entered.entrance().entrypoint())
                                    .withCmd(entered.command()));
        process.user().ifPresent(command::withUser);
        process.workingDir().ifPresent(command::withWorkingDir);
        process.stopSignal().ifPresent(command::withStopSignal);
        var id = asked(
                plan,
                "created",
                () -> link.calls()
                        .call(
                                "create the container " + plan.engineName(),
                                () -> command.exec().getId()));
        if (place instanceof Endpoints endpoints && !plan.onTheMachine()) connect(plan, endpoints, id);
        copy(plan, id);
        return id;
    }

    /** An engine takes an empty command for none, and adds the image's, unless the entrypoint is said with it. */
    private Optional<List<String>> entrypoint(ContainerPlan.Process process, String image) throws InterruptedException {
        boolean nothing = process.command().filter(List::isEmpty).isPresent();
        if (!nothing || process.entrypoint().isPresent()) return process.entrypoint();
        var config = link.calls()
                .call(
                        "inspect the image " + image,
                        () -> link.client().inspectImageCmd(image).exec().getConfig());
        var entrypoint = config == null ? null : config.getEntrypoint();
        return entrypoint == null ? Optional.empty() : Optional.of(List.of(entrypoint));
    }

    private void connect(ContainerPlan plan, Endpoints endpoints, String id) throws InterruptedException {
        var first = endpoints.networks().getFirst();
        boolean anew = endpoints.names().anew(plan);
        if (anew)
            link.calls()
                    .call(
                            "disconnect " + plan.engineName() + " from " + first,
                            () -> link.client()
                                    .disconnectFromNetworkCmd()
                                    .withContainerId(id)
                                    .withNetworkId(first)
                                    .exec());
        for (var network :
                endpoints.networks().subList(anew ? 0 : 1, endpoints.networks().size())) {
            link.calls()
                    .call(
                            "connect " + plan.engineName() + " to " + network,
                            () -> link.client()
                                    .connectToNetworkCmd()
                                    .withContainerId(id)
                                    .withNetworkId(network)
                                    .withContainerNetwork(endpoints.names().endpoint(network, plan))
                                    .exec());
        }
    }

    /** In a run the runner itself looks, as often as it likes; an installation outlives it, so there the engine does. */
    private static Optional<HealthCheck> engineHealth(ContainerPlan plan, EnvironmentScope scope) {
        if (scope instanceof EnvironmentScope.Run) return Optional.of(new HealthCheck().withTest(List.of("NONE")));
        return plan.health().map(health -> {
            if (health.isDisabled()) return new HealthCheck().withTest(List.of("NONE"));
            // The engine takes from the image what is not said here.
            if (health.isTheImages())
                return new HealthCheck()
                        .withInterval(health.interval().toNanos())
                        .withTimeout(health.timeout().toNanos())
                        .withRetries(health.retries())
                        .withStartPeriod(health.startPeriod().toNanos());
            var test = new ArrayList<>(List.of(health.shell() ? "CMD-SHELL" : "CMD"));
            test.addAll(health.command());
            return new HealthCheck()
                    .withTest(test)
                    .withInterval(health.interval().toNanos())
                    .withTimeout(health.timeout().toNanos())
                    .withRetries(health.retries())
                    .withStartPeriod(health.startPeriod().toNanos());
        });
    }

    private void copy(ContainerPlan plan, String id) throws InterruptedException, Unstartable {
        if (plan.files().copies().isEmpty()) return;
        byte[] archive;
        try {
            archive = archive(plan.files().copies());
        } catch (IOException e) {
            throw new Unstartable(plan.name() + " can't be given its files: " + e.getMessage());
        }
        asked(
                plan,
                "given its files",
                () -> link.calls()
                        .call(
                                "copy files into " + plan.engineName(),
                                () -> link.client()
                                        .copyArchiveToContainerCmd(id)
                                        .withRemotePath("/")
                                        .withTarInputStream(new ByteArrayInputStream(archive))
                                        .exec()));
    }

    /** The copies as one tar stream that depends on names and content only. */
    public static byte[] archive(List<Copy> copies) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new Tar(bytes)) {
            for (var copy : copies) {
                var target = copy.target().replaceFirst("^/+", "");
                switch (copy) {
                    case TextCopy text -> tar.add(text.content(), target, text.mode());
                    case RepositoryCopy files ->
                        addTree(
                                tar,
                                BuildContext.inside(files.root().toRealPath(), files.path(), "mounted path"),
                                target);
                }
            }
        }
        return bytes.toByteArray();
    }

    private static void addTree(Tar tar, Path source, String target) throws IOException {
        try (var walk = Files.walk(source)) {
            for (var file : walk.sorted().toList()) {
                var relative = source.relativize(file).toString();
                tar.add(file, relative.isEmpty() ? target : target + "/" + relative);
            }
        }
    }

    public void start(ContainerPlan plan, String id) throws InterruptedException, Unstartable {
        asked(plan, "started", () -> {
            try {
                link.calls()
                        .call(
                                "start " + plan.engineName(),
                                () -> link.client().startContainerCmd(id).exec());
            } catch (NotModifiedException _) {
                // It runs already.
            }
            return id;
        });
    }

    /** Kills it and waits until it has ended; returns when that was, by the engine's clock. One that ends by itself at this moment has ended as well. */
    public Instant kill(String id) throws InterruptedException {
        try {
            link.calls()
                    .call(
                            "kill the container " + id,
                            () -> link.client().killContainerCmd(id).exec());
        } catch (NotFoundException | ConflictException ended) {
            // Seen below.
        }
        for (var pause = FIRST_LOOK; ; pause = pause.multipliedBy(2)) {
            var state = inspect(id)
                    .orElseThrow(() -> new EngineException("the container " + id + " was removed while it was killed"));
            if (!Boolean.TRUE.equals(state.getState().getRunning())) return Ending.at(state);
            Thread.sleep(pause);
        }
    }

    /** What this machine's kernel counts for one that runs. Empty: the engine is on another, or it can't be seen. */
    public Optional<ControlGroup> group(InspectContainerResponse state) {
        return link.isLocal() ? ControlGroup.of(state) : Optional.empty();
    }

    /** Empty: it is not there any more, or is going. */
    public Optional<InspectContainerResponse> inspect(String id) throws InterruptedException {
        try {
            return Optional.of(link.calls()
                            .call(
                                    "inspect the container " + id,
                                    () -> link.client().inspectContainerCmd(id).exec()))
                    .filter(found ->
                            !GOING.contains(String.valueOf(found.getState().getStatus())));
        } catch (NotFoundException _) {
            return Optional.empty();
        }
    }

    /** Stops a container that was made earlier, by whatever plan, within the grace period that it was made with. */
    public void stop(String id) throws InterruptedException {
        var made = inspect(id);
        if (made.isEmpty()) return;
        stop(
                id,
                made.get().getRawValues().get("Config") instanceof Map<?, ?> config
                                && config.get("StopTimeout") instanceof Number seconds
                        ? Duration.ofSeconds(seconds.longValue())
                        : USUAL_GRACE);
    }

    public void stop(String id, Duration grace) throws InterruptedException {
        try {
            DockerCalls.unguarded(
                    "stop the container " + id,
                    () -> link.client()
                            .stopContainerCmd(id)
                            .withTimeout(Math.toIntExact(grace.toSeconds()))
                            .exec());
        } catch (NotModifiedException | NotFoundException _) {
            // Stopped or gone already.
        }
    }

    private interface EngineCall<T> {
        T call() throws InterruptedException;
    }

    /** Tells settings that can't work, which is for the author, from an engine that is broken. */
    private static <T> T asked(ContainerPlan plan, String what, EngineCall<T> call)
            throws InterruptedException, Unstartable {
        try {
            return call.call();
        } catch (DockerException e) {
            var reason = DockerCalls.reason(e);
            if (EngineWords.settingsCannotWork(e))
                throw new Unstartable(plan.name() + " can't be " + what + ": " + sentence(reason));
            throw new EngineException(plan.engineName() + " could not be " + what + ": " + sentence(reason), e);
        }
    }

    /** The engine answers with JSON around its message. */
    private static String sentence(String reason) {
        var message = reason.replaceAll(
                        "(?s)^(?:Status \\d+:"
                                + " )?\\{(?:\"cause\":.*?,)?\"message\":\"(.*?)\"(?:,\"response\":\\d+)?}\\s*$",
                        "$1")
                .replace("\\\"", "\"")
                .replace("\\n", " ");
        return message.length() > 400 ? message.substring(0, 400) + "…" : message;
    }
}
