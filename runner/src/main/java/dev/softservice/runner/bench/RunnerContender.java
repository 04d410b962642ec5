package dev.softservice.runner.bench;

import dev.softservice.runner.climb.RunListener;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.RunRequest.Footprint;
import dev.softservice.runner.climb.RunRequest.Reach;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.engine.Road;
import dev.softservice.runner.model.Limits;
import dev.softservice.runner.model.SourceTree;
import dev.softservice.runner.model.StepName;
import dev.softservice.runner.model.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** This runner: the whole of it, from reading the manifest on. */
final class RunnerContender implements Contender {
    private final Stage stage;
    private final String name;
    private final String domain;
    private final Runner runner;
    private final Roads roads = new Roads();

    private RunnerContender(Stage stage, String name, String domain) {
        this.stage = stage;
        this.name = name;
        this.domain = domain;
        this.runner = new Runner(stage.engine(), Clock.systemUTC());
    }

    /** As a hub runs the runs of one repository. */
    static RunnerContender prepared(Stage stage) {
        return new RunnerContender(stage, "softservice", "bench");
    }

    /** As a run that shares nothing with any other. */
    static RunnerContender alone(Stage stage) {
        return new RunnerContender(stage, "softservice, nothing prepared", "");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Cycle cycle(String id) throws InterruptedException {
        var verdictAt = new AtomicLong();
        long begin = System.nanoTime();
        var request = new RunRequest(
                        new Footprint(id, stage.hub()),
                        SourceTree.in(stage.folder()),
                        Map.of(),
                        new Reach(StepName.ACCEPT.level(), Limits.DEFAULT))
                .withDomain(domain);
        var verdict = runner.run(request, new RunListener() {
            @Override
            public void came(Road road) {
                roads.add(road);
            }

            @Override
            public void verdict(Verdict told, Instant at) {
                verdictAt.set(System.nanoTime());
            }
        });
        if (!(verdict instanceof Verdict.Passed)) throw new IllegalStateException(name + ": " + verdict);
        stage.engine().awaitRemoval(id);
        return new Cycle(Duration.ofNanos(verdictAt.get() - begin), Duration.ofNanos(System.nanoTime() - begin));
    }

    @Override
    public Roads roads() {
        return roads;
    }

    @Override
    public void close() {}
}
