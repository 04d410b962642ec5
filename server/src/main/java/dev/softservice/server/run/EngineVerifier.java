package dev.softservice.server.run;

import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.runner.climb.RunListener;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.climb.Runner;
import dev.softservice.runner.engine.Engine;
import dev.softservice.runner.engine.EngineException;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.stop.Stop;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Verifies runs on a real container engine. {@code hubId} labels everything that this hub makes on it. */
public record EngineVerifier(Engine engine, Runner runner, String hubId) implements Verifier {
    public static EngineVerifier of(Engine engine, Clock clock, Place place) {
        return new EngineVerifier(engine, new Runner(engine, clock, place.composer()), place.hubId());
    }

    @Override
    public Verdict run(RunRequest request, RunListener listener, Stop stop) {
        return runner.run(request, listener, stop);
    }

    @Override
    public String proofKey(String tree, RepositoryFiles files, RunRequest request) {
        return runner.proofKey(tree, files, request);
    }

    @Override
    public Optional<String> trouble() {
        try {
            engine.describe();
            return Optional.empty();
        } catch (EngineException gone) {
            return Optional.of(gone.getMessage());
        }
    }

    @Override
    public int collectImages(Instant madeBefore, Predicate<String> used) {
        return engine.collectImages(hubId, madeBefore, used);
    }

    @Override
    public Optional<String> findImage(String reference) {
        return engine.images().find(reference);
    }

    @Override
    public Optional<String> renewImage(String reference) throws InterruptedException {
        return engine.images().renew(reference);
    }

    @Override
    public InputStream saveImages(List<String> ids) throws InterruptedException {
        return engine.images().save(ids);
    }

    @Override
    public int sweep(Supplier<Set<String>> live) {
        return engine.sweep(hubId, live);
    }
}
