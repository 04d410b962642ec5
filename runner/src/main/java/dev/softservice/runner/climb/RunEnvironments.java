package dev.softservice.runner.climb;

import dev.softservice.runner.engine.Engine;
import dev.softservice.runner.engine.Environment;
import dev.softservice.runner.plan.Plan;
import dev.softservice.runner.plan.PlannedTest;
import java.util.List;
import java.util.Optional;

/** A run's environments, of which the last one made is removed when the run is over, and with it whatever carries the run's labels. */
final class RunEnvironments implements EnvironmentSwap, AutoCloseable {
    private final Engine engine;
    private final String domain;
    private Optional<Environment> present = Optional.empty();
    private boolean closed;

    /** @param domain see {@link RunRequest#domain} */
    RunEnvironments(Engine engine, String domain) {
        this.engine = engine;
        this.domain = domain;
    }

    /** Opening has no side effect; what an environment needs no image for can be got ready while images are built. */
    Environment first(Plan plan) throws InterruptedException {
        return prepared(made(plan), plan);
    }

    @Override
    public boolean publishes() {
        return engine.publishes();
    }

    @Override
    public Environment afterStopping(Environment before, Plan next) throws InterruptedException {
        var made = made(next);
        before.down();
        return prepared(made, next);
    }

    @Override
    public Environment afterDestroying(Environment before, Plan next) throws InterruptedException {
        var made = made(next);
        before.destroy();
        return prepared(made, next);
    }

    /** Known before the last one goes: at no moment is there something on the engine that the end of the run would not remove. */
    private synchronized Environment made(Plan plan) throws InterruptedException {
        // Somebody gave up waiting for this run: nothing may come into being that nobody would remove.
        if (closed) throw new InterruptedException("the run is over");
        var made = engine.create(plan.environment());
        present = Optional.of(made);
        return made;
    }

    private Environment prepared(Environment made, Plan plan) {
        made.prepare(testContainers(plan), domain);
        return made;
    }

    private static List<PlannedTest.Run> testContainers(Plan plan) {
        return plan.suites().stream()
                .flatMap(suite -> suite.tests().stream())
                .filter(PlannedTest.Run.class::isInstance)
                .map(PlannedTest.Run.class::cast)
                .toList();
    }

    /** The one made last. */
    synchronized Environment present() {
        return present.orElseThrow();
    }

    List<String> held() throws InterruptedException {
        Optional<Environment> asked;
        synchronized (this) {
            asked = present;
        }
        return asked.isPresent() ? asked.get().held() : List.of();
    }

    @Override
    public synchronized void close() {
        closed = true;
        present.ifPresent(Environment::close);
    }
}
