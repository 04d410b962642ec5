package dev.softservice.runner.docker.environment;

import com.github.dockerjava.api.command.WaitContainerResultCallback;
import dev.softservice.runner.docker.container.Containers.Unstartable;
import dev.softservice.runner.docker.container.Held;
import dev.softservice.runner.docker.container.ReportFiles;
import dev.softservice.runner.docker.link.DockerCalls;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.engine.Environment.Finished;
import dev.softservice.runner.engine.Environment.Found;
import dev.softservice.runner.engine.Narrator;
import dev.softservice.runner.plan.ContainerPlan;
import dev.softservice.runner.plan.PlannedTest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs one test's container to its end and brings its reports back. */
final class TestContainer {
    private static final Duration LOG_PATIENCE = Duration.ofSeconds(2);
    /** What the kernel's kill leaves behind: 128 + SIGKILL. */
    private static final int KILLED = 137;

    private final DockerEnvironment environment;
    private final PlannedTest.Run test;
    private final Narrator narrator;

    TestContainer(DockerEnvironment environment, PlannedTest.Run test, Narrator narrator) {
        this.environment = environment;
        this.test = test;
        this.narrator = narrator;
    }

    Finished run() throws InterruptedException {
        var container = test.container();
        var engine = environment.engine();
        long begin = System.nanoTime();
        try {
            // The same test may run again later, and its container has a name: only the last one is kept for a look
            // inside.
            environment.removeEarlier(container);
            var id = created(container);
            environment.starts().begin(container, id);
            var log = environment.follow(container, narrator);
            environment.ahead().begin();
            var exit = await(id);
            // Asked before it ends: afterwards nobody knows.
            var held = exit.isEmpty() ? new Held(environment).by(container, id) : Optional.<String>empty();
            if (exit.isEmpty()) engine.kill(id);
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
        var made = environment.ahead().take(test);
        if (made.isEmpty())
            return environment.createContainer(
                    container, environment.image(container, narrator).id());
        environment.created(container, made.get());
        return made.get();
    }

    private Optional<Integer> await(String id) throws InterruptedException {
        return DockerCalls.unguarded("wait for " + test.container().engineName(), () -> {
            try (var callback =
                    environment.engine().client().waitContainerCmd(id).exec(new Status())) {
                return callback.awaitCompletion(test.timeout().toMillis(), TimeUnit.MILLISECONDS)
                        ? Optional.of(callback.code())
                        : Optional.empty();
            }
        });
    }

    private Optional<String> limit(String id, Optional<Integer> exit) throws InterruptedException {
        if (environment.limit().isPresent()) return environment.limit();
        if (exit.isEmpty() || exit.get() != KILLED) return Optional.empty();
        var ended = environment
                .containers()
                .inspect(id)
                .orElseThrow(() -> environment.removed(test.container(), "while it ran"));
        return Boolean.TRUE.equals(ended.getState().getOOMKilled())
                ? Optional.of(Readiness.memoryLimit(test.container()))
                : Optional.empty();
    }

    private Found found(String id, String results) throws InterruptedException {
        return new ReportFiles(
                        environment.engine().client(), environment.engine().calls())
                .fetch(id, results);
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
