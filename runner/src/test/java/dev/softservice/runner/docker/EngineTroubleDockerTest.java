package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.Recording;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.SmallLimits;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.TestResult;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.plan.EnvironmentScope;
import dev.softservice.runner.testing.AtOnce;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine that dies or hangs in the middle of a run is never held against the distro. */
@NeedsEngine
class EngineTroubleDockerTest {
    private static final String RUNNING =
            "services: {web: {image: \"debian:bookworm-slim\", command: [sleep, infinity]}}\n";

    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(2);

    @TempDir
    Path folder;

    private Duration patience = Duration.ZERO;

    /** Where a run stands when the engine goes: each of these prints {@code now} at its moment. */
    enum Moment {
        BUILDING("services: {web: {build: image}}\ntests: [{name: never, tcp: {host: web, port: 80}}]\n", "BUILD"),
        BECOMING_HEALTHY("""
            services:
              web:
                image: debian:bookworm-slim
                command: [sh, -c, "echo now; sleep infinity"]
                healthcheck: {test: [CMD, "false"], interval: 200ms, retries: 15}
            tests: [{name: never, tcp: {host: web, port: 80}}]
            """, "PROVISION"),
        IN_A_COMMAND(
                RUNNING
                        + "tests: [{name: asks, exec: {service: web, command: [sh, -c, 'echo now > /proc/1/fd/1; sleep"
                        + " 30; test -e /done'], within: 3s}}]\n",
                "ACCEPT"),
        IN_A_TEST_CONTAINER(
                RUNNING
                        + "tests: [{name: asks, run: {image: \"debian:bookworm-slim\", timeout: 3s, command: [sh, -c,"
                        + " 'echo now; sleep 30; test -e /done']}}]\n",
                "ACCEPT"),
        WAITING_FOR_A_PAGE("""
            services: {web: {image: "debian:bookworm-slim", command: [sleep, infinity]}}
            tests:
              - {name: begins, exec: {service: web, command: [sh, -c, "(sleep 1; echo now > /proc/1/fd/1) > /dev/null 2>&1 & test -e /"]}}
              - {name: asks, http: {get: "http://web/", within: 5s}}
            """, "ACCEPT");

        private final String manifest;
        private final String step;

        Moment(String manifest, String step) {
            this.manifest = manifest;
            this.step = step;
        }
    }

    /** On a busy machine the engine is slow long before it hangs: what it takes for one container now says how long to wait for it, where all moments are tried at once. */
    @BeforeEach
    void askHowFastTheEngineIs() throws Exception {
        var id = newId();
        long begin = System.nanoTime();
        try (var real = DockerEngine.connect()) {
            var container = real.link()
                    .client()
                    .createContainerCmd("debian:bookworm-slim")
                    .withCmd("true")
                    .withLabels(Map.of(EnvironmentScope.LABEL_HUB, "trouble-" + id, EnvironmentScope.LABEL_RUN, id))
                    .exec()
                    .getId();
            real.link().client().startContainerCmd(container).exec();
            real.link().client().removeContainerCmd(container).withForce(true).exec();
        }
        var taken = Duration.ofNanos(System.nanoTime() - begin).multipliedBy(6);
        patience = taken.compareTo(LEAST_PATIENCE) < 0 ? LEAST_PATIENCE : taken;
    }

    private static String newId() {
        return "t" + UUID.randomUUID().toString().substring(0, 8);
    }

    @Test
    void anEngineThatIsKilledCouldNotTell() throws Exception {
        AtOnce.each(
                List.of(Moment.values()),
                moment -> assertThat(reason(moment, Duration.ofMinutes(5), EngineProxy::cut))
                        .doesNotContain("runner broke"));
    }

    /** One of the runs meets its time limit meanwhile, which is not held against the distro either. */
    @Test
    void anEngineThatHangsCouldNotTell() throws Exception {
        var runs = new ArrayList<Run>();
        for (var moment : Moment.values()) runs.add(new Run(moment, Duration.ofMinutes(5)));
        runs.add(new Run(Moment.IN_A_COMMAND, patience.multipliedBy(2)));
        AtOnce.each(
                runs,
                run -> assertThat(reason(run.moment(), run.total(), EngineProxy::stall))
                        .contains("did not answer within " + patience.toSeconds() + " s"));
    }

    /** {@code total}: its time limit. */
    private record Run(Moment moment, Duration total) {}

    private String reason(Moment moment, Duration total, Consumer<EngineProxy> trouble) throws Exception {
        var id = newId();
        var place = Files.createDirectory(folder.resolve(id));
        var distro = DistroFolder.at(place)
                .with("image/Dockerfile", "FROM debian:bookworm-slim\nRUN echo now; sleep 5; echo " + id + "\n")
                .manifest(moment.manifest);
        var limits = SmallLimits.within(total)
                .building(patience.multipliedBy(2))
                .healthy(patience.multipliedBy(5))
                .limits();
        var request = new RunRequest(
                new Footprint(id, "trouble-" + id), SourceTree.in(distro.path()), Map.of(), new Reach(4, limits));
        var recording = new Recording().awaiting(line -> line.text().equals("now"));
        try (var proxy = new EngineProxy(place);
                var engine = DockerEngine.at(proxy.host(), patience)) {
            var result = new CompletableFuture<Verdict>();
            Thread.ofVirtual()
                    .start(() -> result.complete(new Runner(engine, Clock.systemUTC()).run(request, recording)));
            recording.await();
            trouble.accept(proxy);
            var verdict = result.get(5, TimeUnit.MINUTES);
            assertThat(verdict).as(recording.log()).isInstanceOf(Verdict.Errored.class);
            assertThat(recording.steps).endsWith(moment.step + " ERRORED");
            assertThat(((Verdict.Errored) verdict).reason()).hasLineCount(1).contains("the container engine");
            assertThat(verdict.report().tests()).noneMatch(test -> test.state() == TestResult.State.FAILED);
            return ((Verdict.Errored) verdict).reason();
        } finally {
            sweptByTheRealOne(id);
        }
    }

    /** What such a run leaves behind is found by its labels once the engine is back; a build's container goes some time after its client, and its network only then. */
    private static void sweptByTheRealOne(String id) throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        try (var real = DockerEngine.connect()) {
            while (real.sweep("trouble-" + id, Set::of) > 0) {
                assertThat(System.nanoTime())
                        .as("what is left is gone within 60 s")
                        .isLessThan(until);
                Thread.sleep(200);
            }
        }
        RemovalDockerTest.assertNothingLeft(id);
    }
}
