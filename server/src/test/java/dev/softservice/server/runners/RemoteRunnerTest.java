package dev.softservice.server.runners;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.softservice.runner.cli.RunnerVersion;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.FakeEngine;
import dev.softservice.runner.remote.RefusedException;
import dev.softservice.runner.remote.RemoteRunner;
import dev.softservice.runner.remote.RunnerFolder;
import dev.softservice.runner.wire.Messages;
import dev.softservice.server.repo.HostedRepository;
import dev.softservice.server.run.Run;
import dev.softservice.server.web.HubForTests;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole runner, on an engine of its own that is in memory, and a whole hub. */
class RemoteRunnerTest {
    @TempDir
    Path data;

    private final FakeEngine engine = new FakeEngine();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private HubForTests hub;
    private HostedRepository wiki;
    private Optional<Started> started = Optional.empty();

    private record Started(RemoteRunner runner, RunnerFolder folder, Thread thread) {}

    @BeforeEach
    void aProposedChange() {
        engine.executions.add(new Environment.Executed(Optional.of(0), "fine"));
        hub = HubForTests.withoutWorkers(data.resolve("hub"));
        wiki = hub.repository("ann", "wiki");
        hub.pushMain(wiki, Map.of("softservice.yaml", HubForTests.manifest("Wiki")));
        hub.propose(wiki, Map.of("softservice.yaml", HubForTests.manifest("Better wiki")), "Better");
    }

    @AfterEach
    void close() throws InterruptedException {
        stop();
        hub.close();
    }

    private void stop() throws InterruptedException {
        if (started.isEmpty()) return;
        var it = started.get();
        started = Optional.empty();
        it.runner().stop();
        it.thread().join();
        it.runner().close();
        it.folder().close();
    }

    private static Messages.Machine machine(String version) {
        return new Messages.Machine(version, Map.of("arch", "amd64"), 1);
    }

    private URI address() {
        return URI.create(hub.address());
    }

    private void start(boolean once, Clock clock) throws IOException, RefusedException {
        var folder = RunnerFolder.open(data.resolve("runner"), clock);
        var machine = machine(RunnerVersion.text());
        RemoteRunner.register(address(), folder, RunnerForTests.token(hub), "north", machine);
        var runner =
                new RemoteRunner(address(), folder, engine, new RemoteRunner.Settings(machine, once, clock), log::add);
        var thread = Thread.ofVirtual().start(() -> {
            try {
                runner.run();
            } catch (RefusedException | InterruptedException ended) {
                log.add("ended: " + ended.getMessage());
            }
        });
        started = Optional.of(new Started(runner, folder, thread));
    }

    private void start() throws IOException, RefusedException {
        start(false, Clock.systemUTC());
    }

    private void until(String what, BooleanSupplier holds) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what + "; the runner said " + log).isLessThan(until);
            Thread.sleep(10);
        }
    }

    private Run run() {
        return hub.app
                .runs()
                .list(wiki, Optional.empty(), Optional.of(Run.Kind.PULL), 0, 1)
                .getFirst();
    }

    private String logOfRun() {
        var lines = new ArrayList<String>();
        hub.app.events().log(run().id(), lines::add);
        return String.join("\n", lines);
    }

    @Test
    void aRunElsewhereHasItsVerdictItsLogAndItsSignatureAtTheHub() throws Exception {
        start(true, Clock.systemUTC());
        until("a verdict", () -> run().state() == Run.State.FINISHED);
        assertThat(run().verdict()).as(logOfRun()).contains(Run.Outcome.PASSED);
        assertThat(run().tests().passed()).isEqualTo(1);
        assertThat(run().steps()).isNotEmpty();
        assertThat(logOfRun()).contains("verified by the runner north", "fake engine");
        try (var files = Files.walk(data.resolve("hub"))) {
            assertThat(files.map(file -> file.getFileName().toString())).contains("measured.json");
        }
        started.orElseThrow().thread().join();
        assertThat(log).anyMatch(line -> line.contains("passed, level "));
    }

    @Test
    void aHubThatIsStartedAgainFindsTheRunGoingOn() throws Exception {
        var goOn = new CountDownLatch(1);
        engine.incidents = _ -> {
            try {
                goOn.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return List.of();
        };
        start();
        until("it is up", () -> engine.calls.contains("up"));
        int port = hub.port;
        hub.close();
        goOn.countDown();
        until("it is missed", () -> log.stream().anyMatch(line -> line.contains("does not answer")));
        hub = HubForTests.withoutWorkers(data.resolve("hub"), port);
        until("a verdict", () -> run().state() == Run.State.FINISHED);
        assertThat(run().verdict()).as(logOfRun()).contains(Run.Outcome.PASSED);
        assertThat(run().attempt()).isEqualTo(1);
        assertThat(engine.calls.stream().filter("up"::equals)).hasSize(1);
        assertThat(logOfRun().split("fake engine", -1)).as("told once").hasSize(2);
    }

    @Test
    void aCancelledRunEndsThereAndNothingIsLeft() throws Exception {
        engine.hangsAt = "up";
        start();
        engine.hanging.await();
        hub.app.runs().cancel(run().id(), hub.admin);
        until("nothing is left", () -> engine.left() == 0);
        until("it is said", () -> log.stream().anyMatch(line -> line.endsWith("stopped")));
        assertThat(run().verdict()).contains(Run.Outcome.CANCELLED);
    }

    @Test
    void aRunnerThatIsToldToStopGivesItsRunBack() throws Exception {
        engine.hangsAt = "up";
        start();
        engine.hanging.await();
        stop();
        assertThat(run().state()).isEqualTo(Run.State.QUEUED);
        assertThat(run().attempt()).isEqualTo(2);
        assertThat(run().reason()).contains("the runner north was stopped");
        assertThat(engine.left()).isZero();
    }

    @Test
    void aRunnerWithoutAnEngineTakesNothingAndSaysWhy() throws Exception {
        engine.broken = Optional.of(new EngineException("the container engine does not answer"));
        start();
        until("it is said", () -> log.contains("the container engine does not answer"));
        until(
                "the operator sees it",
                () -> hub.send(hub.request("/api/v1/runners")
                                .header("Authorization", "Bearer " + HubForTests.ADMIN_TOKEN))
                        .body()
                        .contains("the container engine does not answer"));
        assertThat(run().state()).isEqualTo(Run.State.QUEUED);
    }

    @Test
    void aClockThatIsADayOffCountsNowhere() throws Exception {
        start(true, Clock.offset(Clock.systemUTC(), Duration.ofDays(1)));
        until("a verdict", () -> run().state() == Run.State.FINISHED);
        assertThat(run().verdict()).contains(Run.Outcome.PASSED);
        assertThat(run().steps())
                .allSatisfy(step -> assertThat(step.startedAt())
                        .isBetween(
                                Instant.now().minus(Duration.ofHours(1)),
                                Instant.now().plus(Duration.ofHours(1))));
        assertThat(log).anyMatch(line -> line.contains("s ahead of the hub's"));
    }

    @Test
    void aRunnerOfAnotherVersionIsRefusedInOneLine() throws Exception {
        try (var folder = RunnerFolder.open(data.resolve("old"), Clock.systemUTC())) {
            assertThatThrownBy(() -> RemoteRunner.register(
                            address(), folder, RunnerForTests.token(hub), "old", machine("0.0.1")))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("is 0.0.1: install the hub's version there");
        }
    }

    @Test
    void twoRunnersCanNotHaveOneFolder() throws Exception {
        try (var _ = RunnerFolder.open(data.resolve("one"), Clock.systemUTC())) {
            assertThatThrownBy(() -> RunnerFolder.open(data.resolve("one"), Clock.systemUTC()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("belongs to another runner of this machine");
        }
    }
}
