package dev.softservice.runner.climb;

import dev.softservice.runner.engine.Engine;
import dev.softservice.runner.engine.Together;
import dev.softservice.runner.model.Outcome;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.stop.Stop;
import dev.softservice.runner.stop.Work;
import java.util.List;

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
        var ended = Work.run(
                "build " + request.id(),
                new Stop(),
                request.limits().build(),
                () -> new BuildImages(request.isAnew() ? engine.images().anew() : engine.images(), log).run(plan));
        return switch (ended) {
            case Work.Done<Outcome<BuildImages.Made>>(var made) -> made;
            case Work.Stopped<Outcome<BuildImages.Made>> _ -> {
                // An engine that hangs is no fault of the distro.
                engine.describe();
                yield new Outcome.Broke<>(List.of("building met its time limit of "
                        + RunSession.text(request.limits().build())));
            }
            case Work.Broke<Outcome<BuildImages.Made>>(var cause) -> throw Together.unwrapped(cause);
        };
    }
}
