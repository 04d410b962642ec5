package dev.softservice.server.run;

import dev.softservice.manifest.files.RepositoryFiles;
import dev.softservice.runner.climb.RunListener;
import dev.softservice.runner.climb.RunRequest;
import dev.softservice.runner.engine.Engine;
import dev.softservice.runner.model.Verdict;
import dev.softservice.runner.stop.Stop;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens the engine's client when it is first asked for: opening it takes half as long as all the rest of the hub, which serves meanwhile. */
public final class LateVerifier implements Verifier {
    private final Supplier<Engine> connect;
    private final Clock clock;
    private final Place place;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable EngineVerifier opened;

    public LateVerifier(Supplier<Engine> connect, Clock clock, Place place) {
        this.connect = connect;
        this.clock = clock;
        this.place = place;
    }

    private EngineVerifier opened() {
        lock.lock();
        try {
            var known = opened;
            if (known != null) return known;
            var made = EngineVerifier.of(connect.get(), clock, place);
            opened = made;
            return made;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Verdict run(RunRequest request, RunListener listener, Stop stop) {
        return opened().run(request, listener, stop);
    }

    @Override
    public String proofKey(String tree, RepositoryFiles files, RunRequest request) {
        return opened().proofKey(tree, files, request);
    }

    @Override
    public Optional<String> trouble() {
        return opened().trouble();
    }

    @Override
    public int collectImages(Instant madeBefore, Predicate<String> used) {
        return opened().collectImages(madeBefore, used);
    }

    @Override
    public Optional<String> findImage(String reference) {
        return opened().findImage(reference);
    }

    @Override
    public Optional<String> renewImage(String reference) throws InterruptedException {
        return opened().renewImage(reference);
    }

    @Override
    public InputStream saveImages(List<String> ids) throws InterruptedException {
        return opened().saveImages(ids);
    }

    @Override
    public int sweep(Supplier<Set<String>> live) {
        return opened().sweep(live);
    }

    /** Closes the client, if it was ever opened. */
    @Override
    public void close() {
        var known = opened;
        if (known != null) known.engine().close();
    }
}
