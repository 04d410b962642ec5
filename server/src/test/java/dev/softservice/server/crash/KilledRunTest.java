package dev.softservice.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import dev.softservice.runner.docker.DockerEngine;
import dev.softservice.runner.docker.EngineProxy;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.plan.Planner;
import dev.softservice.server.crash.Victim.Point;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.EngineVerifier;
import dev.softservice.server.run.Run;
import dev.softservice.server.scenario.Hub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** kill -9 at each step of a run on a real engine, and an engine that goes and comes back: the run starts anew by itself, once, and nothing of it is left. */
@NeedsEngine
class KilledRunTest {
    private static final Duration AT_MOST = Duration.ofMinutes(3);

    @TempDir
    Path temporary;

    private Path folder;
    private DockerClient client;
    private final AtomicReference<String> hubId = new AtomicReference<>("");

    @BeforeEach
    void connect() {
        folder = temporary.resolve("k" + UUID.randomUUID().toString().substring(0, 8));
        var config = DefaultDockerClientConfig.createDefaultConfigBuilder().build();
        client = DockerClientImpl.getInstance(
                config,
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(config.getDockerHost())
                        .build());
    }

    @AfterEach
    void removeImages() throws IOException {
        if (!hubId.get().isEmpty()) {
            client.listImagesCmd()
                    .withLabelFilter(EnvironmentScope.LABEL_HUB + "=" + hubId.get())
                    .exec()
                    .forEach(image ->
                            client.removeImageCmd(image.getId()).withForce(true).exec());
        }
        client.close();
    }

    private static Point at(String type, String method) throws ClassNotFoundException {
        return new Point(Class.forName("dev.softservice.runner.docker." + type), method, 1);
    }

    static Stream<Point> points() throws ClassNotFoundException {
        return Stream.of(
                new Point(Planner.class, "plan", 1),
                at("image.BuildWatch", "running"),
                at("environment.Readiness", "await"),
                at("container.Exec", "run"),
                // Resilience: the service is killed. Restoring: the environment is destroyed, its data is put back.
                at("environment.DockerEnvironment", "kill"),
                at("environment.DockerEnvironment", "destroy"));
    }

    @ParameterizedTest
    @MethodSource("points")
    void aRunWhoseHubIsKilledStartsAnewOnceAndNothingIsLeft(Point point) throws Exception {
        killed(point, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"save", "putBack"})
    void aRunWhoseHubIsKilledOnTheWayFromStableOrBackStartsAnewOnceAndNothingIsLeft(String copying) throws Exception {
        try (var engine = DockerEngine.connect();
                var hub = open(engine)) {
            var wiki = hub.repository("wiki");
            var distro = new java.util.HashMap<>(RunStory.distro("before " + folder.getFileName()));
            distro.merge("softservice.yaml", "release: {level: 4}\n", String::concat);
            hub.push(wiki, "main", "stable", distro);
            hub.settle();
            assertThat(hub.stable(wiki)).as(last(hub, wiki).toString()).isPresent();
        }
        killed(at("volume.VolumeCopies", copying), 2);
    }

    /** {@code runs}: how many there are in the end, with those before. */
    private void killed(Point point, int runs) throws Exception {
        var end = Victim.run(RunStory.class, folder.toString(), point);
        assertThat(end.killed()).as("the point was reached: %s", end.lines()).isTrue();
        assertThat(end.lines()).containsExactly("pushed");
        try (var engine = DockerEngine.connect();
                var hub = open(engine)) {
            var wiki = hub.repository("wiki");
            var deadline = Instant.now().plus(AT_MOST);
            hub.app.workers().start();
            await(
                    deadline,
                    () -> left("r" + last(hub, wiki).id() + "-1").isEmpty(),
                    () -> "left: " + left("r" + last(hub, wiki).id() + "-1"));
            await(deadline, () -> last(hub, wiki).state() == Run.State.FINISHED, () -> "it is " + last(hub, wiki));
            var run = last(hub, wiki);
            assertThat(run.verdict()).as(run.toString()).contains(Run.Outcome.PASSED);
            assertThat(run.attempt()).as("started anew exactly once").isEqualTo(2);
            assertThat(hub.runs().list(wiki, java.util.Optional.empty(), java.util.Optional.empty(), 0, 10))
                    .hasSize(runs);
        }
        assertThat(left("")).as("nothing of this hub after it has stopped").isEmpty();
        try (var files = Files.walk(folder.resolve("work"))) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void anEngineThatGoesInTheMiddleOfARunAndComesBackIsNoFaultOfTheRun() throws Exception {
        Files.createDirectories(folder);
        try (var proxy = new EngineProxy(temporary);
                var engine = DockerEngine.at(proxy.host());
                var hub = open(engine)) {
            var wiki = hub.repository("wiki");
            hub.push(wiki, "main", "first", RunStory.distro(folder.getFileName().toString()));
            hub.app.workers().start();
            await(
                    Instant.now().plus(AT_MOST),
                    () -> !left("r" + last(hub, wiki).id() + "-1").isEmpty(),
                    () -> "nothing was made");
            proxy.cut();
            await(
                    Instant.now().plus(AT_MOST),
                    () -> last(hub, wiki).state() == Run.State.QUEUED
                            && last(hub, wiki).reason().contains("engine"),
                    () -> "it is " + last(hub, wiki));
            assertThat(last(hub, wiki).verdict()).isEmpty();
            proxy.mend();
            await(
                    Instant.now().plus(AT_MOST),
                    () -> last(hub, wiki).state() == Run.State.FINISHED,
                    () -> "it is " + last(hub, wiki));
            assertThat(last(hub, wiki).verdict()).as(last(hub, wiki).toString()).contains(Run.Outcome.PASSED);
            await(
                    Instant.now().plus(AT_MOST),
                    () -> left("r" + last(hub, wiki).id() + "-1").isEmpty(),
                    () -> "left: " + left(""));
        }
        try (var next = DockerEngine.connect()) {
            // As the next hub does when it starts: networks that were being prepared when the engine went are nobody's
            // run.
            next.sweep(hubId.get(), Set::of);
        }
        assertThat(left("")).isEmpty();
    }

    private Hub open(DockerEngine engine) {
        // No higher than acceptance: what is shown is that it starts anew, and that takes less time.
        return Hub.open(folder, place -> {
            hubId.set(place.hubId());
            return EngineVerifier.of(engine, Clock.systemUTC(), place);
        });
    }

    private static Run last(Hub hub, HostedRepository wiki) {
        return hub.runs()
                .list(wiki, java.util.Optional.empty(), java.util.Optional.empty(), 0, 1)
                .getFirst();
    }

    /** What the engine holds of a request, or of all of the hub's; containers of image builds are known by their network. */
    private List<String> left(String request) {
        var filter = request.isEmpty()
                ? List.of(EnvironmentScope.LABEL_HUB + "=" + hubId.get())
                : List.of(EnvironmentScope.LABEL_HUB + "=" + hubId.get(), EnvironmentScope.LABEL_RUN + "=" + request);
        var found = new ArrayList<String>();
        client.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(filter)
                .exec()
                .forEach(container -> found.add("container " + container.getNames()[0]));
        client.listNetworksCmd().withFilter("label", filter).exec().forEach(network -> {
            found.add("network " + network.getName());
            client.listContainersCmd()
                    .withShowAll(true)
                    .withNetworkFilter(List.of(network.getName()))
                    .exec()
                    .forEach(container -> found.add("container of a build " + container.getId()));
        });
        var volumes = client.listVolumesCmd().withFilter("label", filter).exec().getVolumes();
        if (volumes != null) volumes.forEach(volume -> found.add("volume " + volume.getName()));
        return found;
    }

    private static void await(Instant deadline, BooleanSupplier done, java.util.function.Supplier<String> otherwise)
            throws InterruptedException {
        while (!done.getAsBoolean()) {
            assertThat(Instant.now()).as(otherwise).isBefore(deadline);
            Thread.sleep(100);
        }
    }
}
