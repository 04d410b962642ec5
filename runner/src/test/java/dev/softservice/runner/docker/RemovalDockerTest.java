package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.OtherProcess;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.RunListener;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.plan.EnvironmentPlan;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.testing.Soon;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever becomes of a run or its runner, nothing of it is left, and nothing else is touched. */
@NeedsEngine
class RemovalDockerTest {
    private static final String TESTS =
            "- {name: hangs, exec: {service: web, command: [sh, -c, 'echo inside > /proc/1/fd/1; sleep 1000; test -e"
                    + " /done']}}\n";

    @TempDir
    Path folder;

    private final String id = "r" + UUID.randomUUID().toString().substring(0, 8);
    private final String hub = "sweep-" + id;

    static void assertNothingLeft(String run) {
        try (var engine = DockerEngine.connect()) {
            Soon.await(() -> left(engine, run).isEmpty());
            assertThat(left(engine, run)).isEmpty();
        }
    }

    static List<String> left(DockerEngine engine, String run) {
        var filter = List.of(EnvironmentScope.LABEL_RUN + "=" + run);
        var left = new java.util.ArrayList<String>();
        engine.link()
                .client()
                .listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(filter)
                .exec()
                .forEach(container -> left.add("container " + container.getNames()[0]));
        engine.link()
                .client()
                .listNetworksCmd()
                .withFilter("label", filter)
                .exec()
                .forEach(network -> left.add("network " + network.getName()));
        engine.link()
                .client()
                .listVolumesCmd()
                .withFilter("label", filter)
                .exec()
                .getVolumes()
                .forEach(volume -> left.add("volume " + volume.getName()));
        return left;
    }

    @Test
    void closingTheEngineWaitsUntilNothingIsLeft() {
        var distro = withVolume();
        try (var engine = DockerEngine.connect()) {
            assertThat(new Runner(engine, Clock.systemUTC()).run(distro.request(id), RunListener.SILENT))
                    .isInstanceOf(Verdict.Passed.class);
        }
        try (var engine = DockerEngine.connect()) {
            assertThat(left(engine, id)).isEmpty();
        }
    }

    private DistroFolder withVolume() {
        return DistroFolder.at(folder).manifest("""
            services: {web: {image: "debian:bookworm-slim", command: [sleep, infinity], volumes: ["data:/data"]}}
            volumes: {data: {}}
            tests: [{name: the volume is there, exec: {service: web, command: [touch, /data/file]}}]
            """);
    }

    @Test
    void aKeptEnvironmentStaysUntilItIsSwept() {
        var distro = withVolume();
        try (var engine = DockerEngine.connect()) {
            new Runner(engine, Clock.systemUTC())
                    .run(
                            new RunRequest(
                                            new Footprint(id, hub),
                                            SourceTree.in(distro.path()),
                                            Map.of(),
                                            new Reach(4, Limits.DEFAULT))
                                    .keeping(true),
                            RunListener.SILENT);
        }
        try (var engine = DockerEngine.connect()) {
            var run = new EnvironmentScope.Run(hub, id, true);
            assertThat(left(engine, id))
                    .containsExactlyInAnyOrder(
                            "container /" + run.nameOf("web"),
                            "network " + run.nameOf("default"),
                            "volume " + run.nameOf("data"));
            assertThat(engine.sweep("somebody-else-" + id, Set::of)).isZero();
            assertThat(engine.sweep(hub, () -> Set.of(id))).isZero();
            assertThat(left(engine, id)).hasSize(3);
            assertThat(engine.sweep(hub, Set::of)).isEqualTo(3);
            assertThat(left(engine, id)).isEmpty();
        }
    }

    /** What watches a run's disk asks the engine again and again: in a hub that lives for months it has to end with its run. */
    @Test
    void nothingWatchesARunThatHasEnded() throws Exception {
        var recording = new Recording().awaiting(line -> line.text().equals("inside"));
        var distro = DistroFolder.at(folder).manifest("""
            services: {web: {image: "debian:bookworm-slim", command: [sleep, infinity]}}
            tests: [{name: tells, exec: {service: web, command: [sh, -c, 'echo inside > /proc/1/fd/1; until test -e /go; do sleep 0.05; done']}}]
            """);
        try (var engine = DockerEngine.connect()) {
            var run = Thread.ofVirtual()
                    .start(() -> new Runner(engine, Clock.systemUTC()).run(distro.request(id), recording));
            recording.await();
            assertThat(threads()).contains("\"" + DistroFolder.scope(id).nameOf("disk-watch") + "\"");
            var execution = engine.link()
                    .client()
                    .execCreateCmd(DistroFolder.scope(id).nameOf("web"))
                    .withCmd("touch", "/go")
                    .exec()
                    .getId();
            engine.link()
                    .client()
                    .execStartCmd(execution)
                    .exec(new com.github.dockerjava.api.async.ResultCallback.Adapter<>())
                    .awaitCompletion();
            run.join();
            assertThat(recording.verdict).containsInstanceOf(Verdict.Passed.class);
            engine.awaitRemoval(id);
            Soon.await(() -> !threads().contains(DistroFolder.scope(id).nameOf("")));
            assertThat(threads()).doesNotContain(DistroFolder.scope(id).nameOf(""));
        }
    }

    /** All of this process, virtual ones included. */
    private String threads() throws Exception {
        var file = folder.resolve("threads-" + UUID.randomUUID() + ".json");
        java.lang.management.ManagementFactory.getPlatformMXBean(com.sun.management.HotSpotDiagnosticMXBean.class)
                .dumpThreads(file.toString(), com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
        return java.nio.file.Files.readString(file);
    }

    @Test
    void aRunThatBeginsDuringASweepIsSafe() {
        var network = new EnvironmentPlan.NetworkPlan(
                new EnvironmentScope.Run(hub, id, false).nameOf("default"), EnvironmentPlan.Route.NONE);
        var plan = new EnvironmentPlan(
                new EnvironmentScope.Run(hub, id, false), List.of(network), List.of(), List.of(), Limits.DEFAULT);
        try (var engine = DockerEngine.connect()) {
            var environment = engine.create(plan);
            engine.sweep(hub, () -> {
                up(environment);
                return Set.of();
            });
            assertThat(left(engine, id)).containsExactly("network " + network.name());
            environment.close();
        }
        assertNothingLeft(id);
    }

    private static void up(Environment environment) {
        try {
            environment.up(Narrator.SILENT);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSweepFindsWhatARunnerLeftThatWasKilled() throws Exception {
        DistroFolder.at(folder).twoServices(TESTS);
        var process = other(hub);
        try (var output = process.inputReader()) {
            for (var line = output.readLine(); line != null && !line.equals("inside"); line = output.readLine())
                continue;
            process.destroyForcibly();
            assertThat(process.waitFor()).isEqualTo(137);
        }
        try (var engine = DockerEngine.connect()) {
            assertThat(left(engine, id)).hasSize(3);
            assertThat(engine.sweep(hub, Set::of)).isEqualTo(3);
            assertThat(left(engine, id)).isEmpty();
        }
    }

    @Test
    void aRunnerThatIsToldToTerminateRemovesItsEnvironments() throws Exception {
        DistroFolder.at(folder).twoServices(TESTS);
        var process = other(hub);
        try (var output = process.inputReader()) {
            for (var line = output.readLine(); line != null && !line.equals("inside"); line = output.readLine())
                continue;
            process.destroy();
            assertThat(process.waitFor()).isEqualTo(143);
        }
        try (var engine = DockerEngine.connect()) {
            assertThat(left(engine, id)).isEmpty();
        }
    }

    private Process other(String hub) throws Exception {
        return new ProcessBuilder(OtherProcess.command(List.of(), OtherRunner.class, id, hub, folder.toString()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** A runner in a process of its own, which tells when its run is in the middle of its tests. */
    static final class OtherRunner {
        public static void main(String[] args) {
            var recording = new Recording() {
                @Override
                public void log(dev.softservice.runner.model.LogLine line) {
                    System.out.println(line.text());
                }
            };
            try (var engine = DockerEngine.connect()) {
                new Runner(engine, Clock.systemUTC())
                        .run(
                                new RunRequest(
                                                new Footprint(args[0], args[1]),
                                                SourceTree.in(Path.of(args[2])),
                                                Map.of(),
                                                new Reach(4, Limits.DEFAULT))
                                        .withDomain(args.length > 3 ? args[3] : ""),
                                recording);
            }
        }
    }
}
