package dev.softservice.runner.climb;

import dev.softservice.runner.acceptance.Watch;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.engine.OwnFiles;
import dev.softservice.runner.engine.Together;
import java.util.List;
import java.util.concurrent.Callable;

/** What is to be seen of the services after the last test: at the same time how they are, for which a moment has to pass, and what they have written. */
final class LookAfterwards {
    private final Environment environment;
    private final Watch watch;
    private volatile List<String> incidents = List.of();
    private volatile List<OwnFiles> ownFiles = List.of();

    LookAfterwards(Environment environment, Watch watch) {
        this.environment = environment;
        this.watch = watch;
    }

    void look() throws InterruptedException {
        Together.all(List.<Callable<?>>of(() -> incidents = watch.late(), () -> ownFiles = environment.ownFiles()));
    }

    /** Why it has not passed, whatever its tests say. */
    List<String> incidents() {
        return incidents;
    }

    List<OwnFiles> ownFiles() {
        return ownFiles;
    }
}
