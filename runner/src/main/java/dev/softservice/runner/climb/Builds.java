package dev.softservice.runner.climb;

import dev.softservice.runner.engine.Engine;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.model.Outcome;
import dev.softservice.runner.plan.Plan;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes sure of a plan's images, within the limit that all of them together have. */
final class Builds {
    private final Engine engine;
    private final RunRequest request;
    private final RunLog log;

    Builds(Engine engine, RunRequest request, RunLog log) {
        this.engine = engine;
        this.request = request;
        this.log = log;
    }

    Outcome<BuildImages.Made> build(Plan plan) throws InterruptedException {
        var task = new FutureTask<>(() -> new BuildImages(engine.images(), log).run(plan));
        var worker = Thread.ofVirtual().name("build " + request.id()).start(task);
        try {
            return task.get(request.limits().build().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            worker.interrupt();
            // An engine that hangs is no fault of the distro.
            engine.describe();
            return new Outcome.Broke<>(List.of("building met its time limit of "
                    + RunSession.text(request.limits().build())));
        } catch (InterruptedException e) {
            worker.interrupt();
            worker.join(Duration.ofSeconds(5));
            throw e;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case InterruptedException interrupted -> throw interrupted;
                case RuntimeException runtime -> throw runtime;
                case Error error -> throw error;
                case null, default -> throw new EngineException("building failed: " + e.getMessage(), e);
            }
        }
    }
}
