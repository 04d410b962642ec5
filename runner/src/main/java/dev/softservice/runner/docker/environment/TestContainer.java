package dev.softservice.runner.docker.environment;

import com.github.dockerjava.api.command.WaitContainerResultCallback;
import dev.softservice.manifest.model.IdleCommand;
import dev.softservice.runner.docker.container.Containers.Unstartable;
import dev.softservice.runner.docker.container.Ending;
import dev.softservice.runner.docker.container.ReportFiles;
import dev.softservice.runner.docker.link.DockerCalls;
import dev.softservice.runner.docker.link.Link;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Environment.Finished;
import dev.softservice.runner.engine.Environment.Found;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.PlannedTest;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs one test's container to its end and brings its reports back. */
final class TestContainer {
    private static final Duration LOG_PATIENCE = Duration.ofSeconds(2);
    /** What the kernel's kill leaves behind: 128 + SIGKILL. */
    private static final int KILLED = 137;

    private final Link link;
    private final Maker maker;
    private final EnvironmentContainers members;
    private final TestsAhead ahead;
    private final Checks checks;
    private final PlannedTest.Run test;
    private final Narrator narrator;

    /** Where tests are run. */
    record Bench(Link link, Maker maker, EnvironmentContainers members, TestsAhead ahead, Checks checks) {}

    TestContainer(Bench bench, PlannedTest.Run test, Narrator narrator) {
        this.link = bench.link();
        this.maker = bench.maker();
        this.members = bench.members();
        this.ahead = bench.ahead();
        this.checks = bench.checks();
        this.test = test;
        this.narrator = narrator;
    }

    Finished run() throws InterruptedException {
        var container = test.container();
        long begin = System.nanoTime();
        try {
            // The same test may run again later, and its container has a name: only the last one is kept for a look
            // inside.
            members.removeEarlier(container);
            var id = created(container);
            checks.probes().starts().begin(container, id);
            var log = members.follow(container, narrator);
            ahead.begin();
            var exit = await(id);
            // Asked before it ends: afterwards nobody knows.
            var held = exit.isEmpty() ? checks.probes().held().by(container, id) : Optional.<String>empty();
            if (exit.isEmpty()) link.kill(id);
            var took = Duration.ofNanos(System.nanoTime() - begin);
            var limit = exit.isEmpty() ? held : limit(id, exit);
            var tail = log.lastLines(LOG_PATIENCE);
            log.stop();
            return new Finished(
                    exit,
                    limit,
                    exit.isPresent() && test.results().isPresent()
                            ? found(id, test.results().get())
                            : Found.NOTHING,
                    tail,
                    took);
        } catch (Unstartable e) {
            return new Finished(
                    Optional.of(126),
                    Optional.empty(),
                    Found.NOTHING,
                    List.of(e.getMessage()),
                    Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    private String created(ContainerPlan container) throws InterruptedException, Unstartable {
        requireSomethingToRun(container);
        var made = ahead.take(test);
        var id = made.isPresent()
                ? made.get()
                : maker.make(container, maker.image(container, narrator).id());
        members.created(container, id);
        return id;
    }

    /** A command that the test gives itself was looked at when it was read. */
    private void requireSomethingToRun(ContainerPlan container) throws InterruptedException, Unstartable {
        if (container.process().command().isPresent()
                || container.process().entrypoint().isPresent()) return;
        var config = maker.config(maker.image(container, narrator).id());
        if (config.isEmpty()) return;
        var words = Stream.of(config.get().getEntrypoint(), config.get().getCmd())
                .filter(Objects::nonNull)
                .flatMap(Arrays::stream)
                .toList();
        var idle = test.results().isPresent() ? IdleCommand.of(words) : IdleCommand.byExitCode(words);
        if (idle.isPresent())
            throw new Unstartable(
                    "this test can't fail: of its image's own command, " + idle.get() + "; give it a command");
    }

    private Optional<Integer> await(String id) throws InterruptedException {
        return DockerCalls.unguarded("wait for " + test.container().engineName(), () -> {
            try (var callback = link.client().waitContainerCmd(id).exec(new Status())) {
                return callback.awaitCompletion(test.timeout().toMillis(), TimeUnit.MILLISECONDS)
                        ? Optional.of(callback.code())
                        : Optional.empty();
            }
        });
    }

    private Optional<String> limit(String id, Optional<Integer> exit) throws InterruptedException {
        if (checks.vitals().limit().isPresent()) return checks.vitals().limit();
        if (exit.isEmpty() || exit.get() != KILLED) return Optional.empty();
        var ended = checks.probes()
                .containers()
                .inspect(id)
                .orElseThrow(() -> EnvironmentContainers.removed(test.container(), "while it ran"));
        return Boolean.TRUE.equals(ended.getState().getOOMKilled())
                ? Optional.of(Ending.memoryLimit(test.container()))
                : Optional.empty();
    }

    private Found found(String id, String results) throws InterruptedException {
        var began = checks.probes().containers().inspect(id).flatMap(Ending::began);
        return new ReportFiles(link).fetch(id, results, began);
    }

    private static final class Status extends WaitContainerResultCallback {
        private volatile int code = -1;

        @Override
        public void onNext(com.github.dockerjava.api.model.WaitResponse response) {
            code = response.getStatusCode();
            super.onNext(response);
        }

        int code() {
            // Completed without a status: the engine went away, or is about to tell that the container is gone.
            if (code < 0) throw new EngineException("the container engine lost a test's container while it ran");
            return code;
        }
    }
}
