package dev.softservice.runner.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.softservice.runner.DistroFolder;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.engine.NeedsEngine;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.stop.Stop;
import dev.softservice.runner.stop.StopReason;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs that are cancelled, or whose containers or engine go away under them. */
@NeedsEngine
class RunTroubleDockerTest extends WholeRun {
    @Test
    void aRunThatIsAskedToStopEndsAndLeavesNothing() throws Exception {
        var distro = DistroFolder.at(folder)
                .twoServices("- {name: hangs, exec: {service: web, command: [sh, -c, 'echo inside > /proc/1/fd/1; sleep"
                        + " 1000; test -e /done']}}\n");
        recording.awaiting(line -> line.text().equals("inside"));
        var result = new CompletableFuture<Verdict>();
        var stop = new Stop();
        Thread.ofVirtual()
                .start(() -> result.complete(
                        new Runner(engine, Clock.systemUTC()).run(distro.request(id), recording, stop)));
        recording.await();
        stop.ask(new StopReason.Asked() {});
        assertThat(result.get(30, TimeUnit.SECONDS)).isInstanceOf(Verdict.Cancelled.class);
        assertThat(recording.steps).endsWith("ACCEPT CANCELLED");
        RemovalDockerTest.assertNothingLeft(id);
    }

    @Test
    void anEngineThatIsGoneIsNoFaultOfTheDistro() throws Exception {
        var distro = DistroFolder.at(folder).twoServices("- {name: never, tcp: {host: web, port: 80}}\n");
        try (var gone = DockerEngine.at("unix://" + folder.resolve("nobody.sock"))) {
            var verdict = new Runner(gone, Clock.systemUTC()).run(distro.request(id), recording);
            assertThat(verdict).isInstanceOf(Verdict.Errored.class);
            assertThat(((Verdict.Errored) verdict).reason())
                    .startsWith("no container engine answers at unix://")
                    .endsWith("start Docker, or set DOCKER_HOST");
            assertThat(recording.steps).endsWith("BUILD ERRORED");
        }
    }

    @Test
    void aContainerRemovedBehindOurBackIsSaidToBe() throws Exception {
        var distro = DistroFolder.at(folder).twoServices("""
            - {name: says hello, exec: {service: web, command: [sh, -c, 'echo inside > /proc/1/fd/1']}}
            - {name: waits, tcp: {host: store, port: 81, within: 5s}}
            """);
        recording.awaiting(line -> line.text().equals("inside"));
        var result = new CompletableFuture<Verdict>();
        Thread.ofVirtual().start(() -> result.complete(run(distro)));
        recording.await();
        engine.link()
                .client()
                .removeContainerCmd(DistroFolder.scope(id).nameOf("web"))
                .withForce(true)
                .exec();
        assertThat(((Verdict.Errored) result.get(30, TimeUnit.SECONDS)).reason())
                .isEqualTo(
                        "the container of web was removed behind our back while the tests ran: somebody else uses this"
                                + " container engine");
    }

    @Test
    void aTestsContainerRemovedBehindOurBackIsNoFailedTest() throws Exception {
        var distro = DistroFolder.at(folder).manifest("""
            services: {web: {image: "debian:bookworm-slim", command: [sleep, infinity]}}
            tests: [{name: asks, run: {image: "debian:bookworm-slim", command: [sh, -c, "echo inside; sleep 1000; test -e /done"]}}]
            """);
        recording.awaiting(line -> line.text().equals("inside"));
        var result = new CompletableFuture<Verdict>();
        Thread.ofVirtual().start(() -> result.complete(run(distro)));
        recording.await();
        var test = engine.link()
                .client()
                .listContainersCmd()
                .withLabelFilter(Map.of("dev.softservice.run", id, "dev.softservice.role", "test"))
                .exec()
                .getFirst();
        engine.link().client().removeContainerCmd(test.getId()).withForce(true).exec();
        assertThat(((Verdict.Errored) result.get(30, TimeUnit.SECONDS)).reason())
                .isEqualTo(
                        "the container of test:asks was removed behind our back while it ran: somebody else uses this"
                                + " container engine");
        assertThat(recording.tests).isEmpty();
    }

    /** An engine's troubles end a run without a verdict on the distro: not for its author to bring about. */
    @Test
    void aStepThatSpeaksOfTheEnginesTroublesAndFailsIsStillTheDistrosFailure() {
        for (var words : List.of("no space left on device", "netavark: no such network")) {
            var verdict = failed(DistroFolder.at(folder)
                    .with(
                            "image/Dockerfile",
                            "FROM debian:bookworm-slim\nRUN echo '" + words + "' " + id + "; exit 1\n")
                    .manifest("""
                        services: {web: {build: image}}
                        tests: [{name: never, tcp: {host: web, port: 80}}]
                        """));
            assertThat(verdict.reasons().getFirst())
                    .startsWith("the image of web does not build: at 'RUN echo '" + words + "'")
                    .contains("non-zero code: 1");
        }
    }
}
